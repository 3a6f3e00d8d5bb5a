// Does the check find each fault that is planted in clean bars, and nothing else?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkBars } from "#bars/check/check.js";
import { createBars } from "#bars/columns.js";
import { syntheticBars } from "#bars/synthetic.js";
import { MARKETS } from "#bars/synthetic-market.js";
import { fillTradeDates, sessionStretches, tradeDateOf } from "#instrument/calendar.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { parseDay } from "#instrument/time.js";
import type { Bars } from "../../src/domain/bars.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MES = instrumentOf(loadContracts().get("MES"));
const { session } = MES.contract;
const SPAN = { firstDay: parseDay("2025-02-24"), lastDay: parseDay("2025-04-11") };

interface Row {
  time: number;
  /** Open, high, low, close in ticks. */
  prices: number[];
  volume: number;
}

function rowsOf(bars: Bars): Row[] {
  const columns = [bars.openTicks, bars.highTicks, bars.lowTicks, bars.closeTicks];
  return Array.from({ length: bars.length }, (_, i) => ({
    time: bars.time[i]!,
    prices: columns.map((column) => column[i]!),
    volume: bars.volume[i]!,
  }));
}

function barsOf(rows: readonly Row[]): Bars {
  const bars = createBars(rows.length);
  const ticks = [bars.openTicks, bars.highTicks, bars.lowTicks, bars.closeTicks];
  const points = [bars.open, bars.high, bars.low, bars.close];
  rows.forEach(({ time, prices, volume }, i) => {
    bars.time[i] = time;
    bars.volume[i] = volume;
    prices.forEach((price, p) => {
      ticks[p]![i] = price;
      points[p]![i] = price / 4;
    });
  });
  fillTradeDates(session, bars.time, bars.length, bars.tradeDate);
  return bars;
}

const [market] = MARKETS;
const CLEAN = new Map(
  [1, 2, 3].flatMap((seed) =>
    [5, 1].map((minutes) => {
      const span = minutes === 1 ? { ...SPAN, firstDay: parseDay("2025-03-24") } : SPAN;
      const bars = syntheticBars(MES, market!, { seed, ...span, stepMs: minutes * MINUTE });
      return [`${seed}/${minutes}`, bars] as [string, Bars];
    }),
  ),
);

/** Clean rows, the step in milliseconds, and where to plant: a share of the way through the file, far from its ends. */
class Field {
  declare readonly rows: Row[];
  readonly name: string;
  readonly share: number;
  readonly size: number;
  readonly up: boolean;

  constructor(name: string, share: number, size: number, up: boolean) {
    this.name = name;
    this.share = share;
    this.size = size;
    this.up = up;
    // Not enumerable: a counterexample prints where it is, not ten thousand bars.
    Object.defineProperty(this, "rows", { value: rowsOf(CLEAN.get(name)!), enumerable: false });
  }
  get stepMs(): number {
    return Number(this.name.split("/")[1]) * MINUTE;
  }
  get at(): number {
    return Math.floor(this.share * this.rows.length);
  }
}

const fields = fc
  .tuple(
    fc.constantFrom<string[]>(...CLEAN.keys()),
    fc.double({ min: 0.15, max: 0.85, noNaN: true }),
    fc.integer({ min: 0, max: 99 }),
    fc.boolean(),
  )
  .map((parts) => new Field(...parts));

const dateOf = (rows: readonly Row[]): Int32Array => barsOf(rows).tradeDate;
/** The first and the last row of the trade date that a row belongs to. */
function dateAround(rows: readonly Row[], at: number): [from: number, to: number] {
  const dates = dateOf(rows);
  return [dates.indexOf(dates[at]!), dates.lastIndexOf(dates[at]!) + 1];
}
/** A row inside its session, at least so many rows from both ends of the date. */
function inside({ rows, at }: Field, room: number): number {
  const [from, to] = dateAround(rows, at);
  return Math.min(Math.max(at, from + room), to - room);
}
const wide = (rows: readonly Row[], at: number, around = 40): number =>
  Math.max(...rows.slice(at - around, at + around).map(({ prices }) => prices[1]! - prices[2]!));

/** Plants one fault of its kind, and answers the rows with the time at which it stands. */
const PLANTS: Readonly<Record<string, (field: Field) => { readonly rows: Row[]; readonly time: number }>> = {
  "outside-session": ({ rows, at, stepMs }) => {
    const [, to] = dateAround(rows, at);
    const last = rows[to - 1]!;
    const time = last.time + 20 * MINUTE;
    const stray = { time, prices: [...last.prices], volume: 3 };
    stray.prices = stray.prices.map(() => last.prices[3]! + 1);
    return { rows: [...rows.slice(0, to), stray, ...rows.slice(to)], time: time - (time % stepMs) };
  },
  "missing-session": ({ rows, at }) => {
    const [from, to] = dateAround(rows, at);
    const time = sessionStretches(session, dateOf(rows)[at]!)[0]!.from;
    return { rows: [...rows.slice(0, from), ...rows.slice(to)], time };
  },
  gap: (field) => {
    const lost = 1 + (field.size % 10);
    const from = inside(field, 20);
    const { rows } = field;
    return { rows: [...rows.slice(0, from), ...rows.slice(from + lost)], time: rows[from]!.time };
  },
  "short-session": ({ rows, at, stepMs, size }) => {
    const [from, to] = dateAround(rows, at);
    const lost = Math.ceil(HOUR / stepMs) + (size % 20);
    const end = size % 2 === 0;
    const kept = end
      ? [...rows.slice(0, to - lost), ...rows.slice(to)]
      : [...rows.slice(0, from), ...rows.slice(from + lost)];
    return { rows: kept, time: end ? rows[to - lost]!.time : rows[from]!.time };
  },
  frozen: (field) => {
    const length = 7 + (field.size % 40) + 20 * Number(field.stepMs === MINUTE);
    const from = inside(field, length + 2);
    const rows = field.rows.slice();
    const price = rows[from - 1]!.prices[3]!;
    for (let i = from; i < from + length; i++)
      rows[i] = { ...rows[i]!, prices: [price, price, price, price] };
    return { rows, time: rows[from]!.time };
  },
  spike: (field) => {
    const length = 1 + (field.size % 3);
    const from = inside(field, 10);
    const rows = field.rows.slice();
    const far = (field.up ? 1 : -1) * (6 * wide(rows, from) + 60);
    for (let i = from; i < from + length; i++) {
      const { prices } = rows[i]!;
      // Of a single bar only a wick, or all of it.
      const wick = length === 1 && field.size % 2 === 0;
      const [open, high, low, close] = prices as [number, number, number, number];
      const moved = wick
        ? [open, field.up ? high + far : high, field.up ? low : low + far, close]
        : prices.map((price) => price + far);
      rows[i] = { ...rows[i]!, prices: moved };
    }
    return { rows, time: rows[from]!.time };
  },
  "roll-jump": (field) => {
    const from = inside(field, 10);
    const jump = (field.up ? 1 : -1) * (4 * wide(field.rows, from) + 40);
    const rows = field.rows.map((row, i) =>
      i < from ? row : { ...row, prices: row.prices.map((price) => price + jump) },
    );
    return { rows, time: rows[from]!.time };
  },
  "tick-change": ({ rows, at, size, up }) => {
    if (size % 2 === 0) {
      const factor = up ? 100 : 0.01;
      const moved = rows.map((row, i) =>
        i < at ? row : { ...row, prices: row.prices.map((price) => Math.round(price * factor)) },
      );
      return { rows: moved, time: rows[at]!.time };
    }
    const rounded = rows.map((row, i) => {
      if (i < at || i >= at + 1000) return row;
      return { ...row, prices: row.prices.map((price) => 4 * Math.round(price / 4)) };
    });
    return { rows: rounded, time: rows[at]!.time };
  },
  "step-change": (field) => {
    const { rows, at, stepMs, size, up } = field;
    const [from] = dateAround(rows, at);
    if (up) {
      // Bars of three steps each, from the begin of a session on.
      const [, to] = dateAround(rows, at);
      const count = 45 + 3 * (size % 20);
      const end = Math.min(to, from + count);
      const joined = rows.slice(from, end).filter((_, i) => i % 3 === 0);
      return { rows: [...rows.slice(0, from), ...joined, ...rows.slice(end)], time: rows[from]!.time };
    }
    const count = 10 + size;
    const start = inside(field, count);
    const split = rows
      .slice(start, start + count)
      .flatMap((row) => [row, { ...row, time: row.time + stepMs / 2 }]);
    return {
      rows: [...rows.slice(0, start), ...split, ...rows.slice(start + count)],
      time: rows[start]!.time,
    };
  },
  "clock-change": ({ rows, at, size, up }) => {
    const dates = dateOf(rows);
    const [from] = dateAround(rows, at);
    const last = dates[from]! + 3 + (size % 10);
    const shift = up ? HOUR : -HOUR;
    const moved = rows.map((row, i) =>
      i < from || dates[i]! > last ? row : { ...row, time: row.time + shift },
    );
    return { rows: moved, time: moved[from]!.time };
  },
  price: ({ rows, at, up }) => {
    const moved = rows.slice();
    const [open, high, , close] = rows[at]!.prices as [number, number, number, number];
    moved[at] = { ...rows[at]!, prices: up ? [0, 0, 0, 0] : [open, high, -4, close] };
    return { rows: moved, time: rows[at]!.time };
  },
};

test("clean bars are clean", () => {
  for (const [name, bars] of CLEAN) {
    const stepMs = Number(name.split("/")[1]) * MINUTE;
    const { findings, days } = checkBars(bars, stepMs, MES);
    expect(findings).toEqual([]);
    for (const { expected, present } of days) expect(present).toBe(expected);
  }
});

test("a file of regular hours lacks the night without missing anything, and misses a date all the same", () => {
  const rows = rowsOf(CLEAN.get("1/5")!);
  const hours = sessionStretches(session, SPAN.firstDay)[0]!;
  // 08:30 to 15:00 in Chicago: from 15.5 to 22 hours after the session's begin.
  const regular = rows.filter(({ time }) => {
    const [stretch] = sessionStretches(session, tradeDateOf(session, time));
    const since = (time - stretch!.from) / HOUR;
    return since >= 15.5 && since < 22;
  });
  expect(hours.until - hours.from).toBe(23 * HOUR);
  expect(checkBars(barsOf(regular), 5 * MINUTE, MES).findings).toEqual([]);
  const dates = dateOf(regular);
  const without = regular.filter((_, i) => dates[i] !== dates[1000]);
  const { findings } = checkBars(barsOf(without), 5 * MINUTE, MES);
  expect(findings.map(({ kind, count }) => [kind, count])).toEqual([["missing-session", 1]]);
});

describe.each(Object.entries(PLANTS))("planted: %s", (kind, plant) => {
  test("is found where it stands, and nothing else is", () => {
    fc.assert(
      fc.property(fields, (field) => {
        const { rows, time } = plant(field);
        const { findings } = checkBars(barsOf(rows), field.stepMs, MES);
        expect(findings.map((one) => one.kind)).toEqual([kind]);
        const [found] = findings;
        expect(found!.from).toBeGreaterThanOrEqual(time - 2 * HOUR);
        expect(found!.from).toBeLessThanOrEqual(time + 2 * HOUR);
      }),
      { numRuns: 40 },
    );
  });
});
