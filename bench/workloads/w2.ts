// W2: what do brackets inside the bar take, beside a loop by hand?

import { backtest } from "#index.js";
import { openCLoops } from "../c-loops.js";
import { canonicalSeries, EXPECTED } from "../canonical.js";
import { work } from "../child.js";
import { inTurn, type Party, timed } from "../in-turn.js";
import { tableOf } from "../measured.js";
import { Output, plainRsi } from "../plain-loops.js";
import { figuresOf, insist, requestOf, rsiBrackets } from "../specs.js";

const NAME = "W2";

await work({
  name: NAME,
  async prepare(length) {
    const series = canonicalSeries(length);
    return { series, request: requestOf(await rsiBrackets(series)) };
  },
  columns: ({ series }) => series.bars.buffer.byteLength,
  async once({ series, request }) {
    const run = await backtest(request);
    insist(NAME, EXPECTED[NAME][series.bars.length] ?? {}, figuresOf(run));
    return { fingerprint: run.fingerprint, trades: run.trades.length };
  },
  async measure({ series, request }, { rounds }) {
    const { bars } = series;
    const found = figuresOf(await backtest(request));
    const output = new Output(bars.length);
    const parties: Party[] = [
      { who: "tickproof, everything on", once: () => timed(() => backtest(request)) },
      {
        who: "plain loop, same result",
        once: () => timed(() => insist("plain loop", found, plainRsi(bars, output))),
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
    const timings = await inTurn(parties, { rounds, warmup: 5 });
    inC?.close();
    const title = "RSI(14) 30/70, stop 20 and target 40 ticks inside the bar";
    return {
      tables: [tableOf({ key: NAME, title, unit: "M bars/s", work: bars.length }, timings)],
      notes: inC === null ? ["no C compiler: nothing is compared with C"] : [],
    };
  },
});
