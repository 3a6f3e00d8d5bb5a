// Do answers get below the right heading, and change nothing else?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fault } from "#domain/fault.js";
import { accountsOf } from "#journal/accounts-file.js";
import { answeredDay } from "#journal/notes/answers.js";
import { entriesOf, filteredEntries, tradeNamed } from "#journal/notes/entries.js";
import { readDay } from "#journal/notes/read-day.js";
import { syncedDay } from "#journal/notes/sync.js";
import { plansOf } from "#journal/plan-file.js";
import { missingTemplates } from "#journal/templates.js";
import { A1, A2 } from "./trade.js";

const DAY = 20_524;
const context = { vocabulary: plansOf("", "plan.toml").vocabulary, zone: "America/New_York" };
const terms = {
  zone: "America/New_York",
  quantityOf: () => "2",
  plan: null,
  suggested: new Map([["t-7f3a9c", ["oversize", "revenge"]]]),
  accounts: false,
};
const STUB = syncedDay(null, DAY, new Map(), new Map(), [A1, A2], terms);
const answer = (text: string, keys: Record<string, string>, prose: string | null = null, replace = false) =>
  answeredDay(
    text,
    "days/2026-03-12.md",
    "t-7f3a9c",
    { keys: new Map(Object.entries(keys)), prose },
    replace,
  );

describe("an answer", () => {
  test("stands on the line of its key, and prose below an empty line", () => {
    const after = answer(
      STUB,
      { setup: "orb", emotion: "calm > anxious", "x.mine": "1" },
      "First line.\n\nSecond.",
    );
    expect(after).toBe(
      STUB.replace("setup:", "setup: orb")
        .replace("emotion:", "emotion: calm > anxious")
        .replace("tags:\ngrade:\n", "tags:\ngrade:\nx.mine: 1\n\nFirst line.\n\nSecond.\n"),
    );
    expect(readDay(after, "d", DAY, context).faults).toEqual([]);
  });

  test("goes to its own trade where two have the same keys, also to the last one of a file without a line end", () => {
    const keys = new Map([["grade", "A"]]);
    const after = answeredDay(STUB.trimEnd(), "d", "t-0b51de", { keys, prose: "Mine" }, false);
    expect(after).toBe(`${STUB.trimEnd()} A\n\nMine\n`);
  });

  test("settles what was suggested; lists grow; a key that says something else is not written over unasked", () => {
    const once = answer(STUB, { mistakes: "revenge", tags: "cpi", setup: "orb" });
    expect(once).toContain("\nmistakes: revenge\n");
    const twice = answer(once, { mistakes: "fomo", tags: "cpi, trend", setup: "orb" });
    expect(twice).toContain("\nmistakes: revenge, fomo\ntags: cpi, trend\n");
    let fault: unknown;
    try {
      answer(once, { setup: "fade" });
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({ code: "E185", detail: { where: "days/2026-03-12.md:11:1", found: "orb" } });
    expect(answer(once, { setup: "fade", tags: "x" }, null, true)).toContain("\nsetup: fade\n");
    expect(answer(once, { setup: "fade", tags: "x" }, null, true)).toContain("\ntags: x\n");
  });

  test("of prose that stands there already adds nothing; other prose goes below it", () => {
    const once = answer(STUB, {}, "Waited for the close.\n\n## t-ffffff no heading");
    expect(answer(once, {}, "Waited for the close.\n\n## t-ffffff no heading")).toBe(once);
    const more = answer(once, {}, "Waited for the close");
    expect(more).not.toBe(once);
    expect(answer(more, {}, "Waited for the close")).toBe(more);
  });

  test("of hostile text stays on its line, and is never the heading of a trade", () => {
    const evil = "a\n## t-ffffff\r\n---\u001b[31m\u2028b";
    const after = answer(STUB, { setup: evil }, "## t-ffffff  MES\n### t-ffffff\n---\n\u001b[31mred");
    const { day, faults } = readDay(after, "d", DAY, context);
    expect(faults).toEqual([]);
    expect(day.notes.map(({ trade }) => trade)).toEqual(["t-7f3a9c", "t-0b51de"]);
    expect(day.notes[0]!.setup).toBe("a ## t-ffffff --- [31m b");
    expect(day.notes[0]!.prose).toBe("\\## t-ffffff  MES\n\\### t-ffffff\n---\n[31mred");
  });
});

test("for any answers, all other trades and lines stay byte for byte, and what was said is read again", () => {
  const word = fc.string({ unit: "grapheme" }).map((text) => text.replace(/[\p{C}\p{Z}]+/gu, "x"));
  const words = fc.array(word, { minLength: 1 }).map((list) => list.join(" ").trim() || "x");
  fc.assert(
    fc.property(words, words, fc.constantFrom("\n", "\r\n"), fc.boolean(), (why, note, end, cut) => {
      const whole = `${STUB}\nWords of a human.\n`.replaceAll("\n", end);
      const before = cut ? whole.trimEnd() : whole;
      const after = answer(before, { "why.technical": why }, note);
      const [own, other] = after.split("## t-0b51de");
      expect(other).toBe(before.split("## t-0b51de")[1]);
      const { day } = readDay(after, "d", DAY, context);
      expect(day.notes[0]!.whyTechnical).toBe(why);
      expect(day.notes[0]!.prose.replace(/^\\/, "")).toBe(note.trim());
      expect(own!.startsWith(before.slice(0, before.indexOf("why.technical:")))).toBe(true);
      expect(after.includes("\r\n")).toBe(end === "\r\n");
    }),
  );
});

describe("trades that are asked for", () => {
  const said = answer(STUB, { setup: "ORB", tags: "cpi, trend", emotion: "calm > angry" });
  const { day } = readDay(said, "d", DAY, context);
  const byTrade = new Map(day.notes.map((note) => [note.trade, note]));
  const entries = entriesOf([A2, { ...A1, id: "t-aaaaaa", root: "MNQ", day: DAY + 1 }, A1], { byTrade });
  const none = {
    from: null,
    to: null,
    account: null,
    instruments: null,
    setup: null,
    tags: null,
    mistakes: null,
    emotion: null,
    unwritten: false,
  };

  test.each([
    [{}, "t-7f3a9c t-aaaaaa t-0b51de"],
    [{ setup: "orb" }, "t-7f3a9c"],
    [{ tags: ["CPI"] }, "t-7f3a9c"],
    [{ tags: ["cpi", "other"] }, ""],
    [{ mistakes: ["oversize"] }, ""],
    [{ emotion: "angry" }, "t-7f3a9c"],
    [{ instruments: ["/mnq"] }, "t-aaaaaa"],
    [{ from: DAY + 1 }, "t-aaaaaa"],
    [{ to: DAY, unwritten: true }, "t-0b51de"],
    [{ account: "EVAL-50K", unwritten: true }, "t-aaaaaa t-0b51de"],
  ])("%j", (filter, expected) => {
    const found = filteredEntries(entries, { ...none, ...filter });
    expect(found.map(({ trade }) => trade.id).join(" ")).toBe(expected);
  });

  test("are named by the beginning of their id where that is enough", () => {
    expect(entries.map(({ state }) => state)).toEqual(["written", "none", "empty"]);
    const named = (text: string) => tradeNamed(entries, text)?.trade.id ?? null;
    expect(["t-7f3a9c", "7f3", "T-0B", "t-", "", "t-f"].map(named)).toEqual([
      "t-7f3a9c",
      "t-7f3a9c",
      "t-0b51de",
      null,
      null,
      null,
    ]);
  });
});

test("the files that a journal begins with say nothing, and everything once their marks are taken away", () => {
  const templates = [...missingTemplates("nowhere")];
  const text = (name: string) => templates.find(([path]) => path.endsWith(name))![1];
  const awake = (name: string) => text(name).replace(/^# (?=\[|[a-z_]+ = )/gm, "");
  expect(accountsOf(text("accounts.toml"), "a").accounts).toEqual([]);
  expect(accountsOf(awake("accounts.toml"), "a").accounts[0]!.startEquity).toBe(50_000_000_000);
  expect(plansOf(text("plan.toml"), "p").plans).toEqual([]);
  const { plans, vocabulary } = plansOf(awake("plan.toml"), "p");
  expect(Object.values(plans[0]!).filter((value) => value === null)).toEqual([]);
  expect(vocabulary.setups).toEqual(["opening-range-break", "fade"]);
});
