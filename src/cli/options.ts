// Which settings are there, what are they called, and what holds when nothing is said?

import { FEE_ROUNDINGS } from "../domain/account.js";
import { BOOK_FORMATS } from "../domain/book-formats.js";
import { PATH_MODELS } from "../domain/execution.js";
import { EXPORT_FORMATS } from "../domain/export-formats.js";
import { ROUNDINGS } from "../instrument/rounding.js";
import { readLimitFill, readParticipation, readSlippage } from "../research/execution-words.js";
import { ACCOUNT_SETTINGS } from "./account-options.js";
import { CATALOG_SETTINGS } from "./catalog-options.js";
import { CHAIN_SETTINGS } from "./chain-options.js";
import { COMPARE_SETTINGS } from "./compare-options.js";
import { dateText } from "./dates.js";
import { INIT_SETTINGS } from "./init-options.js";
import { NOTES_SETTINGS } from "./journal-notes-options.js";
import { JOURNAL_SETTINGS } from "./journal-options.js";
import { PERPETUAL_SETTINGS } from "./perpetual-options.js";
import { policyWords } from "./policy-words.js";
import { REGRESS_SETTINGS } from "./regress-options.js";
import { REPORT_SETTINGS } from "./report-options.js";
import { REVIEW_SETTINGS } from "./review-options.js";
import { RISK_SETTINGS } from "./risk-options.js";
import { call, many, one, type Setting } from "./setting.js";
import { COLOUR_CHOICES } from "./style.js";
import { SWEEP_SETTINGS } from "./sweep-options.js";
import {
  columnMb,
  costs,
  flag,
  memoryMb,
  oneOf,
  path,
  plain,
  type Reader,
  timeSpan,
  whole,
  words,
} from "./values.js";
import { VERIFY_SETTINGS } from "./verify-options.js";

export const SETTINGS = {
  instrument: one({
    flags: "-i, --instrument <symbols>",
    group: "What runs",
    help: "contract to trade: MES, mes, /MES and MESH6 all mean MES; compare takes a list, MES,MNQ,MCL",
    fallback: null,
    read: words,
  }),
  param: many({
    flags: "-p, --param <name=value>",
    group: "What runs",
    help: "a parameter of the strategy, once for each; compare also takes strategy.name=value",
    fallback: null,
    read: plain,
  }),
  ...SWEEP_SETTINGS,
  ...VERIFY_SETTINGS,
  ...REGRESS_SETTINGS,
  ...INIT_SETTINGS,
  ...JOURNAL_SETTINGS,
  ...REVIEW_SETTINGS,
  ...NOTES_SETTINGS,
  from: one({
    flags: "--from <date>",
    group: "Data",
    help: "first trade date: 2024, 2024-03, 2024-01-02, or -90d before the last bar",
    fallback: null,
    read: dateText,
  }),
  to: one({
    flags: "--to <date>",
    group: "Data",
    help: "last trade date, inclusive, written the same way",
    fallback: null,
    read: dateText,
  }),
  data: many({
    flags: "--data <file>",
    group: "Data",
    help: "file of bars, catalog:SET, SYMBOL=FILE, or a folder of SYMBOL-*.csv; else the catalog, data/ of the project, the bundled bars",
    fallback: null,
    read: plain,
  }),
  finer: many({
    flags: "--finer <file>",
    group: "Data",
    help: "bars of a shorter step for --path magnified: a CSV file, SYMBOL=FILE, or a folder of SYMBOL-*.csv",
    fallback: null,
    read: plain,
  }),
  tz: one({
    flags: "--tz <zone>",
    group: "Data",
    help: "time zone of stamps that carry none, such as America/Chicago or UTC",
    fallback: null,
    read: plain,
  }),
  stamp: one({
    flags: "--stamp <open|close>",
    group: "Data",
    help: "whether a stamp is the bar's open or its close; else as the file's vendor writes it, or open",
    fallback: null,
    read: oneOf(["open", "close"]),
  }),
  timeframe: one({
    flags: "--timeframe <step>",
    group: "Data",
    help: "step of the bars in the file, such as 5m, where it cannot be told from the stamps",
    fallback: null,
    read: timeSpan("5m"),
  }),
  barHours: one({
    flags: "--bar-hours <regular|overnight|all>",
    group: "Data",
    help: "which hours of the day to take bars of, before --resample: the regular ones, the others, or all",
    fallback: "all",
    read: oneOf(["regular", "overnight", "all"]),
  }),
  resample: one({
    flags: "--resample <frame>",
    group: "Data",
    help: "make longer bars of those in the file, from the open of each session: 15m, 4h, 1d, 1w",
    fallback: null,
    read: plain,
  }),
  longClose: one({
    flags: "--long-close <last|settlement>",
    group: "Data",
    help: "what a day or a week of --resample closes at: its last price, or the last before settlement",
    fallback: "last",
    read: oneOf(["last", "settlement"]),
  }),
  dayBy: one({
    flags: "--day-by <trade-date|utc>",
    group: "Data",
    help: "what a day of --resample is: a trade date, or a calendar day in UTC as LEAN has them",
    fallback: "trade-date",
    read: oneOf(["trade-date", "utc"]),
  }),
  contract: one({
    flags: "--contract <name>",
    group: "Data",
    help: "which contract month to take from a file that holds several",
    fallback: null,
    read: plain,
  }),
  dateOrder: one({
    flags: "--date-order <mdy|dmy>",
    group: "Data",
    help: "how to read 3/4/2026 where no date of the file proves it",
    fallback: null,
    read: oneOf(["mdy", "dmy"]),
  }),
  policy: many({
    flags: "--policy <kind=action>",
    group: "Data",
    help: "faults in the bars: off-grid=repair, high-low=reject, …; refuse, reject, repair or keep alone goes for all kinds",
    fallback: null,
    read: policyWords,
  }),
  ...CATALOG_SETTINGS,
  ...CHAIN_SETTINGS,
  costs: one({
    flags: "--costs <usd>",
    group: "Fills and costs",
    help: "all-in dollars per contract and side (0.62), `default` for the dated fees of the contract, or `none`",
    fallback: "default",
    read: costs,
  }),
  rounding: one({
    flags: "--rounding <contract|cent|exact>",
    group: "Fills and costs",
    help: "one contract's value at each price: to the cent like the clearing house, exact, or as the contract says",
    fallback: "contract",
    read: oneOf(ROUNDINGS),
  }),
  feeRounding: one({
    flags: "--fee-rounding <exact|contract|fill|order>",
    group: "Fills and costs",
    help: "costs to the cent as the broker rounds them: by contract, by fill or by order; else exact",
    fallback: "exact",
    read: oneOf(FEE_ROUNDINGS),
  }),
  slippage: one({
    flags: "--slippage <model>",
    group: "Fills and costs",
    help: "what fills at the market lose: 1t, spread, spread:1,2,4 (regular, overnight, news), atr:5%, impact:0.6, ./my-slippage.ts",
    fallback: "1t",
    read: readSlippage,
  }),
  path: one({
    flags: "--path <model>",
    group: "Fills and costs",
    help: `walk through a bar: ${PATH_MODELS.join(", ")}; magnified, or magnified:nearest, walks the --finer bars inside it`,
    fallback: "adverse",
    read: path,
  }),
  limitFill: one({
    flags: "--limit-fill <rule>",
    group: "Fills and costs",
    help: "a limit fills at a touch, when the price trades through it (by a tick, or through:2), or after volume:3 times its size",
    fallback: "through",
    read: readLimitFill,
  }),
  participation: one({
    flags: "--participation <share>",
    group: "Fills and costs",
    help: "largest share of a bar's volume that may fill in it, such as 10% or 0.1; the rest of an order waits",
    fallback: "none",
    read: readParticipation,
  }),
  fillAt: one({
    flags: "--fill-at <next-open|this-close>",
    group: "Fills and costs",
    help: "market orders fill at the next open; this-close is for comparison with other tools only",
    fallback: "next-open",
    read: oneOf(["next-open", "this-close"]),
  }),
  ...ACCOUNT_SETTINGS,
  ...PERPETUAL_SETTINGS,
  ...RISK_SETTINGS,
  ...COMPARE_SETTINGS,
  report: one({
    flags: "--report <path|none>",
    group: "Output",
    help: "where the HTML report goes; else reports/ and a name made of strategy, contract and fingerprint",
    fallback: null,
    read: plain,
  }),
  runReports: one({
    flags: "--no-run-reports",
    group: "Output",
    help: "compare, report: write the report of the comparison only, not one for each run too",
    fallback: "true",
    read: flag,
  }),
  csv: one({
    flags: "--csv <folder>",
    group: "Output",
    help: "also write trades, fills, orders, equity, statements, cash and postings as CSV files there",
    fallback: null,
    read: plain,
  }),
  ...REPORT_SETTINGS,
  html: call({
    flags: "--html <file>",
    group: "Output",
    help: "data check: also write what was found as a page, with a calendar of what the bars cover",
    fallback: null,
    read: plain,
  }),
  open: call({
    flags: "--open",
    group: "Output",
    help: "open the report in the browser when it is written",
    fallback: "false",
    read: flag,
  }),
  format: call({
    flags: "--format <name>",
    group: "Output",
    help: `books: for which program, ${BOOK_FORMATS.join(", ")}; data export: ${EXPORT_FORMATS.join(", ")}; export: csv, json, else both. Else the first of them`,
    fallback: null,
    read: oneOf([...BOOK_FORMATS, ...EXPORT_FORMATS]),
  }),
  frame: call({
    flags: "--to <frame>",
    group: "Data",
    help: "length of the longer bars: 5m, 15m, 4h, 1d, 1w",
    fallback: null,
    read: plain,
  }),
  out: call({
    flags: "-o, --out <file>",
    group: "Output",
    help: "books, data export, data resample: write it there, else to stdout; report: the page; export: the folder",
    fallback: null,
    read: plain,
  }),
  on: call({
    flags: "--on <date>",
    group: "What runs",
    help: "the specification in force on that trade date; else today's",
    fallback: null,
    read: dateText,
  }),
  watch: call({
    flags: "--watch",
    group: "Output",
    help: "run again whenever the strategy or the bars change, until Ctrl-C; with --json one document a line",
    fallback: "false",
    read: flag,
  }),
  cache: call({
    flags: "--no-cache",
    group: "Machine",
    help: "read files of bars afresh, and keep nothing of them for the next time",
    fallback: "true",
    read: flag,
  }),
  jobs: one({
    flags: "-j, --jobs <n>",
    group: "Machine",
    help: "worker threads; else as many as the machine has cores. 1 runs without workers",
    fallback: null,
    read: whole(1, 256, "a number of workers"),
  }),
  timeLimit: one({
    flags: "--time-limit <time>",
    group: "Machine",
    help: "longest time that one run may take",
    fallback: "120s",
    read: timeSpan("120s", "s"),
  }),
  memory: one({
    flags: "--memory <mb>",
    group: "Machine",
    help: "memory that one worker may take, in megabytes or as 2gb",
    fallback: null,
    read: memoryMb,
  }),
  columnMemory: one({
    flags: "--column-memory <mb>",
    group: "Machine",
    help: "memory for indicator columns that runs share, in megabytes or as 2gb; 0 shares none; else a sixteenth of the machine",
    fallback: null,
    read: columnMb,
  }),
  quiet: one({
    flags: "-q, --quiet",
    group: "General",
    help: "no progress, warnings or hints on stderr; errors are still shown",
    fallback: "false",
    read: flag,
  }),
  color: one({
    flags: "--color <auto|always|never>",
    group: "General",
    help: "colours; --no-color is --color=never. NO_COLOR, FORCE_COLOR and TERM=dumb are heard too",
    fallback: "auto",
    read: oneOf(COLOUR_CHOICES),
  }),
  json: call({
    flags: "--json",
    group: "General",
    help: "exactly one JSON document on stdout, also when it fails",
    fallback: "false",
    read: flag,
  }),
  config: call({
    flags: "--config <file>",
    group: "General",
    help: "configuration file; else tickproof.config.ts, .js, .mjs or .json in the folder, if there is one",
    fallback: null,
    read: plain,
  }),
  cwd: call({
    flags: "--cwd <folder>",
    group: "General",
    help: "work as if started in this folder",
    fallback: null,
    read: plain,
  }),
  explainConfig: call({
    flags: "--explain-config",
    group: "General",
    help: "print every setting with its value and where it comes from, and run nothing",
    fallback: "false",
    read: flag,
  }),
} as const;

export type Key = keyof typeof SETTINGS;
type ReadBy<S> = S extends { read: Reader<infer T> } ? T : never;
type ValueOf<S> = S extends { many: true }
  ? readonly ReadBy<S>[]
  : S extends { fallback: string }
    ? ReadBy<S>
    : ReadBy<S> | null;
/** The settings after reading: dates as DateText, money in micro-dollars, times in milliseconds. */
export type Values = { readonly [K in Key]: ValueOf<(typeof SETTINGS)[K]> };

export const KEYS = Object.keys(SETTINGS) as readonly Key[];

export const settingOf = (key: Key): Setting<unknown, string | null> => SETTINGS[key];

/** "--margin-policy" of "--margin-policy <liquidate|record|none>". */
export const longFlag = (key: Key): string => /--[a-z-]+/.exec(SETTINGS[key].flags)?.[0] ?? `--${key}`;

/** "marginPolicy" → "TICKPROOF_MARGIN_POLICY". */
export const envName = (key: Key): string =>
  `TICKPROOF_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
