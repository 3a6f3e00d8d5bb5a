// Which trades are looked at, and what is the rest?

import type { PageData } from "../../src/report/embed/layout.js";
import type { State } from "../state.js";
import { type TradeSet, tradeSet } from "./set.js";

const sets = new WeakMap<PageData, TradeSet>();

/** Made once a page: filters, table, drawer and plots read the same columns. */
export function setOf(page: PageData): TradeSet {
  let set = sets.get(page);
  if (set === undefined) sets.set(page, (set = tradeSet(page)));
  return set;
}

export function allOf({ length }: { readonly length: number }): Int32Array {
  const all = new Int32Array(length);
  for (let i = 0; i < length; i++) all[i] = i;
  return all;
}

/** The trades that pass the filter. */
export const chosenOf = (set: TradeSet, { matches }: Pick<State, "matches">): Int32Array =>
  matches ?? allOf(set);

/** Those that do not. */
export function restOf({ length }: TradeSet, { matches }: Pick<State, "matches">): Int32Array {
  if (matches === null) return new Int32Array(0);
  const rest = new Int32Array(length - matches.length);
  let [k, n] = [0, 0];
  for (let i = 0; i < length; i++) {
    if (matches[k] === i) k++;
    else rest[n++] = i;
  }
  return rest;
}
