// How do the columns of a run become lists?

import { tradeList } from "../accountant/trade-list.js";
import { orderList } from "../broker/order-list.js";
import type { OrderRecord } from "../domain/order.js";
import type { Run, RunData, Trade } from "../domain/run.js";

/** Orders and trades become objects when somebody first asks for them: a sweep that wants sums never does. */
export function withLists(data: RunData): Run {
  const { orders, trades, ...rest } = data;
  let orderRecords: readonly OrderRecord[] | null = null;
  let tradeRecords: readonly Trade[] | null = null;
  return {
    ...rest,
    get orders() {
      orderRecords ??= orderList(orders);
      return orderRecords;
    },
    get trades() {
      tradeRecords ??= tradeList(trades, rest.reasons);
      return tradeRecords;
    },
  };
}
