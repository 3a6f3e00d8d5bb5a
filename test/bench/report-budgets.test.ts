// Does a report keep within the sizes that it is given? Times are measured by `npm run bench -- --report`.

import { expect, test } from "vitest";
import { backtest } from "#index.js";
import { runReport } from "#report/run-report.js";
import { canonicalSeries } from "../../bench/canonical.js";
import { emaCross, requestOf } from "../../bench/specs.js";

const CONTEXT = { command: "tickproof run ema-trend -i MES", version: "0.1.0" };
const BARS = 100_000;
/** What is seen from afar is as large for so many bars as for a million, and grows with each line of the strategy. */
const FROM_AFAR = 50_000;

test("a tenth of a million bars with two thousand trades stays within a tenth of six megabytes beside the page and what is seen from afar", async () => {
  const request = requestOf(await emaCross(canonicalSeries(BARS)));
  const run = await backtest({ ...request, params: { ...request.params, fast: 20, slow: 48 } });
  expect(run.trades.length).toBeGreaterThan(1_800);
  const html = runReport(run, CONTEXT);
  const blocks = html.match(/<script type="application\/octet-stream".*?<\/script>/gs)!.join("").length;
  expect(blocks).toBeLessThan(6e6 / 10 + FROM_AFAR);
  expect(Buffer.byteLength(html) - blocks).toBeLessThan(450_000);
});

test("script and style of a report stay within 130 KB", async () => {
  const request = requestOf(await emaCross(canonicalSeries(1_380)));
  const html = runReport(await backtest(request), CONTEXT);
  const code = [...html.matchAll(/<(script|style)(?! type="application\/octet-stream")[^>]*>(.*?)<\/\1>/gs)];
  const bytes = code.reduce((sum, [, , text]) => sum + Buffer.byteLength(text!), 0);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(130_000);
});
