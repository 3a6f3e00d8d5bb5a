// How near did the account come to its margin, and on which terms was that held?

import type { MarginCall } from "../domain/account.js";
import { type Day, dollars, type MicroUsd, type Ticks } from "../domain/money.js";
import type { AccountTerms, DailyRow, Run } from "../domain/run.js";
import { formatDay } from "../instrument/time.js";

export interface MarginFigures {
  /** Largest initial requirement, after any fill. */
  readonly peakUsed: MicroUsd;
  /** Least equity above the initial requirement at the end of a date out of which a position was carried; null where none was. */
  readonly leastExcess: MicroUsd | null;
  /** Ticks from a last close to the price of a breach, where it was nearest; null where no position was carried. */
  readonly nearest: { readonly ticks: Ticks; readonly day: Day } | null;
}

export function marginFigures({ daily }: Pick<Run, "daily">): MarginFigures {
  const carried = daily.filter(({ distance }) => distance !== null);
  const nearest = carried.reduce<DailyRow | null>(
    (least, row) => (least === null || row.distance! < least.distance! ? row : least),
    null,
  );
  return {
    peakUsed: daily.reduce((most, { peak }) => Math.max(most, peak), 0),
    leastExcess: carried.length === 0 ? null : Math.min(...carried.map(({ excess }) => excess)),
    nearest: nearest && { ticks: nearest.distance!, day: nearest.day },
  };
}

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const percent = (share: number): string => `${share / 1e6} %`;

/** What was agreed beyond the exchange's margin and start cash, a sentence each. */
export function accountLines(account: AccountTerms): string[] {
  return [
    ...dayMarginLines(account),
    ...callLines(account),
    ...(account.orderMargin
      ? ["What working orders would open needs initial margin when an order is sent."]
      : []),
    ...(account.offsets ?? []).map(
      ({ first, second, ratio, credit }) =>
        `${ratio[0]} ${first} against ${ratio[1]} ${second} saves ${percent(credit)} of both margins.`,
    ),
    ...(account.transfers ?? []).map(
      ({ day, amount }) =>
        `${amount > 0 ? "Deposit" : "Withdrawal"} of ${dollars(Math.abs(amount))} on ${formatDay(day)}.`,
    ),
    ...(account.interest ?? []).map(
      ({ from, credit, debit }) =>
        `Cash earns ${percent(credit)} a year${from > 0 ? ` from ${formatDay(from)} on` : ""}${debit > 0 ? `, a debit pays ${percent(debit)}` : ""}, ACT/360, posted monthly.`,
    ),
  ];
}

function dayMarginLines({ dayMargin, marginPolicy }: AccountTerms): string[] {
  if (!dayMargin || marginPolicy === "none") return [];
  const rates = dayMargin.rates.map(
    ({ symbol, usd, share }) =>
      `${usd === null ? `${percent(share)} of initial margin` : dollars(usd)} a contract${symbol === null ? "" : ` of ${symbol}`}`,
  );
  const windows = dayMargin.windows.map(
    ({ of, from, to }) =>
      `${from === null ? "the open" : clock(from)} to ${clock(to)}${of === null ? "" : ` (${of})`}`,
  );
  const fee = dayMargin.violationFee > 0 ? `, for ${dollars(dayMargin.violationFee)}` : "";
  const lead =
    dayMargin.leadMinutes > 0
      ? ` In the last ${dayMargin.leadMinutes} minutes orders need overnight margin already.`
      : "";
  const then = {
    cut: `what equity does not carry at overnight initial margin is closed${fee}`,
    close: `a position that equity does not carry at overnight initial margin is closed whole${fee}`,
    refuse: "nothing is closed but by a breach of overnight maintenance",
  }[dayMargin.atCutOff];
  return [`Day margin ${rates.join(", ")}, ${windows.join(", ")}; at the cut-off ${then}.${lead}`];
}

function callLines({ marginPolicy, call }: AccountTerms): string[] {
  if (marginPolicy !== "call" || !call) return [];
  const when = call.days === 1 ? "the next trade date" : `the trade date ${call.days} later`;
  const then =
    call.metBy === "deposit" ? "its amount is paid in then" : "contracts are closed then unless it was met";
  return [`A margin call is due at ${clock(call.minute)} of ${when}: ${then}.`];
}

/** What its owner put in or took out on the whole, as it stands behind the start cash; empty where nothing was moved. */
export function movedText({ totals }: Pick<Run, "totals">): string {
  const { transfers } = totals;
  if (transfers === 0) return "";
  return ` · ${transfers > 0 ? "put in" : "taken out"} ${dollars(Math.abs(transfers))}`;
}

const OUTCOMES: Readonly<Record<MarginCall["outcome"], string>> = {
  deposit: "met by a deposit",
  reduction: "cured by closing contracts",
  market: "cured by the market",
  liquidated: "not met: contracts were closed",
  open: "still open at the end of the data",
};

export const outcomeText = ({ outcome }: MarginCall): string => OUTCOMES[outcome];
