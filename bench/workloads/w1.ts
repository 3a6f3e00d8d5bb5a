// W1: what does an always-in EMA cross over all bars take, beside a loop by hand?

import { backtestData } from "#engine/backtest.js";
import { backtest } from "#index.js";
import { ColumnCache } from "#strategy/columns.js";
import { openCLoops } from "../c-loops.js";
import { canonicalSeries, EXPECTED } from "../canonical.js";
import { work } from "../child.js";
import { inTurn, type Party, timed } from "../in-turn.js";
import { tableOf } from "../measured.js";
import { Output, plainEma } from "../plain-loops.js";
import { emaCross, figuresOf, insist, requestOf } from "../specs.js";

const NAME = "W1";

await work({
  name: NAME,
  async prepare(length) {
    const series = canonicalSeries(length);
    const spec = await emaCross(series);
    return { series, spec, request: requestOf(spec) };
  },
  columns: ({ series }) => series.bars.buffer.byteLength,
  async once({ series, request }) {
    const run = await backtest(request);
    insist(NAME, EXPECTED[NAME][series.bars.length] ?? {}, figuresOf(run));
    return { fingerprint: run.fingerprint, trades: run.trades.length };
  },
  async measure({ series, spec, request }, { rounds }) {
    const { bars } = series;
    const found = figuresOf(await backtest(request));
    const output = new Output(bars.length);
    const columns = new ColumnCache();
    const parties: Party[] = [
      { who: "tickproof, everything on", once: () => timed(() => backtest(request)) },
      { who: "the same, indicators at hand", once: () => timed(() => backtestData({ ...spec, columns })) },
      {
        who: "plain loop, same result",
        once: () => timed(() => insist("plain loop", found, plainEma(bars, 12, 26, output))),
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
    const title = "EMA 12/26 always in, costs, slippage and margin on";
    return {
      tables: [tableOf({ key: NAME, title, unit: "M bars/s", work: bars.length }, timings, 1)],
      notes: inC === null ? ["no C compiler: nothing is compared with C"] : [],
    };
  },
});
