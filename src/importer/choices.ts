// What do we ask when the file alone cannot tell?

import type { Bars } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import { didYouMean, Fault } from "../domain/fault.js";
import { spanText } from "./notes.js";
import { percent, scoresOf } from "./prove-zone.js";
import { shownText } from "./row-faults.js";

const MOST_LISTED = 20;

/**
 * E340 for a file with several contracts and no choice among them, E341 for a choice that the file has not. Null
 * where there is nothing to ask.
 */
export function contractFault(
  path: string,
  contracts: ReadonlyMap<string, number>,
  wanted: string | undefined,
  hasColumn: boolean,
): Fault | null {
  const byRows = [...contracts].sort((a, b) => b[1] - a[1]);
  const listed = byRows
    .slice(0, MOST_LISTED)
    .map(([name, rows]) => `${shownName(name)} (${rows} ${rows === 1 ? "row" : "rows"})`);
  if (byRows.length > MOST_LISTED) listed.push(`and ${byRows.length - MOST_LISTED} more`);
  const fix = byRows.slice(0, 3).map(([name]) => `--contract ${shownName(name)}`);
  if (wanted === undefined) {
    if (contracts.size < 2) return null;
    return new Fault("E340", `${path} holds ${contracts.size} contracts`, {
      where: path,
      found: listed.join(", "),
      expected: "one contract",
      why: "Bars of two contracts mixed would show jumps that nobody could have traded.",
      fix,
    });
  }
  if (!hasColumn) {
    return new Fault("E341", `${path} does not name contracts, so "${wanted}" cannot be chosen from it`, {
      where: path,
      expected: 'a column "contract" or "symbol"',
      fix: ["leave --contract out, if the file holds this contract alone"],
    });
  }
  const has = byRows.some(([name]) => name.toLowerCase() === wanted.toLowerCase());
  if (has || contracts.size === 0) return null;
  const near = didYouMean(wanted, [...contracts.keys()]);
  return new Fault("E341", `${path} has no contract "${wanted}"`, {
    where: path,
    found: listed.join(", "),
    fix: near === undefined ? fix : [`did you mean   --contract ${shownName(near)}`],
  });
}

const shownName = (name: string): string => (name === "" ? "(none)" : shownText(name, 40));

/** Whether that is all that hinders: a word about the order would do. */
export const isDateOrderFault = (error: unknown): error is Fault =>
  error instanceof Fault && error.code === "E310";

/** E310: the dates of the file fit month/day as well as day/month, or now one and now the other. */
export function dateOrderFault(path: string, contradicts: boolean): Fault {
  return new Fault("E310", `Cannot tell day from month in ${path}`, {
    where: path,
    found: contradicts
      ? "some dates make sense only as month/day, others only as day/month"
      : "no date with a day over 12",
    expected: "dates that prove their order, or ISO dates such as 2026-03-04",
    why: "Read the wrong way, 3/4/2026 is a month off.",
    fix: ["say so   --date-order mdy", "or   --date-order dmy"],
  });
}

/** E342: the length of a bar is needed or told, and the file has none, or another; `found` 0 for none. */
export function stepFault(path: string, told: number | undefined, found: number): Fault {
  if (told === undefined) {
    return new Fault("E342", `Cannot tell how long a bar of ${path} lasts`, {
      where: path,
      found: "a single bar",
      why: "A bar that is stamped at its close opened one step earlier.",
      fix: ["say so   --timeframe 1m"],
    });
  }
  if (!(Number.isSafeInteger(told) && told > 0)) {
    return new Fault("E342", `A bar cannot last ${told} milliseconds`, {
      where: path,
      expected: "a whole number of milliseconds above 0",
      fix: ["say so   --timeframe 1m"],
    });
  }
  return new Fault("E342", `The bars of ${path} are shorter than ${spanText(told)}`, {
    where: path,
    found: `most bars are ${spanText(found)} apart`,
    expected: spanText(told),
    why: "Bars that overlap would show a strategy prices before they were known.",
    fix: [`--timeframe ${spanText(found).replaceAll(" ", "")}`, "or leave --timeframe out"],
  });
}

/** E308, with the share of bars that each likely zone would put inside the session, best first. */
export function unknownZoneFault(
  path: string,
  looks: string,
  bars: Bars,
  instrument: Instrument,
  shift: number,
): Fault {
  const ranked = scoresOf(bars, instrument, shift);
  const tells = instrument.contract.session !== "continuous" && bars.length >= 2;
  const shown = ranked.slice(0, 5).map(({ name, share }) => `${name} ${percent(share)}`);
  return new Fault("E308", `Cannot tell the time zone of ${path}`, {
    where: path,
    found: tells ? `${looks}; inside the session of ${instrument.symbol}: ${shown.join("   ")}` : looks,
    expected:
      "stamps with Z or an offset, a zone named beside them, or days enough to prove one by the session's breaks",
    why: "An hour off moves bars into other sessions and trade dates.",
    fix: ranked.slice(0, 3).map(({ name }, i) => `${i === 0 ? "say so" : "or"}   --tz ${name}`),
  });
}

/** E309: the user and the column's name contradict one another. */
export function zoneClash(path: string, column: string, told: string, named: string): Fault {
  return new Fault("E309", `${path} says ${named}, --tz says ${told}`, {
    where: `${path}:1`,
    found: `the column "${shownText(column)}"`,
    why: "Hours off move bars into other sessions and trade dates.",
    fix: ["leave --tz out, if the column's name is right", "rename the column, if it is wrong"],
  });
}
