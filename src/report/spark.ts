// How does a curve look in one line of text?

import type { MicroUsd } from "../domain/money.js";
import type { DailyRow } from "../domain/run.js";
import { formatDay } from "../instrument/time.js";
import { spread } from "./chart/scale.js";
import type { TextStyle } from "./text-style.js";

const BLOCKS = "▁▂▃▄▅▆▇█";
const ASCII_BLOCKS = "_.-=+*#@";
/** Runs of a few weeks have no months to speak of. */
const FEW_MONTHS = 4;

/** Start and the equity at the end of each month, or of each trade date of a short run. Empty without a day. */
export function sparkline(
  cash: MicroUsd,
  daily: readonly DailyRow[],
  { unicode, columns }: TextStyle,
): { text: string; unit: "month" | "day" } {
  const ends = daily.filter((row, i) => monthOf(row) !== (daily[i + 1] && monthOf(daily[i + 1]!)));
  const unit = ends.length >= FEW_MONTHS ? "month" : "day";
  const rows = unit === "month" ? ends : daily;
  if (rows.length === 0) return { text: "", unit };
  const all = [cash, ...rows.map((row) => row.equity)];
  const values = spread(all.length, Math.max(8, Math.min(60, columns - 24))).map((i) => all[i]!);
  return { text: drawn(values, Math.min(...values), Math.max(...values), { unicode }), unit };
}

/** So many of the values, between two levels that it may share with another curve. */
export const curve = (
  values: readonly number[],
  width: number,
  low: number,
  high: number,
  style: Pick<TextStyle, "unicode">,
): string =>
  drawn(
    spread(values.length, width).map((i) => values[i]!),
    low,
    high,
    style,
  );

function drawn(
  values: readonly number[],
  low: number,
  high: number,
  { unicode }: Pick<TextStyle, "unicode">,
): string {
  const span = high - low;
  const blocks = unicode ? BLOCKS : ASCII_BLOCKS;
  return values
    .map((value) => blocks[span === 0 ? 3 : Math.round(((value - low) / span) * (blocks.length - 1))])
    .join("");
}

const monthOf = ({ day }: DailyRow): string => formatDay(day).slice(0, 7);
