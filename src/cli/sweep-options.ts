// What is settled for a sweep alone?

import { call, one } from "./setting.js";
import { flag, oneOf, plain, whole } from "./values.js";

export const SWEEP_SETTINGS = {
  metric: one({
    flags: "--metric <key>",
    group: "What runs",
    help: "sweep: the metric to rank combinations by, such as net, sharpe, profit-factor or max-drawdown",
    fallback: "net",
    read: plain,
  }),
  sample: call({
    flags: "--sample <n>",
    group: "What runs",
    help: "sweep: draw so many of all combinations, each at most once, where all would be too many",
    fallback: null,
    read: whole(1, 2_000_000, "a number of combinations"),
  }),
  seed: one({
    flags: "--seed <n>",
    group: "What runs",
    help: "sweep: which combinations --sample draws; the same seed draws the same",
    fallback: "1",
    read: whole(0, 999_999_999, "a whole number"),
  }),
  detail: one({
    flags: "--detail <figures|trades>",
    group: "What runs",
    help: "sweep: trades computes every metric there is, the default only those that sums and counts tell, in half the time",
    fallback: "figures",
    read: oneOf(["figures", "trades"]),
  }),
  resume: call({
    flags: "--resume",
    group: "Machine",
    help: "sweep: go on where the same sweep was stopped; what it has done does not run again",
    fallback: "false",
    read: flag,
  }),
} as const;
