// Which data sets are in the catalog?

import { entriesIn, type OpenSet, openSet, sweepIfIdle } from "../catalog/catalog.js";
import { EXIT, Fault, type FaultData, faultData } from "../domain/fault.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import { columnsOf } from "../report/text-style.js";
import { catalogOf } from "./catalog-call.js";
import type { Action } from "./commands.js";
import { bytes, count } from "./progress.js";
import { paint, type Style } from "./style.js";

export const dataLs: Action = async ({ operands, values, out }) => {
  if (operands.length > 0) {
    throw new Fault("E103", "tickproof data ls lists all data sets", {
      found: operands.join(" "),
      fix: ["tickproof data ls", `tickproof data inspect ${operands[0]}`],
    });
  }
  const folder = catalogOf(values);
  await sweepIfIdle(folder);
  const sets: OpenSet[] = [];
  const faults: FaultData[] = [];
  for (const entry of entriesIn(folder)) {
    try {
      sets.push(openSet(entry));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(faultData(error));
    }
  }
  if (out.json) {
    out.document({ schema: "tickproof.catalog/1", catalog: folder, sets: sets.map(setOf), faults });
  } else if (sets.length > 0) out.answer(table(sets, out.answerStyle));
  else if (faults.length === 0) out.answer(`  nothing in ${folder} yet   tickproof data import FILE -i MES`);
  for (const { code, message, detail } of faults.map((fault) => ({ ...fault, detail: fault.found }))) {
    out.warn(`${code}  ${message}${detail === undefined ? "" : `: ${detail}`}`);
  }
  return faults.length > 0 ? EXIT.input : EXIT.ok;
};

const setOf = ({ about, entry }: OpenSet): object => ({
  set: about.set,
  symbol: about.symbol,
  contract: about.contract,
  timeframeMs: about.timeframeMs,
  bars: about.bars,
  from: formatInstant(about.from),
  to: formatInstant(about.to),
  firstDay: formatDay(about.firstDay),
  lastDay: formatDay(about.lastDay),
  hasVolume: about.hasVolume,
  synthetic: about.synthetic,
  sha256: about.sha256,
  path: entry.path,
  bytes: entry.bytes,
  sources: about.sources.map(({ source }) => ({ file: source.file, sha256: source.sha256 })),
});

function table(sets: readonly OpenSet[], style: Style): string {
  const head = ["set", "bars", "first date", "last date", "files", "size", "content", "remarks"];
  const rows = sets.map(({ about, entry }) => [
    about.set,
    style.tsv ? String(about.bars) : count(about.bars),
    formatDay(about.firstDay),
    formatDay(about.lastDay),
    String(about.sources.length),
    style.tsv ? String(entry.bytes) : bytes(entry.bytes),
    about.sha256.slice(0, 12),
    [...(about.synthetic ? ["synthetic"] : []), ...(about.hasVolume ? [] : ["no volume"])].join(", "),
  ]);
  if (style.tsv) return [head, ...rows].map((row) => row.join("\t")).join("\n");
  const [top, ...lines] = columnsOf(
    [head, ...rows],
    ["left", "right", "left", "left", "right", "right", "left", "left"],
    2,
  );
  return [paint(style, "dim", `  ${top}`), ...lines.map((line) => `  ${line}`)].join("\n");
}
