// W3: what does a sweep of a hundred runs take, beside loops by hand?

import type { Series } from "#domain/bars.js";
import { backtestData } from "#engine/backtest.js";
import { byHand } from "../by-hand.js";
import { canonicalSeries, EXPECTED, type Expected } from "../canonical.js";
import { work } from "../child.js";
import { inTurn, timed } from "../in-turn.js";
import { tableOf } from "../measured.js";
import { Output, plainSweep } from "../plain-loops.js";
import { emaSweep, figuresOf, insist, sumOfFigures } from "../specs.js";

const NAME = "W3";

await work({
  name: NAME,
  async prepare(length) {
    return { series: canonicalSeries(length) };
  },
  held: ({ series }) => [series.bars],
  once: ({ series }) => oneAfterTheOther(series),
  check({ series }, sum) {
    insist(NAME, EXPECTED[NAME][series.bars.length] ?? {}, sum);
    return { fingerprint: null, trades: sum.trades };
  },
  async measure({ series }, { rounds }) {
    const { bars } = series;
    const output = new Output(bars.length);
    const found = plainSweep(bars, output);
    const hand = byHand(NAME, bars, found, () => plainSweep(bars, output));
    const once = () => timed(async () => insist(NAME, found, await oneAfterTheOther(series)));
    const timings = await inTurn([{ who: "tickproof, everything on", once }, ...hand.parties], {
      rounds: Math.ceil(rounds / 5),
      warmup: 1,
    });
    hand.close();
    const title = "100 pairs of W1 on one core, each with its trades";
    return {
      tables: [tableOf({ key: NAME, title, unit: "M bar-runs/s", work: 100 * bars.length }, timings)],
      notes: hand.notes,
    };
  },
});

async function oneAfterTheOther(series: Series): Promise<Expected> {
  return sumOfFigures((await emaSweep(series)).map((spec) => figuresOf(backtestData(spec))));
}
