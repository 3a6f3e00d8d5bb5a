// What is settled for the review of a journal?

import { call, one } from "./setting.js";
import { flag, oneOf, plain, timeSpan } from "./values.js";

export const REVIEW_SETTINGS = {
  plan: call({
    flags: "--plan <name>",
    group: "What runs",
    help: "journal review: which plan of plan.toml, orb-mes or orb-mes@4; else the only one",
    fallback: null,
    read: plain,
  }),
  last: call({
    flags: "--last <span>",
    group: "What runs",
    help: "journal review, ls, export: the last day, week, month, quarter or year that has a trade, or 10d, 4w, 3m before it",
    fallback: null,
    read: plain,
  }),
  follow: call({
    flags: "--follow",
    group: "What runs",
    help: "journal review: what the plan would have done next from where you really were, trade by trade",
    fallback: "false",
    read: flag,
  }),
  pairWindow: one({
    flags: "--pair-window <time>",
    group: "What runs",
    help: "journal review: how long after a signal an entry still belongs to it",
    fallback: "10m",
    read: timeSpan("10m"),
  }),
  shots: one({
    flags: "--shots <which>",
    group: "Output",
    help: "journal review: screenshots in the page: those of the worst five trades, all, or none",
    fallback: "worst",
    read: oneOf(["worst", "all", "none"]),
  }),
} as const;
