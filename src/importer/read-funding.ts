// How does a CSV file become funding rates, or mark prices?

import { Fault } from "../domain/fault.js";
import { type FundingRates, type MarkPrices, STAMP_TOLERANCE_MS } from "../domain/funding.js";
import { DAY_MS } from "../domain/money.js";
import { formatInstant } from "../instrument/time.js";
import { badRow, readTable, type Table, type TableOptions } from "./read-table.js";
import type { DateOrder } from "./stamp.js";

export interface FundingOptions {
  /** Hours between the contract's fundings. */
  readonly hours: number;
  /** Zone of stamps that carry none; UTC unless told. */
  readonly timeZone?: string;
  readonly dateOrder?: DateOrder;
}

const HOUR_MS = 3_600_000;
/** A tenth of the notional at one stamp: beyond what any venue's cap allows, so the column is in percent. */
const HIGHEST_RATE = 0.1;

const FUNDING: TableOptions = {
  what: "funding rates",
  flag: "--funding",
  example: ["time,rate", "2021-11-18T08:00:00Z,0.0001"],
};
const MARKS: TableOptions = {
  what: "mark prices",
  flag: "--mark",
  example: ["time,mark", "2021-11-18T08:00:00Z,1.1075"],
};

/**
 * Columns `time` and `rate` (a share of notional, or a percentage with its sign), and `mark` where the file has the mark
 * price of the stamp. Stamps that a venue published some milliseconds late are brought to theirs. A file of dates gives the
 * rate of every stamp of that UTC date. E382 for a stamp at which the contract has no funding.
 */
export async function readFunding(path: string, options: FundingOptions): Promise<FundingRates> {
  const table = await readTable(
    path,
    {
      rate: { names: ["rate", "fundingrate", "lastfundingrate", "funding", "fundingmean"], needed: true },
      mark: { names: ["mark", "markprice"], needed: false },
    },
    { ...FUNDING, ...zoned(options) },
  );
  refuseNonsense(path, table);
  const rows = table.dates ? everyStamp(table, options.hours) : onStamps(path, table, options.hours);
  rows.sort((a, b) => a.time - b.time);
  const kept = rows.filter((row, k) => k === 0 || row.time !== rows[k - 1]!.time);
  for (let k = 1; k < rows.length; k++) refuseTwo(path, rows[k - 1]!, rows[k]!);
  return {
    file: table.name,
    sha256: table.sha256,
    time: Float64Array.from(kept, (row) => row.time),
    rate: Float64Array.from(kept, (row) => row.rate),
    mark: Float64Array.from(kept, (row) => row.mark),
  };
}

/** One rate for every stamp, such as the 0.01 % of interest that venues charge while there is no premium. */
export const constantFunding = (rate: number): FundingRates => ({
  file: "constant",
  sha256: "",
  time: new Float64Array(0),
  rate: Float64Array.of(rate),
  mark: Float64Array.of(Number.NaN),
});

interface Row {
  readonly time: number;
  readonly rate: number;
  readonly mark: number;
  readonly line: number;
}

const rowsOf = ({ time, values, line }: Table): Row[] =>
  time.map((at, k) => ({ time: at, rate: values.rate[k]!, mark: values.mark[k]!, line: line[k]! }));

function refuseNonsense(path: string, table: Table): void {
  for (const { rate, mark, line } of rowsOf(table)) {
    if (Math.abs(rate) > HIGHEST_RATE) {
      const expected = 'a share of notional such as 0.0001, or a percentage with its sign: "0.01%"';
      throw badRow(`${path}:${line}:1`, "", `rate ${rate}`, expected, FUNDING);
    }
    if (mark <= 0) throw badRow(`${path}:${line}:1`, "", `mark ${mark}`, "a price above 0", FUNDING);
  }
}

/** A rate a day holds at each of its stamps. */
const everyStamp = (table: Table, hours: number): Row[] =>
  rowsOf(table).flatMap((row) =>
    Array.from({ length: 24 / hours }, (_, k) => ({ ...row, time: row.time + k * hours * HOUR_MS })),
  );

function onStamps(path: string, table: Table, hours: number): Row[] {
  const step = hours * HOUR_MS;
  return rowsOf(table).map((row) => {
    const stamp = Math.round(row.time / step) * step;
    if (Math.abs(row.time - stamp) <= STAMP_TOLERANCE_MS) return { ...row, time: stamp };
    const finer = [12, 8, 6, 4, 3, 2, 1].find(
      (other) => other < hours && onGrid(table.time, other * HOUR_MS),
    );
    throw new Fault("E382", `A funding rate in ${path} is for no funding of this contract`, {
      where: `${path}:${row.line}:1`,
      found: formatInstant(row.time),
      expected: `a stamp every ${hours} hours from midnight UTC`,
      why: "A rate that is paid too often, or at another instant, gives a plausible but wrong result.",
      fix: [
        ...(finer === undefined ? [] : [`fundingHours: ${finer}   in the contract's definition`]),
        "stamps in UTC, or --tz where they are not",
      ],
    });
  });
}

const onGrid = (times: readonly number[], step: number): boolean =>
  times.every((at) => Math.abs(at - Math.round(at / step) * step) <= STAMP_TOLERANCE_MS);

function refuseTwo(path: string, a: Row, b: Row): void {
  if (a.time !== b.time || (a.rate === b.rate && Object.is(a.mark, b.mark))) return;
  const later = a.line > b.line ? a : b;
  const found = `another rate for ${formatInstant(b.time)}: ${a.rate} and ${b.rate}`;
  throw badRow(`${path}:${later.line}:1`, "", found, "one rate for each stamp", FUNDING);
}

/**
 * Mark prices: bars (`time,open,high,low,close`, stamped with their open), or prices at instants (`time,mark`). Off any
 * tick grid. A liquidation is looked for on the range of a bar.
 */
export async function readMarks(path: string, options: Omit<FundingOptions, "hours">): Promise<MarkPrices> {
  const table = await readTable(
    path,
    {
      mark: { names: ["mark", "markprice", "close", "price", "last", "c"], needed: true },
      open: { names: ["open", "o"], needed: false },
      high: { names: ["high", "h"], needed: false },
      low: { names: ["low", "l"], needed: false },
    },
    { ...MARKS, ...zoned(options) },
  );
  const { time, values, line } = table;
  const order = time.map((_, k) => k).sort((a, b) => time[a]! - time[b]!);
  const filled = (column: readonly number[]) =>
    Float64Array.from(order, (k) => (Number.isNaN(column[k]!) ? values.mark[k]! : column[k]!));
  const marks: MarkPrices = {
    file: table.name,
    sha256: table.sha256,
    stepMs: values.open.every(Number.isNaN) ? 0 : usualStep(order.map((k) => time[k]!)),
    time: Float64Array.from(order, (k) => time[k]!),
    open: filled(values.open),
    high: filled(values.high),
    low: filled(values.low),
    close: filled(values.mark),
  };
  for (let k = 0; k < marks.time.length; k++) {
    const { open, high, low, close } = {
      open: marks.open[k]!,
      high: marks.high[k]!,
      low: marks.low[k]!,
      close: marks.close[k]!,
    };
    const where = `${path}:${line[order[k]!]}:1`;
    if (!(low > 0)) throw badRow(where, "", `mark ${low}`, "a price above 0", MARKS);
    if (low > Math.min(open, close) || high < Math.max(open, close)) {
      throw badRow(
        where,
        "",
        `open ${open}, high ${high}, low ${low}, close ${close}`,
        "open and close inside low to high",
        MARKS,
      );
    }
    if (k > 0 && marks.time[k] === marks.time[k - 1]) {
      throw badRow(where, "", formatInstant(marks.time[k]!), "one mark for each instant", MARKS);
    }
  }
  return marks;
}

/** The step between most rows; a day where there is but one. */
function usualStep(times: readonly number[]): number {
  const counts = new Map<number, number>();
  for (let k = 1; k < times.length; k++) {
    const step = times[k]! - times[k - 1]!;
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? DAY_MS;
}

const zoned = ({ timeZone, dateOrder }: Omit<FundingOptions, "hours">) => ({
  ...(timeZone !== undefined && { timeZone }),
  ...(dateOrder !== undefined && { dateOrder }),
});
