// Which settings does only a run on a perpetual take?

import { leverageOf } from "../research/perpetual.js";
import { many, one } from "./setting.js";
import { oneOf, plain, type Reader, wrongValue } from "./values.js";

const group = "Perpetuals";

/** "10" or "10x". */
const leverage: Reader<number> = (text, where) => {
  const match = /^\s*(\d+(?:\.\d+)?)x?\s*$/i.exec(text);
  if (match === null) throw wrongValue(where, text, "a number such as 10 or 10x");
  return leverageOf(Number(match[1]), where);
};

export const PERPETUAL_SETTINGS = {
  funding: many({
    flags: "--funding <file|rate>",
    group,
    help: "funding rates of a perpetual: a CSV file (time,rate), SYMBOL=FILE, or one rate for every stamp (0.01%)",
    fallback: null,
    read: plain,
  }),
  mark: many({
    flags: "--mark <file>",
    group,
    help: "mark prices of a perpetual, for funding and liquidation: a CSV file (time,mark, or bars), or SYMBOL=FILE",
    fallback: null,
    read: plain,
  }),
  leverage: one({
    flags: "--leverage <times>",
    group,
    help: "initial margin of a perpetual is notional ÷ leverage; else as its contract says",
    fallback: null,
    read: leverage,
  }),
  marginMode: one({
    flags: "--margin-mode <cross|isolated>",
    group,
    help: "a position on a perpetual answers with all cash of the account, or with its own margin only",
    fallback: "cross",
    read: oneOf(["cross", "isolated"]),
  }),
} as const;
