// Where do the results come from: which hour, weekday, session, contract, exit?

import type { EpochMs, MicroUsd } from "../domain/money.js";
import type { Run, Trade } from "../domain/run.js";
import { sessionZone } from "../instrument/calendar.js";
import { regularHours, regularTest } from "../instrument/regular-hours.js";
import { hourLabel, minuteOfDay, WEEKDAYS, weekdayOf } from "../instrument/time.js";
import { wholeMicro } from "./metric.js";

export type BreakdownKey = "hour" | "weekday" | "session" | "side" | "instrument" | "entry" | "exit";

export interface BreakdownRow {
  readonly label: string;
  readonly trades: number;
  readonly wins: number;
  /** Net of these trades; all rows add up to the net of all trades. */
  readonly net: MicroUsd;
  /** Mean net per trade. */
  readonly expectancy: MicroUsd;
}

/**
 * The trades of a run grouped by what was known at their entry, or by how they ended. Only groups with a trade appear.
 * - `hour`: hour of the bar of entry on the exchange's clock (Chicago, or its session's own; UTC for what trades around the clock).
 * - `weekday`: of the trade date, so Sunday evening is Monday.
 * - `session`: "regular" or "overnight" by the group's regular hours; "all hours" where there are none.
 * - `side`, `instrument`, `entry` (reason), `exit` (reason).
 * Rows come in the order of the clock and the week; reasons by number of trades.
 */
export function breakdown(run: Run, by: BreakdownKey): BreakdownRow[] {
  const labelOf = LABELS[by](run);
  const groups = new Map<string, { order: number; trades: Trade[] }>();
  for (const trade of run.trades) {
    const { label, order } = labelOf(trade);
    const group = groups.get(label) ?? { order, trades: [] };
    group.trades.push(trade);
    groups.set(label, group);
  }
  return [...groups]
    .sort(([, a], [, b]) => a.order - b.order || b.trades.length - a.trades.length)
    .map(([label, { trades }]) => {
      const net = trades.reduce((sum, trade) => sum + trade.net, 0);
      return {
        label,
        trades: trades.length,
        wins: trades.filter((trade) => trade.net > 0).length,
        net,
        expectancy: wholeMicro(net / trades.length),
      };
    });
}

type Labeller = (trade: Trade) => { label: string; order: number };

const LABELS: Readonly<Record<BreakdownKey, (run: Run) => Labeller>> = {
  hour: (run) => {
    const minuteOf = exchangeMinute(run);
    return ({ entryTime }) => {
      const label = hourLabel(minuteOf(entryTime));
      return { label, order: Number(label.slice(0, 2)) };
    };
  },
  weekday:
    ({ bars }) =>
    ({ entryBar }) => {
      const weekday = weekdayOf(bars.tradeDate[entryBar]!);
      return { label: WEEKDAYS[weekday]!, order: weekday };
    },
  session: (run) => {
    const { contract } = run.inputs;
    if (regularHours(contract) === null) return () => ({ label: "all hours", order: 0 });
    const isRegular = regularTest(contract);
    return ({ entryTime }) => {
      return isRegular(entryTime) ? { label: "regular", order: 0 } : { label: "overnight", order: 1 };
    };
  },
  side: () => (trade) => (trade.side === 1 ? { label: "long", order: 0 } : { label: "short", order: 1 }),
  instrument: (run) => () => ({ label: run.inputs.contract.symbol, order: 0 }),
  entry: () => (trade) => ({ label: trade.entryReason || "no reason given", order: 0 }),
  exit: () => (trade) => ({ label: trade.exitReason || "no reason given", order: 0 }),
};

/** Minutes after midnight on the exchange's clock. */
function exchangeMinute({ inputs }: Run): (at: EpochMs) => number {
  const zone = sessionZone(inputs.contract.session);
  return (at) => minuteOfDay(zone, at);
}
