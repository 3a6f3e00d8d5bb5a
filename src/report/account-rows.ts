// How do the terms of an account go into a document, and out of one again?

import { Decimal } from "decimal.js";
import type { z } from "zod";
import { decimalOfMicro } from "../domain/money.js";
import type { AccountTerms } from "../domain/run.js";
import { microOf } from "../instrument/instrument.js";
import { formatDay, parseDay } from "../instrument/time.js";
import type { accountSchema } from "./account-schema.js";

export type AccountRow = z.infer<typeof accountSchema>;

/** Shares are counted in hundred-millionths. */
const UNITS = 100_000_000;
const shareText = (units: number): string => new Decimal(units).div(UNITS).toFixed();
const shareOf = (text: string): number => new Decimal(text).times(UNITS).toNumber();

export function accountRow(account: AccountTerms): AccountRow {
  const { dayMargin = null, call = null, offsets = [], transfers = [], interest = [] } = account;
  return {
    cash: decimalOfMicro(account.cash),
    marginPolicy: account.marginPolicy,
    margins: account.margins,
    liquidationFee: decimalOfMicro(account.liquidationFee),
    monthlyFee: decimalOfMicro(account.monthlyFee),
    feeRounding: account.feeRounding ?? "exact",
    dayMargin: dayMargin && {
      rates: dayMargin.rates.map(({ symbol, usd, share }) => ({
        symbol,
        usd: usd === null ? null : decimalOfMicro(usd),
        share: shareText(share),
      })),
      windows: dayMargin.windows.map((row) => ({ ...row })),
      atCutOff: dayMargin.atCutOff,
      leadMinutes: dayMargin.leadMinutes,
      violationFee: decimalOfMicro(dayMargin.violationFee),
    },
    call: call && { ...call },
    orderMargin: account.orderMargin ?? false,
    offsets: offsets.map(({ first, second, ratio, credit }) => ({
      first,
      second,
      ratio: [...ratio],
      credit: shareText(credit),
    })),
    transfers: transfers.map(({ day, amount }) => ({ date: formatDay(day), amount: decimalOfMicro(amount) })),
    interest: interest.map(({ from, credit, debit }) => ({
      from: formatDay(from),
      credit: shareText(credit),
      debit: shareText(debit),
    })),
  };
}

export function accountOfRow(row: AccountRow): AccountTerms {
  const { dayMargin, call, orderMargin, offsets, transfers, interest } = row;
  return {
    cash: microOf(row.cash),
    marginPolicy: row.marginPolicy,
    margins: row.margins,
    liquidationFee: microOf(row.liquidationFee),
    monthlyFee: microOf(row.monthlyFee),
    feeRounding: row.feeRounding,
    dayMargin: dayMargin && {
      ...dayMargin,
      rates: dayMargin.rates.map(({ symbol, usd, share }) => ({
        symbol,
        usd: usd === null ? null : microOf(usd),
        share: shareOf(share),
      })),
      violationFee: microOf(dayMargin.violationFee),
    },
    call,
    orderMargin,
    offsets: offsets.map((offset) => ({ ...offset, credit: shareOf(offset.credit) })),
    transfers: transfers.map(({ date, amount }) => ({ day: parseDay(date), amount: microOf(amount) })),
    interest: interest.map(({ from, credit, debit }) => ({
      from: parseDay(from),
      credit: shareOf(credit),
      debit: shareOf(debit),
    })),
  };
}
