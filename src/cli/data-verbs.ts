// What can be done with bars?

import {
  DATA_CHECK_KEYS,
  DATA_CONTINUOUS_KEYS,
  DATA_EXPORT_KEYS,
  DATA_IMPORT_KEYS,
  DATA_INSPECT_KEYS,
  DATA_LS_KEYS,
  DATA_RESAMPLE_KEYS,
} from "./command-keys.js";
import type { CommandEntry } from "./commands.js";

/** `tickproof data VERB`: a new verb is one file and one entry here. */
export const DATA_VERBS: Readonly<Record<string, CommandEntry>> = {
  check: {
    summary: "what is wrong with a file of bars: by line, and against the exchange's calendar",
    usage: "tickproof data check FILE|SET... -i SYMBOL [flags]",
    examples: [
      "tickproof data check data/MES-5m.csv -i MES",
      "tickproof data check export.txt -i MES --tz America/New_York --json",
      "tickproof data check MES/5m --html check.html",
    ],
    often: ["instrument", "tz", "stamp", "policy", "html", "json"],
    keys: DATA_CHECK_KEYS,
    load: async () => (await import("./data-check.js")).dataCheck,
  },
  import: {
    summary: "read files of bars once and keep them in the catalog, with all that is known of them",
    usage: "tickproof data import FILE... -i SYMBOL [flags]",
    examples: [
      "tickproof data import data/MES-5m.csv -i MES",
      "tickproof data import downloads/*.csv -i MES --tz America/New_York",
      "tickproof data import newer.csv -i MES --on-conflict replace",
    ],
    often: ["instrument", "tz", "stamp", "onConflict", "label", "catalog", "json"],
    keys: DATA_IMPORT_KEYS,
    load: async () => (await import("./data-import.js")).dataImport,
  },
  ls: {
    summary: "the data sets of the catalog",
    usage: "tickproof data ls [flags]",
    examples: ["tickproof data ls", "tickproof data ls --json"],
    often: ["catalog", "json"],
    keys: DATA_LS_KEYS,
    load: async () => (await import("./data-ls.js")).dataLs,
  },
  inspect: {
    summary: "one data set: where its bars came from, what was repaired, which sessions it covers",
    usage: "tickproof data inspect SET [flags]",
    examples: [
      "tickproof data inspect MES/5m",
      "tickproof data inspect MES/5m --at 2024-05-14T13:30",
      "tickproof data inspect MES/5m --verify",
    ],
    often: ["at", "verify", "catalog", "json"],
    keys: DATA_INSPECT_KEYS,
    load: async () => (await import("./data-inspect.js")).dataInspect,
  },
  export: {
    summary: "bars of the catalog as CSV, JSON or Parquet, to stdout or a file",
    usage: "tickproof data export SET [flags]",
    examples: [
      "tickproof data export MES/5m --from 2024 --out mes.csv",
      "tickproof data export MES/5m --format parquet --out mes.parquet",
    ],
    often: ["format", "out", "from", "to", "catalog"],
    keys: DATA_EXPORT_KEYS,
    load: async () => (await import("./data-export.js")).dataExport,
  },
  continuous: {
    summary: "contract months as one series, with its table of rolls: CSV to stdout or a file",
    usage: "tickproof data continuous FOLDER|FILE... -i SYMBOL [flags]",
    examples: [
      "tickproof data continuous months/ -i MES --rolls volume --out mes.csv",
      "tickproof data continuous months/ -i MCL --adjust ratio --json",
      "tickproof data continuous raw.csv -i MES --rolls calendar.csv --continuous raw --adjust none",
    ],
    often: ["instrument", "rolls", "adjust", "out", "from", "to", "json"],
    keys: DATA_CONTINUOUS_KEYS,
    load: async () => (await import("./data-continuous.js")).dataContinuous,
  },
  resample: {
    summary: "longer bars of a file or a data set, as CSV to stdout or a file",
    usage: "tickproof data resample FILE|SET --to FRAME [flags]",
    examples: [
      "tickproof data resample MES/1m --to 5m --out mes-5m.csv",
      "tickproof data resample data/MES-5m.csv -i MES --to 4h --out mes-4h.csv",
      "tickproof data resample MES/5m --to 1d --long-close settlement",
    ],
    often: ["instrument", "frame", "out", "longClose", "dayBy", "catalog", "json"],
    keys: DATA_RESAMPLE_KEYS,
    load: async () => (await import("./data-resample.js")).dataResample,
  },
  rm: {
    summary: "take a data set out of the catalog; its sources stay where they are",
    usage: "tickproof data rm SET [flags]",
    examples: ["tickproof data rm MES/5m", "tickproof data rm MES/5m-adjusted --json"],
    often: ["catalog", "json"],
    keys: DATA_LS_KEYS,
    load: async () => (await import("./data-rm.js")).dataRm,
  },
};
