// What is settled for a journal alone?

import { call, one } from "./setting.js";
import { flag, oneOf, plain } from "./values.js";

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
    help: "journal import: the account of files that name none; of files that name several, the one that is taken; review: whose trades",
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
    help: "journal import, init: say what would be written, and write nothing",
    fallback: "false",
    read: flag,
  }),
} as const;
