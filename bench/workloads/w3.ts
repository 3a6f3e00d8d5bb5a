// W3: what does a sweep of a hundred runs take, beside loops by hand?

import { backtestData } from "#engine/backtest.js";
import { openCLoops } from "../c-loops.js";
import { canonicalSeries, EXPECTED, type Expected } from "../canonical.js";
import { work } from "../child.js";
import { inTurn, type Party, timed } from "../in-turn.js";
import { tableOf } from "../measured.js";
import { Output, plainSweep } from "../plain-loops.js";
import { emaSweep, figuresOf, insist, sumOfFigures } from "../specs.js";

const NAME = "W3";

await work({
  name: NAME,
  async prepare(length) {
    return { series: canonicalSeries(length) };
  },
  columns: ({ series }) => series.bars.buffer.byteLength,
  async once({ series }) {
    const sum = await oneAfterTheOther(series);
    insist(NAME, EXPECTED[NAME][series.bars.length] ?? {}, { ...sum, fees: undefined });
    return { fingerprint: null, trades: sum.trades };
  },
  async measure({ series }, { rounds }) {
    const { bars } = series;
    const output = new Output(bars.length);
    const found = plainSweep(bars, output);
    const parties: Party[] = [
      {
        who: "tickproof, everything on",
        once: () => timed(async () => insist(NAME, found, await oneAfterTheOther(series))),
      },
      {
        who: "plain loop, same result",
        once: () => timed(() => insist("plain loop", found, plainSweep(bars, output))),
      },
    ];
    const inC = openCLoops(bars);
    if (inC !== null) {
      parties.push({
        who: "C loop, same result",
        async once() {
          const { ms, ...same } = await inC.run(NAME);
          insist("C loop", found, same);
          return ms;
        },
      });
    }
    const timings = await inTurn(parties, { rounds: Math.ceil(rounds / 5), warmup: 1 });
    inC?.close();
    const title = "100 pairs of W1 on one core, each with its trades";
    return {
      tables: [tableOf({ key: NAME, title, unit: "M bar-runs/s", work: 100 * bars.length }, timings)],
      notes: inC === null ? ["no C compiler: nothing is compared with C"] : [],
    };
  },
});

async function oneAfterTheOther(series: ReturnType<typeof canonicalSeries>): Promise<Expected> {
  return sumOfFigures((await emaSweep(series)).map((spec) => figuresOf(backtestData(spec))));
}
