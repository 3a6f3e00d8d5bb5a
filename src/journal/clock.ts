// At which instants did the fills of a file happen?

import type { Contract } from "../domain/contract.js";
import type { EpochMs } from "../domain/money.js";
import type { BrokerRead, RawFill } from "../importer/broker/format.js";
import { BadRow } from "../importer/broker/format.js";
import { clockClash, unknownClock } from "../importer/broker/zone-faults.js";
import { isInSession } from "../instrument/calendar.js";
import { formatInstant, instantOfLocal, offsetAt, type Zone, zoneOf } from "../instrument/time.js";
import type { TradeBars } from "./excursion.js";
import { placeAfter } from "./lists.js";
import { type ClockedFills, PLACES, proveClock } from "./prove-clock.js";

export interface SettledClock {
  /** Null: the times are instants already. */
  readonly zone: string | null;
  /** For the account of the import. */
  readonly said: string;
}

export interface ClockTerms {
  readonly path: string;
  /** The zone that was found when the file came first. */
  readonly settled: string | null;
  /** What `--tz` says. */
  readonly tz: string | null;
  /** Zones of the file's accounts in accounts.toml. */
  readonly zones: readonly (string | null)[];
  /** The fills of one contract, and its bars where there are some. */
  readonly groups: readonly LocalGroup[];
  /** When a fill happened by another report of the broker that has its clock; null where none has it. */
  readonly elsewhere: (fill: RawFill) => EpochMs | null;
  /** When all fills of the broker happened that are known. */
  readonly instants: readonly EpochMs[];
}

export interface LocalGroup {
  readonly name: string;
  readonly contract: Contract;
  readonly fills: readonly RawFill[];
  readonly bars: TradeBars | null;
}

/**
 * An offset on the row, a twin column in UTC, a zone in a header or file name, another report that has the same fills with UTC times,
 * the user's word, accounts.toml, and last a proof by bars. E308 where none of them tells; E309 where the user and the file contradict one another.
 */
export function settleClock({ clock, rows }: BrokerRead, terms: ClockTerms): SettledClock {
  if (clock.kind === "row" || clock.kind === "twin") return { zone: null, said: clock.said };
  const { path, tz, settled } = terms;
  if (settled !== null) return { zone: settled, said: `as it was settled before: ${settled}` };
  if (clock.kind === "zone") {
    if (tz !== null && !agree(tz, clock.zone, rows)) throw clockClash(path, tz, clock.zone, clock.said);
    return { zone: clock.zone, said: clock.said };
  }
  const twin = zoneElsewhere(rows, terms) ?? zoneOfLedger(rows, terms);
  if (twin !== null) {
    if (tz !== null && !agree(tz, twin.zone, rows)) throw clockClash(path, tz, twin.zone, twin.said);
    return twin;
  }
  if (tz !== null) return { zone: zoneOf(tz).name, said: `--tz says ${zoneOf(tz).name}` };
  const known = [...new Set(terms.zones.filter((zone) => zone !== null))];
  if (known.length === 1) return { zone: known[0]!, said: `accounts.toml says ${known[0]!}` };
  if (known.length > 1) throw unknownClock(path, `accounts.toml has ${known.join(" and ")}`, known);
  if (!rows.some((row) => "fills" in row || "order" in row || "entry" in row)) {
    return { zone: null, said: "nothing that has a time" };
  }
  return proved(terms);
}

const QUARTER_MS = 900_000;
/** Two reports of one fill may be cut to the second, and an order's last fill is not its first. */
const SLACK_MS = 60_000;

/** The zone in which this report and one with UTC times tell the same of all fills that both have. */
function zoneElsewhere(rows: BrokerRead["rows"], { zones, elsewhere }: ClockTerms) {
  const pairs = rows.flatMap((row) =>
    row.kind !== "fill" && row.kind !== "order"
      ? []
      : row.fills.flatMap((fill) => {
          const at = elsewhere(fill);
          return at === null ? [] : [{ local: fill.time, at }];
        }),
  );
  if (pairs.length === 0) return null;
  const near = ({ local, at }: (typeof pairs)[number], offset: number) =>
    Math.abs(local - at - offset) <= SLACK_MS;
  const fits = (name: string) => {
    const zone = zoneOf(name);
    return pairs.every((pair) => near(pair, offsetAt(zone, pair.at)));
  };
  const own = zones.filter((zone) => zone !== null);
  const said = `${pairs.length} of its fills stand in a report with UTC times`;
  const zone = [...own, ...PLACES].find(fits);
  if (zone !== undefined) return { zone, said: `${said}: ${zone}` };
  const offset = Math.round((pairs[0]!.local - pairs[0]!.at) / QUARTER_MS) * QUARTER_MS;
  if (!pairs.every((pair) => near(pair, offset))) return null;
  const minutes = Math.abs(offset) / 60_000;
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  const name = `UTC${offset < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
  return { zone: name, said: `${said}: ${name}` };
}

/** What a broker books for a fill it books at its time: the zone in which all such lines of a ledger are those of fills, where no other does. */
function zoneOfLedger(rows: BrokerRead["rows"], { zones, instants }: ClockTerms) {
  const booked = rows.flatMap((row) =>
    row.kind === "fee" && row.entry.kind !== "other" ? [row.entry.time] : [],
  );
  if (booked.length === 0 || instants.length === 0) return null;
  const sorted = [...instants].sort((a, b) => a - b);
  const isNear = (at: EpochMs) =>
    placeAfter(sorted, at + SLACK_MS, (one) => one) > placeAfter(sorted, at - SLACK_MS - 1, (one) => one);
  const read = (name: string) => booked.map((local) => instantOfLocal(zoneOf(name), local).time);
  const fits = [...zones.filter((zone) => zone !== null), ...PLACES].filter((name) =>
    read(name).every(isNear),
  );
  const [zone] = fits;
  if (zone === undefined) return null;
  const own = String(read(zone));
  if (fits.some((name) => String(read(name)) !== own)) return null;
  return { zone, said: `its ${booked.length} lines of fills stand at the times of known fills: ${zone}` };
}

/** Whether two names mean the same clock at the times of the file. */
function agree(a: string, b: string, rows: BrokerRead["rows"]): boolean {
  const [x, y] = [zoneOf(a), zoneOf(b)];
  return rows.every(
    (row) => row.kind !== "fill" || row.fills.every(({ time }) => offsetAt(x, time) === offsetAt(y, time)),
  );
}

function proved({ path, groups }: ClockTerms): SettledClock {
  const clocked = groups.flatMap(({ name, contract, fills, bars }): ClockedFills[] =>
    bars === null
      ? []
      : [
          {
            name,
            session: contract.session,
            bars: bars.bars,
            timeframeMs: bars.timeframeMs,
            local: fills.map(({ time }) => time),
            price: fills.map(({ price }) => Number(price)),
          },
        ],
  );
  if (clocked.length === 0) {
    const count = groups.reduce((sum, { fills }) => sum + fills.length, 0);
    const tested = count === 0 ? "nothing to prove one by" : `no bars to test its ${count} fills against`;
    throw unknownClock(path, `no zone in the file, and ${tested}`, []);
  }
  const verdict = proveClock(clocked);
  if (verdict.kind === "undecided") {
    throw unknownClock(path, verdict.said, verdict.best === null ? [] : [verdict.best.zone]);
  }
  return { zone: verdict.best.zone, said: `proved by bars: ${verdict.said}` };
}

/**
 * Reads local times of one file, in the order of its rows, as instants. A time that the clocks skipped is none. Of one that they
 * showed twice, the pass counts in which the market was open; around the clock, the first pass until the rows begin
 * the hour again. @throws {BadRow} where that does not tell
 */
export class LocalClock {
  readonly #zone: Zone | null;
  readonly #times: readonly number[];
  readonly #descending: boolean;

  /** `times`: all local times of the file in the order of its rows. */
  constructor(zone: string | null, times: readonly number[]) {
    this.#zone = zone === null ? null : zoneOf(zone);
    this.#times = times;
    this.#descending = times.length > 1 && times[0]! > times.at(-1)!;
  }

  /** `place`: which of the file's times it is; none for a time that does not stand in their order. */
  instant(local: number, contract: Contract | null, place: number | null): EpochMs {
    if (this.#zone === null) return local;
    const { kind, time, later } = instantOfLocal(this.#zone, local);
    if (kind === "exact") return time;
    const written = formatInstant(local).replace("T", " ").replace("Z", "");
    if (kind === "nonexistent") {
      throw new BadRow(
        `${written} does not exist in ${this.#zone.name}: the clocks were set forward over it`,
      );
    }
    if (contract !== null) {
      const open = [time, later].filter((at) => isInSession(contract.session, at));
      if (open.length === 1) return open[0]!;
    }
    const pass = place === null ? null : this.#passOf(place);
    if (pass === null) {
      throw new BadRow(
        `${written} exists twice in ${this.#zone.name}, and the rows do not tell which is meant`,
      );
    }
    return pass === "first" ? time : later;
  }

  /** Whether the rows go back in time within the repeated hour, and on which side of that this one stands. */
  #passOf(place: number): "first" | "second" | null {
    const zone = this.#zone!;
    const times = this.#times;
    const step = this.#descending ? -1 : 1;
    const isDouble = (k: number) =>
      times[k] !== undefined && instantOfLocal(zone, times[k]!).kind === "ambiguous";
    let first = place;
    while (isDouble(first - step)) first -= step;
    for (let k = first; isDouble(k + step); k += step) {
      if (times[k + step]! < times[k]!) return step * (place - k) <= 0 ? "first" : "second";
    }
    return null;
  }
}
