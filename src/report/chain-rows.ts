// Which contract months, rolls and expiries stand in the tables that leave the program?

import type { Chain } from "../domain/chain.js";
import type { Contract } from "../domain/contract.js";
import { type Day, decimalOfMicro, decimalOfTicks, type Ticks } from "../domain/money.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay, formatInstant } from "../instrument/time.js";

export function chainRows({ months, rolls, expiries }: Chain, contract: Contract) {
  const { grid } = instrumentOf(contract);
  const points = (ticks: Ticks): string => decimalOfTicks(ticks, grid);
  const date = (day: Day | null): string | null => (day === null ? null : formatDay(day));
  return {
    months: months.map((month) => ({
      contract: month.contract,
      bar: month.bar,
      offset: points(month.offset),
      lastTradingDay: date(month.lastTradingDay),
      firstNotice: date(month.firstNotice),
    })),
    rolls: rolls.map(({ bar, time, from, to, spread, qty, prices, fill }) => ({
      bar,
      time: formatInstant(time),
      from,
      to,
      spread: points(spread),
      qty,
      fromPrice: prices && points(prices.from),
      toPrice: prices && points(prices.to),
      executedSpread: prices && points(prices.to - prices.from),
      fill: fill === -1 ? null : fill,
    })),
    expiries: expiries.map((expiry) => ({
      bar: expiry.bar,
      time: formatInstant(expiry.time),
      contract: expiry.contract,
      qty: expiry.qty,
      price: expiry.price,
      value: decimalOfMicro(expiry.value),
      source: expiry.source,
      delivered: expiry.delivered,
      fill: expiry.fill,
    })),
  };
}
