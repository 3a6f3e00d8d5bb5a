// How are the sizes in a finding written?

import type { Instrument } from "../../domain/contract.js";
import { decimalOfTicks, type Ticks } from "../../domain/money.js";
import { formatInstant } from "../../instrument/time.js";

export const countOf = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString("en-US")} ${n === 1 ? one : many}`;

/** "5012.25" */
export const priceText = (ticks: Ticks, { grid }: Instrument): string => decimalOfTicks(ticks, grid);

/** "+243.75" */
export const moveText = (ticks: Ticks, { grid }: Instrument): string =>
  `${ticks > 0 ? "+" : ""}${decimalOfTicks(ticks, grid)}`;

/** "2024-05-14T14:30Z", and with another end on the same day "2024-05-14T14:30Z to 15:10Z". */
export function spanOf(from: number, until: number): string {
  const [start, end] = [short(from), short(until)];
  return start.slice(0, 10) === end.slice(0, 10) ? `${start} to ${end.slice(11)}` : `${start} to ${end}`;
}

const short = (at: number): string => formatInstant(at).replace(/:00Z$/, "Z");

/** "20m", "1h 30m", "3 days". */
export function lengthText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.round(ms / 1000)}s`;
  if (minutes < 60) return `${minutes}m`;
  if (minutes < 48 * 60)
    return minutes % 60 === 0 ? `${minutes / 60}h` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
  return countOf(Math.round(minutes / 1440), "day");
}
