// How long after the open was a trade entered?

import type { EpochMs } from "../domain/money.js";
import { dayBegins, sessionZone } from "../instrument/calendar.js";
import { type RegularHours, regularHours, regularTest, type WithHours } from "../instrument/regular-hours.js";
import { offsetAt } from "../instrument/time.js";

const DAY = 86_400_000;

/** A run, or trades of one's own. */
interface Entries {
  readonly inputs: { readonly contract: WithHours };
  readonly trades: readonly { readonly entryTime: EpochMs }[];
}

export interface SinceOpen {
  /** The open that minutes are counted from: of the regular hours where there are some, else of the session. */
  readonly from: "regular hours" | "session";
  /** Whole minutes for each trade, by the open of the bar of entry; −1 for an entry outside of the regular hours. */
  readonly minutes: Int32Array;
}

export function sinceOpen({ inputs, trades }: Entries): SinceOpen {
  const { contract } = inputs;
  const minutes = new Int32Array(trades.length);
  if (regularHours(contract) === null) {
    trades.forEach(({ entryTime }, i) => {
      minutes[i] = Math.floor((entryTime - dayBegins(contract.session, entryTime)) / 60_000);
    });
    return { from: "session", minutes };
  }
  const zone = sessionZone(contract.session);
  const isRegular = regularTest(contract);
  let known = Number.NaN;
  let hours: RegularHours | null = null;
  trades.forEach(({ entryTime }, i) => {
    const local = entryTime + offsetAt(zone, entryTime);
    const day = Math.floor(local / DAY);
    if (day !== known) {
      known = day;
      hours = regularHours(contract, day);
    }
    minutes[i] =
      hours === null || !isRegular(entryTime) ? -1 : Math.floor((local - day * DAY) / 60_000) - hours.start;
  });
  return { from: "regular hours", minutes };
}
