// How does a day file say which trade its lines are about?

import type { JournalTrade } from "../../domain/journal.js";
import { type Day, dollars, type EpochMs } from "../../domain/money.js";
import { formatDay, offsetAt, zoneOf } from "../../instrument/time.js";

/** `## t-7f3a9c  MES long 2 · 09:49:12 → 10:12:40 ET · +$82.52 (+0.83R)`: from the first `·` on the line is the tool's to renew. */
const HEADING = /^## (t-[0-9a-f]{6,64})(?![\w-])/;
const SEPARATOR = "·";

/** The trade of a heading; null for any other line. */
export const tradeOfHeading = (line: string): string | null => HEADING.exec(line)?.[1] ?? null;

/** Nearly a heading: it would be taken for prose, and what stands below it would belong to another trade. */
export const isNearHeading = (line: string): boolean =>
  tradeOfHeading(line) === null && /^\s{0,3}#{1,6}\s*t-[0-9a-f]{4,64}(?![\w-])/i.test(line);

/** The line with what follows its first `·` told anew; all before it is left as it is. */
export function renewedHeading(line: string, told: string): string {
  const at = line.indexOf(SEPARATOR);
  if (at >= 0) return `${line.slice(0, at)}${SEPARATOR} ${told}`;
  return `${line}${/\s$/.test(line) ? "" : " "}${SEPARATOR} ${told}`;
}

export const headingOf = (trade: JournalTrade, quantity: string, told: string): string =>
  `## ${trade.id}  ${plainText(trade.root)} ${trade.side === 1 ? "long" : "short"} ${quantity} ${SEPARATOR} ${told}`;

/** What a heading tells of its trade; `account` only where trades of several stand together. */
export function toldOf(trade: JournalTrade, date: Day, zone: string, account: boolean): string {
  const from = clockText(trade.entryTime, date, zone);
  const to = trade.exitTime === null ? "open" : clockText(trade.exitTime, date, zone);
  const parts = [`${from} → ${to} ${zoneLabel(zone, trade.entryTime)}`, resultText(trade)];
  if (trade.estimated) parts.push("costs estimated");
  if (account) parts.push(plainText(trade.account));
  return parts.join(` ${SEPARATOR} `);
}

function resultText({ net, r }: JournalTrade): string {
  const result = `${net > 0 ? "+" : ""}${dollars(net)}`;
  return r === null ? result : `${result} (${signedR(r)})`;
}

/** "+0.83R", "−1.00R". */
export const signedR = (r: number): string => {
  const size = Math.abs(r).toFixed(2);
  return `${r < 0 && Number(size) > 0 ? "−" : "+"}${size}R`;
};

/** The clock alone on the trade's own date or the evening before it; else with the date that it shows. */
function clockText(at: EpochMs, date: Day, zone: string): string {
  const local = at + offsetAt(zoneOf(zone), at);
  const day = Math.floor(local / 86_400_000);
  const clock = new Date(local).toISOString().slice(11, 19);
  return day === date ? clock : `${formatDay(day)} ${clock}`;
}

const SHORT: Readonly<Record<string, string>> = {
  "America/New_York": "ET",
  "America/Chicago": "CT",
  "America/Los_Angeles": "PT",
  "America/Denver": "MT",
};

/** "ET" and "CT" the year round, as traders say it; else as the zone is abbreviated then. */
export function zoneLabel(zone: string, at: EpochMs): string {
  const short = SHORT[zone];
  if (short !== undefined) return short;
  const minutes = Math.round(offsetAt(zoneOf(zone), at) / 60_000);
  const size = Math.abs(minutes);
  const clock = `${String(Math.floor(size / 60)).padStart(2, "0")}:${String(size % 60).padStart(2, "0")}`;
  return minutes === 0 ? "UTC" : `UTC${minutes < 0 ? "−" : "+"}${clock}`;
}

/** A name from a broker's file on a line of the tool: no line ends, no control characters, nothing that Markdown takes for more than text. */
export const plainText = (text: string): string =>
  text
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replace(/[\\`*[\]<>&!|~#·]/g, (character) => (character === "·" ? "." : `\\${character}`))
    .slice(0, 200)
    .trim();
