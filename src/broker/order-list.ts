// What does the order log say of each order?

import { NO_PRICE, type Ticks } from "../domain/money.js";
import {
  LIFETIMES,
  ORDER_KINDS,
  ORDER_STATES,
  type OrderColumns,
  type OrderRecord,
  type Side,
} from "../domain/order.js";

/** One record an order, in the order of their ids. */
export function orderList(orders: OrderColumns): OrderRecord[] {
  // As they are, where they are made on reading.
  const columns = { ...orders };
  const { length, texts } = columns;
  return Array.from({ length }, (_, at) => {
    const asked = columns.asked[at]!;
    const group = columns.group[at]!;
    return {
      id: at + 1,
      bar: columns.bar[at]!,
      kind: ORDER_KINDS[columns.kind[at]!]!,
      side: columns.side[at] as Side,
      qty: columns.qty[at]!,
      price: ticksIn(columns.price[at]!),
      limit: ticksIn(columns.limit[at]!),
      asked: Number.isNaN(asked) ? null : asked,
      tif: LIFETIMES[columns.tif[at]!]!,
      reason: texts[columns.reason[at]!]!,
      parent: columns.parent[at]!,
      group: group === -1 ? null : texts[group]!,
      reduceOnly: columns.reduceOnly[at] === 1,
      amended: columns.amended[at]!,
      state: ORDER_STATES[columns.state[at]!]!,
      filledQty: columns.filledQty[at]!,
      endBar: columns.endBar[at]!,
      endReason: texts[columns.endReason[at]!] ?? "",
    };
  });
}

const ticksIn = (ticks: Ticks): Ticks | null => (ticks === NO_PRICE ? null : ticks);
