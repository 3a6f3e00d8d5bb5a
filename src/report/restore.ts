// What books does a document hold?

import { Decimal } from "decimal.js";
import { CASH_KINDS, type CashColumns } from "../domain/cash.js";
import type { Chain } from "../domain/chain.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { FundingColumns } from "../domain/funding.js";
import { lotsOf, MICRO, quantityOf, type Ticks } from "../domain/money.js";
import type { Booked } from "../domain/posting.js";
import {
  type Costs,
  type DailyRow,
  FILL_KINDS,
  type FillColumns,
  type FillKind,
  NO_STOP,
  type RunTotals,
  type Trade,
} from "../domain/run.js";
import { checkContract } from "../instrument/contract-schema.js";
import { instrumentOf, microOf } from "../instrument/instrument.js";
import { nearestTick } from "../instrument/settlement-value.js";
import { parseDay } from "../instrument/time.js";
import { accountOfRow } from "./account-rows.js";
import type { RunDocument } from "./json.js";

/** The books of a run as its document has them. */
export interface RestoredBooks {
  readonly booked: Booked;
  /** What the document says that a fill cost. */
  costsOf(fill: number): Costs;
}

/**
 * Every amount as it stands in the document, nothing computed again. `name` is shown in faults.
 *
 * @throws Fault E393 a number that cannot be, E211 a contract that cannot be
 */
export function booksOfDocument(document: RunDocument, name: string): RestoredBooks {
  const contract = checkContract(document.inputs.contract, name, "inputs.contract");
  return new Restorer(document, contract, name).books();
}

class Restorer {
  readonly #document: RunDocument;
  readonly #contract: Contract;
  readonly #name: string;
  readonly #reasons: string[] = [];
  readonly #reasonIds = new Map<string, number>();

  constructor(document: RunDocument, contract: Contract, name: string) {
    this.#document = document;
    this.#contract = contract;
    this.#name = name;
  }

  books(): RestoredBooks {
    const { inputs, open, fills } = this.#document;
    const costs = fills.map((fill) => costsOf(fill.costs));
    const booked: Booked = {
      inputs: {
        contract: this.#contract,
        account: accountOfRow(inputs.account),
        flatCost: inputs.costs.flatPerSide === null ? null : microOf(inputs.costs.flatPerSide),
        chain: inputs.chain && {
          ...inputs.chain,
          expiry: { ...inputs.chain.expiry, fee: microOf(inputs.chain.expiry.fee) },
        },
        data: { symbol: inputs.data[0]?.instrument ?? this.#contract.symbol },
      },
      fills: this.#fills(),
      cash: this.#cash(),
      trades: this.#document.trades.map((trade, k) => this.#trade(trade, `trades[${k}]`)),
      open: open && {
        side: open.side === "long" ? 1 : -1,
        qty: this.#lots(open.qty, "open.qty"),
        entryTime: Date.parse(open.entryTime),
        entrySum: this.#sum(open.entryPrice, this.#lots(open.qty, "open.qty")),
        profit: microOf(open.profit),
        funding: microOf(open.funding),
      },
      daily: this.#document.daily.map(
        (row, k): DailyRow => ({
          day: parseDay(row.date),
          balance: microOf(row.balance),
          variation: microOf(row.variation),
          costs: microOf(row.costs),
          equity: microOf(row.equity),
          close: this.#ticks(row.close, `daily[${k}].close`),
          margin: microOf(row.margin),
          initial: microOf(row.initial),
          position: this.#lots(row.position, `daily[${k}].position`),
          estimated: row.estimated,
          excess: microOf(row.excess),
          peak: microOf(row.peak),
          call: microOf(row.call),
          stopOut: row.stopOut === null ? null : this.#ticks(row.stopOut, `daily[${k}].stopOut`),
          distance: row.distance,
        }),
      ),
      totals: this.#totals(),
      chain: this.#chain(),
      fundings: this.#fundings(),
      reasons: this.#reasons,
    };
    return { booked, costsOf: (fill) => costs[fill]! };
  }

  #fills(): FillColumns {
    const rows = this.#document.fills;
    type Row = (typeof rows)[number];
    const ints = (of: (row: Row, k: number) => number) => Int32Array.from(rows, of);
    return {
      length: rows.length,
      bar: ints((row) => row.bar),
      // Where in a bar's walk a fill happened is not written down: no money follows from it.
      finer: ints(() => -1),
      walk: new Uint8Array(rows.length),
      leg: new Uint8Array(rows.length),
      time: Float64Array.from(rows, (row) => Date.parse(row.time)),
      day: ints((row) => parseDay(row.date)),
      order: ints((row) => row.order),
      side: Int8Array.from(rows, (row) => (row.side === "buy" ? 1 : -1)),
      qty: ints((row, k) => this.#lots(row.qty, `fills[${k}].qty`)),
      price: ints((row, k) =>
        row.kind === "expiry"
          ? nearestTick(this.#contract, row.price)
          : this.#ticks(row.price, `fills[${k}].price`),
      ),
      slip: ints((row) => row.slippageTicks),
      kind: Uint8Array.from(rows, (row, k) => this.#kind(row.kind, `fills[${k}].kind`)),
      reason: ints((row) => this.#reasonId(row.reason)),
      stop: ints((row, k) => (row.stop === null ? NO_STOP : this.#ticks(row.stop, `fills[${k}].stop`))),
      maker: Uint8Array.from(rows, (row) => (row.liquidity === "maker" ? 1 : 0)),
    };
  }

  #cash(): CashColumns {
    const rows = this.#document.cash;
    type Row = (typeof rows)[number];
    const ints = (of: (row: Row) => number) => Int32Array.from(rows, of);
    return {
      length: rows.length,
      bar: ints((row) => row.bar),
      fill: ints((row) => row.afterFills),
      day: ints((row) => parseDay(row.date)),
      time: Float64Array.from(rows, (row) => Date.parse(row.time)),
      kind: Uint8Array.from(rows, (row) => CASH_KINDS.indexOf(row.kind)),
      amount: Float64Array.from(rows, (row) => microOf(row.amount)),
      qty: ints((row) => this.#lots(row.qty, "cash.qty")),
      value: Float64Array.from(rows, (row) => (row.value === null ? Number.NaN : scaled(row.value, MICRO))),
      rate: Float64Array.from(rows, (row) => (row.rate === null ? Number.NaN : scaled(row.rate, 1e8))),
      text: ints((row) => (row.text === null ? -1 : this.#reasonId(row.text))),
    };
  }

  #trade(row: RunDocument["trades"][number], at: string): Trade {
    return {
      n: row.n,
      side: row.side === "long" ? 1 : -1,
      qty: this.#lots(row.qty, `${at}.qty`),
      entryBar: 0,
      exitBar: 0,
      entryTime: Date.parse(row.entryTime),
      exitTime: Date.parse(row.exitTime),
      entrySum: this.#sum(row.entryPrice, this.#lots(row.qty, `${at}.qty`)),
      exitSum: this.#sum(row.exitPrice, this.#lots(row.qty, `${at}.qty`)),
      gross: microOf(row.gross),
      costs: costsOf(row.costParts),
      slippage: microOf(row.slippage),
      funding: microOf(row.funding),
      net: microOf(row.net),
      risk: row.risk === null ? null : microOf(row.risk),
      r: row.r,
      mae: microOf(row.mae),
      mfe: microOf(row.mfe),
      bars: row.bars,
      heldMs: row.heldMs,
      leverage: row.leverage ?? 0,
      entryReason: row.entryReason,
      exitReason: row.exitReason,
      flags: row.flags,
      stake: microOf(row.stake),
      legs: row.legs.map((leg, k) => ({
        qty: this.#lots(leg.qty, `${at}.legs[${k}].qty`),
        entry: this.#ticks(leg.entryPrice, `${at}.legs[${k}].entryPrice`),
        exit: this.#ticks(leg.exitPrice, `${at}.legs[${k}].exitPrice`),
        exitBar: 0,
        exitTime: Date.parse(leg.exitTime),
        gross: microOf(leg.gross),
        reason: leg.reason,
      })),
    };
  }

  #totals(): RunTotals {
    const { summary, daily } = this.#document;
    return {
      net: microOf(summary.net),
      gross: microOf(summary.gross),
      costs: costsOf(summary.costs),
      dataFees: microOf(summary.costs.data),
      liquidationFees: microOf(summary.costs.liquidation),
      funding: microOf(summary.funding),
      interest: microOf(summary.interest),
      transfers: microOf(summary.transfers),
      slippage: microOf(summary.costs.slippage),
      endEquity: microOf(daily.at(-1)?.equity ?? this.#document.inputs.account.cash),
    };
  }

  #chain(): Chain | null {
    const { chain } = this.#document;
    if (chain === null) return null;
    const day = (date: string | null) => (date === null ? null : parseDay(date));
    return {
      months: chain.months.map(({ scale, ...month }, k) => ({
        ...month,
        offset: this.#ticks(month.offset, `chain.months[${k}].offset`),
        seen:
          scale === null ? null : { scale, shift: this.#ticks(month.offset, `chain.months[${k}].offset`) },
        lastTradingDay: day(month.lastTradingDay),
        firstNotice: day(month.firstNotice),
      })),
      rolls: chain.rolls.map(({ fromPrice, toPrice, oldPrice, newPrice, rule, ...roll }, k) => ({
        ...roll,
        time: Date.parse(roll.time),
        why: rule,
        quote: {
          from: this.#ticks(oldPrice, `chain.rolls[${k}].oldPrice`),
          to: this.#ticks(newPrice, `chain.rolls[${k}].newPrice`),
        },
        spread: this.#ticks(roll.spread, `chain.rolls[${k}].spread`),
        prices:
          fromPrice === null || toPrice === null
            ? null
            : {
                from: this.#ticks(fromPrice, `chain.rolls[${k}].fromPrice`),
                to: this.#ticks(toPrice, `chain.rolls[${k}].toPrice`),
              },
        fill: roll.fill ?? -1,
      })),
      expiries: chain.expiries.map((expiry) => ({
        ...expiry,
        time: Date.parse(expiry.time),
        value: microOf(expiry.value),
      })),
    };
  }

  #fundings(): FundingColumns | null {
    const { fundings: rows } = this.#document;
    return (
      rows && {
        length: rows.length,
        bar: Int32Array.from(rows, (row) => row.bar),
        time: Float64Array.from(rows, (row) => Date.parse(row.time)),
        rate: Float64Array.from(rows, (row) => Number(row.rate)),
        mark: Float64Array.from(rows, (row) => (row.mark === null ? Number.NaN : Number(row.mark))),
      }
    );
  }

  #lots(quantity: number, at: string): number {
    const { lot } = instrumentOf(this.#contract);
    const lots = lotsOf(quantity, lot);
    if (!Number.isNaN(lots)) return lots;
    throw this.#impossible(at, String(quantity), `a multiple of the lot size ${quantityOf(1, lot)}`);
  }

  #ticks(price: string, at: string): Ticks {
    const ticks = new Decimal(price).div(this.#contract.tickSize);
    if (ticks.isInteger() && ticks.abs().lt(Number.MAX_SAFE_INTEGER)) return ticks.toNumber() + 0;
    throw this.#impossible(
      at,
      price,
      `a price on the grid of ${this.#contract.symbol}, in steps of ${this.#contract.tickSize}`,
    );
  }

  /** Averages may have been rounded six digits beyond the grid; the sum that they came from is whole. */
  #sum(average: string, qty: number): number {
    return new Decimal(average).times(qty).div(this.#contract.tickSize).round().toNumber() + 0;
  }

  #kind(kind: string, at: string): number {
    const index = FILL_KINDS.indexOf(kind as FillKind);
    if (index !== -1) return index;
    throw this.#impossible(at, kind, `one of ${FILL_KINDS.join(", ")}`);
  }

  #impossible(at: string, found: string, expected: string): Fault {
    return new Fault("E393", `${this.#name} is not the document of a run that Tickproof wrote`, {
      where: `${this.#name}: ${at}`,
      found,
      expected,
      why: "Something was taken out of it, put into it, or written another way.",
    });
  }

  #reasonId(reason: string): number {
    let id = this.#reasonIds.get(reason);
    if (id === undefined) {
      id = this.#reasons.push(reason) - 1;
      this.#reasonIds.set(reason, id);
    }
    return id;
  }
}

/** Marks are finer than ticks: what one contract was worth at one need not be a whole micro-dollar. */
const scaled = (text: string, units: number): number => new Decimal(text).times(units).toNumber();

const costsOf = ({ commission, exchange, clearing, nfa }: Record<keyof Costs, string>): Costs => ({
  commission: microOf(commission),
  exchange: microOf(exchange),
  clearing: microOf(clearing),
  nfa: microOf(nfa),
});
