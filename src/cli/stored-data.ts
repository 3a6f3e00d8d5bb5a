// Which bars of the catalog does a run get?

import { frameOf } from "../bars/frame.js";
import { cutToHours } from "../bars/hours.js";
import { resampled } from "../bars/resample.js";
import { entriesIn, findSet, type OpenSet, openSet, readSet } from "../catalog/catalog.js";
import type { Series } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { instrumentOf } from "../instrument/instrument.js";
import { monthIn, monthName } from "../instrument/month.js";
import { wholeContract } from "../instrument/session-part.js";
import { catalogOf } from "./catalog-call.js";
import type { Call } from "./commands.js";
import type { Values } from "./options.js";

const PREFIX = "catalog:";

/** "catalog:MES/5m" is a data set and no file. */
export const isStored = (text: string): boolean => text.startsWith(PREFIX);

/**
 * The only set of a contract that the catalog has, as `catalog:SET`; of the contract month, where one was named (`-i MESH26`). Null
 * where there is none, E105 where there are several: which bars were meant is never guessed.
 */
export function storedFor(symbol: string, named: string, { catalog }: Values, flag: string): string | null {
  if (catalog === "none") return null;
  const found = entriesIn(catalog, symbol)
    .map(openSet)
    .filter(({ about }) => about.contract === monthOf(named, about));
  if (found.length > 1) {
    const names = found.map(({ about }) => about.set);
    throw new Fault("E105", `Several data sets of ${symbol} in the catalog`, {
      where: catalog,
      found: names.join(", "),
      why: "Which of them was meant cannot be told, so nothing was run.",
      fix: names.slice(0, 4).map((name) => `${flag} ${PREFIX}${name}`),
    });
  }
  return found[0] === undefined ? null : `${PREFIX}${found[0].about.set}`;
}

/** Every file of the catalog, for whoever waits for one of them to change. */
export const storedFiles = ({ catalog }: Values): string[] =>
  catalog === "none" ? [] : entriesIn(catalog).map(({ path }) => path);

function monthOf(named: string, { symbol, lastDay }: OpenSet["about"]): string | null {
  const month = monthIn(named, lastDay);
  return month === null ? null : monthName(symbol, month);
}

/** E358 where the set is of another contract; faults of the catalog as `findSet` and `readSet` tell them. */
export async function readStored(
  contract: Contract,
  text: string,
  call: Call,
  resample: string | undefined,
): Promise<Series> {
  const set = findSet(catalogOf(call.values), text.slice(PREFIX.length));
  if (set.about.symbol !== contract.symbol) {
    throw new Fault("E358", `${set.about.set} holds bars of ${set.about.symbol}, not of ${contract.symbol}`, {
      where: text,
      why: "The wrong contract's point value would give a plausible but wrong P&L.",
      fix: [
        `-i ${set.about.symbol}`,
        `import the file again   tickproof data import FILE -i ${contract.symbol}`,
      ],
    });
  }
  const instrument = instrumentOf(contract);
  const series = cutToHours(await readSet(set, instrumentOf(wholeContract(contract))), instrument);
  return resample === undefined
    ? series
    : resampled(series, instrument, frameOf(resample, call.values.dayBy), call.values.longClose);
}
