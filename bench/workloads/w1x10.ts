// W1x10: does time grow as the bars do, and what does a run hold beside them?

import { sliceBars } from "#bars/columns.js";
import { backtest } from "#index.js";
import { canonicalSeries, seriesOf } from "../canonical.js";
import { work } from "../child.js";
import { inTurn, timed } from "../in-turn.js";
import { tableOf } from "../measured.js";
import { checked, emaCross, insistFingerprint, requestOf } from "../specs.js";

await work({
  name: "W1x10",
  async prepare(length) {
    const series = canonicalSeries(10 * length);
    // Ten times the money, too: an account that is spent would stop trading.
    const request = { ...requestOf(await emaCross(series)), cash: 10_000_000 };
    return { series, length, request };
  },
  held: ({ series }) => [series.bars],
  once: ({ request }) => backtest(request),
  check({ series }, { fingerprint, trades }) {
    insistFingerprint("W1x10", series.bars.length, fingerprint);
    return { fingerprint, trades: trades.length };
  },
  async measure({ series, length, request }, { rounds }) {
    const tenth = requestOf(await emaCross(seriesOf(sliceBars(series.bars, 0, length))));
    checked("W1", await backtest(tenth));
    for (let k = 0; k < 5; k++) await backtest(tenth);
    const timings = await inTurn(
      [
        { who: "a tenth of the bars", once: () => timed(() => backtest(tenth)) },
        { who: "all bars", once: () => timed(() => backtest(request)) },
      ],
      { rounds: Math.ceil(rounds / 3), warmup: 1 },
    );
    const title = "EMA 12/26 always in, ten times the bars of W1";
    return {
      tables: [tableOf({ key: "W1x10", title, unit: "M bars/s", work: [length, 10 * length] }, timings, 1)],
    };
  },
});
