// What stands in one line of each table that leaves the program: JSON and CSV alike?

import { Decimal } from "decimal.js";
import { costsByFill } from "../accountant/books.js";
import { dailyStatements, type Movements, monthlyStatements, paidOf } from "../accountant/statements.js";
import { CASH_KINDS } from "../domain/cash.js";
import { monthAt } from "../domain/chain.js";
import { decimalOfMicro, decimalOfTicks, type EpochMs, quantityOf } from "../domain/money.js";
import type { Booked } from "../domain/posting.js";
import { FILL_KINDS, NO_STOP, type Run } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import { costParts, tradeRow } from "./trade-row.js";

const sideOf = (side: number): "buy" | "sell" => (side > 0 ? "buy" : "sell");

export function tradeRows(run: Booked) {
  const { contract, data } = run.inputs;
  const { grid, lot } = instrumentOf(contract);
  return run.trades.map((trade) => {
    const month = run.chain === null ? data.symbol : monthAt(run.chain, trade.entryBar).contract;
    return tradeRow(trade, { symbol: contract.symbol, contract: month, grid, lot });
  });
}

/** Costs by the schedule that held on the fill's trade date, by the accountant's own function: they add up to the run's. */
export function fillRows(run: Booked) {
  const { fills, reasons, chain } = run;
  const { contract } = run.inputs;
  const { grid, lot } = instrumentOf(contract);
  const costsOf = costsByFill(run);
  return Array.from({ length: fills.length }, (_, i) => ({
    time: formatInstant(fills.time[i]!),
    date: formatDay(fills.day[i]!),
    bar: fills.bar[i]!,
    instrument: contract.symbol,
    contract: contractOf(run, i),
    side: sideOf(fills.side[i]!),
    qty: quantityOf(fills.qty[i]!, lot),
    price: chain?.expiries.find(({ fill }) => fill === i)?.price ?? decimalOfTicks(fills.price[i]!, grid),
    slippageTicks: fills.slip[i]!,
    kind: FILL_KINDS[fills.kind[i]!]!,
    order: fills.order[i]!,
    reason: reasons[fills.reason[i]!] ?? "",
    stop: fills.stop[i] === NO_STOP ? null : decimalOfTicks(fills.stop[i]!, grid),
    liquidity: fills.maker[i] === 1 ? ("maker" as const) : ("taker" as const),
    costs: costParts(costsOf(i)),
  }));
}

const ROLL = FILL_KINDS.indexOf("roll");

/** The month that a fill traded in: of a roll, the first fill leaves the month before. */
export function contractOf({ chain, fills, inputs }: Booked, fill: number): string {
  if (chain === null) return inputs.data.symbol;
  const roll = fills.kind[fill] === ROLL ? chain.rolls.find((one) => one.fill === fill) : undefined;
  return roll?.from ?? monthAt(chain, fills.bar[fill]!).contract;
}

export function orderRows(run: Run) {
  const { grid, lot } = instrumentOf(run.inputs.contract);
  return run.orders.map((order) => ({
    id: order.id,
    time: timeOfBar(run, order.bar) ?? formatInstant(run.inputs.data.from),
    bar: order.bar,
    kind: order.kind,
    side: sideOf(order.side),
    qty: quantityOf(order.qty, lot),
    price: order.price === null ? null : decimalOfTicks(order.price, grid),
    limit: order.limit === null ? null : decimalOfTicks(order.limit, grid),
    asked: order.asked === null || !Number.isFinite(order.asked) ? null : new Decimal(order.asked).toFixed(),
    tif: order.tif,
    reason: order.reason,
    parent: order.parent === 0 ? null : order.parent,
    group: order.group,
    reduceOnly: order.reduceOnly,
    amended: order.amended,
    state: order.state,
    filledQty: quantityOf(order.filledQty, lot),
    endTime: timeOfBar(run, order.endBar),
    endReason: order.endReason,
  }));
}

/** Every funding stamp, paid or not; null where funding was not counted. */
export function fundingRows({ fundings }: Run) {
  if (fundings === null) return null;
  return Array.from({ length: fundings.length }, (_, k) => ({
    time: formatInstant(fundings.time[k]!),
    bar: fundings.bar[k]!,
    rate: new Decimal(fundings.rate[k]!).toFixed(),
    mark: Number.isNaN(fundings.mark[k]!) ? null : new Decimal(fundings.mark[k]!).toFixed(),
  }));
}

export const eventRows = (run: Run) =>
  run.events.map((event) => ({
    time: formatInstant(event.time),
    bar: event.bar,
    kind: event.kind,
    text: event.text,
    order: event.order === 0 ? null : event.order,
    amount: decimalOfMicro(event.amount),
  }));

export function cashRows({ cash, reasons, inputs }: Run) {
  const { lot } = instrumentOf(inputs.contract);
  return Array.from({ length: cash.length }, (_, k) => ({
    time: formatInstant(cash.time[k]!),
    date: formatDay(cash.day[k]!),
    bar: cash.bar[k]!,
    afterFills: cash.fill[k]!,
    kind: CASH_KINDS[cash.kind[k]!]!,
    amount: decimalOfMicro(cash.amount[k]!),
    qty: quantityOf(cash.qty[k]!, lot),
    value: Number.isNaN(cash.value[k]!) ? null : decimalOfMicro(cash.value[k]!),
    rate: Number.isNaN(cash.rate[k]!) ? null : new Decimal(cash.rate[k]!).div(1e8).toFixed(),
    text: cash.text[k] === -1 ? null : reasons[cash.text[k]!]!,
  }));
}

/** What moved cash, part by part; the parts of `costs` are those of one date or month. */
export const movementRow = (statement: Movements) => ({
  costParts: {
    ...costParts(statement),
    data: decimalOfMicro(statement.data),
    liquidation: decimalOfMicro(statement.liquidation),
  },
  funding: decimalOfMicro(statement.funding),
  interest: decimalOfMicro(statement.interest),
  transfers: decimalOfMicro(statement.transfers),
});

export function monthRows(run: Run) {
  const { lot } = instrumentOf(run.inputs.contract);
  return monthlyStatements(run).map((row) => ({
    month: row.month,
    dates: row.dates,
    opening: decimalOfMicro(row.opening),
    gross: decimalOfMicro(row.gross),
    costs: decimalOfMicro(paidOf(row)),
    ...movementRow(row),
    net: decimalOfMicro(row.net),
    equity: decimalOfMicro(row.equity),
    variation: decimalOfMicro(row.variation),
    balance: decimalOfMicro(row.balance),
    trades: row.trades,
    bought: quantityOf(row.bought, lot),
    sold: quantityOf(row.sold, lot),
  }));
}

export function dailyRows(run: Run) {
  const { grid, lot } = instrumentOf(run.inputs.contract);
  const statements = dailyStatements(run);
  return run.daily.map((row, k) => ({
    date: formatDay(row.day),
    opening: decimalOfMicro(statements[k]!.opening),
    variation: decimalOfMicro(row.variation),
    costs: decimalOfMicro(row.costs),
    ...movementRow(statements[k]!),
    balance: decimalOfMicro(row.balance),
    openTradeEquity: decimalOfMicro(statements[k]!.openTradeEquity),
    equity: decimalOfMicro(row.equity),
    close: decimalOfTicks(row.close, grid),
    margin: decimalOfMicro(row.margin),
    initial: decimalOfMicro(row.initial),
    position: quantityOf(row.position, lot),
    bought: quantityOf(statements[k]!.bought, lot),
    sold: quantityOf(statements[k]!.sold, lot),
    trades: statements[k]!.trades,
    estimated: row.estimated,
    excess: decimalOfMicro(row.excess),
    peak: decimalOfMicro(row.peak),
    call: decimalOfMicro(row.call),
    stopOut: row.stopOut === null ? null : decimalOfTicks(row.stopOut, grid),
    distance: row.distance,
  }));
}

/** Open of a bar; null for the bar that an order still working has not got. */
function timeOfBar({ bars }: Run, bar: number): string | null {
  const time: EpochMs | undefined = bars.time[bar];
  return time === undefined ? null : formatInstant(time);
}
