import { describe, expect, test } from "vitest";
import { deflatedSharpe } from "#metric/deflated.js";
import { bestRow, deflated, plateau, ranked, surroundingsOf } from "#research/sweep-rank.js";
import type { Sweep, SweepAxis, SweepPart } from "../../src/domain/sweep.js";

const axis = (name: string, count: number, type: SweepAxis["type"] = "int"): SweepAxis => ({
  name,
  type,
  values: Array.from({ length: count }, (_, k) => k),
});

/** A sweep whose rows came to these nets; NaN: failed. */
function sweepOf(axes: readonly SweepAxis[], net: readonly number[], change: Partial<SweepPart> = {}) {
  const part = { figures: { net: Float64Array.from(net) }, ...change } as unknown as SweepPart;
  const sweep = { axes, rows: net.length, numbers: null, parts: [part] } as unknown as Sweep;
  return { sweep, part };
}

// A needle at stop 1 target 4, and a plateau around stop 3 target 1: five rows of stop, five columns of target.
const NEEDLE = [
  [10, 12, 11, 20, 15],
  [14, 30, 31, 12, 590],
  [80, 90, 85, 40, 20],
  [95, 100, 92, 50, 18],
  [84, 93, 88, 45, 25],
];
const grid = [axis("stop", 5), axis("target", 5)];

describe("the best combination", () => {
  test("is the highest, or the lowest where less is better; of equal ones the first", () => {
    const { part } = sweepOf([axis("n", 5)], [3, 9, Number.NaN, 9, -1], {
      figures: {
        net: Float64Array.of(3, 9, Number.NaN, 9, -1),
        "max-drawdown": Float64Array.of(5, 4, Number.NaN, 2, 2),
      },
    });
    expect([bestRow(part, "net"), bestRow(part, "max-drawdown")]).toEqual([1, 3]);
    expect([...ranked(part, "net")]).toEqual([1, 3, 0, 4]);
    expect([...ranked(part, "max-drawdown")]).toEqual([3, 4, 1, 0]);
  });

  test("is none where none has a value", () => {
    const { part, sweep } = sweepOf([axis("n", 2)], [Number.NaN, Number.NaN]);
    expect([bestRow(part, "net"), ranked(part, "net").length, plateau(sweep, part, "net")]).toEqual([
      null,
      0,
      null,
    ]);
  });
});

describe("a plateau", () => {
  test("is the best combination among like ones, not the needle that chance has put up", () => {
    const { sweep, part } = sweepOf(grid, NEEDLE.flat());
    expect(bestRow(part, "net")).toBe(1 * 5 + 4);
    expect(surroundingsOf(sweep, part, "net", 9)).toEqual({ row: 9, like: 0, neighbours: 5 });
    // 100 at stop 3 target 1: 80, 90, 85, 95, 92, 84, 93, 88 lie within 20 % of it.
    expect(plateau(sweep, part, "net")).toEqual({ row: 3 * 5 + 1, like: 8, neighbours: 8 });
  });

  test("is not there where neighbours are unlike, or failed", () => {
    const alone = sweepOf(
      grid,
      NEEDLE.flat().map((net, row) => (row === 16 ? net : Number.NaN)),
    );
    expect(surroundingsOf(alone.sweep, alone.part, "net", 16)).toEqual({ row: 16, like: 0, neighbours: 8 });
    expect(plateau(alone.sweep, alone.part, "net")).toBeNull();
  });

  test("counts what exists at an edge, and neighbours on numbers alone", () => {
    const { sweep, part } = sweepOf([axis("n", 3), axis("shorts", 2, "bool")], [10, 90, 11, 95, 12, 100]);
    expect(surroundingsOf(sweep, part, "net", 5)).toEqual({ row: 5, like: 1, neighbours: 1 });
    expect(surroundingsOf(sweep, part, "net", 2)).toEqual({ row: 2, like: 2, neighbours: 2 });
  });

  test("changes one parameter at a time where there are more than five", () => {
    const six = Array.from({ length: 6 }, (_, k) => axis(`p${k}`, 2));
    const { sweep, part } = sweepOf(
      six,
      Array.from({ length: 64 }, () => 1),
    );
    expect(surroundingsOf(sweep, part, "net", 0)).toEqual({ row: 0, like: 6, neighbours: 6 });
    const five = sweepOf(
      six.slice(1),
      Array.from({ length: 32 }, () => 1),
    );
    expect(surroundingsOf(five.sweep, five.part, "net", 0)).toEqual({ row: 0, like: 31, neighbours: 31 });
  });

  test("is not looked for among drawn combinations, which have no neighbours", () => {
    const { sweep, part } = sweepOf(grid, NEEDLE.flat());
    expect(plateau({ ...sweep, numbers: Float64Array.of(1, 2) }, part, "net")).toBeNull();
  });
});

describe("the deflated Sharpe ratio of a row", () => {
  const figures = { net: new Float64Array(4), sharpe: Float64Array.of(1, 2, Number.NaN, 3) };
  const shape = { skewness: new Float64Array(4).fill(-1), kurtosis: new Float64Array(4).fill(5), days: 500 };
  const { part } = sweepOf([axis("n", 4)], [0, 0, 0, 0], { figures, ...shape });

  test("is that of one among the combinations that have a Sharpe ratio", () => {
    const found = deflated(part, 3)!;
    expect([found.sharpe, found.tried]).toEqual([3, 3]);
    // 1, 2 and 3 have variance 1.
    const candidate = { sharpe: 3, skewness: -1, kurtosis: 5, days: 500 };
    expect(found.probability).toBe(deflatedSharpe(candidate, { count: 3, variance: 1 }));
  });

  test("does not exist for a row without one", () => {
    expect(deflated(part, 2)).toBeNull();
  });
});
