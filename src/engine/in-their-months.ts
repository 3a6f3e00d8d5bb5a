// At which prices of which contracts were the fills of a run?

import { expiryRate } from "../accountant/costs.js";
import type { TradeMonths } from "../accountant/trade-fill.js";
import type { Chain, ChainPlan, SettlementPrices } from "../domain/chain.js";
import type { MoveColumns } from "../domain/moves.js";
import { FILL_KINDS, type FillColumns, NO_STOP, type RunInputs } from "../domain/run.js";

const ROLL = FILL_KINDS.indexOf("roll");

/**
 * The broker's log has the prices of the bars; from here on a fill has the price of its contract. Of the two fills of a
 * roll the first belongs to the month before.
 */
export function inTheirMonths(
  fills: FillColumns,
  chain: Chain,
  plan: ChainPlan,
): { readonly fills: FillColumns; readonly months: TradeMonths } {
  const offsets = new Int32Array(fills.length);
  const firstLegs = new Set(chain.rolls.map(({ fill }) => fill));
  let at = 0;
  for (let k = 0; k < fills.length; k++) {
    while (at + 1 < chain.months.length && chain.months[at + 1]!.bar <= fills.bar[k]!) at++;
    const leaving = fills.kind[k] === ROLL && firstLegs.has(k);
    offsets[k] = chain.months[leaving ? at - 1 : at]!.offset;
  }
  const actual = (prices: Int32Array): Int32Array =>
    prices.map((price, k) => (price === NO_STOP ? NO_STOP : price + offsets[k]!));
  return {
    fills: { ...fills, price: actual(fills.price), stop: actual(fills.stop) },
    months: { offsets, expiries: chain.expiries, expiryRate: expiryRate(plan.expiry.fee) },
  };
}

/** The same of levels, which hold from the close of their bar on. */
export function movesInTheirMonths(moves: MoveColumns, { months }: Pick<Chain, "months">): MoveColumns {
  const level = moves.level.map((ticks, k) => {
    if (ticks === NO_STOP) return ticks;
    let offset = 0;
    for (const month of months) if (month.bar <= moves.bar[k]!) offset = month.offset;
    return ticks + offset;
  });
  return { ...moves, level };
}

export function chainInput(plan: ChainPlan | null | undefined): RunInputs["chain"] {
  if (!plan) return null;
  const { spans: _, ...input } = plan;
  return input;
}

export const settlementInput = (prices: SettlementPrices | null | undefined): RunInputs["settlements"] =>
  prices ? { file: prices.file, sha256: prices.sha256, missing: prices.missing } : null;

/** What a reader must know of contracts that were held to their end. */
export function chainWarnings(chain: Chain | null): string[] {
  if (chain === null) return [];
  return chain.expiries.flatMap(({ contract, qty, price, source, delivered }) => {
    if (delivered) {
      return [`${Math.abs(qty)} ${contract} would have been delivered; they are booked out at ${price}.`];
    }
    if (source !== "last trade") return [];
    return [`${contract} was settled at its last trade, ${price}: no final settlement price is known.`];
  });
}
