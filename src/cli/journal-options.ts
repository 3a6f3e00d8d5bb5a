// What is settled for a journal alone?

import { call, one } from "./setting.js";
import { flag, oneOf, plain } from "./values.js";
// What is settled for a journal and its review?

import { call, one } from "./setting.js";
import { flag, plain, timeSpan } from "./values.js";

export const JOURNAL_SETTINGS = {
  journal: one({
    flags: "--journal <folder>",
    group: "Data",
    help: "folder of the journal: accounts, plan, days and the brokers' files",
    fallback: "journal",
    read: plain,
  }),
  importAs: call({
    flags: "--as <format>",
    group: "Data",
    help: "journal import: of which format the files are, such as tradovate-fills; else their columns tell",
    fallback: null,
    read: plain,
  }),
  account: call({
    flags: "--account <name>",
    group: "Data",
    help: "journal import: the account of files that name none; of files that name several, the one that is taken",
    fallback: null,
    read: plain,
  }),
  importSymbol: call({
    flags: "--symbol <contract>",
    group: "Data",
    help: "journal import: the contract of files that name none, such as a list of trades by TradingView",
    fallback: null,
    read: plain,
  }),
  decimal: call({
    flags: "--decimal <point|comma>",
    group: "Data",
    help: "journal import: the sign before decimals, where 1,234 could be both and the file does not tell",
    fallback: null,
    read: oneOf(["point", "comma"]),
  }),
  acceptPartial: call({
    flags: "--accept-partial",
    group: "Data",
    help: "journal import: take the other lines where some cannot be read",
    fallback: "false",
    read: flag,
  }),
  dryRun: call({
    flags: "--dry-run",
    group: "Output",
    help: "journal import: say what would be written, and write nothing",
    fallback: "false",
    read: flag,
    group: "Journal",
    help: "folder of the journal",
    fallback: "journal",
    read: plain,
  }),
  account: call({
    flags: "--account <name>",
    group: "Journal",
    help: "the account that is meant: by its name in accounts.toml, or as the broker calls it",
    fallback: null,
    read: plain,
  }),
} as const;

export const REVIEW_SETTINGS = {
  plan: call({
    flags: "--plan <name>",
    group: "Journal",
    help: "journal review: which plan of plan.toml, orb-mes or orb-mes@4; else the only one",
    fallback: null,
    read: plain,
  }),
  last: call({
    flags: "--last <span>",
    group: "Journal",
    help: "journal review: the last day, week, month, quarter or year that has a trade, or 10d, 4w, 3m before it",
    fallback: null,
    read: plain,
  }),
  follow: call({
    flags: "--follow",
    group: "Journal",
    help: "journal review: what the plan would have done next from where you really were, trade by trade",
    fallback: "false",
    read: flag,
  }),
  pairWindow: one({
    flags: "--pair-window <time>",
    group: "Journal",
    help: "journal review: how long after a signal an entry still belongs to it",
    fallback: "10m",
    read: timeSpan("10m"),
  }),
} as const;
