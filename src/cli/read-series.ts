// Which bars of the file does the run get?

import { basename } from "node:path";
import type { Series } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { readBars } from "../importer/read-bars.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay } from "../instrument/time.js";
import { refuseUnfit } from "../research/finer.js";
import { cutTo } from "../research/span.js";
import type { Call } from "./commands.js";
import { edgeOf } from "./dates.js";
import type { DataFile } from "./find-data.js";
import { bytes } from "./progress.js";

/** All bars of the trade dates from `--from` to `--to`. Throws what the importer finds wrong, and E350 for an empty span. */
export const readSeries = async (contract: Contract, file: DataFile, call: Call): Promise<Series> =>
  withinSpan(await readFile(contract, file, call, "data"), call);

/** The finer bars of the same trade dates. Throws E362 to E365 where they do not fit. */
export async function readFiner(
  contract: Contract,
  file: DataFile,
  series: Series,
  call: Call,
): Promise<Series> {
  const finer = await readFile(contract, file, call, "finer");
  refuseUnfit(series, finer);
  const kept = cutTo(finer, series.source);
  return { ...kept, source: { ...kept.source, notes: finer.source.notes } };
}

async function readFile(
  contract: Contract,
  { path, note }: DataFile,
  { values, origins, out, signal }: Call,
  key: "data" | "finer",
): Promise<Series> {
  if (note) out.note(note);
  const progress = await out.progress({ what: `reading ${basename(path)}`, amount: bytes, unit: "" });
  try {
    const series = await readBars(path, {
      instrument: instrumentOf(contract),
      stamp: values.stamp,
      offGrid: values.offGrid,
      badRows: values.badRows,
      ...(values.tz !== null && { timeZone: values.tz }),
      ...(values.contract !== null && { contract: values.contract }),
      // The step that is said is that of the bars; finer ones have another, and tell it by their stamps.
      ...(values.timeframe !== null && key === "data" && { timeframeMs: values.timeframe }),
      ...(values.dateOrder !== null && { dateOrder: values.dateOrder }),
      onProgress: (done, total) => progress.update(done, total),
      signal,
    });
    // What was recognised and assumed in a file that the user named; the report says it of every file.
    if (origins[key].from !== "default") {
      for (const line of series.source.notes) out.note(`${series.source.file}: ${line}`);
    }
    return series;
  } finally {
    progress.stop();
  }
}

/** `-90d` counts back from the last trade date of the file, or from `--to` where that is earlier. */
function withinSpan(series: Series, { values, origins }: Call): Series {
  const { source } = series;
  const lastDay = values.to === null ? source.lastDay : edgeOf(values.to, "to", source.lastDay);
  const end = Math.min(lastDay, source.lastDay);
  const firstDay = values.from === null ? source.firstDay : edgeOf(values.from, "from", end);
  const spoken = [origins.from, origins.to].flatMap(({ texts, where }) =>
    texts.map((text) => `${where} ${text}`),
  );
  if (firstDay > lastDay && values.from !== null && values.to !== null) {
    throw new Fault("E105", `${spoken.join(" ")} ends before it begins`, {
      found: `${formatDay(firstDay)} to ${formatDay(lastDay)}`,
      fix: [`--from ${formatDay(lastDay)} --to ${formatDay(firstDay)}`],
    });
  }
  const kept = firstDay > lastDay ? null : cutTo(series, { firstDay, lastDay });
  if (kept === null || kept.bars.length === 0) {
    throw new Fault("E350", `${source.file} has no bars on the trade dates that were asked for`, {
      where: spoken.join(" "),
      found: `bars from ${formatDay(source.firstDay)} to ${formatDay(source.lastDay)}`,
      expected: `bars from ${formatDay(firstDay)} to ${formatDay(lastDay)}`,
      fix: [`--from ${formatDay(source.firstDay)} --to ${formatDay(source.lastDay)}`],
    });
  }
  return { ...kept, source: { ...kept.source, notes: source.notes } };
}
