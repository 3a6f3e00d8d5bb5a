// What does a broker ask for while its day window is open, and when does that window close?

import type { DayMargin, DayWindow } from "../domain/account.js";
import type { Contract, MarginRate } from "../domain/contract.js";
import type { Day, EpochMs, MicroUsd } from "../domain/money.js";
import { sessionName } from "../domain/session.js";
import { clockOn, regularClose, sessionClose, sessionOpen } from "./calendar.js";

const FULL = 100_000_000n;

/** From `from` until `to` day margin holds; `to` is the cut-off. */
export interface DaySpan {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * The window of a trade date; null where none is meant for the contract. On a day that closes early the cut-off comes as long
 * before the close as on any other: 15:45 of a 16:00 close is 12:00 of a 12:15 close.
 */
export function daySpanOn(
  { windows }: Pick<DayMargin, "windows">,
  contract: Pick<Contract, "symbol" | "session">,
  day: Day,
): DaySpan | null {
  const window = windowOf(windows, contract);
  if (window === undefined) return null;
  const { session } = contract;
  const open = sessionOpen(session, day);
  const from = window.from === null ? open : Math.max(open, clockOn(session, day, window.from));
  const close = sessionClose(session, day);
  const usual = regularClose(session, day);
  const early = Math.max(0, usual - close);
  const to = Math.min(close, clockOn(session, day, window.to) - early);
  return { from: Math.min(from, to), to };
}

/** A row for the contract beats one for its session, which beats one for all. */
function windowOf(
  windows: readonly DayWindow[],
  { symbol, session }: Pick<Contract, "symbol" | "session">,
): DayWindow | undefined {
  const find = (of: string | null) => windows.find((row) => row.of === of);
  return find(symbol) ?? find(sessionName(session)) ?? find(null);
}

/**
 * What one contract needs inside the window: one figure, to open it and to hold it. Null where the broker has no day margin
 * for the contract: then the exchange's holds all day. A share is of the exchange's initial margin of that date, to the cent,
 * ties up, and as much an estimate as that is.
 */
export function dayRate(
  { rates }: Pick<DayMargin, "rates">,
  symbol: string,
  exchange: MarginRate,
): MarginRate | null {
  const row = rates.find((one) => one.symbol === symbol) ?? rates.find((one) => one.symbol === null);
  if (row === undefined) return null;
  const amount = row.usd ?? shareOf(exchange.initial, row.share);
  return {
    initial: amount,
    maintenance: amount,
    estimated: row.usd === null && exchange.estimated,
    source:
      row.usd === null
        ? `day margin: ${row.share / 1e6} % of: ${exchange.source}`
        : "day margin of the broker",
  };
}

function shareOf(amount: MicroUsd, share: number): MicroUsd {
  const cents = (2n * BigInt(amount) * BigInt(share) + FULL * 10_000n) / (2n * FULL * 10_000n);
  return Number(cents) * 10_000;
}
