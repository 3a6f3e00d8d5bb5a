// What is told of a run before the whole of it?

import { tradeList } from "../accountant/trade-list.js";
import { madeOf } from "../domain/made-of.js";
import type { Run, RunData, Trade, TradeColumns } from "../domain/run.js";
import type { Closes, Traded } from "../metric/metric.js";

/** The bars are those of the cell; columns lie in memory that threads share: to tell them costs nothing. */
export type Told =
  | { readonly state: "closes"; readonly known: ClosesData }
  | { readonly state: "trades"; readonly known: TradedData };

export type ClosesData = Omit<Closes, "bars">;
/** How much an account was leveraged at its fills takes as long to find out as the trades themselves, and is told with the rest. */
export type TradedData = Pick<RunData, "fills" | "reasons" | "totals" | "daily"> & {
  readonly trades: Omit<TradeColumns, "leverage">;
};

export const closesOf = ({ inputs, equity, position, chain, cash }: RunData): ClosesData => ({
  inputs,
  equity,
  position,
  chain,
  cash,
});

export function tradedOf({ fills, reasons, totals, daily, trades }: RunData): TradedData {
  const names = Object.keys(trades) as (keyof TradeColumns)[];
  // Not by `...`: that would read, and so make, the one column that is left out.
  const columns = Object.fromEntries(
    names.filter((name) => name !== "leverage").map((name) => [name, trades[name]]),
  );
  return { fills, reasons, totals, daily, trades: columns as TradedData["trades"] };
}

/** `begun` knows its trades as well from now on, and is what comes of the run in the end. */
export function tradedBefore(begun: Closes, { trades, ...known }: TradedData): Traded {
  const columns: TradeColumns = {
    ...trades,
    get leverage(): never {
      throw new Error("leverage at the fills is told with the whole run");
    },
  };
  let list: readonly Trade[] | null = null;
  const traded = {
    ...known,
    get trades() {
      list ??= tradeList(columns, known.reasons);
      return list;
    },
  };
  const run = Object.defineProperties(begun, Object.getOwnPropertyDescriptors(traded));
  // The types of those who are handed this keep them from what is not there yet.
  return madeOf(run as Run, { ...known, trades: columns } as RunData);
}

export const isTold = (report: { readonly state: string }): report is Told =>
  report.state === "closes" || report.state === "trades";
