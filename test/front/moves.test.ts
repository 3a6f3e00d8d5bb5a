// Does the page know where every stop stood?

import { beforeAll, describe, expect, test } from "vitest";
import { FILL_KINDS, NO_STOP, type Run } from "#domain/run.js";
import { backtest } from "#index.js";
import { runReport } from "#report/run-report.js";
import { pathsOf, stopPath } from "../../front/trades/moves.js";
import { recordsOf } from "../../front/trades/records.js";
import { storyOf } from "../../front/trades/story.js";
import { openPage } from "../report/embedded.js";

const TRAILS = ["trailing stop", "breakeven stop"].map((kind) => FILL_KINDS.indexOf(kind as "trailing stop"));

describe.each([
  ["oil, scaled out", "MCL"],
  ["Nasdaq, scaled out", "MNQ"],
])("%s", (_, instrument) => {
  let run: Run;
  let page: Awaited<ReturnType<typeof openPage>>;
  beforeAll(async () => {
    run = await backtest({ strategy: "tiered-take-profit", instrument, data: `data/${instrument}-5m.csv` });
    page = await openPage(runReport(run, { command: "x", version: "0" }));
  });

  test("no bar before the last one came to a stop that stood, and the last stop is the one that was met", async () => {
    const [{ of, fills, moves }, all] = [await recordsOf(page), await page.bars.range(0, page.meta.bars)];
    let [moved, met] = [0, 0];
    for (let i = 0; i < page.trades.length; i++) {
      const side = page.trades.side[i]!;
      const [k, final] = [of.first[i]!, of.last[i]!];
      const path = stopPath(fills, moves, k, final);
      if (fills.stop[k] === NO_STOP) continue;
      expect(path[0]).toMatchObject({ level: fills.stop[k], from: fills.bar[k] });
      expect(path.at(-1)!.to).toBe(fills.bar[final]! + 1);
      for (const [j, { from, to, level }] of path.entries()) {
        if (j > 0) {
          moved++;
          expect(from).toBe(path[j - 1]!.to);
          expect(side * (level - path[j - 1]!.level)).toBeGreaterThan(0);
        }
        for (let bar = from; bar < Math.min(to, fills.bar[final]!); bar++) {
          if (bar === fills.bar[k]) continue; // entered inside it
          const worst = side === 1 ? all.low[bar]! : all.high[bar]!;
          expect(side * (worst - level), `trade ${i + 1}, bar ${bar}`).toBeGreaterThan(0);
        }
      }
      if (!TRAILS.includes(fills.kind[final]!) || fills.leg[final] === 0) continue;
      met++;
      expect(path.at(-1)!.level).toBe(fills.price[final]! - fills.side[final]! * fills.slip[final]!);
    }
    expect(moved).toBeGreaterThan(20);
    expect(met).toBeGreaterThan(10);
  });

  test("the story of a trade tells its moves with where they began and ended", async () => {
    const records = await recordsOf(page);
    let told = 0;
    for (let i = 0; i < page.trades.length; i++) {
      const path = stopPath(records.fills, records.moves, records.of.first[i]!, records.of.last[i]!);
      const moves = storyOf(page, records, i).filter(({ what }) => what === "stop moved");
      expect(moves.length > 0).toBe(path.length > 1);
      told += moves.length;
    }
    expect(told).toBeGreaterThan(20);
  });
});

test("a file from before moves were kept has the first stop and the exit", () => {
  const paths = pathsOf({
    length: 0,
    fill: new Int32Array(),
    order: new Int32Array(),
    bar: new Int32Array(),
    level: new Int32Array(),
    kind: new Uint8Array(),
  });
  const trailing = FILL_KINDS.indexOf("trailing stop");
  const fills = {
    length: 2,
    bar: Int32Array.of(4, 9),
    stop: Int32Array.of(90, NO_STOP),
    kind: Uint8Array.of(0, trailing),
    leg: Uint8Array.of(0, 2),
    price: Int32Array.of(100, 108),
    slip: Int32Array.of(0, 1),
    side: Int8Array.of(1, -1),
  } as unknown as Run["fills"];
  expect(stopPath(fills, paths, 0, 1).map(({ from, to, level }) => [from, to, level])).toEqual([
    [4, 9.5, 90],
    [9.5, 10, 109],
  ]);
});
