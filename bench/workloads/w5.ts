// W5: what does the report of a run over all bars take, beside one look at all that it draws?

import { createHash } from "node:crypto";
import type { Run } from "#domain/run.js";
import { backtest, runReport } from "#index.js";
import { canonicalSeries } from "../canonical.js";
import { work } from "../child.js";
import { inTurn, timed } from "../in-turn.js";
import { tableOf } from "../measured.js";
import { checked, emaCross, requestOf } from "../specs.js";

const NAME = "W5";
const CONTEXT = { command: "tickproof run ema-trend -i MES", version: "bench" };

await work({
  name: NAME,
  async prepare(length) {
    const series = canonicalSeries(length);
    const run = await backtest(requestOf(await emaCross(series)));
    checked("W1", run);
    return { series, run };
  },
  held: ({ series }) => [series.bars],
  once: ({ run }) => runReport(run, CONTEXT),
  check({ run }, html) {
    if (!html.includes(run.fingerprint.slice(0, 8)) || !html.endsWith("</html>\n"))
      throw new Error(`${NAME}: the page is not whole, or does not name its run`);
    return { fingerprint: createHash("sha256").update(html).digest("hex"), trades: run.trades.length };
  },
  async measure({ series, run }, { rounds }) {
    const html = await runReport(run, CONTEXT);
    const timings = await inTurn(
      [
        { who: "tickproof, one page of HTML", once: () => timed(() => runReport(run, CONTEXT)) },
        { who: "one look, and the same bytes", once: () => timed(() => look(run, html)) },
      ],
      { rounds: Math.ceil(rounds / 3), warmup: 2 },
    );
    const title = `report of W1, ${(html.length / 1e6).toFixed(2)} MB of HTML`;
    return { tables: [tableOf({ key: NAME, title, unit: "M bars/s", work: series.bars.length }, timings)] };
  },
});

/**
 * The least that any report must do: look once at every bar's prices, equity and position and at every trade, and write
 * as many bytes as the page has.
 */
function look({ bars, equity, position, trades }: Run, html: string): number {
  let [high, low, peak, deepest, held] = [0, Number.POSITIVE_INFINITY, 0, 0, 0];
  for (let bar = 0; bar < bars.length; bar++) {
    if (bars.high[bar]! > high) high = bars.high[bar]!;
    if (bars.low[bar]! < low) low = bars.low[bar]!;
    if (equity[bar]! > peak) peak = equity[bar]!;
    if (peak - equity[bar]! > deepest) deepest = peak - equity[bar]!;
    if (position[bar]! !== 0) held++;
  }
  let net = 0;
  for (const trade of trades) net += trade.net;
  return high + low + deepest + held + net + Buffer.from(html).length;
}
