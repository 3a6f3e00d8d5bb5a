// How does a baseline, which is text, stand beside a run as a run of its own?

import { barIndexAt } from "../bars/columns.js";
import type { Comparison } from "../domain/comparison.js";
import type { DayLine, Recorded, TradeLine } from "../domain/regress.js";
import type { DailyRow, Run, Trade, TradeFlag } from "../domain/run.js";
import { formatDay } from "../instrument/time.js";

/** Trades and days are the baseline's; bars and terms are those of the run beside it, so that both lie on the same candles. */
export function besideBaseline(before: Recorded, run: Run): Comparison {
  const cell = (strategy: string, of: Run) => ({
    strategy,
    instrument: run.inputs.contract.symbol,
    run: of,
    fault: null,
  });
  const { firstDay, lastDay } = run.inputs.data;
  return {
    cells: [cell("baseline", asRun(before, run)), cell("now", run)],
    baseline: 0,
    strategies: ["baseline", "now"],
    instruments: [run.inputs.contract.symbol],
    firstDay,
    lastDay,
    correlation: { labels: [], matrix: [] },
    shared: null,
    interrupted: false,
  };
}

function asRun({ cash, trades, days, figures }: Recorded, run: Run): Run {
  const net = figures.net ?? (days.at(-1)?.equity ?? cash) - cash;
  return {
    ...run,
    trades: trades.map((trade) => tradeOf(trade, run)),
    daily: days.map(dayOf),
    totals: { ...run.totals, net },
    open: null,
    plotted: [],
  };
}

function tradeOf(line: TradeLine, { bars }: Run): Trade {
  const last = bars.length - 1;
  const [entryBar, exitBar] = [line.entryTime, line.exitTime].map((time) =>
    Math.min(last, barIndexAt(bars, time)),
  ) as [number, number];
  return {
    ...line,
    entryBar,
    exitBar,
    costs: { commission: line.costs, exchange: 0, clearing: 0, nfa: 0 },
    slippage: 0,
    funding: 0,
    r: line.risk === null || line.risk === 0 ? null : line.net / line.risk,
    mae: 0,
    mfe: 0,
    bars: exitBar - entryBar + 1,
    heldMs: line.exitTime - line.entryTime,
    leverage: 0,
    flags: [...line.flags] as TradeFlag[],
    stake: 0,
    legs: [],
  };
}

const dayOf = ({ day, equity }: DayLine): DailyRow => ({
  day,
  equity,
  balance: equity,
  variation: 0,
  costs: 0,
  close: 0,
  margin: 0,
  initial: 0,
  position: 0,
  estimated: false,
  excess: equity,
  peak: 0,
  call: 0,
  stopOut: null,
  distance: null,
});

export const spanOf = ({ inputs: { data } }: Run): string =>
  `${formatDay(data.firstDay)} → ${formatDay(data.lastDay)}`;
