// What is settled for runs against their baselines alone?

import { call, one } from "./setting.js";
import { flag, oneOf, plain } from "./values.js";

export const REGRESS_SETTINGS = {
  baselines: one({
    flags: "--baselines <folder>",
    group: "What runs",
    help: "regress: the folder of the cases; each is a folder in it with a case.toml",
    fallback: "baselines",
    read: plain,
  }),
  expect: one({
    flags: "--expect <change|no-change>",
    group: "What runs",
    help: "regress: whether results may change; where they may, the guards of each case decide",
    fallback: "no-change",
    read: oneOf(["change", "no-change"]),
  }),
  update: call({
    flags: "--update",
    group: "Output",
    help: "regress: what comes out now is the baseline from now on, of the cases that are named or of all",
    fallback: "false",
    read: flag,
  }),
  reason: call({
    flags: "--reason <text>",
    group: "Output",
    help: "regress --update: why the results changed; it stands in the baseline",
    fallback: null,
    read: plain,
  }),
  prune: call({
    flags: "--prune",
    group: "Output",
    help: "regress --update: also remove baselines of which there is no case any more",
    fallback: "false",
    read: flag,
  }),
  dryRun: call({
    flags: "--dry-run",
    group: "Output",
    help: "regress --update, --prune: show what would be written or removed, and write nothing",
    fallback: "false",
    read: flag,
  }),
  fresh: call({
    flags: "--fresh",
    group: "Machine",
    help: "regress: run every case, also those of which nothing has changed since the last time",
    fallback: "false",
    read: flag,
  }),
  junit: call({
    flags: "--junit <file>",
    group: "Output",
    help: "regress: the cases as JUnit XML, for a build server",
    fallback: null,
    read: plain,
  }),
  summary: call({
    flags: "--summary <file>",
    group: "Output",
    help: "regress: what changed as Markdown, for a pull request; in GitHub's jobs it stands in their summary, too",
    fallback: null,
    read: plain,
  }),
  annotations: call({
    flags: "--annotations",
    group: "Output",
    help: "regress: what changed as GitHub's workflow commands on stderr, at the line that decides; in GitHub's jobs always",
    fallback: "false",
    read: flag,
  }),
} as const;
