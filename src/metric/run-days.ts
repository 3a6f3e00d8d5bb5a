// What did a run do on each of its trade dates?

import { quantityOf } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";
import { dailyProfits } from "./daily.js";
import type { DayColumns } from "./day-columns.js";
import { oncePerRun } from "./metric.js";
import { peakInitialMargin } from "./normalise.js";
import { transfersByDay } from "./own-money.js";

export const dayColumns = (run: Run): DayColumns => columns(run)!;

const columns = oncePerRun((run: Run): DayColumns => {
  const daily = dailyProfits(run);
  const moved = transfersByDay(run);
  const { length } = daily;
  const of = new Map(daily.map(({ day }, i) => [day, i]));
  const column = () => new Float64Array(length);
  const [trades, net, contracts, risked, riskNet] = [column(), column(), column(), column(), column()];
  const { lot } = instrumentOf(run.inputs.contract);
  for (const trade of run.trades) {
    const i = of.get(run.bars.tradeDate[trade.entryBar]!);
    if (i === undefined) continue;
    trades[i]! += 1;
    net[i]! += trade.net;
    contracts[i]! += quantityOf(trade.qty, lot);
    if (trade.risk === null || !(trade.risk > 0)) continue;
    risked[i]! += trade.risk;
    riskNet[i]! += trade.net;
  }
  return {
    length,
    cash: run.inputs.account.cash,
    peakMargin: peakInitialMargin(run),
    day: Int32Array.from(daily, ({ day }) => day),
    profit: Float64Array.from(daily, ({ profit }) => profit),
    moved: Float64Array.from(daily, ({ day }) => moved.get(day) ?? 0),
    trades,
    net,
    contracts,
    risked,
    riskNet,
  };
});
