// What margin did a contract need on a trade date?

import { Decimal } from "decimal.js";
import type { Contract, Instrument, MarginRate } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { PerpetualTerms } from "../domain/funding.js";
import { type Day, dollars, MICRO, type MicroUsd, type Ticks } from "../domain/money.js";
import { keyOf } from "./fees.js";
import { microOf } from "./instrument.js";
import { tiersOn } from "./perpetual.js";
import { formatDay, parseDay } from "./time.js";

const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });
const MICRO_PER_CENT = 10_000;

/** One row of either table: dollars, or a share of notional. */
interface Row {
  readonly from: Day;
  readonly estimated: boolean;
  readonly source: string;
  readonly fixed: MarginRate | null;
  readonly percent: Decimal;
  readonly factor: Decimal;
  /** Of a share of notional: what it came to, by reference price. Runs of a sweep ask for the same dates again and again. */
  readonly known: Map<Ticks, MarginRate>;
}

/** More prices than a contract has had trade dates. */
const MOST_KNOWN = 20_000;

type Leveraged = Pick<PerpetualTerms, "leverage" | "marginMode">;

const tables = new WeakMap<Contract, readonly Row[]>();

/**
 * Margin per contract by the newest row that applies on the date, of dollars or of percent.
 *
 * Percent rows: maintenance = |reference price| × multiplier × percent, initial = factor × maintenance, each to the
 * cent, ties up (MRG-04); to the micro-dollar for a contract that is not booked in cents, or one coin of a few
 * dollars would need no margin at all. `reference` is the settlement before the date: the exchange computes margins from it too, and
 * today's close is not known yet. `strict` refuses an estimate, and both refuse a date without any row (E214).
 */
export function marginRate(
  instrument: Instrument,
  day: Day,
  reference: Ticks,
  policy: "estimate" | "strict",
  terms: Leveraged = { leverage: null, marginMode: "cross" },
): MarginRate {
  const row = rowOn(instrument.contract, day);
  if (instrument.contract.kind === "perpetual" && row !== undefined && row.fixed === null) {
    return perpetualRate(instrument, day, reference, policy, terms, row);
  }
  if (row === undefined || (row.estimated && policy === "strict")) throw noMargin(instrument, day, row);
  if (row.fixed !== null) return row.fixed;
  let rate = row.known.get(reference);
  if (rate === undefined) {
    rate = shareOfNotional(instrument, reference, row);
    if (row.known.size >= MOST_KNOWN) row.known.clear();
    row.known.set(reference, rate);
  }
  return rate;
}

function shareOfNotional(instrument: Instrument, reference: Ticks, row: Row): MarginRate {
  const notional = new Exact(Math.abs(reference)).times(instrument.tickValue);
  const unit = instrument.rounding === "cent" ? MICRO_PER_CENT : 1;
  const maintenance = toWhole(notional.times(row.percent).div(100), unit);
  return {
    initial: toWhole(row.factor.times(maintenance), unit),
    maintenance,
    estimated: row.estimated,
    source: row.source,
  };
}

/** By notional at whatever price: maintenance by the venue's table, else the row's share; initial by the leverage. */
function perpetualRate(
  instrument: Instrument,
  day: Day,
  reference: Ticks,
  policy: "estimate" | "strict",
  { leverage, marginMode }: Leveraged,
  row: Row,
): MarginRate {
  const table = tiersOn(instrument.contract, day);
  const estimated = (table ?? row).estimated || (leverage === null && row.estimated);
  if (estimated && policy === "strict") throw noMargin(instrument, day, row);
  const value = Math.abs(reference) * instrument.tickValue;
  const steps = table?.steps ?? [{ floor: 0, rate: row.percent.times(1e6).round().toNumber(), amount: 0 }];
  const maintenance = toWhole(new Exact(value).times(steps[0]!.rate).div(1e8), 1);
  const times = leverage ?? new Exact(100).div(row.percent.times(row.factor)).toNumber();
  return {
    initial: leverage === null ? toWhole(row.factor.times(maintenance), 1) : Math.round(value / times),
    maintenance,
    estimated,
    source: table === null ? row.source : `${table.source}; initial: ${times}× leverage`,
    notional: { leverage: times, steps, value, isolated: marginMode === "isolated" },
  };
}

/** The last trade date whose margin is a known figure rather than an estimate; null where there never was one. */
export function lastKnownMargin(contract: Contract): Day | null {
  const rows = tableOf(contract);
  const last = rows.findLastIndex((row) => !row.estimated);
  if (last < 0) return null;
  return last === rows.length - 1 ? Number.POSITIVE_INFINITY : rows[last + 1]!.from - 1;
}

function rowOn(contract: Contract, day: Day): Row | undefined {
  const rows = tableOf(contract);
  let low = 0;
  let high = rows.length; // rows before `low` apply, rows from `high` on do not yet
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.from <= day) low = middle + 1;
    else high = middle;
  }
  return rows[low - 1];
}

function tableOf(contract: Contract): readonly Row[] {
  let rows = tables.get(contract);
  if (rows === undefined) tables.set(contract, (rows = build(contract)));
  return rows;
}

function build(contract: Contract): readonly Row[] {
  const zero = new Exact(0);
  const rows: Row[] = contract.percentMargins.map((it) => ({
    from: parseDay(it.from),
    estimated: it.estimated,
    source: it.source,
    fixed: null,
    percent: new Exact(it.maintenancePercent),
    factor: new Exact(it.initialFactor),
    known: new Map(),
  }));
  for (const it of contract.margins) {
    const fixed: MarginRate = {
      initial: microOf(it.initial),
      maintenance: microOf(it.maintenance),
      estimated: false,
      source: it.source,
    };
    rows.push({
      from: parseDay(it.from),
      estimated: false,
      source: it.source,
      fixed,
      percent: zero,
      factor: zero,
      known: new Map(),
    });
  }
  // On the same date what is known beats an estimate, and a share of notional (the newer practice) beats dollars.
  const rank = (row: Row) => (row.estimated ? 0 : row.fixed === null ? 2 : 1);
  return rows.sort((a, b) => a.from - b.from || rank(a) - rank(b));
}

/** The nearest whole number of units of `unit` micro-dollars, ties up. */
function toWhole(amount: Decimal, unit: number): MicroUsd {
  return amount.div(unit).round().times(unit).toNumber();
}

function noMargin(instrument: Instrument, day: Day, row: Row | undefined): Fault {
  const { symbol } = instrument;
  const date = formatDay(day);
  const known = lastKnownMargin(instrument.contract);
  const last =
    known === null
      ? "no exchange figure for any date"
      : `exchange figures on other dates only${known < day ? `, the last for ${formatDay(known)}` : ""}`;
  return new Fault("E214", `No known margin for ${symbol} on ${date}`, {
    found: row === undefined ? "no margin row for that date" : `${last}; from then on an estimate`,
    expected: "a margin that the exchange or your broker published",
    why:
      row === undefined
        ? "Without a margin no order can be checked against the account."
        : "--margins strict refuses estimates.",
    fix: [
      instrument.contract.kind === "perpetual"
        ? `add   contracts: { ${keyOf(symbol)}: { maintenanceTiers: [{ floor: "0", rate: "…" }] } }   in tickproof.config.ts, and --leverage 10`
        : `add   contracts: { ${keyOf(symbol)}: { margins: [{ from: "${date}", initial: "…", maintenance: "…" }] } }   in tickproof.config.ts`,
      ...(row === undefined
        ? []
        : [`or accept the estimate   --margins estimate   (${describe(row, instrument)})`]),
    ],
  });
}

function describe(row: Row, instrument: Instrument): string {
  if (row.fixed !== null) return `${dollars(row.fixed.maintenance)} maintenance`;
  const point = dollars(new Exact(instrument.contract.multiplier).times(MICRO).toNumber());
  return `${row.percent.toFixed()} % of price × ${point}`;
}
