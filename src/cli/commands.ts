// Which commands are there?

import {
  AUDIT_KEYS,
  BOOKS_KEYS,
  COMPARE_KEYS,
  CONTRACTS_KEYS,
  EXPORT_KEYS,
  INIT_CI_KEYS,
  INIT_KEYS,
  OPEN_KEYS,
  REGRESS_KEYS,
  REPORT_KEYS,
  RUN_KEYS,
  STATUS_KEYS,
  SWEEP_KEYS,
  VERIFY_KEYS,
} from "./command-keys.js";
import type { Config } from "./config.js";
import { DATA_VERBS } from "./data-verbs.js";
import { JOURNAL_VERBS } from "./journal-verbs.js";
import type { Key } from "./options.js";
import type { Output } from "./output.js";
import type { Resolved } from "./resolve.js";

/** What a command is called with: everything was read and checked before. */
export interface Call extends Resolved {
  readonly operands: readonly string[];
  readonly config: Config;
  readonly out: Output;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  readonly version: string;
}

/** The exit code. */
export type Action = (call: Call) => Promise<number>;

export interface CommandEntry {
  readonly summary: string;
  readonly usage: string;
  readonly examples: readonly string[];
  /** The flags that `-h` shows; `--help` shows all. */
  readonly often: readonly Key[];
  readonly keys: readonly Key[];
  /** Imported only when it is the command that was asked for. */
  readonly load: () => Promise<Action>;
}

/** A new command is one file and one entry here. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  run: {
    summary: "backtest one strategy on one contract: summary and HTML report",
    usage: "tickproof run STRATEGY -i SYMBOL [flags]",
    examples: [
      "tickproof run ema-trend -i MES",
      "tickproof run ema-trend -i MES --data data/MES-5m.csv --from 2025-03 --to 2025-05",
      "tickproof run ./my-strategy.ts -i MNQ --data my.csv -p fast=10 -p slow=30 --cash 25k --json",
    ],
    often: ["instrument", "data", "from", "to", "param", "cash", "costs", "slippage", "report", "json"],
    keys: RUN_KEYS,
    load: async () => (await import("./run.js")).run,
  },
  compare: {
    summary: "strategies and contracts side by side, and all on one shared account",
    usage: "tickproof compare STRATEGY... -i SYMBOLS [flags], or RUN... that are finished",
    examples: [
      "tickproof compare ema-trend rsi-reversion -i MES,MNQ,MCL",
      "tickproof compare ema-trend -i MES,MNQ --normalize risk",
      "tickproof compare ema-trend tiered-take-profit -i MES --data MES=mes.csv -p ema-trend.fast=10",
      "tickproof compare ema-trend rsi-reversion -i MES --baseline rsi-reversion --diff",
      "tickproof compare reports/ema-trend-MES-7c1f.html reports/ema-trend-MES-09ab.html --diff",
    ],
    often: ["instrument", "data", "from", "to", "param", "normalize", "baseline", "diff", "report", "json"],
    keys: COMPARE_KEYS,
    load: async () => (await import("./compare.js")).compare,
  },
  sweep: {
    summary: "one strategy over ranges of its parameters: best, plateau, and what luck alone would show",
    usage: "tickproof sweep STRATEGY -i SYMBOL -p name=from..to:step [flags]",
    examples: [
      "tickproof sweep ema-trend -i MES -p fast=5..23:2 -p slow=30..120:10",
      'tickproof sweep ema-trend -i MES,MNQ -p "fast=*" -p slow=50,100,200 --sample 500 --metric sharpe',
      "tickproof sweep ema-trend -i MES -p fast=5..23:2 -p slow=30..120:10 --resume --csv out",
    ],
    often: ["instrument", "data", "from", "to", "param", "metric", "sample", "resume", "csv", "jobs", "json"],
    keys: SWEEP_KEYS,
    load: async () => (await import("./sweep.js")).sweep,
  },
  report: {
    summary: "the HTML report of a finished run, drawn again without running it",
    usage: "tickproof report RUN [flags]",
    examples: [
      "tickproof run ema-trend -i MES --json > run.json",
      "tickproof report run.json -o report.html",
      "tickproof report report.html --share",
    ],
    often: ["out", "share", "print", "detail", "open"],
    keys: REPORT_KEYS,
    load: async () => (await import("./report.js")).report,
  },
  open: {
    summary: "the newest report in the browser, or the one that is named",
    usage: "tickproof open [REPORT]",
    examples: ["tickproof open", "tickproof open ema-trend-MES"],
    often: [],
    keys: OPEN_KEYS,
    load: async () => (await import("./open.js")).open,
  },
  export: {
    summary: "a report's tables as CSV and the document of its run, to the last digit",
    usage: "tickproof export --from REPORT [flags]",
    examples: [
      "tickproof export --from reports/ema-trend-MES-7c1f.html",
      "tickproof export --from report.html --format csv -o tables",
      "tickproof export --from report.html --format json > run.json",
    ],
    often: ["fromReport", "format", "out"],
    keys: EXPORT_KEYS,
    load: async () => (await import("./export.js")).exportReport,
  },
  verify: {
    summary: "watch a strategy: does it decide with nothing but what it could have known?",
    usage: "tickproof verify STRATEGY -i SYMBOL [flags]",
    examples: [
      "tickproof verify ema-trend -i MES",
      "tickproof verify ./my-strategy.ts -i MES,MNQ --cuts 500 --warmup 1000",
      "tickproof verify ./my-strategy.ts -i MES --sarif verify.sarif",
    ],
    often: ["instrument", "data", "from", "to", "param", "cuts", "warmup", "sarif", "json"],
    keys: VERIFY_KEYS,
    load: async () => (await import("./verify.js")).verify,
  },
  regress: {
    summary: "runs against their baselines: what changed, whose doing it is, and which decision came first",
    usage: "tickproof regress [CASE...] [flags]",
    examples: [
      "tickproof regress",
      "tickproof regress orb-mes --fresh",
      'tickproof regress --update orb-mes --reason "wider stop"',
      "tickproof regress --expect change --json",
    ],
    often: ["update", "reason", "prune", "dryRun", "expect", "fresh", "watch", "jobs", "json"],
    keys: REGRESS_KEYS,
    load: async () => (await import("./regress.js")).regress,
  },
  contracts: {
    summary: "contract specifications: tick, multiplier, sessions, margins and fees with dates and sources",
    usage: "tickproof contracts [SYMBOL] [flags]",
    examples: [
      "tickproof contracts",
      "tickproof contracts MES",
      "tickproof contracts MCL --on 2021-12-01 --json",
    ],
    often: ["on", "json"],
    keys: CONTRACTS_KEYS,
    load: async () => (await import("./contracts.js")).contracts,
  },
  audit: {
    summary: "replay a finished run in decimal arithmetic, and name the first posting that disagrees",
    usage: "tickproof audit RUN [flags]",
    examples: [
      "tickproof run ema-trend -i MES --json > run.json",
      "tickproof audit run.json",
      "tickproof run ema-trend -i MES --json | tickproof audit - --json",
    ],
    often: ["json"],
    keys: AUDIT_KEYS,
    load: async () => (await import("./audit.js")).audit,
  },
  books: {
    summary: "the books of a finished run for beancount, hledger or ledger: plain-text double entry",
    usage: "tickproof books RUN --format beancount [flags]",
    examples: [
      "tickproof run ema-trend -i MES --json > run.json",
      "tickproof books run.json --format beancount --out run.beancount && bean-check run.beancount",
      "tickproof books run.json --format hledger | hledger -f - balance",
    ],
    often: ["format", "out", "json"],
    keys: BOOKS_KEYS,
    load: async () => (await import("./books.js")).books,
  },
};

/** A noun with several verbs: `tickproof data check`. Everything else is a verb. */
export interface NounEntry {
  readonly summary: string;
  /** What it does where no verb follows: `tickproof init desk`. */
  readonly alone?: CommandEntry;
  readonly verbs: Readonly<Record<string, CommandEntry>>;
}

export const NOUNS: Readonly<Record<string, NounEntry>> = {
  data: { summary: "bars: what is wrong with a file", verbs: DATA_VERBS },
  journal: { summary: "your own trades, beside the plan", verbs: JOURNAL_VERBS },
  init: {
    summary: "a new project, or its workflow alone",
    alone: {
      summary: "a new project: strategy, generated bars, a sample journal, a baseline and its workflow",
      usage: "tickproof init [FOLDER] [flags], or tickproof init ci",
      examples: ["tickproof init desk", "tickproof init desk --template blank --no-git", "tickproof init ci"],
      often: ["template", "git", "install", "dryRun", "json"],
      keys: INIT_KEYS,
      load: async () => (await import("./init.js")).init,
    },
    verbs: {
      ci: {
        summary: "a GitHub workflow that runs regress on every pull request",
        usage: "tickproof init ci [flags]",
        examples: ["tickproof init ci", "tickproof init ci --force"],
        often: ["force", "json"],
        keys: INIT_CI_KEYS,
        load: async () => (await import("./init-ci.js")).initCi,
      },
    },
  },
};

/** `tickproof` alone. */
export const STATUS: CommandEntry = {
  summary: "where you are, and what to do next",
  usage: "tickproof",
  examples: [],
  often: [],
  keys: STATUS_KEYS,
  load: async () => (await import("./status.js")).status,
};
