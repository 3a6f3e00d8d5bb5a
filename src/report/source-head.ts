// How does a document name the bars that it speaks of?

import type { DataSource } from "../domain/bars.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import { timeframeText } from "./format.js";

/** What, how long, from which file, and over which span. */
export const sourceHead = (source: DataSource) => ({
  instrument: source.symbol,
  timeframe: timeframeText(source.timeframeMs),
  file: source.file,
  sha256: source.sha256,
  bars: source.bars,
  from: formatInstant(source.from),
  to: formatInstant(source.to),
  firstDay: formatDay(source.firstDay),
  lastDay: formatDay(source.lastDay),
});
