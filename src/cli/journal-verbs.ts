// What can be done with a journal?

import { JOURNAL_IMPORT_KEYS, JOURNAL_REBUILD_KEYS, JOURNAL_REVIEW_KEYS } from "./command-keys.js";
import type { CommandEntry } from "./commands.js";

/** `tickproof journal VERB`: a new verb is one file and one entry here. */
export const JOURNAL_VERBS: Readonly<Record<string, CommandEntry>> = {
  import: {
    summary: "take in fills and orders from brokers' files: every line has one fate, nothing comes in twice",
    usage: "tickproof journal import FILE... [flags]",
    examples: [
      "tickproof journal import Fills.csv Orders.csv",
      "tickproof journal import Performance.csv --tz America/New_York --account eval-50k",
      "tickproof journal import trades_export.csv --dry-run --json",
    ],
    often: ["journal", "account", "tz", "importAs", "acceptPartial", "dryRun", "json"],
    keys: JOURNAL_IMPORT_KEYS,
    load: async () => (await import("./journal-import.js")).journalImport,
  },
  rebuild: {
    summary: "make fills and orders again from the brokers' files in raw/, as they came in",
    usage: "tickproof journal rebuild [flags]",
    examples: ["tickproof journal rebuild", "tickproof journal rebuild --dry-run"],
    often: ["journal", "dryRun", "json"],
    keys: JOURNAL_REBUILD_KEYS,
    load: async () => (await import("./journal-rebuild.js")).journalRebuild,
  },
  review: {
    summary: "what the plan made of the same days, where the difference went, and what to do next week",
    usage: "tickproof journal review [flags]",
    examples: [
      "tickproof journal review --last week",
      "tickproof journal review --plan orb-mes --from 2026-03-02 --to 2026-03-13",
      "tickproof journal review --last month --share --report review.html",
      "tickproof journal review --last week --follow",
    ],
    often: ["last", "plan", "from", "to", "account", "follow", "share", "report", "data", "json"],
    keys: JOURNAL_REVIEW_KEYS,
    load: async () => (await import("./journal-review.js")).journalReview,
  },
};
