import { describe, expect, test } from "vitest";
import type { DecisionLine } from "#domain/regress.js";
import { firstDivergence } from "#regress/divergence.js";
import { explained } from "#regress/explained.js";
import { event, trade } from "./lines.js";

const saw = (fast: string, slow: string) => [
  { name: "fast", value: fast },
  { name: "slow", value: slow },
];
const apart = (
  a: readonly DecisionLine[],
  b: readonly DecisionLine[],
  trades = [trade(1, 2, 4), trade(2, 11, 20)],
) => firstDivergence({ decisions: a, trades }, { decisions: b, trades });

const FIRST = event(1, 'BUY 1 market "up"', { values: saw("5", "4") });

describe("the first event in which a run and its baseline part", () => {
  test("is none where all are the same, whatever the values were", () => {
    expect(apart([FIRST], [{ ...FIRST, values: saw("6", "4") }])).toBeNull();
  });

  test("tells both events, the value that differs, the trade and the trades before it", () => {
    const was = event(10, 'BUY 1 stop 101 "up"', { order: 3, values: saw("7", "4") });
    const is = event(10, 'BUY 1 stop 102 "up"', { order: 3, values: saw("8", "4") });
    const filled = event(11, "bought 1 at 102", { kind: "filled", order: 3 });
    expect(apart([FIRST, was, filled], [FIRST, is, filled])).toMatchObject({
      time: 10 * 60_000,
      baseline: was.text,
      now: is.text,
      order: 3,
      tradeBaseline: 2,
      tradeNow: 2,
      values: [{ name: "fast", baseline: "7", now: "8" }],
      tradesBefore: 1,
      why: "`fast` first differs; 1 earlier trade identical",
    });
  });

  test("an order that is refused in the bar that asks for it was asked for first: the refusal is what differs", () => {
    const ask = event(10, 'SELL 1 market "add"', { order: 3, values: saw("7", "4") });
    const refused = event(10, "rejected: max contracts 1", { kind: "ended", order: 3 });
    const filled = event(11, "sold 1 at 102", { kind: "filled", order: 3 });
    // As a run writes them down: what the market did in a bar comes before what is asked at its close.
    expect(apart([FIRST, ask, filled], [FIRST, refused, ask])).toMatchObject({
      time: 10 * 60_000,
      baseline: null,
      now: refused.text,
      why: "what became of an order is not the same; 1 earlier trade identical",
    });
    expect(apart([FIRST, refused, ask], [FIRST, refused, ask])).toBeNull();
  });

  test("where the same values led to another decision, says that", () => {
    const was = event(10, 'BUY 1 market "up"', { values: saw("7", "4") });
    const is = event(10, 'SELL 1 market "up"', { values: saw("7", "4") });
    expect(apart([was], [is])?.why).toBe(
      "the same values there, another decision; 1 earlier trade identical",
    );
  });

  test("where only one of them decides, the other has nothing there: what comes later is not held against it", () => {
    const later = event(30, 'BUY 1 market "up"');
    const found = apart([event(10, 'SELL 1 market "down"'), later], [later]);
    expect(found).toMatchObject({ baseline: 'SELL 1 market "down"', now: null, tradeNow: null });
    expect(found?.why).toMatch(/^only the baseline decides here/);
    expect(apart([later], [event(10, "SELL"), later])).toMatchObject({ baseline: null, now: "SELL" });
    expect(apart([], [later])).toMatchObject({ baseline: null, now: later.text });
  });

  test("a value that differed for longer comes first, and an average of another length is held against the one it replaced", () => {
    const was = event(10, "BUY 1", {
      values: [
        { name: "ema(12)", value: "7" },
        { name: "atr(14)", value: "1" },
      ],
    });
    const is = event(10, "BUY 2", {
      values: [
        { name: "ema(13)", value: "6" },
        { name: "atr(14)", value: "2" },
      ],
    });
    const before = { ...FIRST, values: was.values };
    const found = apart([before, was], [{ ...FIRST, values: [is.values[0]!, was.values[1]!] }, is]);
    expect(found?.values.map(({ name }) => name)).toEqual(["ema(13) (was ema(12))", "atr(14)"]);
    expect(found?.why).toContain("at an earlier decision that came out the same");
  });

  test("where the strategy no longer decides, what it sees now is held against what it saw then", () => {
    const was = event(10, 'BUY 1 market "up"', { values: saw("7", "4") });
    const [a, b] = [
      { decisions: [FIRST, was], trades: [] },
      { decisions: [FIRST], trades: [] },
    ];
    const seen = new Map([[was.time, saw("6", "4")]]);
    expect(firstDivergence(a, b, seen)).toMatchObject({
      values: [{ name: "fast", baseline: "7", now: "6" }],
      why: "`fast` first differs; no trade before it",
    });
    expect(firstDivergence(a, b, new Map([[was.time, was.values]]))?.why).toBe(
      "the same values there, and only the baseline decides here; no trade before it",
    );
  });

  test("where only now decides, a value that differed at earlier decisions is the cause", () => {
    const fresh = event(10, "BUY 1", { values: saw("8", "4") });
    const found = apart([{ ...FIRST, values: saw("5.1", "4") }], [FIRST, fresh]);
    expect(found?.values).toMatchObject([{ name: "fast", baseline: null, now: "8" }]);
    expect(found?.why).toContain("`fast` first differs, at an earlier decision");
    expect(apart([FIRST], [FIRST, fresh])?.why).toContain(
      "only now decides here; what was seen at the decisions before was the same",
    );
  });

  test("another price that is read in the place of one is held against it, and nothing else is", () => {
    const read = (...names: string[]) => names.map((name, k) => ({ name, value: `${k}.5` }));
    const was = event(10, "BUY 1", {
      values: read("atr(14)", "close", "1h close", "close, 8 bars ago", "volume"),
    });
    const is = event(10, "BUY 2", {
      values: read("atr(14)", "close", "1h low", "sma(3)", "open, 8 bars ago"),
    });
    expect(apart([was], [is])?.values.map(({ name }) => name)).toEqual([
      "open, 8 bars ago (was close, 8 bars ago)",
    ]);
    const swapped = event(10, "BUY 2", { values: read("atr(14)", "high", "2h close", "close, 9 bars ago") });
    expect(
      apart(
        [was],
        [{ ...swapped, values: swapped.values.map((one) => ({ ...one, value: "9" })) }],
      )?.values.map(({ name }) => name),
    ).toEqual([
      "atr(14)",
      "high (was close)",
      "2h close (was 1h close)",
      "close, 9 bars ago (was close, 8 bars ago)",
    ]);
  });

  test("a column is told by the strategy's own word for it", () => {
    const both = (ema: string) => [
      { name: "ema(12)", value: ema },
      { name: "fast", value: ema },
    ];
    const found = apart(
      [event(10, "BUY 1", { values: both("7.25") })],
      [event(10, "BUY 2", { values: both("8.25") })],
    );
    expect(found?.values).toMatchObject([
      { name: "fast, ema(12)", column: "ema(12)", baseline: "7.25", now: "8.25" },
    ]);
  });

  test("an order that the strategy cancelled is told as its decision, not as what became of the order", () => {
    const ended = event(10, "cancelled: cancelled by the strategy", { kind: "ended" });
    const cancelled = event(10, "all 2 orders", { kind: "cancelled", order: 0 });
    expect(apart([FIRST], [FIRST, ended, cancelled])).toMatchObject({ now: "all 2 orders", baseline: null });
  });

  test("a fill that differs with the same orders is the market's, not the strategy's", () => {
    const [a, b] = ["bought 1 at 100", "bought 1 at 101"].map((text) => event(2, text, { kind: "filled" }));
    expect(apart([FIRST, a!], [FIRST, b!])?.why).toMatch(/^the orders were the same/);
  });
});

describe("the line behind it", () => {
  const place = (line: number) => ({ where: `s.ts:${line}:5`, excerpt: null });
  const path = (...lines: number[]) => lines.map((line) => ({ where: `s.ts:${line}`, text: `line ${line}` }));
  const code = (asked: readonly (readonly [DecisionLine, number])[], text = "a\nb\nc") => ({
    asked: asked.map(([{ kind, order, text: words }, line]) => ({
      kind,
      order,
      text: words,
      place: place(line),
      path: path(line, 1),
    })),
    columns: { fast: { where: "s.ts:2", text: "b" } },
    sources: [{ name: "s.ts", text }],
  });
  const [buy, sell] = [
    event(10, 'BUY 1 market "up"', { values: saw("7", "4") }),
    event(10, 'SELL 1 market "down"'),
  ];

  test("is that of the request itself", () => {
    const now = { decisions: [FIRST, sell], trades: [] };
    const found = explained(
      { decisions: [FIRST, buy], trades: [] },
      now,
      code([
        [FIRST, 7],
        [sell, 8],
      ]),
      null,
    );
    expect(found).toMatchObject({ place: place(8), path: path(8, 1), changedLines: [] });
  });

  test("where the strategy no longer decides, is that of the like of it elsewhere", () => {
    const now = { decisions: [FIRST], trades: [] };
    const found = explained({ decisions: [FIRST, buy], trades: [] }, now, code([[FIRST, 7]]), null);
    expect(found).toMatchObject({ now: null, place: place(7) });
    const none = explained({ decisions: [FIRST, sell], trades: [] }, now, code([[FIRST, 7]]), null);
    expect(none?.place).toBeNull();
  });

  test("of a fill that came out otherwise, is that of its order", () => {
    const fill = (text: string) => event(11, text, { kind: "filled", order: 1 });
    const now = { decisions: [FIRST, fill("at 101")], trades: [] };
    const found = explained(
      { decisions: [FIRST, fill("at 100")], trades: [] },
      now,
      code([[FIRST, 7]]),
      null,
    );
    expect(found?.place).toEqual(place(7));
  });

  test("lines that changed are told with it, those on the way to the decision first", async () => {
    const { lineHashes } = await import("#regress/code-lines.js");
    const before = { "s.ts": lineHashes("a0\nb0\nc0\nd0") };
    const fresh = event(10, 'BUY 2 market "up"', { values: saw("8", "4") });
    const now = { decisions: [fresh], trades: [] };
    const found = explained(
      { decisions: [buy], trades: [] },
      now,
      code([[fresh, 3]], "a1\nb1\nc0\nd1"),
      before,
    );
    expect(found?.changedLines.map(({ where }) => where)).toEqual(["s.ts:1", "s.ts:2", "s.ts:4"]);
    expect(found?.values[0]).toEqual({
      name: "fast",
      baseline: "7",
      now: "8",
      made: { where: "s.ts:2", text: "b" },
    });
  });
});
