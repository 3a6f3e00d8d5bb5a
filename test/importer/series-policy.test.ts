// What do policies do with what only the series shows?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { syntheticBars, syntheticCsv } from "#bars/synthetic.js";
import { MARKETS } from "#bars/synthetic-market.js";
import { parseDay } from "#instrument/time.js";
import { faultIn, MES, read } from "./helpers.js";

const BARS = syntheticBars(MES, MARKETS[0]!, {
  seed: 7,
  firstDay: parseDay("2025-03-17"),
  lastDay: parseDay("2025-03-21"),
});
/** A comment, the header, a line a bar: bar 0 stands on line 3. */
const LINES = syntheticCsv(BARS, MES, 7).trimEnd().split("\n");
const FIRST = 2;

/** The lines with a bar whose low is 300 points below, one in the daily break, and ten that stand still. */
function planted(at = 100): string[] {
  const lines = LINES.slice();
  const cells = (n: number) => lines[n]!.split(",");
  const [time, open, high, low, close, volume] = cells(FIRST + at);
  lines[FIRST + at] = [time, open, high, Number(low) - 300, close, volume].join(",");
  for (let k = 0; k < 10; k++) {
    const [when] = cells(FIRST + at + 400 + k);
    const price = cells(FIRST + at + 399)[4];
    lines[FIRST + at + 400 + k] = [when, price, price, price, price, 50].join(",");
  }
  const last = lines.findIndex((line) => line.startsWith("2025-03-18T20:55"));
  lines.splice(last + 1, 0, lines[last]!.replace("T20:55", "T21:30"));
  return lines;
}
const text = (): string => planted().join("\n");

describe("a spike, a bar in the break and a frozen feed", () => {
  test("are kept and told, unless something else is said", async () => {
    const { bars, source } = await read(text());
    expect(bars.length).toBe(BARS.length + 1);
    expect(source.findings?.listed.map(({ kind, line, count }) => [kind, line, count])).toEqual([
      ["spike", FIRST + 101, 1],
      ["frozen", FIRST + 501, 10],
      ["outside-session", FIRST + 553, 1],
    ]);
    expect(source.notes.join()).toContain(
      "Checked against the exchange's calendar: 1 spike, 1 frozen (!), 1 outside-session (!)",
    );
  });

  test("refuse: nothing is read, and each is told with its line and the flag", async () => {
    const fault = await faultIn(text(), { policy: { spike: "refuse", frozen: "refuse" } });
    expect(fault.code).toBe("E346");
    expect(fault.detail.where).toMatch(/:103$/);
    expect(fault.detail.excerpt).toContain("frozen");
    expect(fault.detail.fix?.join()).toContain("--policy spike=keep");
  });

  test("reject: left out, listed, counted, and no holes told for them", async () => {
    const policy = { spike: "reject", frozen: "reject", "outside-session": "reject" } as const;
    const { bars, source } = await read(text(), { policy });
    expect(bars.length).toBe(BARS.length - 11);
    expect(source.rows).toMatchObject({ read: BARS.length + 1, accepted: BARS.length - 11, rejected: 12 });
    expect(source.repairs?.counts).toEqual([
      { kind: "spike", action: "rejected", count: 1 },
      { kind: "frozen", action: "rejected", count: 10 },
      { kind: "outside-session", action: "rejected", count: 1 },
    ]);
    expect(source.findings?.counts).toEqual([]);
    for (let i = 1; i < bars.length; i++)
      expect(bars.tradeDate[i]).toBeGreaterThanOrEqual(bars.tradeDate[i - 1]!);
  });

  test("repair cuts a spike back to what the bars beside it traded, in ticks and in points", async () => {
    const { bars, source } = await read(text(), { policy: { spike: "repair" } });
    expect(bars.lowTicks[100]).toBe(Math.min(BARS.lowTicks[99]!, BARS.lowTicks[101]!));
    expect(bars.low[100]).toBe(bars.lowTicks[100]! / 4);
    expect(source.rows).toMatchObject({ repaired: 1, rejected: 0 });
    expect(source.repairs?.listed).toMatchObject([{ kind: "spike", action: "repaired", line: FIRST + 101 }]);
  });
});

test("a row that could not be read is not told as a hole as well", async () => {
  const lines = LINES.slice();
  for (const n of [150, 151, 152]) lines[n] = lines[n]!.replace(/,/, ",oops");
  const { source } = await read(lines.join("\n"), { policy: { unreadable: "reject" } });
  expect(source.rows).toMatchObject({ rejected: 3 });
  expect(source.findings?.counts).toEqual([]);
});

test("whatever the policies, rows = accepted + repaired + rejected, and bars = accepted + repaired", async () => {
  const policy = fc.record({
    spike: fc.constantFrom("keep", "reject", "repair"),
    frozen: fc.constantFrom("keep", "reject"),
    "outside-session": fc.constantFrom("keep", "reject"),
    "off-grid": fc.constantFrom("reject", "repair"),
    order: fc.constantFrom("reject", "repair"),
    duplicate: fc.constantFrom("reject", "repair"),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 50, max: 500 }),
      fc.integer({ min: 20, max: 800 }),
      policy,
      async (at, other, said) => {
        const lines = planted(at);
        lines[other + FIRST] = lines[other + FIRST]!.replace(/,(\d+)\.(\d+),/, ",$1.1,");
        lines.push(lines[other]!, lines.splice(other + 30, 1)[0]!);
        const { bars, source } = await read(lines.join("\n"), {
          policy: { "high-low": "repair", ...said } as never,
        });
        const { read: rows, accepted, repaired, rejected, skipped } = source.rows!;
        expect(rows).toBe(lines.length - FIRST);
        expect(accepted + repaired + rejected + skipped).toBe(rows);
        expect(bars.length).toBe(accepted + repaired);
      },
    ),
    { numRuns: 40 },
  );
});
