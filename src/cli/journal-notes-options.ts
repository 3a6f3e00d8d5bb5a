// Which settings say what is thought of a trade?

import { call } from "./setting.js";
import { flag, oneOf, plain, words } from "./values.js";

const group = "What runs";
const said = (flags: string, help: string) => call({ flags, group, help, fallback: null, read: plain });
const listed = (flags: string, help: string) => call({ flags, group, help, fallback: null, read: words });

export const NOTES_SETTINGS = {
  trade: said(
    "--trade <id>",
    "journal add: which trade, t-7f3a9c or the beginning of it; else the first without notes",
  ),
  setup: said(
    "--setup <name>",
    "journal add: the setup that was traded; journal ls, export: trades of that setup",
  ),
  whyTechnical: said("--why-technical <text>", "journal add: the reason on the chart"),
  whyFundamental: said("--why-fundamental <text>", "journal add: the reason in the news"),
  planStop: said(
    "--plan-stop <price>",
    "journal add: the stop that was planned; R is counted from it where no order is known",
  ),
  planTarget: said("--plan-target <price>", "journal add: the target that was planned"),
  emotion: said(
    "--emotion <words>",
    "journal add: before > during > after, such as 'calm > anxious'; journal ls, export: one of them",
  ),
  mistakes: listed(
    "--mistakes <names>",
    "journal add: what went wrong, oversize,early-exit; journal ls, export: trades with all of these",
  ),
  tags: listed(
    "--tags <names>",
    "journal add: tags of one's own; journal ls, export: trades with all of these",
  ),
  grade: said("--grade <A-F>", "journal add: how well the trade was made, whatever it earned"),
  signal: said(
    "--signal <time|none>",
    "journal add: the moment of the signal that it answers, 09:46; none: it answers none",
  ),
  note: said("--note <text>", "journal add: words below the keys"),
  shot: call({
    flags: "--shot <file>",
    group,
    help: "journal add: a screenshot, PNG or JPEG; its pixels are kept, and nothing else that the file tells",
    fallback: null,
    read: plain,
  }),
  replace: call({
    flags: "--replace",
    group,
    help: "journal add: write over keys that say something else",
    fallback: "false",
    read: flag,
  }),
  unwritten: call({
    flags: "--unwritten",
    group,
    help: "journal ls, export: only trades without notes",
    fallback: "false",
    read: flag,
  }),
  days: call({
    flags: "--days",
    group: "Output",
    help: "journal ls: one line a day, not a trade",
    fallback: "false",
    read: flag,
  }),
  lots: call({
    flags: "--lots <fifo|lifo|average>",
    group: "Output",
    help: "journal ls: one line an exit, matched with entries in that way, beside what the broker says that it made",
    fallback: null,
    read: oneOf(["fifo", "lifo", "average"]),
  }),
  exportAs: call({
    flags: "--format <csv|markdown|fills>",
    group: "Output",
    help: "journal export: a table of trades with their notes, a document to read, or the fills in our own format",
    fallback: "csv",
    read: oneOf(["csv", "markdown", "fills"]),
  }),
} as const;
