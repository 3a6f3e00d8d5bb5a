// Which settings say what becomes of a report?

import { DETAILS } from "../report/embed/layout.js";
import { call, one } from "./setting.js";
import { flag, oneOf, plain, whole } from "./values.js";

export const REPORT_SETTINGS = {
  reportDetail: one({
    flags: "--detail <full|trades|overview>",
    group: "Output",
    help: "bars kept one by one in the report: all, 300 around each trade, or none; else all, beyond 3,000,000 around trades",
    fallback: null,
    read: oneOf(DETAILS),
  }),
  trials: one({
    flags: "--trials <n>",
    group: "Output",
    help: "configurations tried until this one was chosen, itself included: what luck that leaves to its Sharpe ratio",
    fallback: null,
    read: whole(1, 1_000_000_000, "a number of configurations"),
  }),
  share: call({
    flags: "--share",
    group: "Output",
    help: "a report to show to others: results in R only; no dollars, no notes, nothing of the account, no data inside",
    fallback: "false",
    read: flag,
  }),
  print: call({
    flags: "--print",
    group: "Output",
    help: "report: with every trade, to be printed",
    fallback: "false",
    read: flag,
  }),
  fromReport: call({
    flags: "--from <report>",
    group: "What runs",
    help: "export: the HTML report that tables and document are taken from",
    fallback: null,
    read: plain,
  }),
} as const;
