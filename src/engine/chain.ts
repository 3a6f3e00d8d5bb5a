// What happens where one contract month ends and the next begins?

import type { Accountant } from "../accountant/accountant.js";
import type { CashLog } from "../accountant/cash-log.js";
import type { FinerBars } from "../bars/magnify.js";
import type { Broker } from "../broker/broker.js";
import type { FillEntry, FillLog } from "../broker/fill-log.js";
import type { Bars } from "../domain/bars.js";
import type { Chain, ChainPlan, Expiry, MonthSpan, Roll } from "../domain/chain.js";
import type { Instrument } from "../domain/contract.js";
import { decimalOfTicks, type MicroUsd, type Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import { NO_STOP, type RunEvent } from "../domain/run.js";
import { nearestTick, valueOfPrice } from "../instrument/settlement-value.js";
import { formatDay } from "../instrument/time.js";
import type { Entry } from "./entry.js";
import { noteEvent } from "./events.js";
import { type Held, heldMonths, monthOf, rollTold } from "./held-months.js";
import type { Due } from "./schedule.js";
import { SeenPrices } from "./seen-prices.js";
import type { SettlementBook } from "./settlement-prices.js";

/** A lane, as far as its contract months go. */
export interface Rolling {
  readonly bars: Bars;
  readonly finer: FinerBars | null;
  readonly instrument: Instrument;
  readonly accountant: Accountant;
  readonly broker: Broker;
  readonly fills: FillLog;
  readonly cash: CashLog;
  readonly events: RunEvent[];
  readonly settlements: SettlementBook | null;
  /** The last price before a bar, in the prices of the bars. */
  lastClose(bar: number): Ticks;
  /** Writes equity and position at the close of a bar down once more. */
  noteClose(bar: number): void;
  /** The risk rules are told of what left the account. */
  readonly guard: { booked(before: number, qty: number, price: Ticks, cost: MicroUsd): void } | null;
  readonly entry: Entry;
}

const CLOSE = 4;

/**
 * Takes a position through its contract months: rolls it, settles what expires, and has it left before it would be
 * delivered. Between two rolls money is counted at the price of the bars plus the month's offset, so that the prices of
 * orders never jump.
 */
export class ContractMonths {
  readonly due: readonly Due[];
  /** Null where the strategy reads the prices of the bars. */
  readonly seen: SeenPrices | null;
  readonly #lane: Rolling;
  readonly #plan: ChainPlan;
  readonly #months: readonly Held[];
  readonly #rolls: Roll[] = [];
  readonly #expiries: Expiry[] = [];
  #at = 0;
  /** Why nothing is opened in this month any more. */
  #closed: string | null = null;

  constructor(plan: ChainPlan, lane: Rolling, timeframeMs: number) {
    this.#lane = lane;
    this.#plan = plan;
    this.#months = heldMonths(plan, lane.bars, lane.instrument.contract, timeframeMs);
    this.due = this.#months.flatMap(({ due }) => due);
    lane.accountant.setOffset(this.#months[0]!.span.offset);
    const read = this.#months.map(({ bar, span: { seen } }) => ({ bar, seen }));
    this.seen = read.some(({ seen }) => seen === null) ? null : new SeenPrices(read, lane.instrument.grid);
  }

  /** Name of the contract that is held now. */
  get contract(): string {
    return this.#months[this.#at]!.span.contract;
  }

  /** Why a contract cannot be opened now, or null. */
  get closed(): string | null {
    return this.#closed;
  }

  /** True where something left the account, of which a strategy may want to hear. */
  happen({ kind, month = 0 }: Due, bar: number): boolean {
    switch (kind) {
      case "roll":
        this.#roll(month, bar);
        return false;
      case "expiry":
        return this.#expire(this.#months[month]!, bar - 1);
      case "leave":
        this.#leave(this.#months[month]!, bar);
        return false;
      default:
        return false;
    }
  }

  result(): Chain {
    const months = this.#months.map(monthOf);
    return { months, rolls: this.#rolls, expiries: this.#expiries };
  }

  /** Two fills at one instant, in the same trade. */
  #roll(month: number, bar: number): void {
    const { accountant, broker, fills, bars } = this.#lane;
    const before = this.#months[this.#at]!.span;
    const { span } = this.#months[month]!;
    this.#at = month;
    this.#closed = null;
    const qty = accountant.position;
    const spread = span.offset - before.offset;
    const prices = qty === 0 ? null : this.#legPrices(before, span, bar, Math.sign(qty) as Side, spread);
    const fill = prices === null ? -1 : fills.length;
    if (prices === null) accountant.setOffset(span.offset);
    else this.#carry(bar, qty, before, span, prices, spread);
    const shift = prices === null ? 0 : prices.to - prices.from - spread;
    if (prices !== null) this.#lane.entry.rolled(shift);
    broker.roll(shift, span.offset);
    const { contract: from } = before;
    const { contract: to } = span;
    const told = rollTold(this.#plan, before, span, this.#lane.lastClose(bar) + before.offset);
    this.#rolls.push({ bar, time: bars.time[bar]!, from, to, spread, ...told, qty, prices, fill });
    noteEvent(this.#lane, bar, "roll", this.#rollText(from, to, qty, prices, spread));
  }

  /** The prices that are known, else the last one before the roll and the spread, which executes worse by the slippage. */
  #legPrices(before: MonthSpan, span: MonthSpan, bar: number, side: Side, spread: Ticks) {
    if (span.prices !== null) return span.prices;
    const from = this.#lane.lastClose(bar) + before.offset;
    return { from, to: from + spread + side * this.#plan.slippage };
  }

  #carry(
    bar: number,
    qty: number,
    before: MonthSpan,
    span: MonthSpan,
    prices: { readonly from: Ticks; readonly to: Ticks },
    spread: Ticks,
  ): void {
    const { accountant } = this.#lane;
    const side = Math.sign(qty) as Side;
    const out = -side as Side;
    const size = Math.abs(qty);
    const reason = `roll ${before.contract} → ${span.contract}`;
    const slip = side * (prices.to - prices.from - spread);
    const sold = prices.from - before.offset;
    this.#fill({ bar, side: out, qty: size, price: sold, slip: 0, kind: "roll", reason, leg: 0 });
    accountant.apply(out, size, sold);
    accountant.setOffset(span.offset);
    const bought = prices.to - span.offset;
    this.#fill({ bar, side, qty: size, price: bought, slip, kind: "roll", reason, leg: 0 });
    accountant.apply(side, size, bought);
  }

  #rollText(from: string, to: string, qty: number, prices: Roll["prices"], spread: Ticks): string {
    const { grid } = this.#lane.instrument;
    const points = (ticks: Ticks): string => decimalOfTicks(ticks, grid);
    if (prices === null) return `${from} → ${to}, spread ${points(spread)}, no position`;
    const [out, into] = qty > 0 ? ["sold", "bought"] : ["bought", "sold"];
    return (
      `${from} → ${to}, ${Math.abs(qty)} ${out} at ${points(prices.from)}, ${into} at ${points(prices.to)}: ` +
      `executed spread ${points(prices.to - prices.from)} against ${points(spread)}`
    );
  }

  /** With the end of `bar`: contracts that are held go at the final price, without a trade. */
  #expire(held: Held, bar: number): boolean {
    const { accountant, broker, bars } = this.#lane;
    const { contract } = held.span;
    const delivered = held.dates!.delivery === "physical";
    const day = formatDay(held.dates!.lastTradingDay);
    const why = delivered
      ? `${contract} would have been delivered from ${formatDay(held.endDay)}`
      : `${contract} expired on ${day}`;
    this.#closed = why;
    const qty = accountant.position;
    if (qty === 0) {
      broker.expire(bar, why);
      return false;
    }
    const { price, source } = this.#finalPrice(held, bar);
    const value = valueOfPrice(this.#lane.instrument.contract, price);
    const amount = accountant.settleAtValue(value);
    const time = held.end;
    const text = `${contract} at ${price}`;
    this.#lane.cash.push({ bar, time, kind: "final settlement", amount, qty, value, text });
    const side = -Math.sign(qty) as Side;
    const size = Math.abs(qty);
    const ticks = nearestTick(this.#lane.instrument.contract, price) - accountant.offset;
    const fill = this.#lane.fills.length;
    const reason = delivered ? `${contract} delivered at ${price}` : `${contract} expired at ${price}`;
    this.#fill({ bar, side, qty: size, price: ticks, slip: 0, kind: "expiry", reason, leg: CLOSE });
    const fee = accountant.expire(this.#plan.expiry.fee);
    broker.expire(bar, why);
    this.#lane.guard?.booked(qty, size, ticks, fee);
    this.#lane.noteClose(bar);
    this.#expiries.push({ bar, time: bars.time[bar]!, contract, qty, price, value, source, delivered, fill });
    const { multiplier, quote } = this.#lane.instrument.contract;
    noteEvent(
      this.#lane,
      bar,
      delivered ? "delivery" : "expiry",
      delivered
        ? `${qty > 0 ? "long" : "short"} ${size} ${contract}: ${size} × ${multiplier} units (${quote}) would have been ` +
            `${qty > 0 ? "taken" : "delivered"} at ${price}; booked out at that price, and not traded on`
        : `${qty > 0 ? "long" : "short"} ${size} ${contract} settled at ${price} (${source})`,
    );
    return true;
  }

  #finalPrice({ span, endDay }: Held, bar: number): Pick<Expiry, "price" | "source"> {
    const { settlements, bars, instrument } = this.#lane;
    const known = settlements?.finalOn(endDay, span.contract);
    if (known?.final) return { price: known.price, source: "final settlement" };
    if (known) return { price: known.price, source: "settlement of the last trading day" };
    const last = bars.closeTicks[bar]! + span.offset;
    return { price: decimalOfTicks(last, instrument.grid), source: "last trade" };
  }

  /** The position leaves at the market when `bar` opens; nothing is opened in the month any more. */
  #leave({ span, dates }: Held, bar: number): void {
    const { accountant, broker } = this.#lane;
    const { firstNotice, lastTradingDay } = dates!;
    const notice = firstNotice !== null && firstNotice <= lastTradingDay;
    const what = notice
      ? `first notice is ${formatDay(firstNotice)}`
      : `its last trading day is ${formatDay(lastTradingDay)}`;
    this.#closed = `${span.contract} is not held any longer: ${what}`;
    const qty = accountant.position;
    broker.leaveAt(bar, "before delivery", this.#closed);
    if (qty === 0) return;
    noteEvent(this.#lane, bar, "delivery", `${Math.abs(qty)} ${span.contract} left at the market: ${what}`);
  }

  #fill(entry: Omit<FillEntry, "finer" | "order" | "walk" | "stop" | "maker">): void {
    const { finer, fills } = this.#lane;
    const { bar, leg } = entry;
    const first = finer?.first[bar] ?? -1;
    const at = first === -1 ? -1 : leg === CLOSE ? finer!.end[bar]! - 1 : first;
    fills.push({ ...entry, finer: at, order: 0, walk: 0, stop: NO_STOP, maker: false });
  }
}
