// Which clock does a reader of this run look at?

import type { Contract } from "../domain/contract.js";
import { DAY_MS, type Day, type EpochMs } from "../domain/money.js";
import { sessionZone, zoneLabel } from "../instrument/calendar.js";
import { formatInstant, offsetAt, weekdayOf, type Zone } from "../instrument/time.js";

/** The exchange's own clock: sessions, settlements and news are known by it. Round-the-clock markets count in UTC. */
export class Clock {
  /** "Chicago time", "Berlin time" or "UTC": stands in every table head that shows a time. */
  readonly name: string;
  readonly #zone: Zone;

  constructor(contract: Contract) {
    this.name = zoneLabel(contract.session);
    this.#zone = sessionZone(contract.session);
  }

  /** "2024-03-19 10:05", seconds only where there are some. */
  text(at: EpochMs): string {
    return formatInstant(this.#local(at))
      .slice(0, at % 60_000 === 0 ? 16 : 19)
      .replace("T", " ");
  }

  /** 0 to 23. */
  hour(at: EpochMs): number {
    return Math.floor(this.minute(at) / 60);
  }

  /** Whole minutes after midnight, 0 to 1,439. */
  minute(at: EpochMs): number {
    const local = this.#local(at);
    return Math.floor((local - Math.floor(local / DAY_MS) * DAY_MS) / 60_000);
  }

  /** 0 Sunday to 6 Saturday, by the calendar and not by the trade date: Sunday evening is Sunday here. */
  weekday(at: EpochMs): number {
    return weekdayOf(this.day(at));
  }

  day(at: EpochMs): Day {
    return Math.floor(this.#local(at) / DAY_MS);
  }

  #local(at: EpochMs): EpochMs {
    return at + offsetAt(this.#zone, at);
  }
}
