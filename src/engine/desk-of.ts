// What does a strategy's counter have of its lane?

import { ColumnCache } from "../strategy/columns.js";
import type { Clock } from "../strategy/series.js";
import { noteEvent } from "./events.js";
import type { BacktestSpec } from "./spec.js";
import { type DeskParts, StrategyDesk } from "./strategy-desk.js";

type Counted = Omit<DeskParts, "clock" | "columns" | "note" | "orderMargin"> &
  Parameters<typeof noteEvent>[0] & { readonly spec: BacktestSpec };

export const deskOf = (lane: Counted, clock: Clock): StrategyDesk =>
  new StrategyDesk({
    bars: lane.bars,
    instrument: lane.instrument,
    accountant: lane.accountant,
    orders: lane.orders,
    clock,
    columns: lane.spec.columns ?? new ColumnCache(),
    broker: lane.broker,
    entry: lane.entry,
    guard: lane.guard,
    orderMargin: lane.spec.account.orderMargin ?? false,
    note: (kind, text, order) => noteEvent(lane, clock.bar, kind, text, 0, order),
  });
