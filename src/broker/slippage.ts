// What does it cost to demand a fill at once?

import type { Bars } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import type { MarketEvents } from "../domain/events.js";
import type { OwnSlippage, SlippageModel, SpreadModel } from "../domain/execution.js";
import type { Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import { regularTest } from "../instrument/regular-hours.js";
import { newsTest, rangesBefore } from "./conditions.js";

/**
 * Fills at the market and of triggered stops are worse by `ticks`, for a buyer higher, for a seller lower. The fill may
 * lie beyond the bar's range by as much: nobody promised that the extreme was there for our size.
 */
export const slipped = (side: Side, price: Ticks, ticks: Ticks): Ticks => price + side * ticks;

/** Asked once for each fill that slips. `price` is the market's, before slippage. */
export interface Slippage {
  ticks(bar: number, side: Side, qty: number, price: Ticks): Ticks;
}

/** What a model may look at. */
export interface SlippageMarket {
  readonly bars: Bars;
  readonly contract: Pick<Contract, "session" | "settlementTime" | "regularHours" | "lotSize">;
  readonly timeframeMs: number;
  readonly events: MarketEvents | null;
  /** The function of the model "own"; null for all others. */
  readonly own: OwnSlippage | null;
}

/** Bars of a model that weighs a size against volume have volume: `refuseWithoutVolume` has seen to it. */
export function slippageOf(model: SlippageModel, market: SlippageMarket): Slippage {
  if (typeof model === "number") return { ticks: () => model };
  switch (model.model) {
    case "spread":
      return spread(model, market);
    case "atr":
      return shareOfRange(model.share, model.period, market);
    case "impact":
      return squareRoot(model.coefficient, model.period, market);
    case "own":
      return ownModel(model.name, market);
  }
}

/**
 * ticks = news near an event, else regular in regular hours, else overnight, by the bar in which the fill happens: the
 * spread that a market order crosses is wider where few trade. The numbers are a choice, not a measurement: no public
 * table of overnight or news spreads was found (sources: the contract's own row, `tickproof contracts MES`).
 */
function spread(model: SpreadModel, { bars, contract, timeframeMs, events }: SlippageMarket): Slippage {
  const { regular, overnight, news } = model;
  const isRegular = regularTest(contract);
  const isNews = newsTest(bars, timeframeMs, events, model.newsMinutes);
  return {
    ticks: (bar) => (isNews(bar) ? news : isRegular(bars.time[bar]!) ? regular : overnight),
  };
}

/**
 * ticks = ⌈share × ATR(period)⌉, at least 1, of the bars before the fill's: spreads and the price's way while an order
 * travels both grow with the range. Wilder's average true range.
 */
function shareOfRange(share: number, period: number, { bars }: SlippageMarket): Slippage {
  const ranges = rangesBefore(bars, period);
  return { ticks: (bar) => wholeTicks(share * ranges[bar]!) };
}

/**
 * ticks = ⌈coefficient × ATR(period) × √(contracts ÷ volume of the bar)⌉, at least 1: the square-root law of market impact,
 * I = Y σ √(Q ÷ V), with Y about 1 (Tóth et al. 2011, "Anomalous price impact and the critical nature of liquidity",
 * Phys. Rev. X 1, 021006; Almgren et al. 2005, "Direct estimation of equity market impact", found a power of 0.6). Any
 * horizon may be used as long as σ and V have the same: a bar n times as long has √n times the range and n times the
 * volume. A bar's true range is about 1.6 standard deviations of its move, so 0.6 here is Y = 1.
 */
function squareRoot(coefficient: number, period: number, { bars, contract }: SlippageMarket): Slippage {
  const lotSize = Number(contract.lotSize ?? 1);
  const ranges = rangesBefore(bars, period);
  return {
    ticks: (bar, _side, qty) =>
      // A bar may show prices and no volume: one contract stands for it, so that the impact stays finite.
      wholeTicks(coefficient * ranges[bar]! * Math.sqrt((qty * lotSize) / Math.max(bars.volume[bar]!, 1))),
  };
}

/** Up to a whole tick, at least one; what binary arithmetic leaves behind a whole tick is noise. */
const wholeTicks = (ticks: number): Ticks => Math.max(1, Math.ceil(ticks - 1e-9));

const OWN_PERIOD = 14;
const OWN_NEWS_MINUTES = 2;

/** Whatever the function answers: whoever loaded it has seen to it that it is a whole number of ticks from 0 on. */
function ownModel(name: string, market: SlippageMarket): Slippage {
  const { bars, contract, timeframeMs, events, own } = market;
  if (own === null) throw new Error(`the function of the slippage model ${name} was not handed on`);
  const isRegular = regularTest(contract);
  const isNews = newsTest(bars, timeframeMs, events, OWN_NEWS_MINUTES);
  const lotSize = Number(contract.lotSize ?? 1);
  const ranges = rangesBefore(bars, OWN_PERIOD);
  return {
    ticks: (bar, side, qty, price) =>
      own({
        side,
        qty: qty * lotSize,
        price,
        bar,
        time: bars.time[bar]!,
        volume: bars.volume[bar]!,
        atr: ranges[bar]!,
        regular: isRegular(bars.time[bar]!),
        news: isNews(bar),
      }),
  };
}
