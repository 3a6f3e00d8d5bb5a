// What can be done with a journal?

import {
  JOURNAL_ADD_KEYS,
  JOURNAL_EDIT_KEYS,
  JOURNAL_EXPORT_KEYS,
  JOURNAL_IMPORT_KEYS,
  JOURNAL_LS_KEYS,
  JOURNAL_REBUILD_KEYS,
  JOURNAL_REVIEW_KEYS,
} from "./command-keys.js";
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
  add: {
    summary: "say what you thought of a trade: asks, or takes it from flags; screenshots too",
    usage: "tickproof journal add [TRADE] [flags]",
    examples: [
      "tickproof journal add",
      "tickproof journal add t-7f3a9c --setup opening-range-break --emotion 'calm > anxious > relieved' --grade B",
      "tickproof journal add t-7f3a9c --mistakes early-exit --note 'Scared by one wick.' --shot chart.png",
    ],
    often: ["setup", "emotion", "mistakes", "grade", "note", "shot", "json"],
    keys: JOURNAL_ADD_KEYS,
    load: async () => (await import("./journal-add.js")).journalAdd,
  },
  edit: {
    summary: "open a day in your editor, at the first trade without notes; what comes back is checked",
    usage: "tickproof journal edit today|yesterday|DATE|TRADE [flags]",
    examples: [
      "tickproof journal edit today",
      "tickproof journal edit 2026-03-12",
      "tickproof journal edit t-7f3a9c",
    ],
    often: ["journal", "json"],
    keys: JOURNAL_EDIT_KEYS,
    load: async () => (await import("./journal-edit.js")).journalEdit,
  },
  ls: {
    summary: "trades or days with their outcome, setup and whether anything was said of them",
    usage: "tickproof journal ls [flags]",
    examples: [
      "tickproof journal ls --last week --unwritten",
      "tickproof journal ls --setup opening-range-break --mistakes early-exit",
      "tickproof journal ls --days --json",
      "tickproof journal ls --lots average --account eval-50k",
    ],
    often: ["last", "from", "to", "setup", "tags", "mistakes", "emotion", "unwritten", "days", "json"],
    keys: JOURNAL_LS_KEYS,
    load: async () => (await import("./journal-ls.js")).journalLs,
  },
  export: {
    summary: "trades with their notes as CSV, Markdown or JSON, or the fills in our own format",
    usage: "tickproof journal export [flags]",
    examples: [
      "tickproof journal export --out journal.csv",
      "tickproof journal export --format markdown --from 2026-03 --out march.md",
      "tickproof journal export --format fills > fills.csv",
    ],
    often: ["exportAs", "out", "from", "to", "setup", "json"],
    keys: JOURNAL_EXPORT_KEYS,
    load: async () => (await import("./journal-export.js")).journalExport,
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
