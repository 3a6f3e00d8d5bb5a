// How do bars of the catalog reach another program?

import { renameSync, rmSync } from "node:fs";
import { readSet } from "../catalog/catalog.js";
import { exported, exportParquet } from "../catalog/export.js";
import { EXPORT_FORMATS, type ExportFormat } from "../domain/export-formats.js";
import { EXIT, Fault } from "../domain/fault.js";
import { instrumentOf } from "../instrument/instrument.js";
import { writeFileSafely } from "../report/write.js";
import { contractOf, namedSet } from "./catalog-call.js";
import type { Action, Call } from "./commands.js";
import { count } from "./progress.js";
import { withinSpan } from "./read-series.js";
import { wrongValue } from "./values.js";

/** To stdout, or into the file of `--out`; of `--from` and `--to` only those trade dates. */
export const dataExport: Action = async (call) => {
  const { out, values } = call;
  const set = await namedSet(call, "export");
  const format = formatOf(call);
  const instrument = instrumentOf(contractOf(set, call));
  const series = withinSpan(await readSet(set, instrument), call);
  const file = values.out;
  if (format === "parquet") {
    if (file === null) {
      throw new Fault("E103", "Parquet is written into a file", {
        fix: [`--out ${set.about.set.replace("/", "-")}.parquet`],
      });
    }
    const draft = `${file}.${process.pid}.tmp`;
    try {
      exportParquet(draft, series);
      renameSync(draft, file);
    } finally {
      rmSync(draft, { force: true });
    }
  } else if (file !== null) writeFileSafely(file, exported(series, instrument, format));
  else if (!out.json) await toStdout(exported(series, instrument, format));
  const { bars } = series.source;
  if (out.json) {
    const text =
      file === null && format !== "parquet" ? [...exported(series, instrument, format)].join("") : null;
    out.document({ schema: "tickproof.exported/1", set: set.about.set, format, file, bars, text });
  } else if (file !== null) out.answer(`  ${count(bars)} bars of ${set.about.set}   ${file}`);
  return EXIT.ok;
};

function formatOf({ values, origins }: Call): ExportFormat {
  const { format } = values;
  const known = EXPORT_FORMATS.find((one) => one === (format ?? "csv"));
  if (known === undefined) throw wrongValue(origins.format.where, format!, EXPORT_FORMATS.join(", "));
  return known;
}

/** Waits where the reader is slower: a pipe takes what it can, and the rest would fill the memory. */
export async function toStdout(pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    if (!process.stdout.write(piece)) await new Promise((resolve) => process.stdout.once("drain", resolve));
  }
}
