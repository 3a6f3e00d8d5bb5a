// Which bars of the file does the run get?

import { basename, join } from "node:path";
import { type Keeping, keptOnly, keptOr } from "../catalog/kept-bars.js";
import type { Series } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { Policy } from "../domain/findings.js";
import type { ReadOptions } from "../importer/read-bars.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay } from "../instrument/time.js";
import { refuseUnfit } from "../research/finer.js";
import { cutTo } from "../research/span.js";
import { cacheFolder } from "../strategy/cache.js";
import type { Call } from "./commands.js";
import { edgeOf } from "./dates.js";
import type { DataFile } from "./find-data.js";
import { policyOf } from "./policy-words.js";
import { bytes } from "./progress.js";
import { isStored, readStored } from "./stored-data.js";

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

const policySaid = (said: Call["values"]["policy"]): Pick<ReadOptions, "policy"> => {
  const policy = policyOf(said);
  return policy === undefined ? {} : { policy };
};

/** How files of bars are to be read, by the flags. */
export const readingOf = ({ values, signal }: Call): Omit<ReadOptions, "instrument" | "contract"> => ({
  ...(values.stamp !== null && { stamp: values.stamp }),
  ...policySaid(values.policy),
  ...(values.tz !== null && { timeZone: values.tz }),
  ...(values.timeframe !== null && { timeframeMs: values.timeframe }),
  ...(values.resample !== null && { resample: values.resample }),
  longClose: values.longClose,
  dayBy: values.dayBy,
  ...(values.dateOrder !== null && { dateOrder: values.dateOrder }),
  signal,
});

/** What was read before anybody asked for it, by path; null where that could not be done in silence. */
const ahead = new WeakMap<Call, Map<string, Promise<Series | null>>>();

/**
 * Reads bars of the catalog, and files that were read before, while it is not yet known whether they are needed, without a word: what is
 * wrong with them is told when they are asked for. Other files are not read ahead, since that would be seen.
 */
export function readAhead(contract: Contract, file: DataFile | undefined, call: Call): void {
  if (file === undefined) return;
  const reading = readQuietly(contract, file.path, call).catch(() => null);
  const known = ahead.get(call) ?? new Map<string, Promise<Series | null>>();
  ahead.set(call, known.set(file.path, reading));
}

async function readQuietly(contract: Contract, path: string, call: Call): Promise<Series | null> {
  if (isStored(path)) return readStored(contract, path, call, longerOf(call));
  const keeping = keepingOf(call);
  return keeping && keptOnly(path, fileOptions(contract, call, "data", false), keeping);
}

/** What was read ahead in this very way, once. */
async function fromAhead(
  path: string,
  call: Call,
  key: "data" | "finer",
  plain: boolean,
): Promise<Series | null> {
  const reading = ahead.get(call)?.get(path);
  ahead.get(call)?.delete(path);
  return key === "data" && (!plain || longerOf(call) === undefined) ? ((await reading) ?? null) : null;
}

/** Where files that were read are kept; null where nothing is to be. */
function keepingOf({ values }: Call): Keeping | null {
  const folder = values.cache ? cacheFolder() : null;
  return folder === null ? null : { folder: join(folder, "bars"), now: Date.now };
}

const longerOf = ({ values }: Call): string | undefined => values.resample ?? undefined;

export async function readFile(
  contract: Contract,
  { path, note }: DataFile,
  call: Call,
  key: "data" | "finer",
  plain = false,
  policy?: Policy,
): Promise<Series> {
  const { origins, out } = call;
  if (note) out.note(note);
  const early = await fromAhead(path, call, key, plain);
  if (isStored(path)) {
    return early ?? readStored(contract, path, call, key === "data" && !plain ? longerOf(call) : undefined);
  }
  const progress = await out.progress({ what: `reading ${basename(path)}`, amount: bytes, unit: "" });
  try {
    const options: ReadOptions = {
      ...fileOptions(contract, call, key, plain),
      ...(policy !== undefined && { policy }),
      onProgress: (done, total) => progress.update(done, total),
    };
    const read = async () => (await import("../importer/read-bars.js")).readBars(path, options);
    const keeping = keepingOf(call);
    const series = early ?? (await (keeping === null ? read() : keptOr(path, options, keeping, read)));
    // What was recognised and assumed in a file that the user named; the report says it of every file.
    if (origins[key].from !== "default") {
      for (const line of series.source.notes) out.note(`${series.source.file}: ${line}`);
    }
    return series;
  } finally {
    progress.stop();
  }
}

/** How one file is to be read. */
function fileOptions(
  contract: Contract,
  call: Call,
  key: "data" | "finer",
  plain: boolean,
): Omit<ReadOptions, "onProgress"> {
  const { values } = call;
  const { timeframeMs, resample, ...reading } = readingOf(call);
  return {
    ...reading,
    instrument: instrumentOf(contract),
    ...(values.contract !== null && { contract: values.contract }),
    // The step that is said is that of the bars; finer ones have another, and tell it by their stamps.
    ...(timeframeMs !== undefined && key === "data" && { timeframeMs }),
    ...(resample !== undefined && key === "data" && !plain && { resample }),
  };
}

/**
 * All bars of the trade dates from `--from` to `--to`; E350 where there are none. `-90d` counts back from the last trade
 * date of the file, or from `--to` where that is earlier.
 */
export function withinSpan(series: Series, { values, origins }: Call): Series {
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
