// Is the account worth at each bar's close what the bars say?

import { CASH_KINDS, CASH_ROLES } from "../../domain/cash.js";
import type { Run } from "../../domain/run.js";
import type { Findings } from "./findings.js";
import { type D, dateText, totalOf, usd, worth, ZERO } from "./money.js";
import { AuditMonths } from "./months.js";

/**
 * The other route, on the bars themselves: positions at trade prices, without daily settlement. Wherever something happened
 * and at the end of each trade date the run's equity and position must be those, and each settlement must have used the
 * last close before it.
 */
export function checkBars(run: Run, findings: Findings): void {
  const { fills, bars, equity, position, daily, inputs, cash: log } = run;
  const { contract } = inputs;
  let cash = usd(inputs.account.cash);
  let held = 0;
  let fill = 0;
  let row = 0;
  const months = new AuditMonths(run);
  let date = 0;
  for (let bar = 0; bar < bars.length; bar++) {
    const before = fill + row;
    for (; row < log.length && log.bar[row] === bar; row++)
      cash = cash.plus(moved(run, row, months, findings));
    for (; fill < fills.length && fills.bar[fill] === bar; fill++) {
      const signed = fills.side[fill]! * fills.qty[fill]!;
      cash = cash.minus(months.valueOf(fill).times(signed)).minus(totalOf(months.costOf(fill)));
      held += signed;
      if (fills.finer[fill] === -1)
        findings.same(`time of fill ${fill + 1}`, fills.time[fill]!, bars.time[bar]!);
      findings.same(`trade date of fill ${fill + 1}`, fills.day[fill]!, bars.tradeDate[bar]!);
    }
    const endsDay = bar === bars.length - 1 || bars.tradeDate[bar] !== bars.tradeDate[bar + 1];
    if (fill + row === before && !endsDay) continue;
    findings.date = dateText(bars.tradeDate[bar]!);
    if (endsDay) {
      const statement = daily[date++];
      findings.same("trade date of the statement", statement?.day ?? 0, bars.tradeDate[bar]!);
      findings.same(
        "close of the date in ticks",
        statement?.close ?? 0,
        bars.closeTicks[bar]! + months.offsetAt(bar),
      );
    }
    const close = bars.closeTicks[bar]! + months.offsetAt(bar);
    const value = worth(contract, close);
    findings.money(`equity at bar ${bar}`, equity[bar]!, cash.plus(value.times(held)));
    findings.same(`position at bar ${bar}`, position[bar]!, held);
  }
  for (; row < log.length && log.bar[row] === bars.length; row++) moved(run, row, months, findings);
  findings.same("fills inside the bars", fills.length, fill);
  findings.same("statements", daily.length, date);
  findings.same("cash rows inside the bars", log.length, row);
}

/** What a row moves by this route. Settlement only moves profit from open into cash: here there is nothing to book. */
function moved(run: Run, row: number, months: AuditMonths, findings: Findings): D {
  const { cash: log, bars, inputs } = run;
  const kind = CASH_KINDS[log.kind[row]!]!;
  if (CASH_ROLES[kind] !== "variation") return usd(log.amount[row]!);
  // A file of settlement prices, and the final price of a contract, are the user's to know.
  if (kind !== "settlement" || (inputs.settlements && log.qty[row] !== 0)) return ZERO;
  const bar = log.bar[row]!;
  const last =
    bar === 0
      ? bars.openTicks[0]! + months.offsetAt(0)
      : bars.closeTicks[bar - 1]! + months.offsetAt(bar - 1);
  findings.money(`value of the ${kind} before bar ${bar}`, log.value[row]!, worth(inputs.contract, last));
  return ZERO;
}
