// How do multiple prices become a chain that can be traded?

import { offsetsOf, seenPrices } from "../bars/chain.js";
import { createBars, sliceBars } from "../bars/columns.js";
import type { Bars, Series } from "../domain/bars.js";
import type { LegPrices, MonthSpan } from "../domain/chain.js";
import type { Contract, Instrument } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { Repairs, RowAccount } from "../domain/findings.js";
import { DAY_MS, type EpochMs, priceOfTicks, type Ticks } from "../domain/money.js";
import { policiesOf } from "../importer/policy.js";
import type { ReadOptions } from "../importer/read-bars.js";
import { type MultiplePrices, multipleRolls, readMultiple } from "../importer/read-multiple.js";
import { fillTradeDates, sessionOpen, settlementOnOrAfter, tradeDateOf } from "../instrument/calendar.js";
import { instrumentOf, isOnGrid, toTicks } from "../instrument/instrument.js";
import { monthName } from "../instrument/month.js";
import { formatDay, formatInstant, instantOfLocal, zoneOf } from "../instrument/time.js";
import { ADJUSTED, type Chained, type ChainTerms, refuseBelowZero } from "./chain.js";
import { monthOf } from "./chain-rolls.js";

type Reading = Omit<ReadOptions, "instrument" | "contract">;

/**
 * Each price is a bar of its own, open, high, low and close alike. One bar a trade date: the row stamped 23:00:00, or where a date has
 * none its last one; with `timeframeMs` of less than a day the rows on such a step instead. The contracts and the spread at each
 * roll are those of the file. E373 where a roll has no prices, E387 where no row makes a bar, E388 for prices off the grid.
 */
export async function readMultipleChain(
  path: string,
  contract: Contract,
  terms: ChainTerms,
  reading: Reading,
): Promise<Chained> {
  const prices = await readMultiple(path);
  const instrument = instrumentOf(contract);
  const picked = pickRows(prices, contract, reading);
  const { kept, repairs, rows } = onGrid(prices, picked.rows, instrument, reading);
  const end = kept.at(-1);
  if (end === undefined) throw noBars(prices, picked.timeframeMs);
  const rolls = multipleRolls(prices).filter(({ row }) => row <= end);
  const quotes = rolls.map(({ quoted, from, to, row }): LegPrices => {
    if (quoted < 0) throw noSpread(prices, from, to, row);
    return {
      from: toTicks(prices.price[quoted]!, instrument),
      to: toTicks(prices.forward[quoted]!, instrument),
    };
  });
  const offsets = offsetsOf(quotes.map(({ from, to }) => to - from));
  const seen = seenPrices(terms.adjust, offsets, quotes);
  const times = Float64Array.from(kept, (row) => picked.time(row));
  const bars = barsOf(prices, kept, times, rolls, offsets, instrument);
  const spans = offsets.map((offset, k): MonthSpan => {
    const roll = rolls[k - 1];
    const name = roll?.to ?? prices.contract[0]!;
    const first = roll === undefined ? 0 : kept.findIndex((row) => row >= roll.row);
    const day = Math.floor(prices.stamp[roll?.row ?? 0]! / DAY_MS);
    const month = monthOf(name, day * DAY_MS);
    return {
      contract: month === null ? name : monthName(contract.symbol, month),
      month: contract.expiry ? month : null,
      from:
        roll === undefined ? Number.NEGATIVE_INFINITY : first < 0 ? Number.POSITIVE_INFINITY : times[first]!,
      offset,
      prices: null,
      quote: quotes[k - 1] ?? null,
      why: roll === undefined ? "" : `${prices.file}:${prices.line[roll.row]!}`,
      seen: seen[k]!,
    };
  });
  const series: Series = {
    bars,
    source: {
      symbol: contract.symbol,
      file: prices.file,
      sha256: prices.sha256,
      timeframeMs: picked.timeframeMs,
      from: bars.time[0]!,
      to: bars.time[bars.length - 1]!,
      firstDay: bars.tradeDate[0]!,
      lastDay: bars.tradeDate[bars.length - 1]!,
      bars: bars.length,
      hasVolume: false,
      synthetic: false,
      rows,
      repairs,
      notes: [
        `Multiple prices of ${spans.length} contracts, rolled where PRICE_CONTRACT changes, adjusted backwards by FORWARD less PRICE before each roll.`,
        ...picked.notes,
        "One price a row: open, high, low and close of a bar are the same, so that nothing is known of the way between two bars.",
        "No volume in the file: what needs volume has nothing to work with.",
        accountText(rows),
      ],
    },
  };
  if (terms.adjust === "ratio") refuseBelowZero(series, spans);
  const { slippage, expiry, adjust } = terms;
  const how = `multiple prices of ${spans.length} contracts, rolled by ${prices.file}${ADJUSTED[adjust]}`;
  return { series, plan: { how, adjust, spans, slippage, expiry, calendar: null, files: [] } };
}

interface Picked {
  readonly rows: readonly number[];
  /** When the bar of a row opens. */
  readonly time: (row: number) => EpochMs;
  readonly timeframeMs: number;
  readonly notes: readonly string[];
}

function pickRows(prices: MultiplePrices, contract: Contract, reading: Reading): Picked {
  const { timeframeMs = DAY_MS } = reading;
  const picked =
    timeframeMs < DAY_MS ? stepRows(prices, timeframeMs, reading) : dailyRows(prices, contract, reading);
  if (picked.rows.length > 0) return picked;
  throw noBars(prices, timeframeMs);
}

const noBars = (prices: MultiplePrices, timeframeMs: number): Fault =>
  new Fault("E387", `${prices.path} has no row that makes a bar`, {
    where: prices.path,
    found: `${prices.length} rows, from ${formatInstant(prices.stamp[0]!)} on`,
    expected:
      timeframeMs < DAY_MS
        ? `stamps on a step of ${timeframeMs / 60_000} minutes, with a price`
        : "rows with a price",
    fix: ["leave --timeframe out, and there is a bar a day", "--timeframe 1h"],
  });

const instantsOf = ({ stamp }: MultiplePrices, { timeZone }: Reading): ((row: number) => EpochMs) => {
  const zone = zoneOf(timeZone ?? "UTC");
  return (row) => instantOfLocal(zone, stamp[row]!).time;
};

/** Rows at hours and the like; those that are stamped 23:00:00 are of days, and those at a roll's odd second of none. */
function stepRows(prices: MultiplePrices, timeframeMs: number, reading: Reading): Picked {
  const rows: number[] = [];
  let daily = 0;
  for (let row = 0; row < prices.length; row++) {
    if (Number.isNaN(prices.price[row]!)) continue;
    if (prices.daily[row] === 1) daily++;
    else if (prices.stamp[row]! % timeframeMs === 0) rows.push(row);
  }
  const instant = instantsOf(prices, reading);
  const shift = reading.stamp === "close" ? timeframeMs : 0;
  return {
    rows,
    time: (row) => instant(row) - shift,
    timeframeMs,
    notes: [
      `Rows on a step of ${timeframeMs / 60_000} minutes are taken, stamped at the ${shift === 0 ? "open" : "close"}, in ${reading.timeZone ?? "UTC"}; ${count(daily)} daily rows (23:00:00) are not.`,
    ],
  };
}

/** The row of the nominal close; where a trade date has none, its last. Never an earlier row than that of the date before. */
function dailyRows(prices: MultiplePrices, { session }: Contract, reading: Reading): Picked {
  const instant = instantsOf(prices, reading);
  const byDay = new Map<number, number>();
  const dayOf = (row: number): number =>
    prices.daily[row] === 1
      ? settlementOnOrAfter(session, Math.floor(prices.stamp[row]! / DAY_MS))
      : tradeDateOf(session, instant(row));
  for (let row = 0; row < prices.length; row++) {
    if (Number.isNaN(prices.price[row]!)) continue;
    const day = dayOf(row);
    const known = byDay.get(day);
    if (known === undefined || prices.daily[row] === 1 || prices.daily[known] === 0) byDay.set(day, row);
  }
  const rows: number[] = [];
  const days = new Map<number, number>();
  let without = 0;
  for (const [day, row] of [...byDay].sort(([a], [b]) => a - b)) {
    if (row <= (rows.at(-1) ?? -1)) continue;
    rows.push(row);
    days.set(row, day);
    if (prices.daily[row] === 0) without++;
  }
  return {
    rows,
    time: (row) => sessionOpen(session, days.get(row)!),
    timeframeMs: DAY_MS,
    notes: [
      `A bar a trade date, of its row at 23:00:00${without === 0 ? "" : `; ${count(without)} trade dates have none and close at their last row`}. --timeframe 1h takes the rows at hours instead.`,
    ],
  };
}

/** What is off the price grid is refused, left out or moved to the nearest tick, by the policy. */
function onGrid(
  prices: MultiplePrices,
  rows: readonly number[],
  instrument: Instrument,
  { policy }: Reading,
): { readonly kept: number[]; readonly repairs: Repairs; readonly rows: RowAccount } {
  const action = policiesOf(policy)["off-grid"];
  const off = rows.filter((row) => !isOnGrid(prices.price[row]!, instrument));
  if (off.length > 0 && action === "refuse") {
    const line = prices.line[off[0]!]!;
    const { symbol, tickSize } = instrument;
    throw new Fault(
      "E388",
      `${prices.path}:${line} has a price off the price grid, as ${count(off.length - 1)} other bars have`,
      {
        where: `${prices.path}:${line}:1`,
        found: String(prices.price[off[0]!]!),
        expected: `${symbol} moves in steps of ${tickSize}`,
        why: "Settlements and prices of years with another tick are often between two ticks.",
        fix: [
          "--policy off-grid=repair   moves them to the nearest tick",
          "--policy off-grid=reject   leaves them out",
        ],
      },
    );
  }
  const left = new Set(action === "reject" ? off : []);
  const kept = rows.filter((row) => !left.has(row));
  const done = action === "reject" ? "rejected" : "repaired";
  const listed = off.slice(0, 100).map((row) => ({
    kind: "off-grid" as const,
    action: done as "rejected" | "repaired",
    file: prices.file,
    line: prices.line[row]!,
    found: String(prices.price[row]!),
    done:
      done === "rejected"
        ? "off the price grid"
        : String(priceOfTicks(toTicks(prices.price[row]!, instrument), instrument.grid)),
  }));
  const counts =
    off.length === 0
      ? []
      : [{ kind: "off-grid" as const, action: done as "rejected" | "repaired", count: off.length }];
  const repaired = done === "repaired" ? off.length : 0;
  return {
    kept,
    repairs: { total: off.length, counts, listed },
    rows: {
      read: prices.length,
      accepted: kept.length - repaired,
      repaired,
      rejected: left.size,
      skipped: prices.length - kept.length - left.size,
      otherContracts: 0,
    },
  };
}

function barsOf(
  prices: MultiplePrices,
  kept: readonly number[],
  times: Float64Array,
  rolls: readonly { readonly row: number }[],
  offsets: readonly Ticks[],
  instrument: Instrument,
): Bars {
  const bars = createBars(kept.length);
  let at = 0;
  for (const [i, row] of kept.entries()) {
    while (at < rolls.length && rolls[at]!.row <= row) at++;
    const ticks = toTicks(prices.price[row]!, instrument) - offsets[at]!;
    const price = priceOfTicks(ticks, instrument.grid);
    bars.time[i] = times[i]!;
    for (const column of [bars.open, bars.high, bars.low, bars.close]) column[i] = price;
    for (const column of [bars.openTicks, bars.highTicks, bars.lowTicks, bars.closeTicks]) column[i] = ticks;
    bars.volume[i] = Number.NaN;
  }
  fillTradeDates(instrument.contract.session, bars.time, bars.length, bars.tradeDate);
  return sliceBars(bars, 0, bars.length);
}

const count = (n: number): string => n.toLocaleString("en-US");

const accountText = ({ read, accepted, repaired, rejected, skipped }: RowAccount): string =>
  `${count(read)} rows = ${count(accepted)} accepted + ${count(repaired)} repaired + ${count(rejected)} rejected + ${count(skipped)} skipped (without a price, or of another step).`;

const noSpread = ({ path, line, stamp }: MultiplePrices, from: string, to: string, row: number): Fault =>
  new Fault("E373", `${path}:${line[row]!} goes from ${from} to ${to}, and no row before has both prices`, {
    where: `${path}:${line[row]!}:1`,
    found: `no row of ${from} with PRICE and FORWARD before ${formatDay(Math.floor(stamp[row]! / DAY_MS))}`,
    expected: "a row with both prices before each roll",
    why: "A spread that is guessed would be profit or loss that nobody made.",
    fix: ["fill in FORWARD in the row before"],
  });
