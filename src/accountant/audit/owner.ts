// Did the owner's money come and go as it was to, and did cash earn what its balances say?

import { Decimal } from "decimal.js";
import { CASH_KINDS, type CashKind } from "../../domain/cash.js";
import type { Day, MicroUsd } from "../../domain/money.js";
import type { Booked } from "../../domain/posting.js";
import type { CashContext } from "./cash.js";
import type { Findings } from "./findings.js";
import { D, dateText, usd, ZERO } from "./money.js";

const PER_YEAR = new D(360).times(100_000_000);

/** A deposit is one of the schedule, or a margin call that its terms say is paid: how much that is nobody but the row says. */
export function deposited(context: CashContext): D | null {
  const { booked, k, findings } = context;
  const text = textOf(booked, k);
  if (text !== "margin call paid") return scheduled(context, 1);
  findings.same("who meets margin calls", booked.inputs.account.call?.metBy ?? "none", "deposit");
  return null;
}

/** No more than was to go, and less only where the row says so. */
export function withdrawn(context: CashContext): D | null {
  const { booked, k, findings } = context;
  const asked = scheduled(context, -1);
  const amount = usd(booked.cash.amount[k]!);
  if (!textOf(booked, k).includes(" asked for, ")) return asked;
  if (amount.lt(asked) || amount.gte(0))
    findings.differ("withdrawal", amount.toFixed(), `at most ${asked.toFixed()}`);
  return null;
}

/** The same entry of the schedule as the row is of the rows that name its date. */
function scheduled({ booked, k }: CashContext, sign: 1 | -1): D {
  const date = dateIn(textOf(booked, k));
  const { cash } = booked;
  let before = 0;
  for (let row = 0; row < k; row++) {
    if (cash.kind[row] === cash.kind[k] && dateIn(textOf(booked, row)) === date) before++;
  }
  const entries = transfersOf(booked, sign).filter(({ day }) => dateText(day) === date);
  return usd(entries[before]?.amount ?? 0);
}

const transfersOf = ({ inputs }: Booked, sign: 1 | -1) =>
  (inputs.account.transfers ?? []).filter(({ amount }) => Math.sign(amount) === sign);

const textOf = ({ cash, reasons }: Booked, k: number): string => reasons[cash.text[k]!] ?? "";
const dateIn = (text: string): string => /\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? "";

/** What the balances of the statements have earned since the posting before. */
export function earned({ booked, k }: CashContext): D {
  const day = booked.cash.day[k]!;
  return interestDue(booked).get(day) ?? ZERO;
}

/** By trade date: rate × balance × calendar days ÷ 360, added up over a month, posted with the first date of the next. */
function interestDue({ daily, inputs }: Booked): ReadonlyMap<Day, D> {
  const rates = inputs.account.interest ?? [];
  const due = new Map<Day, D>();
  let sum = ZERO;
  for (let k = 1; k < daily.length; k++) {
    const [before, { day }] = [daily[k - 1]!, daily[k]!];
    const rate = rates.filter(({ from }) => from <= before.day).at(-1);
    const share: MicroUsd = before.balance < 0 ? (rate?.debit ?? 0) : (rate?.credit ?? 0);
    // Divided once, at the end: thirds that were rounded on the way would not add up to half a cent.
    sum = sum.plus(
      usd(before.balance)
        .times(share)
        .times(day - before.day),
    );
    if (dateText(day).slice(0, 7) === dateText(before.day).slice(0, 7)) continue;
    const cents = sum.div(PER_YEAR).toDecimalPlaces(2, Decimal.ROUND_HALF_CEIL);
    if (!cents.isZero()) due.set(day, cents);
    sum = ZERO;
  }
  return due;
}

/** Nothing that was to be posted is missing. */
export function checkOwner(booked: Booked, findings: Findings): void {
  const { cash, daily } = booked;
  const rows = (kind: CashKind, like: RegExp): number => {
    let count = 0;
    for (let k = 0; k < cash.length; k++) {
      if (CASH_KINDS[cash.kind[k]!] === kind && like.test(textOf(booked, k))) count++;
    }
    return count;
  };
  const [first, last] = [daily[0]?.day ?? 0, daily.at(-1)?.day ?? -1];
  const deposits = transfersOf(booked, 1).filter(({ day }) => day >= first && day <= last);
  findings.same("deposits of the schedule", rows("deposit", /^deposit of /), deposits.length);
  findings.same("postings of interest", rows("interest", /./), interestDue(booked).size);
}
