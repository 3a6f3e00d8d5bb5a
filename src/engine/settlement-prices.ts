// At which price does a position settle on a trade date?

import type { SettlementPrices } from "../domain/chain.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { Day, MicroUsd } from "../domain/money.js";
import { monthIn } from "../instrument/month.js";
import { valueOfPrice } from "../instrument/settlement-value.js";
import { formatDay } from "../instrument/time.js";

export interface FinalPrice {
  readonly price: string;
  readonly final: boolean;
}

/** The user's settlement prices by contract and trade date. Rows without a contract hold for whichever is held. */
export class SettlementBook {
  readonly #prices: SettlementPrices;
  readonly #contract: Contract;
  readonly #daily = new Map<string, string>();
  readonly #final = new Map<string, string>();

  constructor(prices: SettlementPrices, contract: Contract) {
    this.#prices = prices;
    this.#contract = contract;
    for (const { day, contract: name, price, final } of prices.rows) {
      (final ? this.#final : this.#daily).set(keyOf(name, day), price);
    }
  }

  /** One contract's value at the settlement of `day`; null: the last trade stands in. E376 where the file must have it. */
  valueOn(day: Day, contract: string): MicroUsd | null {
    const price = this.#find(this.#daily, day, contract) ?? this.#find(this.#final, day, contract);
    if (price !== undefined) return valueOfPrice(this.#contract, price);
    if (this.#prices.missing === "last trade") return null;
    throw missing(this.#prices, day, contract, "settlement");
  }

  /** The price at which `contract` expires on `day`; undefined where the file does not have it. */
  finalOn(day: Day, contract: string): FinalPrice | undefined {
    const final = this.#find(this.#final, day, contract);
    if (final !== undefined) return { price: final, final: true };
    const daily = this.#find(this.#daily, day, contract);
    if (daily !== undefined) return { price: daily, final: false };
    if (this.#prices.missing === "last trade") return undefined;
    throw missing(this.#prices, day, contract, "final settlement");
  }

  #find(prices: ReadonlyMap<string, string>, day: Day, contract: string): string | undefined {
    return prices.get(keyOf(contract, day)) ?? prices.get(keyOf(null, day));
  }
}

/** "MESH6" and "MES 03-24" are one contract. */
function keyOf(contract: string | null, day: Day): string {
  const month = contract === null ? null : monthIn(contract, day);
  return `${month === null ? (contract ?? "") : `${month.year}-${month.month}`}|${day}`;
}

function missing({ file }: SettlementPrices, day: Day, contract: string, what: string): Fault {
  const date = formatDay(day);
  return new Fault("E376", `${file} has no ${what} price of ${contract} for ${date}`, {
    where: file,
    found: `a position in ${contract} that is to settle on ${date}`,
    expected: "a row for every trade date over which a position is held",
    why: "A variation margin that is guessed is no statement of an account.",
    fix: [
      `add the line   ${date},${contract},PRICE${what === "settlement" ? "" : ",final"}   below   date,contract,price,kind`,
      "or let the last trade stand in   --missing-settlement last-trade",
    ],
  });
}
