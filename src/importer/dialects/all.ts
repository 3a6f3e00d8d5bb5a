// Which dialects are known?

import { barchart } from "./barchart.js";
import { databento } from "./databento.js";
import type { Beginning, Recognised, VendorDialect } from "./dialect.js";
import { firstRate, kibot } from "./headless.js";
import { binance, bybit, freqtrade } from "./klines.js";
import { lean } from "./lean.js";
import { metaTrader } from "./metatrader.js";
import { ninjaTrader } from "./ninjatrader.js";
import { sierraChart } from "./sierra-chart.js";
import { tradingView } from "./tradingview.js";
import { yahoo } from "./yahoo.js";

/** The first that knows a file has it: what is plainest to tell stands first. */
const DIALECTS: readonly VendorDialect[] = [
  databento,
  metaTrader,
  barchart,
  yahoo,
  sierraChart,
  tradingView,
  freqtrade,
  binance,
  bybit,
  ninjaTrader,
  lean,
  kibot,
  firstRate,
];

/** Null: plain CSV, by its names and places alone. */
export function vendorOf(beginning: Beginning): (Recognised & { readonly vendor: string }) | null {
  for (const dialect of DIALECTS) {
    const known = dialect.recognise(beginning);
    if (known !== null) return { vendor: dialect.name, ...known };
  }
  return null;
}
