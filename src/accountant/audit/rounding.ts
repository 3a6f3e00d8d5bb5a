// What does the broker charge for each fill where it rounds to the cent?

import type { Booked } from "../../domain/posting.js";
import { D, ZERO } from "./money.js";

const cents = (amount: D): D => amount.toDecimalPlaces(2, D.ROUND_HALF_CEIL);

/** By fill, in dollars. `costOf` says what so many contracts of a fill cost before rounding. */
export function roundedCharges(
  { inputs, fills }: Pick<Booked, "inputs" | "fills">,
  costOf: (fill: number, qty: number) => D,
): readonly D[] | "exact" {
  const { feeRounding = "exact" } = inputs.account;
  const numbers = Array.from({ length: fills.length }, (_, k) => k);
  const whole = (k: number): D => costOf(k, fills.qty[k]!);
  switch (feeRounding) {
    case "exact":
      return "exact";
    case "contract":
      return numbers.map((k) => cents(costOf(k, 1)).times(fills.qty[k]!));
    case "fill":
      return numbers.map((k) => cents(whole(k)));
    case "order": {
      // By order and side: what its fills so far have cost, and what was charged for them.
      const orders = new Map<string, readonly [cost: D, charged: D]>();
      return numbers.map((k) => {
        const name = fills.order[k] === 0 ? `forced ${k}` : `${fills.order[k]} ${fills.side[k]}`;
        const [before, charged] = orders.get(name) ?? [ZERO, ZERO];
        const cost = before.plus(whole(k));
        orders.set(name, [cost, cents(cost)]);
        return cents(cost).minus(charged);
      });
    }
  }
}
