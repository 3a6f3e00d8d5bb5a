// How do the columns of a run become lists?

import { tradeList } from "../accountant/trade-list.js";
import { orderList } from "../broker/order-list.js";
import type { PartData, SharedAccount, SharedData, SharedPart } from "../domain/comparison.js";
import { madeOf } from "../domain/made-of.js";
import type { OrderRecord } from "../domain/order.js";
import type { Plotted } from "../domain/plotted.js";
import type { Run, RunData, Trade } from "../domain/run.js";

/**
 * Orders and trades become objects when somebody first asks for them: a sweep that wants sums never does. What the data makes
 * when it is asked for is left so. `begun`: what was known of it before, and becomes the run.
 */
export function withLists(data: RunData, begun: object = {}): Run {
  let lines: readonly Plotted[] | null = null;
  let orderRecords: readonly OrderRecord[] | null = null;
  let tradeRecords: readonly Trade[] | null = null;
  const lists = {
    // Other runs may read the same columns: whoever asks gets copies, and may do with them what he likes.
    get plotted() {
      lines ??= data.plotted.map((line) => ({ ...line, values: line.values.slice() }));
      return lines;
    },
    get orders() {
      orderRecords ??= orderList(data.orders);
      return orderRecords;
    },
    get trades() {
      tradeRecords ??= tradeList(data.trades, data.reasons);
      return tradeRecords;
    },
  };
  const properties = {
    ...Object.getOwnPropertyDescriptors(data),
    ...Object.getOwnPropertyDescriptors(lists),
  };
  return madeOf(Object.defineProperties(begun, properties) as Run, data);
}

/** The same for the parts of a shared account. */
export const withTrades = ({ parts, ...account }: SharedData): SharedAccount => ({
  ...account,
  parts: parts.map(partWithTrades),
});

function partWithTrades({ books, ...part }: PartData): SharedPart {
  let list: readonly Trade[] | null = null;
  return {
    ...part,
    books: {
      ...books,
      get trades() {
        list ??= tradeList(books.trades, books.reasons);
        return list;
      },
    },
  };
}
