import { describe, expect, test } from "vitest";
import { PATH_MODELS, type PathModel } from "../../src/domain/execution.js";
import { type ReplayOptions, replay, replayRun } from "./replay.js";

/** One market under several path models; models that are not named are not claimed. */
function paths(
  sentence: string,
  drawing: string,
  fills: Partial<Record<PathModel, string[]>>,
  options: ReplayOptions = {},
): void {
  describe(sentence, () => {
    test.each(PATH_MODELS.filter((path) => fills[path] !== undefined))("%s", (path) => {
      expect(replay(drawing, { ...options, path })).toEqual(fills[path]);
    });
  });
}

const in1 = "bar 1: buy 1 @ 100 market";
const short1 = "bar 1: sell 1 @ 100 market";

describe("stop and target of a long in one bar", () => {
  const drawing = `
    100 101  99 100 | buy 1, stop 95, target 105
    100 101  99 100 |
    101 107  94 100 |
  `;
  const stopped = [in1, "bar 2: sell 1 @ 95 stop loss"];
  const taken = [in1, "bar 2: sell 1 @ 105 target"];
  paths("the pessimist is stopped, the optimist takes the target; the nearer extreme is the high", drawing, {
    adverse: stopped,
    favourable: taken,
    ohlc: taken,
    olhc: stopped,
    nearest: taken,
  });
  test("is an ambiguous trade, and the result states both ends", () => {
    const { trades, bounds } = replayRun(drawing);
    expect(trades[0]!.flags).toEqual(["A"]);
    // 5 ticks lost or 5 won, at $1.25 a tick.
    expect(bounds).toEqual({
      ambiguousBars: 1,
      ambiguousTrades: 1,
      adverseNet: -6_250_000,
      favourableNet: 6_250_000,
    });
    expect(trades[0]!.stake).toBe(12_500_000);
  });
});

describe("stop and target of a short in one bar", () => {
  const stopped = [short1, "bar 2: buy 1 @ 105 stop loss"];
  const taken = [short1, "bar 2: buy 1 @ 95 target"];
  paths(
    "the mirror",
    `
    100 101  99 100 | sell 1, stop 105, target 95
    100 101  99 100 |
    101 107  94 100 |
    `,
    { adverse: stopped, favourable: taken, ohlc: stopped, olhc: taken, nearest: stopped },
  );
});

describe("a gap leaves no question", () => {
  paths(
    "over the stop: it fills at the open under every model, though the target lies in the bar too",
    `
    100 101  99 100 | buy 1, stop 95, target 105
    100 101  99 100 |
     93 107  92 100 |
    `,
    Object.fromEntries(PATH_MODELS.map((path) => [path, [in1, "bar 2: sell 1 @ 93 stop loss"]])),
  );
  paths(
    "over the target: it fills at the open under every model, though the stop lies in the bar too",
    `
    100 101  99 100 | buy 1, stop 95, target 105
    100 101  99 100 |
    107 108  92 100 |
    `,
    Object.fromEntries(PATH_MODELS.map((path) => [path, [in1, "bar 2: sell 1 @ 107 target"]])),
  );
  test("and no ambiguous trade", () => {
    const { trades, bounds } = replayRun(`
      100 101  99 100 | buy 1, stop 95, target 105
      100 101  99 100 |
       93 107  92 100 |
    `);
    expect(trades[0]!.flags).toEqual(["G"]);
    expect(bounds.ambiguousBars).toBe(0);
  });
});

describe("entry and exit in one bar", () => {
  const entered = "bar 1: buy 1 @ 103 stop";
  paths(
    "a breakout that comes back: the low after the entry hits the stop, the low before it does not",
    `
    100 101  99 100 | buy 1 stop 103, stop 98
    100 105  97 104 |
    `,
    {
      ohlc: [entered, "bar 1: sell 1 @ 98 stop loss"],
      olhc: [entered],
      adverse: [entered, "bar 1: sell 1 @ 98 stop loss"],
      favourable: [entered],
      nearest: [entered],
    },
  );
  paths(
    "a limit entry and its target: only a high that comes after the low can be sold",
    `
    100 101  99 100 | buy 1 limit 97, target 102
    100 104  95  98 |
    `,
    {
      ohlc: ["bar 1: buy 1 @ 97 limit"],
      olhc: ["bar 1: buy 1 @ 97 limit", "bar 1: sell 1 @ 102 target"],
      adverse: ["bar 1: buy 1 @ 97 limit"],
      favourable: ["bar 1: buy 1 @ 97 limit", "bar 1: sell 1 @ 102 target"],
    },
  );
  paths(
    "a limit entry and a stop below it: the same low fills both",
    `
    100 101  99 100 | buy 1 limit 97, stop 95
    100 101  94  99 |
    `,
    Object.fromEntries(
      PATH_MODELS.map((path) => [path, ["bar 1: buy 1 @ 97 limit", "bar 1: sell 1 @ 95 stop loss"]]),
    ),
  );
  paths(
    "the way back to the close counts as well: a stop entry at the high is stopped out before the close",
    `
    100 101  99 100 | buy 1 stop 104, stop 102
    100 105  99 100 |
    `,
    {
      ohlc: ["bar 1: buy 1 @ 104 stop", "bar 1: sell 1 @ 102 stop loss"],
      olhc: ["bar 1: buy 1 @ 104 stop", "bar 1: sell 1 @ 102 stop loss"],
    },
  );
  paths(
    "entries on both sides: the second one reverses the first",
    `
    100 101  99 100 | buy 1 stop 103; sell 1 stop 97
    100 104  96 100 |
    `,
    {
      ohlc: ["bar 1: buy 1 @ 103 stop", "bar 1: sell 1 @ 97 stop"],
      olhc: ["bar 1: sell 1 @ 97 stop", "bar 1: buy 1 @ 103 stop"],
    },
  );
});

describe("nearest", () => {
  paths(
    "takes the extreme nearer to the open first",
    `
    100 101  99 100 | buy 1, stop 95, target 105
    100 101  99 100 |
     99 106  94 100 |
    `,
    { nearest: [in1, "bar 2: sell 1 @ 95 stop loss"] },
  );
  paths(
    "at equal distances goes away from the close first: a bar that closed up went down before",
    `
    100 101  99 100 | buy 1, stop 95, target 105
    100 101  99 100 |
    100 106  94 103 |
    `,
    { nearest: [in1, "bar 2: sell 1 @ 95 stop loss"] },
  );
  paths(
    "at equal distances, closed down: it went up before",
    `
    100 101  99 100 | buy 1, stop 95, target 105
    100 101  99 100 |
    100 106  94  97 |
    `,
    { nearest: [in1, "bar 2: sell 1 @ 105 target"] },
  );
});

describe("what only the path decides is found out", () => {
  const drawing = `
    100 100 100 100 | buy 2, stop 90, target 104 50% then breakeven, target 200 50%
    100 101 100 101 |
    102 106  99 103 |
    103 103 103 103 |
  `;
  const half = ["bar 1: buy 2 @ 100 market", "bar 2: sell 1 @ 104 target"];
  paths("a stop moved to breakeven by the high is hit by the low that follows, not by one before", drawing, {
    ohlc: [...half, "bar 2: sell 1 @ 100 breakeven stop"],
    olhc: half,
    adverse: [...half, "bar 2: sell 1 @ 100 breakeven stop"],
    favourable: half,
  });
  test("that trade is ambiguous though one single exit lay in the bar's reach", () => {
    const run = replayRun(drawing);
    expect(run.bounds.ambiguousBars).toBe(1);
    expect(run.trades[0]!.flags).toContain("A");
    // The rest left at 100 or is worth 103 at the end.
    expect(run.bounds.favourableNet - run.bounds.adverseNet).toBe(3 * 1_250_000);
  });
  test("a trade that the other walk would have ended is ambiguous although no fill of its own lies in that bar", () => {
    const { trades, bounds } = replayRun(
      `
      100 100 100 100 | buy 1, trail 5t
      100 108 100 106 |
      106 112 105 110 | flat
      110 110 110 110 |
      `,
      { path: "olhc" },
    );
    // Bar 1, high first: the stop trails to 103, then the low hits it. Low first it holds; bar 2: the same again.
    expect(trades[0]!.exitReason).toBe("flatten");
    expect(bounds.ambiguousBars).toBe(2);
    expect(trades[0]!.flags).toEqual(["A"]);
  });
  test("held through an ambiguous bar, entered before it and out after it", () => {
    const { trades, bounds } = replayRun(
      `
      100 100 100 100 | buy 1, trail 5t
      100 101 100 101 |
      101 108 101 107 | flat
      107 107 107 107 |
      `,
      { path: "olhc" },
    );
    expect(bounds.ambiguousBars).toBe(1);
    expect(trades[0]!.flags).toEqual(["A"]);
  });
  test("entered at the open of an ambiguous bar and out after it", () => {
    const { trades, bounds } = replayRun(
      `
      100 100 100 100 | buy 1, trail 5t
      100 108 100 107 | flat
      107 107 107 107 |
      `,
      { path: "olhc" },
    );
    expect(bounds.ambiguousBars).toBe(1);
    expect(trades[0]!.flags).toEqual(["A"]);
  });
  test("out at the open of an ambiguous bar: nothing of it is in question", () => {
    const { trades, bounds } = replayRun(`
      100 100 100 100 | buy 1
      100 100 100 100 | flat; buy 1 stop 103, stop 98
      100 105  97 104 |
    `);
    expect(bounds.ambiguousBars).toBe(1);
    expect(trades[0]!.flags).toEqual([]);
    expect(trades[1]!.flags).toEqual(["A"]);
  });
  test("worth the same at the close but holding something else is ambiguous too", () => {
    const drawing = `
      100 101  99 100 | buy 1 limit 97, target 102
      100 104  95 102 |
      102 102  90  90 |
    `;
    const run = replayRun(drawing, { path: "ohlc" });
    // Low last: still long at 102. High last: sold at 102.
    expect(run.bounds.ambiguousBars).toBe(1);
    expect(Array.from(run.position)).toEqual([0, 1, 1]);
    expect(Array.from(replayRun(drawing, { path: "olhc" }).position)).toEqual([0, 0, 0]);
  });
  test("worth and holding the same, but with its stop elsewhere: ambiguous, for the next bar may hit one and not the other", () => {
    const drawing = `
      100 100 100 100 | sell 1 limit 101, trail 6t
      101 104 100 101 |
      101 106 101 101 |
    `;
    // High first: sold at 101, then the low of 100 draws the stop down to 106. Low first: it stays at 107.
    const out = ["bar 1: sell 1 @ 101 limit", "bar 2: buy 1 @ 106 trailing stop"];
    expect(replay(drawing, { path: "ohlc" })).toEqual(out);
    expect(replay(drawing, { path: "olhc" })).toEqual(out.slice(0, 1));
    expect(replayRun(drawing).bounds.ambiguousBars).toBe(1);
  });
});

describe("ohlc and olhc", () => {
  paths(
    "a stop and a limit of the same side lie on different legs",
    `
    100 101  99 100 | sell 1 limit 103; sell 1 stop 97
    100 105  95 100 |
    `,
    {
      ohlc: ["bar 1: sell 1 @ 103 limit", "bar 1: sell 1 @ 97 stop"],
      olhc: ["bar 1: sell 1 @ 97 stop", "bar 1: sell 1 @ 103 limit"],
    },
  );
});
