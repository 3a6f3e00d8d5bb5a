// Are the exports of TopstepX read as their rows mean it?

import { expect, test } from "vitest";
import { fillsOf, ordersOf, reasons, seen, told } from "./reading.js";

const TRADES =
  "\ufeffId,ContractName,EnteredAt,ExitedAt,EntryPrice,ExitPrice,Fees,PnL,Size,Type,TradeDay,TradeDuration,Commissions";
const ORDERS =
  "Id,AccountName,ContractName,Status,Type,Size,Side,CreatedAt,TradeDay,FilledAt,CancelledAt,TriggeredAt,StopPrice,LimitPrice,ExecutePrice,TriggeredPrice,PositionDisposition,CreationDisposition,RejectionReason,ExchangeOrderId,PlatformOrderId";

test("a trade is two fills of one pair; fees and commissions are for both, the profit is gross", () => {
  const read = seen(
    `${TRADES}\n9001,MNQM6,03/13/2026 16:20:37 +02:00,03/13/2026 16:25:00 +02:00,20000.250000000,19990.250000000,0.740000000,20.000000000,1,Short,03/13/2026 00:00:00 -05:00,00:04:23.0000000,0.250001`.replace(
      "\ufeff",
      "",
    ),
  );
  expect(read).toMatchObject({ format: "topstepx-trades", clock: { kind: "row" } });
  expect(fillsOf(read).map(told)).toEqual([
    "sell 1 MNQM6 @ 20000.25 2026-03-13 14:20:37",
    "buy 1 MNQM6 @ 19990.25 2026-03-13 14:25:00",
  ]);
  const [entry, exit] = fillsOf(read);
  expect([entry!.pair, exit!.pair]).toEqual(["9001", "9001"]);
  expect(entry!.fees! + exit!.fees!).toBe(740_000);
  expect(entry!.commission! + exit!.commission!).toBe(250_001);
  expect([entry!.brokerPnl, exit!.brokerPnl]).toEqual([null, 20_000_000]);
});

test("Bid buys and Ask sells; brackets are known by who made them", () => {
  const row = (id: number, status: string, type: string, side: string, rest: string) =>
    `${id},EXPRESS-1,MGCM6,${status},${type},2,${side},03/13/2026 06:48:35 +08:00,03/13/2026 00:00:00 -05:00,${rest}`;
  const read = seen(
    [
      ORDERS,
      row(1, "Filled", "Market", "Bid", "03/13/2026 06:48:35 +08:00,,,,,4436.000000000,,Opening,Trader,,,"),
      row(
        2,
        "Cancelled",
        "Stop",
        "Ask",
        ",03/13/2026 07:00:00 +08:00,,4430.900000000,,,,Undetermined,StopLoss,,,",
      ),
      row(
        3,
        "Filled",
        "Limit",
        "Ask",
        "03/13/2026 07:00:00 +08:00,,,,4444.400000000,4444.400000000,,Closing,TakeProfit,,,",
      ),
      row(4, "Odd", "Limit", "Ask", ",,,,,,,,,,,"),
    ].join("\n"),
  );
  expect(ordersOf(read).map(({ side, kind, state, stop, by }) => [side, kind, state, stop, by])).toEqual([
    [1, "market", "filled", null, "trader"],
    [-1, "stop", "cancelled", "4430.9", "stop loss"],
    [-1, "limit", "filled", null, "take profit"],
  ]);
  expect(fillsOf(read).map(({ effect, by, price }) => [effect, by, price])).toEqual([
    ["open", "Trader", "4436"],
    ["close", "TakeProfit", "4444.4"],
  ]);
  expect(reasons(read)).toEqual(['5: "Odd" is no status that we know']);
});
