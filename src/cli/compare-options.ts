// Which settings does a comparison add?

import { call, one } from "./setting.js";
import { flag, oneOf, plain } from "./values.js";

export const COMPARE_SETTINGS = {
  normalize: one({
    flags: "--normalize <raw|contract|risk|margin>",
    group: "Output",
    help: "what the results are put beside: dollars, dollars per contract, per $100 of risk, or per margin",
    fallback: "raw",
    read: oneOf(["raw", "contract", "risk", "margin"]),
  }),
  baseline: call({
    flags: "--baseline <name>",
    group: "Output",
    help: 'compare: the run that the others are held against, "ema-trend MNQ" or a strategy or contract; else the first',
    fallback: null,
    read: plain,
  }),
  diff: call({
    flags: "--diff",
    group: "Output",
    help: "compare: which trades two strategies on one contract share, which differ, which only one has; all of them in --json",
    fallback: "false",
    read: flag,
  }),
} as const;
