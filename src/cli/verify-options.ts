// What is settled for watching a strategy alone?

import { call, one } from "./setting.js";
import { plain, whole } from "./values.js";

export const VERIFY_SETTINGS = {
  cuts: one({
    flags: "--cuts <n>",
    group: "What runs",
    help: "verify: at how many instants the future is taken away; two in three where an order was sent",
    fallback: "100",
    read: whole(1, 100_000, "a number of instants"),
  }),
  warmup: one({
    flags: "--warmup <bars>",
    group: "What runs",
    help: "verify: after so many bars it must not matter how much history came before; else it is measured and told",
    fallback: null,
    read: whole(0, 100_000_000, "a number of bars"),
  }),
  sarif: call({
    flags: "--sarif <file>",
    group: "Output",
    help: "verify: what was found as SARIF, for the code scanning of a forge",
    fallback: null,
    read: plain,
  }),
} as const;
