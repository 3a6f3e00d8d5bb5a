// Which settings say where imported bars are kept, and how?

import { call, one } from "./setting.js";
import { flag, oneOf, plain } from "./values.js";

const group = "Data";

export const CATALOG_SETTINGS = {
  catalog: one({
    flags: "--catalog <folder>",
    group,
    help: "where imported bars are kept; `none` runs without them",
    fallback: ".tickproof/catalog",
    read: plain,
  }),
  onConflict: one({
    flags: "--on-conflict <refuse|keep|replace>",
    group,
    help: "data import: where a bar differs from the one of that time in the catalog, store nothing, keep that one, or take the new one",
    fallback: "refuse",
    read: oneOf(["refuse", "keep", "replace"]),
  }),
  label: call({
    flags: "--label <word>",
    group,
    help: "data import: keeps the bars apart from others of their length: MES/5m-adjusted",
    fallback: null,
    read: plain,
  }),
  at: call({
    flags: "--at <time>",
    group,
    help: "data inspect: the bars around a moment, such as 2024-05-14T09:31 (UTC, or in --tz)",
    fallback: null,
    read: plain,
  }),
  verify: call({
    flags: "--verify",
    group,
    help: "data inspect: read every byte and hold it against the checksums",
    fallback: "false",
    read: flag,
  }),
} as const;
