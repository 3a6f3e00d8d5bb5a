// Which settings does each command take?

import { ACCOUNT_SETTINGS } from "./account-options.js";
import { CHAIN_SETTINGS } from "./chain-options.js";
import type { Key } from "./options.js";
import { PERPETUAL_SETTINGS } from "./perpetual-options.js";
import { REGRESS_SETTINGS } from "./regress-options.js";
import { REVIEW_SETTINGS } from "./review-options.js";
import { RISK_SETTINGS } from "./risk-options.js";
import { SWEEP_SETTINGS } from "./sweep-options.js";
import { VERIFY_SETTINGS } from "./verify-options.js";

const ACCOUNT = Object.keys(ACCOUNT_SETTINGS) as readonly (keyof typeof ACCOUNT_SETTINGS)[];
const RISK = Object.keys(RISK_SETTINGS) as readonly (keyof typeof RISK_SETTINGS)[];

const PERPETUAL = Object.keys(PERPETUAL_SETTINGS) as readonly (keyof typeof PERPETUAL_SETTINGS)[];
const CHAIN = Object.keys(CHAIN_SETTINGS) as readonly (keyof typeof CHAIN_SETTINGS)[];

const GENERAL = ["quiet", "color", "json", "config", "cwd", "explainConfig"] as const;
/** How a file of bars is to be read. */
const READING = ["tz", "stamp", "timeframe", "contract", "dateOrder", "policy"] as const;
/** Settings that change the numbers; how many workers computed them and where the report went do not. */
export const NUMBERS = [
  "from",
  "to",
  "data",
  "catalog",
  "finer",
  ...READING,
  "barHours",
  "resample",
  "longClose",
  "dayBy",
  ...CHAIN,
  "costs",
  "rounding",
  "feeRounding",
  "slippage",
  "path",
  "limitFill",
  "participation",
  "fillAt",
  ...ACCOUNT,
  ...PERPETUAL,
  ...RISK,
] as const;
const BACKTEST = [
  "instrument",
  "param",
  ...NUMBERS,
  "report",
  "csv",
  "open",
  "jobs",
  "timeLimit",
  "memory",
  "columnMemory",
  "cache",
] as const;

export const RUN_KEYS: readonly Key[] = [...BACKTEST, "reportDetail", "trials", "share", "watch", ...GENERAL];
export const COMPARE_KEYS: readonly Key[] = [
  ...BACKTEST,
  "reportDetail",
  "share",
  "normalize",
  "baseline",
  "diff",
  "runReports",
  ...GENERAL,
];
export const SWEEP_KEYS: readonly Key[] = [
  ...BACKTEST,
  ...(Object.keys(SWEEP_SETTINGS) as readonly (keyof typeof SWEEP_SETTINGS)[]),
  ...GENERAL,
];
export const VERIFY_KEYS: readonly Key[] = [
  "instrument",
  "param",
  ...NUMBERS,
  ...(Object.keys(VERIFY_SETTINGS) as readonly (keyof typeof VERIFY_SETTINGS)[]),
  "timeLimit",
  "memory",
  "cache",
  ...GENERAL,
  "jobs",
];
export const INIT_KEYS: readonly Key[] = ["template", "git", "install", "dryRun", ...GENERAL];
export const INIT_CI_KEYS: readonly Key[] = ["force", ...GENERAL];
export const REGRESS_KEYS: readonly Key[] = [
  ...(Object.keys(REGRESS_SETTINGS) as readonly (keyof typeof REGRESS_SETTINGS)[]),
  "watch",
  "jobs",
  "timeLimit",
  "memory",
  "columnMemory",
  "cache",
  ...GENERAL,
];
export const CONTRACTS_KEYS: readonly Key[] = ["on", ...GENERAL];
export const BOOKS_KEYS: readonly Key[] = ["format", "out", ...GENERAL];
export const EXPORT_KEYS: readonly Key[] = ["fromReport", "format", "out", ...GENERAL];
export const REPORT_KEYS: readonly Key[] = [
  "out",
  "report",
  "reportDetail",
  "share",
  "print",
  "runReports",
  "open",
  ...GENERAL,
];
export const OPEN_KEYS: readonly Key[] = GENERAL;
export const AUDIT_KEYS: readonly Key[] = GENERAL;
export const DATA_CONTINUOUS_KEYS: readonly Key[] = [
  "instrument",
  ...READING,
  "resample",
  "longClose",
  "dayBy",
  "from",
  "to",
  ...CHAIN.filter((key) => key !== "chain"),
  "out",
  ...GENERAL,
];
export const DATA_CHECK_KEYS: readonly Key[] = [
  "instrument",
  ...READING,
  "catalog",
  "html",
  "cache",
  ...GENERAL,
];
export const DATA_IMPORT_KEYS: readonly Key[] = [
  "instrument",
  "catalog",
  "label",
  "onConflict",
  ...READING,
  "resample",
  "longClose",
  "dayBy",
  ...GENERAL,
];
export const DATA_LS_KEYS: readonly Key[] = ["catalog", ...GENERAL];
export const DATA_INSPECT_KEYS: readonly Key[] = ["catalog", "at", "verify", "tz", ...GENERAL];
export const DATA_EXPORT_KEYS: readonly Key[] = ["catalog", "format", "out", "from", "to", ...GENERAL];
export const DATA_RESAMPLE_KEYS: readonly Key[] = [
  "instrument",
  "catalog",
  "frame",
  "longClose",
  "dayBy",
  "barHours",
  "out",
  ...READING,
  "cache",
  ...GENERAL,
];
export const JOURNAL_IMPORT_KEYS: readonly Key[] = [
  "journal",
  "importAs",
  "importSymbol",
  "account",
  "tz",
  "dateOrder",
  "decimal",
  "acceptPartial",
  "dryRun",
  "data",
  "catalog",
  "cache",
  ...GENERAL,
];
export const JOURNAL_REVIEW_KEYS: readonly Key[] = [
  "journal",
  "account",
  ...(Object.keys(REVIEW_SETTINGS) as readonly (keyof typeof REVIEW_SETTINGS)[]),
  "instrument",
  "param",
  ...NUMBERS,
  "report",
  "share",
  "open",
  "timeLimit",
  "memory",
  "columnMemory",
  "jobs",
  "cache",
  ...GENERAL,
];
export const JOURNAL_REBUILD_KEYS: readonly Key[] = [
  "journal",
  "account",
  "tz",
  "acceptPartial",
  "dryRun",
  ...GENERAL,
];
const JOURNAL_PART: readonly Key[] = [
  "journal",
  "last",
  "from",
  "to",
  "account",
  "instrument",
  "setup",
  "tags",
  "mistakes",
  "emotion",
  "unwritten",
];
export const JOURNAL_LS_KEYS: readonly Key[] = [...JOURNAL_PART, "days", "lots", ...GENERAL];
export const JOURNAL_EXPORT_KEYS: readonly Key[] = [
  ...JOURNAL_PART,
  "exportAs",
  "out",
  "data",
  "catalog",
  "cache",
  ...GENERAL,
];
export const JOURNAL_EDIT_KEYS: readonly Key[] = ["journal", ...GENERAL];
export const JOURNAL_ADD_KEYS: readonly Key[] = [
  "journal",
  "trade",
  "setup",
  "whyTechnical",
  "whyFundamental",
  "planStop",
  "planTarget",
  "emotion",
  "mistakes",
  "tags",
  "grade",
  "signal",
  "note",
  "shot",
  "replace",
  ...GENERAL,
];
export const STATUS_KEYS: readonly Key[] = GENERAL;
