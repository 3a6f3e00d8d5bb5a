// What can be done with bars?

import { DATA_CHECK_KEYS } from "./command-keys.js";
import type { CommandEntry } from "./commands.js";

/** `tickproof data VERB`: a new verb is one file and one entry here. */
export const DATA_VERBS: Readonly<Record<string, CommandEntry>> = {
  check: {
    summary: "what is wrong with a file of bars: by line, and against the exchange's calendar",
    usage: "tickproof data check FILE... -i SYMBOL [flags]",
    examples: [
      "tickproof data check data/MES-5m.csv -i MES",
      "tickproof data check export.txt -i MES --tz America/New_York --json",
    ],
    often: ["instrument", "tz", "stamp", "json"],
    keys: DATA_CHECK_KEYS,
    load: async () => (await import("./data-check.js")).dataCheck,
  },
};
