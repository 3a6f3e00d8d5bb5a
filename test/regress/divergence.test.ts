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

  test("where the same values led to another decision, says that", () => {
    const was = event(10, 'BUY 1 market "up"', { values: saw("7", "4") });
    const is = event(10, 'SELL 1 market "up"', { values: saw("7", "4") });
    expect(apart([was], [is])?.why).toBe("the same values, another decision; 1 earlier trade identical");
  });

  test("where only one of them decides, the other has nothing there: what comes later is not held against it", () => {
    const later = event(30, 'BUY 1 market "up"');
    const found = apart([event(10, 'SELL 1 market "down"'), later], [later]);
    expect(found).toMatchObject({ baseline: 'SELL 1 market "down"', now: null, tradeNow: null });
    expect(found?.why).toMatch(/^only one of them decides here/);
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
    expect(found?.values.map(({ name }) => name)).toEqual(["ema(13), then ema(12)", "atr(14)"]);
    expect(found?.why).toContain("at an earlier decision that came out the same");
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
