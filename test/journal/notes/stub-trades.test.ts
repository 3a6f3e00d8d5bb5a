// Do notes go with their trades, and is nothing lost when a human writes at the same time?

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { JournalTrade } from "#domain/journal.js";
import { isUnwritten, plannedStopsOf, readNotes } from "#journal/notes/days.js";
import { entriesOf } from "#journal/notes/entries.js";
import { type NotesUpdate, stubTrades } from "#journal/notes/stub-trades.js";
import { meantBy, notesOf } from "#journal/notes/trade-ids.js";
import { plansOf } from "#journal/plan-file.js";
import { faultFrom } from "../../broker/fault-of.js";
import { A1, A2 } from "./trade.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "notes-"));
  mkdirSync(join(folder, "days"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = (name = "2026-03-12.md") => join(folder, "days", name);
const text = (name?: string) => readFileSync(path(name), "utf8");
const context = { vocabulary: plansOf("", "plan.toml").vocabulary, zone: "America/New_York" };
const update = (trades: readonly JournalTrade[], more: Partial<NotesUpdate> = {}): NotesUpdate => ({
  folder,
  trades,
  inherits: new Map(),
  zone: "America/New_York",
  plans: plansOf("", "plan.toml"),
  orders: [],
  quantityOf: ({ qty }) => String(qty),
  ...more,
});
const stub = (trades: readonly JournalTrade[], more: Partial<NotesUpdate> = {}) =>
  stubTrades(update(trades, more), writeFileSync);
const next = (trade: JournalTrade, days: number): JournalTrade => ({
  ...trade,
  day: trade.day + days,
  entryTime: trade.entryTime + days * 864e5,
  exitTime: trade.exitTime! + days * 864e5,
});

describe("headings from when ids had six digits", () => {
  const LONG = { ...A1, id: "t-7f3a9c12ab" };
  const OTHER = next({ ...A2, id: "t-0b51de77f0" }, 0);

  test("keep their trade: their notes are read, and an import writes the whole id, in the heading alone", () => {
    stub([A1, A2]);
    writeFileSync(path(), text().replace("plan.stop:", "plan.stop: 5604.00").replace("setup:", "setup: orb"));
    const before = text();
    const notes = notesOf(readNotes(folder, context), [LONG, OTHER]);
    expect([...notes.byTrade.keys()]).toEqual([LONG.id, OTHER.id]);
    expect(notes.days[0]!.notes.map(({ trade }) => trade)).toEqual([LONG.id, OTHER.id]);
    expect(entriesOf([LONG, OTHER], notes).map(({ state }) => state)).toEqual(["written", "empty"]);
    const done = stub([LONG, OTHER]);
    expect(done).toMatchObject({ stubs: [], moved: [], orphans: [] });
    expect(text()).toBe(before.replace("t-7f3a9c", LONG.id).replace("t-0b51de", OTHER.id));
    expect(stub([LONG, OTHER]).changes).toEqual([]);
  });

  test("go with the trade that has their contracts now, where theirs is gone", () => {
    stub([A1]);
    const heir = { ...A1, id: "t-ffffffffff" };
    const done = stub([heir], { inherits: new Map([[heir.id, LONG.id]]) });
    expect(done).toMatchObject({ stubs: [], moved: [{ from: "t-7f3a9c", to: heir.id }], orphans: [] });
    expect(text()).toContain("## t-ffffffffff  MES");
  });

  test("of trades that begin alike are about the one entered first, unless a longer one names that", () => {
    const later = { ...next(A1, 1), id: "t-7f3a9c00aa" };
    const meant = (...headings: string[]) => Object.fromEntries(meantBy(headings, [later, LONG]));
    expect(meant("t-7f3a9c")).toEqual({ "t-7f3a9c": LONG.id });
    expect(meant("t-7f3a9c", "t-7f3a9c1")).toEqual({ "t-7f3a9c": later.id, "t-7f3a9c1": LONG.id });
    expect(meant("t-7f3a9c", LONG.id)).toEqual({ "t-7f3a9c": later.id, [LONG.id]: LONG.id });
    expect(meant("t-7f3a9c", LONG.id, later.id, "t-aaaaaa")).toEqual({
      [LONG.id]: LONG.id,
      [later.id]: later.id,
    });
  });
});

describe("an import", () => {
  test("gives every trade a heading in the file of its day, and a second time nothing new", () => {
    const done = stub([next({ ...A2, id: "t-0b51df" }, 1), A2, A1]);
    expect(done).toMatchObject({ stubs: ["t-7f3a9c", "t-0b51de", "t-0b51df"], moved: [], orphans: [] });
    expect(readdirSync(join(folder, "days"))).toEqual(["2026-03-12.md", "2026-03-13.md"]);
    const { byTrade, faults } = readNotes(folder, context);
    expect(faults).toEqual([]);
    expect([...byTrade.keys()]).toEqual(["t-7f3a9c", "t-0b51de", "t-0b51df"]);
    expect([...byTrade.values()].every(isUnwritten)).toBe(true);
    expect(stub([next({ ...A2, id: "t-0b51df" }, 1), A2, A1]).changes).toEqual([]);
  });

  test("suggests the mistakes that break the only plan, marked until they are accepted", () => {
    const plans = plansOf("[plan.orb]\ncontracts = 1\ncooldown_after_loss = '1h'", "plan.toml");
    stub(
      [
        { ...A1, net: -1, r: null },
        { ...A2, most: 2 },
      ],
      { plans },
    );
    const { byTrade } = readNotes(folder, context);
    expect(text()).toContain("plan: orb\n");
    expect(byTrade.get("t-0b51de")!.mistakes).toEqual([
      { name: "oversize", suggested: true },
      { name: "revenge", suggested: true },
    ]);
    expect(byTrade.get("t-7f3a9c")!.mistakes).toEqual([{ name: "oversize", suggested: true }]);
  });

  test("finds a note wherever its owner moved it, and tells no day file anew that says the same", () => {
    stub([A1]);
    writeFileSync(path("2026-03-20.md"), text().replace("date: 2026-03-12", "date: 2026-03-20"));
    rmSync(path());
    const done = stub([A1, A2]);
    expect(done.stubs).toEqual(["t-0b51de"]);
    expect(text("2026-03-20.md")).toContain("2026-03-12 09:49:12 → 2026-03-12 10:12:40 ET");
  });

  test("with files in days/ that are called by no day leaves those alone and says so when notes are read", () => {
    writeFileSync(path("ideas.md"), "## t-7f3a9c mine");
    writeFileSync(path(".2026-03-12.md.swp"), "");
    writeFileSync(path("2026-02-30.md"), "");
    expect(stub([A1]).stubs).toEqual(["t-7f3a9c"]);
    expect(text("ideas.md")).toBe("## t-7f3a9c mine");
    const { faults } = readNotes(folder, context);
    expect(faults.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "E348 days/2026-02-30.md is not called by a day",
      "E348 days/ideas.md is not called by a day",
    ]);
  });
});

describe("when fills are paired anew", () => {
  const heir = { ...A1, id: "t-aaaaaa", qty: 3, net: 10_000_000, r: 0.1 };

  test("the note goes with the majority of its contracts, and this is said", () => {
    stub([A1]);
    writeFileSync(path(), text().replace("setup:", "setup: orb").concat("\nMy words.\n"));
    const done = stub([heir], { inherits: new Map([["t-aaaaaa", "t-7f3a9c"]]) });
    expect(done).toMatchObject({ moved: [{ from: "t-7f3a9c", to: "t-aaaaaa" }], stubs: [], orphans: [] });
    expect(text()).toContain(
      "## t-aaaaaa  MES long 3 · 09:49:12 → 10:12:40 ET · +$10.00 (+0.10R)\nsetup: orb\n",
    );
    expect(text()).toContain("\nMy words.\n");
  });

  test("one note has one heir; a trade that got none has a stub, and a note without a trade is kept and told", () => {
    stub([A1, A2]);
    const other = { ...A1, id: "t-bbbbbb" };
    const done = stub([heir, other], {
      inherits: new Map([
        ["t-aaaaaa", "t-7f3a9c"],
        ["t-bbbbbb", "t-cccccc"],
      ]),
    });
    expect(done.moved).toEqual([{ from: "t-7f3a9c", to: "t-aaaaaa" }]);
    expect(done.stubs).toEqual(["t-bbbbbb"]);
    expect(done.orphans).toEqual([{ trade: "t-0b51de", where: "days/2026-03-12.md:21" }]);
    expect(text()).toContain("## t-0b51de  MES short 2");
  });

  test("a note never leaves a trade that is still there", () => {
    stub([A1]);
    const done = stub([A1, heir], { inherits: new Map([["t-aaaaaa", "t-7f3a9c"]]) });
    expect(done).toMatchObject({ moved: [], stubs: ["t-aaaaaa"] });
    expect(text()).toContain("## t-7f3a9c  MES long 2");
  });
});

describe("a human at the same time", () => {
  test("who saves between the reading and the writing loses nothing: the file is read again", () => {
    stub([A1]);
    let saves = 0;
    const earlier = { ...A1, id: "t-eeeeee", day: A1.day - 1 };
    const write = (to: string, content: string) => {
      // While the file of the day before is written, the human saves that of the day itself.
      if (to.endsWith("11.md") && saves++ === 0) writeFileSync(path(), `${text()}\nSaved just now.\n`);
      writeFileSync(to, content);
    };
    const done = stubTrades(update([A1, A2, earlier]), write);
    expect(done.stubs).toEqual(["t-eeeeee", "t-0b51de"]);
    expect(text()).toContain("Saved just now.\n\n## t-0b51de");
  });

  test("who saves every time is told to stop, and has not lost a byte", () => {
    stub([A1]);
    let saves = 0;
    const trades = [
      A1,
      A2,
      ...[1, 2, 3, 4, 5, 6, 7].map((k) => ({ ...A1, id: `t-eeeee${k}`, day: A1.day - k })),
    ];
    const fault = faultFrom(() =>
      stubTrades(update(trades), (to, content) => {
        writeFileSync(path(), `${text()}${saves++}\n`);
        rmSync(to, { force: true });
        if (to.includes("never")) writeFileSync(to, content);
      }),
    );
    expect(fault.code).toBe("E189");
    expect(text()).toContain(Array.from({ length: saves }, (_, k) => `${k}\n`).join(""));
  });
});

test.each([
  ["Latin-1", Buffer.from("---\nprose: \xe4\n", "latin1"), 2],
  ["UTF-16", Buffer.from("\ufeff---\n", "utf16le"), 1],
])("a file in %s is refused with the line, and not touched", (_name, bytes, line) => {
  writeFileSync(path(), bytes);
  const fault = faultFrom(() => stub([A1]));
  expect([fault.code, fault.exit, fault.detail.where]).toEqual(["E348", 3, `days/2026-03-12.md:${line}:1`]);
  expect(readFileSync(path())).toEqual(bytes);
});

test("a trade in two files is told with both places, and planned stops are those of the notes", () => {
  stub([A1]);
  writeFileSync(path(), text().replace("plan.stop:", "plan.stop: 5604.00"));
  writeFileSync(path("2026-03-13.md"), text().replace("date: 2026-03-12", "date: 2026-03-13"));
  const notes = readNotes(folder, context);
  expect(notes.faults.map(({ detail }) => [detail.where, detail.expected])).toEqual([
    ["days/2026-03-13.md:10:4", "one heading for a trade; the other one is days/2026-03-12.md:10"],
  ]);
  expect([...plannedStopsOf(notes)]).toEqual([["t-7f3a9c", "5604.00"]]);
});

test("a file whose name would play tricks on a terminal is told without them", () => {
  writeFileSync(path("\u001b[2J\u202Eevil.md"), "");
  const [fault] = readNotes(folder, context).faults;
  expect(fault!.message).toBe("days/\uFFFD[2J\uFFFDevil.md is not called by a day");
});

test("shuffled and split imports leave the same headings, and words stay with their trade", () => {
  const all = [0, 1, 2, 3, 4].map((k) => ({
    ...A1,
    id: `t-00000${k}`,
    day: A1.day + (k % 2),
    net: k * 1_000_000,
  }));
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: 5 }), fc.integer({ min: 1, max: 4 }), (order, cut) => {
      rmSync(join(folder, "days"), { recursive: true, force: true });
      mkdirSync(join(folder, "days"));
      stub(order.slice(0, cut));
      for (const name of readdirSync(join(folder, "days"))) {
        writeFileSync(
          path(name),
          text(name).replace(/^## (t-\d+).*\nsetup:/gm, (found, id) => `${found} of ${id}`),
        );
      }
      stub(order);
      const { byTrade } = readNotes(folder, context);
      expect([...byTrade.keys()].sort()).toEqual(all.map(({ id }) => id));
      for (const { id } of order.slice(0, cut)) expect(byTrade.get(id)!.setup).toBe(`of ${id}`);
    }),
    { numRuns: 30 },
  );
});
