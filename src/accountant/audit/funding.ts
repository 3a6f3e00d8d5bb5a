// What must a funding be, computed again?

import { Decimal } from "decimal.js";
import { CASH_KINDS } from "../../domain/cash.js";
import type { Run } from "../../domain/run.js";
import type { CashContext } from "./cash.js";
import type { Findings } from "./findings.js";
import { D, usd, worth, ZERO } from "./money.js";

/**
 * From the run's own list of stamps, not from what the row says of itself: the rate of the stamp, on its mark price where it
 * has one. Where the last trade stood in the value must be that of the row, for the logs hold no other price.
 */
export function funded({ booked, k, held, findings }: CashContext): D {
  const { cash, fundings, inputs } = booked;
  const { multiplier, lotSize = "1" } = inputs.contract;
  findings.same("contracts funded", cash.qty[k]!, held);
  const stamp = fundings === null ? -1 : placeOf(fundings.time, cash.time[k]!);
  if (fundings === null || stamp === -1) {
    findings.differ("funding", new Date(cash.time[k]!).toISOString(), "no stamp of the run");
    return ZERO;
  }
  const rate = new D(fundings.rate[stamp]!);
  findings.same("rate of a funding", cash.rate[k]!, rate.times(1e8).toNumber());
  const mark = fundings.mark[stamp]!;
  const value = Number.isNaN(mark) ? usd(cash.value[k]!) : new D(mark).times(multiplier).times(lotSize);
  findings.same("value at a funding", cash.value[k]!, value.times(1e6).toNumber());
  return value.times(rate).times(-held).toDecimalPlaces(6, Decimal.ROUND_HALF_UP);
}

/** Where a rising column has a value; -1 where it has not. */
function placeOf(rising: Float64Array, value: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return rising[low] === value ? low : -1;
}

const HOUR_MS = 3_600_000;

/** By the bars: no stamp is missing, each is paid once by whoever held something, and by nobody else. */
export function checkFundings({ fundings, inputs, bars, position, cash }: Run, findings: Findings): void {
  if (fundings === null) return;
  const { contract } = inputs;
  const step = (contract.fundingHours ?? 8) * HOUR_MS;
  const from = Math.floor(bars.time[0]! / step) + 1;
  const to = Math.floor(bars.time[bars.length - 1]! / step);
  findings.same("funding stamps of the run", fundings.length, Math.max(0, to - from + 1));
  const rows = Array.from({ length: cash.length }, (_, k) => k).filter(
    (k) => CASH_KINDS[cash.kind[k]!] === "funding",
  );
  let row = 0;
  for (let k = 0; k < fundings.length; k++) {
    const bar = fundings.bar[k]!;
    const at = `funding of ${new Date(fundings.time[k]!).toISOString()}`;
    findings.same(`time of ${at}`, fundings.time[k]!, (from + k) * step);
    const falls = bars.time[bar - 1]! < fundings.time[k]! && fundings.time[k]! <= bars.time[bar]!;
    findings.same(`bar of ${at}`, falls ? bar : -1, bar);
    if (position[bar - 1] === 0) continue;
    const paid = rows[row++] ?? -1;
    findings.same(`bar of the row of ${at}`, cash.bar[paid] ?? null, bar);
    findings.same(`time of the row of ${at}`, cash.time[paid] ?? null, fundings.time[k]!);
    if (!Number.isNaN(fundings.mark[k]!)) continue;
    findings.money(`last trade at ${at}`, cash.value[paid] ?? 0, worth(contract, bars.closeTicks[bar - 1]!));
  }
  findings.same("rows of funding", rows.length, row);
}
