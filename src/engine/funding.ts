// Which fundings fall into a run, and what do they move?

import type { Accountant } from "../accountant/accountant.js";
import type { CashLog } from "../accountant/cash-log.js";
import { fundingOf, hundredMillionths, markValue } from "../accountant/funding.js";
import type { Bars } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import {
  type FundingColumns,
  type FundingRates,
  type MarkPrices,
  type PerpetualInputs,
  type PerpetualTerms,
  PLAIN_PERPETUAL,
} from "../domain/funding.js";
import { DAY_MS, type EpochMs, type PriceGrid, priceOfTicks, type Ticks } from "../domain/money.js";
import { fundingHoursOf } from "../instrument/perpetual.js";
import { formatInstant } from "../instrument/time.js";
import { type Due, firstAtLeast } from "./schedule.js";
import type { Terms } from "./spec.js";

const HOUR_MS = 3_600_000;

interface FundingSources {
  readonly bars: Bars;
  readonly contract: Contract;
  readonly rates: FundingRates;
  readonly marks: MarkPrices | null;
}

/**
 * All stamps at which a run can hold something: after the open of its first bar, and before the open of some later one,
 * since what falls into the last bar or after it would be booked when everything is over. E383 for a stamp without a rate:
 * what is missing is never taken for nothing.
 */
export function fundingsOf({ series, contract, perpetual }: Terms): FundingColumns | null {
  if (perpetual && contract.kind !== "perpetual") throw notPerpetual(contract, perpetual);
  if (!perpetual?.funding) return null;
  const sources = { bars: series.bars, contract, rates: perpetual.funding, marks: perpetual.marks };
  return stampsOf(sources);
}

function stampsOf(sources: FundingSources): FundingColumns {
  const { bars, contract, rates, marks } = sources;
  const step = fundingHoursOf(contract) * HOUR_MS;
  const bar: number[] = [];
  const time: number[] = [];
  const rate: number[] = [];
  const mark: number[] = [];
  const missing: EpochMs[] = [];
  const last = bars.time[bars.length - 1]!;
  for (let at = (Math.floor(bars.time[0]! / step) + 1) * step; at <= last; at += step) {
    const row = rates.time.length === 0 ? 0 : rowAt(rates.time, at);
    if (row === -1) {
      missing.push(at);
      continue;
    }
    const own = rates.mark[row]!;
    bar.push(firstAtLeast(bars.time, at, 0, bars.length));
    time.push(at);
    rate.push(rates.rate[row]!);
    mark.push(Number.isNaN(own) && marks !== null ? markAt(marks, at) : own);
  }
  if (missing.length > 0) throw noRate(sources, missing);
  return {
    length: time.length,
    bar: Int32Array.from(bar),
    time: Float64Array.from(time),
    rate: Float64Array.from(rate),
    mark: Float64Array.from(mark),
  };
}

function rowAt(times: Float64Array, at: EpochMs): number {
  const row = firstAtLeast(times, at, 0, times.length);
  return times[row] === at ? row : -1;
}

/**
 * The newest mark price that is known at an instant: the open of a bar that begins there or has begun before, the close of
 * one that has ended. NaN where the newest is older than a bar and a day, whichever is shorter: that is a gap, not a price.
 */
export function markAt({ time, open, close, stepMs }: MarkPrices, at: EpochMs): number {
  const row = firstAtLeast(time, at + 1, 0, time.length) - 1;
  if (row < 0) return Number.NaN;
  const age = at - time[row]!;
  if (stepMs === 0) return age <= HOUR_MS ? close[row]! : Number.NaN;
  if (age < stepMs) return open[row]!;
  return age <= 2 * stepMs ? close[row]! : Number.NaN;
}

/** Among the things that are due between bars: after what else is due there, since midnight begins a trade date. */
export function withFundings(due: readonly Due[], all: FundingColumns | null): readonly Due[] {
  if (all === null) return due;
  const { length, bar, time } = all;
  const fundings = Array.from(
    { length },
    (_, k): Due => ({
      bar: bar[k]!,
      kind: "funding",
      day: Math.floor(time[k]! / DAY_MS),
      index: k,
    }),
  );
  return [...due, ...fundings].sort((a, b) => a.bar - b.bar);
}

/** A lane, as far as its fundings go. */
export interface Funded {
  readonly spec: { readonly contract: Contract };
  readonly instrument: { readonly grid: PriceGrid };
  readonly accountant: Accountant;
  readonly cash: CashLog;
}

/** Whoever holds something at the stamp pays or receives; `last` is the price of the last trade before it. */
export function fund(lane: Funded, { bar, time, rate, mark }: FundingColumns, k: number, last: Ticks): void {
  const { accountant, cash, spec, instrument } = lane;
  const qty = accountant.position;
  if (qty === 0) return;
  const price = Number.isNaN(mark[k]!) ? priceOfTicks(last, instrument.grid) : mark[k]!;
  const value = markValue(spec.contract, price);
  const amount = fundingOf(qty, value, rate[k]!);
  accountant.receive(amount);
  cash.push({
    bar: bar[k]!,
    time: time[k]!,
    kind: "funding",
    amount,
    qty,
    value: value.toNumber(),
    rate: hundredMillionths(rate[k]!),
  });
}

/** What the run says of it afterwards. */
export function perpetualInputs({ contract, perpetual }: Terms): PerpetualInputs | null {
  if (contract.kind !== "perpetual") return null;
  const { funding, marks, leverage, marginMode } = perpetual ?? PLAIN_PERPETUAL;
  const sourceOf = ({ file, sha256 }: { readonly file: string; readonly sha256: string }) => ({
    file,
    sha256,
  });
  return {
    funding: funding && { ...sourceOf(funding), hours: fundingHoursOf(contract) },
    marks: marks && sourceOf(marks),
    leverage,
    marginMode,
  };
}

/** What a reader must know of it before believing the numbers. */
export function fundingWarnings(
  { contract, series, perpetual }: Terms,
  fundings: FundingColumns | null,
): string[] {
  if (contract.kind !== "perpetual") return [];
  const { symbol } = contract;
  const warnings: string[] = [];
  if (perpetual?.marks && perpetual.marks.stepMs > series.source.timeframeMs) {
    warnings.push(
      `The mark prices of ${symbol} are coarser than its bars: liquidations are looked for on the traded price.`,
    );
  }
  if (fundings === null) return [`Funding of ${symbol} is not counted: no --funding was given.`, ...warnings];
  const { length, mark, bar, time } = fundings;
  const without = mark.reduce((count, price) => count + (Number.isNaN(price) ? 1 : 0), 0);
  if (without > 0) {
    warnings.push(
      `Funding of ${symbol} is on the last trade instead of the mark price at ${without} of ${length} stamps${perpetual?.marks ? ": the file of mark prices has none there" : ""}.`,
    );
  }
  const { bars, source } = series;
  const inside = time.reduce((count, at, k) => {
    const before = bars.time[bar[k]! - 1]!;
    return count + (before < at && at < before + source.timeframeMs && bars.time[bar[k]!] !== at ? 1 : 0);
  }, 0);
  if (inside > 0) {
    warnings.push(
      `${inside} of ${length} funding stamps of ${symbol} lie inside a bar, and count for what is held at its close.`,
    );
  }
  return warnings;
}

function notPerpetual({ symbol }: Contract, { funding, marks, leverage }: PerpetualTerms): Fault {
  const found = [funding && "funding", marks && "mark prices", leverage !== null && "a leverage"];
  return new Fault("E384", `${symbol} is no perpetual`, {
    found: found.filter((it) => it !== false && it !== null).join(", ") || "a margin mode",
    expected: "a contract of kind perpetual",
    fix: ["leave --funding, --mark, --leverage and --margin-mode out", 'kind: "perpetual" in its definition'],
  });
}

function noRate({ contract, rates, bars }: FundingSources, missing: readonly EpochMs[]): Fault {
  const { time, file } = rates;
  const stamp = (at: number) => formatInstant(at).replace(":00.000Z", "Z");
  const first = missing[0]!;
  const firstKnown = time[0]!;
  const lastKnown = time[time.length - 1]!;
  const dateOf = (at: number) => formatInstant(at).slice(0, 10);
  const narrower =
    bars.time[0]! < firstKnown && firstKnown < bars.time[bars.length - 1]!
      ? [`--from ${dateOf(firstKnown - 1 + 86_400_000)}, if the run may begin there`]
      : bars.time[0]! < lastKnown
        ? [`--to ${dateOf(lastKnown)}, if the run may end there`]
        : [];
  return new Fault("E383", `${contract.symbol} has no funding rate for ${stamp(first)}`, {
    found: `${file} from ${stamp(firstKnown)} to ${stamp(lastKnown)}: ${missing.length} of the run's stamps are missing in it`,
    expected: `a rate every ${fundingHoursOf(contract)} hours from midnight UTC, while the run lasts`,
    why: "A rate that is missing is not a rate of nothing.",
    fix: [
      ...narrower,
      "a file with the stamps that are missing",
      "--funding 0.01%   for one rate at every stamp",
    ],
  });
}
