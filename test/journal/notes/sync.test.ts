// Do new trades get into a day file without a byte of its human's words lost?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JournalTrade } from "#domain/journal.js";
import { readDay } from "#journal/notes/read-day.js";
import { type StubTerms, syncedDay } from "#journal/notes/sync.js";
import { plansOf } from "#journal/plan-file.js";
import { A1, A2 } from "./trade.js";

const DAY = 20_524;
const terms: StubTerms = {
  zone: "America/New_York",
  quantityOf: ({ qty }) => String(qty),
  plan: "orb-mes@4",
  suggested: new Map([["t-0b51de", ["revenge", "oversize"]]]),
  accounts: false,
};
const NONE = new Map<string, JournalTrade>();
const byId = (...trades: JournalTrade[]) => new Map(trades.map((trade) => [trade.id, trade]));
const context = { vocabulary: plansOf("", "plan.toml").vocabulary, zone: "America/New_York" };

describe("a new file", () => {
  test("has a head and a stub for each trade, and reads without a fault", () => {
    const text = syncedDay(null, DAY, NONE, NONE, [A1, A2], terms);
    expect(text).toBe(`---
date: 2026-03-12
account: eval-50k
plan: orb-mes@4
sleep:
focus:
premarket:
---

## t-7f3a9c  MES long 2 · 09:49:12 → 10:12:40 ET · +$82.52 (+0.83R)
setup:
why.technical:
why.fundamental:
plan.stop:
plan.target:
emotion:
mistakes:
tags:
grade:

## t-0b51de  MES short 2 · 11:05:00 → 11:22:00 ET · −$109.98 (−1.10R)
setup:
why.technical:
why.fundamental:
plan.stop:
plan.target:
emotion:
mistakes: revenge?, oversize?
tags:
grade:
`);
    const { day, faults } = readDay(text, "d", DAY, context);
    expect(faults).toEqual([]);
    expect(day.notes[1]!.mistakes).toEqual([
      { name: "revenge", suggested: true },
      { name: "oversize", suggested: true },
    ]);
  });

  test("says of a trade that is open, estimated, of another day or account what it is", () => {
    const evening = { ...A1, entryTime: A1.entryTime - 16 * 3_600_000, estimated: true, r: null };
    const told = (trade: JournalTrade, more: Partial<StubTerms> = {}) =>
      syncedDay(null, DAY, NONE, NONE, [trade], { ...terms, ...more })
        .match(/^## .*$/m)![0]
        .slice(24);
    expect(told({ ...A1, exitTime: null, net: -2_480_000, r: null })).toBe("· 09:49:12 → open ET · −$2.48");
    expect(told(evening)).toBe("· 2026-03-11 17:49:12 → 10:12:40 ET · +$82.52 · costs estimated");
    expect(told(A1, { accounts: true, zone: "Europe/Berlin" })).toBe(
      "· 14:49:12 → 15:12:40 UTC+01:00 · +$82.52 (+0.83R) · eval-50k",
    );
    expect(told({ ...A1, net: 0, r: -0.001 })).toBe("· 09:49:12 → 10:12:40 ET · $0.00 (+0.00R)");
  });

  test("a hostile account name stays on its line and is no markup", () => {
    const account = "x\n## t-ffffff\r\n---\u202E<img src=x onerror=alert(1)>[a](javascript:b)\u001b[31m · y";
    const text = syncedDay(null, DAY, NONE, NONE, [{ ...A1, account }], { ...terms, accounts: true });
    const { day, faults } = readDay(text, "d", DAY, context);
    expect(faults).toEqual([]);
    expect(day.notes.map(({ trade }) => trade)).toEqual(["t-7f3a9c"]);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202E]|[^\\]<img|[^\\]\[a/u);
  });
});

describe("a heading", () => {
  const later = { ...A1, net: 40_000_000, r: 0.4 };
  const renewed = (line: string) => syncedDay(`${line}\nsetup: orb\n`, DAY, byId(later), NONE, [], terms);

  test.each([
    [
      "## t-7f3a9c  MES long 2 · 09:49 · old",
      "## t-7f3a9c  MES long 2 · 09:49:12 → 10:12:40 ET · +$40.00 (+0.40R)",
    ],
    ["## t-7f3a9c my best · x", "## t-7f3a9c my best · 09:49:12 → 10:12:40 ET · +$40.00 (+0.40R)"],
    ["## t-7f3a9c", "## t-7f3a9c · 09:49:12 → 10:12:40 ET · +$40.00 (+0.40R)"],
    ["## t-7f3a9c ", "## t-7f3a9c · 09:49:12 → 10:12:40 ET · +$40.00 (+0.40R)"],
  ])("%s", (line, expected) => {
    expect(renewed(line)).toBe(`${expected}\nsetup: orb\n`);
  });

  test("of a trade that became another one by a new pairing is written anew, and what stands below it stays", () => {
    const heir = { ...A1, id: "t-aaaaaa", qty: 3 };
    const before = "## t-7f3a9c  MES long 2 · old\r\nsetup: orb\r\n\r\nMine.";
    expect(syncedDay(before, DAY, NONE, new Map([["t-7f3a9c", heir]]), [], terms)).toBe(
      "## t-aaaaaa  MES long 3 · 09:49:12 → 10:12:40 ET · +$82.52 (+0.83R)\r\nsetup: orb\r\n\r\nMine.",
    );
  });

  test("of a trade that is no more stays as it is", () => {
    expect(syncedDay("## t-dead00  gone · x\n", DAY, byId(A1), NONE, [], terms)).toBe(
      "## t-dead00  gone · x\n",
    );
  });
});

describe("the end of the file", () => {
  const grown = (before: string) => syncedDay(before, DAY, NONE, NONE, [A1], terms);
  test.each([
    ["no line end", "text", "text\n\n## t-"],
    ["a line end", "text\n", "text\n\n## t-"],
    ["an empty line", "text\n\n", "text\n\n## t-"],
    ["three empty lines", "text\n\n\n\n", "text\n\n\n\n## t-"],
    ["CRLF", "text\r\nmore\r\n", "text\r\nmore\r\n\r\n## t-"],
    ["CRLF and no line end", "text\r\nmore", "text\r\nmore\r\n\r\n## t-"],
    ["one empty line and nothing else", "\n", "\n## t-"],
  ])("%s", (_name, before, start) => {
    expect(grown(before).startsWith(start)).toBe(true);
  });

  test("an empty file gets a head, and keeps its byte order mark", () => {
    expect(grown("").startsWith("---\ndate:")).toBe(true);
    expect(grown("\uFEFF").startsWith("\uFEFF---\ndate:")).toBe(true);
    expect(grown("\uFEFFwords\r\n").startsWith("\uFEFFwords\r\n\r\n## t-")).toBe(true);
  });

  test("a file with CRLF gets stubs with CRLF", () => {
    expect(
      grown("a\r\nb\r\n")
        .split("\n")
        .filter((line) => !line.endsWith("\r")),
    ).toEqual([""]);
  });
});

describe("for any human text and any trades", () => {
  const id = fc.integer({ min: 0, max: 30 }).map((n) => `t-${(0xabcde0 + n).toString(16)}`);
  const some = fc
    .record({ id, net: fc.integer({ min: -1e9, max: 1e9 }), held: fc.integer({ min: 0, max: 1e8 }) })
    .map(({ held, ...one }): JournalTrade => ({ ...A1, ...one, exitTime: A1.entryTime + held }));
  const trades = fc.uniqueArray(some, { maxLength: 6, selector: (trade) => trade.id });
  const words = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }).map((text) => text.replace(/\p{Cs}/gu, "?")),
    fc.constantFrom("---", "setup: orb", "## mine", "## t-", "```", "> ## t-abcde0", "· · ·", "\t", "a\rb"),
    id.map((one) => `## ${one}  MES long 2 · old · words`),
    id.map((one) => `## ${one}`),
  );
  const human = fc
    .tuple(fc.constantFrom("", "\uFEFF"), fc.array(fc.tuple(words, fc.constantFrom("\n", "\r\n", ""))))
    .map(([mark, lines]) => mark + lines.map(([text, end]) => text + end).join(""));
  const sync = (text: string | null, list: readonly JournalTrade[], old: readonly JournalTrade[] = []) => {
    const there = new Set(
      [...(text ?? "").matchAll(/(?:^|\n|^\uFEFF)## (t-[0-9a-f]+)/g)].map((found) => found[1]!),
    );
    const fresh = list.filter((trade) => !there.has(trade.id));
    return syncedDay(text, DAY, byId(...list, ...old), NONE, fresh, terms);
  };
  /** Without what the tool may write: what follows the first `·` of a heading of a trade that is known, with the blank before it. */
  const withoutTold = (text: string, known: ReadonlySet<string>) =>
    text.replace(
      /(^|\n)(\uFEFF?## (t-[0-9a-f]{6})(?![\w-])[^\n·]*?)[ ]?(·[^\n]*?)?(?=\r?\n|$)/g,
      (all, start, kept, one) => (known.has(one) ? start + kept : all),
    );

  test("every byte outside of what headings tell survives", () => {
    fc.assert(
      fc.property(human, trades, (text, list) => {
        const known = new Set(list.map((trade) => trade.id));
        const after = sync(text, list);
        expect(withoutTold(after, known).startsWith(withoutTold(text, known))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test("doing it again changes nothing", () => {
    fc.assert(
      fc.property(human, trades, (text, list) => {
        const once = sync(text, list);
        expect(sync(once, list)).toBe(once);
      }),
      { numRuns: 400 },
    );
  });

  test("trades that come in two halves leave every word where it was, and each trade stands there once", () => {
    fc.assert(
      fc.property(trades, fc.nat(6), fc.constantFrom("\n", "\r\n"), (list, cut, end) => {
        const first = sync(null, list.slice(0, cut));
        const noted = `${first.replace(/\n/g, end)}Words of mine ·${end}`;
        const after = sync(noted, list);
        const { day } = readDay(after, "d", DAY, context);
        expect(day.notes.map(({ trade }) => trade).sort()).toEqual(list.map((trade) => trade.id).sort());
        expect(after).toContain("Words of mine ·");
      }),
    );
  });
});
