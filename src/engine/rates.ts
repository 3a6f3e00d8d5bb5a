// Which margins and costs were in force, and since when?

import { flatRate } from "../accountant/costs.js";
import type { CostRate, Instrument, MarginRate } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { type PerpetualTerms, PLAIN_PERPETUAL } from "../domain/funding.js";
import type { Day, MicroUsd, Ticks } from "../domain/money.js";
import type { AccountTerms } from "../domain/run.js";
import { costRate, knownCostRate, missingFees } from "../instrument/fees.js";
import { marginRate } from "../instrument/margins.js";
import { isWhole } from "./lots.js";
import type { Terms } from "./spec.js";

/** Looks rates up by trade date and keeps each one that applied, newest last, for the books made after the run. */
export class Rates {
  /** Entries only where something changed. */
  readonly margins: { readonly day: Day; readonly rate: MarginRate }[] = [];
  readonly costs: CostRate[] = [];
  /** The same by the bar from which on each held. */
  readonly costsFrom: { readonly bar: number; readonly rate: CostRate }[] = [];
  /** What was asked for from which bar on, the broker's day margin included: each entry until the next. */
  readonly inForce: { readonly bar: number; readonly rate: MarginRate }[] = [];
  readonly #instrument: Instrument;
  readonly #account: AccountTerms;
  readonly #flatCost: MicroUsd | null;

  readonly #perpetual: PerpetualTerms;

  constructor(instrument: Instrument, { account, flatCost, perpetual }: Terms) {
    this.#instrument = instrument;
    this.#account = account;
    this.#flatCost = flatCost;
    this.#perpetual = perpetual ?? PLAIN_PERPETUAL;
    if (isWhole(instrument.lot)) return;
    if (flatCost) throw flatOnLots(instrument);
    if (account.feeRounding === "contract") throw centsOnLots(instrument);
  }

  /** `reference` is the last price before the date. */
  marginOn(day: Day, reference: Ticks): MarginRate {
    const { marginPolicy, margins } = this.#account;
    if (marginPolicy === "none") return NO_MARGIN;
    const rate = marginRate(this.#instrument, day, reference, margins, this.#perpetual);
    const last = this.margins.at(-1)?.rate;
    if (last === undefined || !sameMargin(last, rate)) this.margins.push({ day, rate });
    return rate;
  }

  force(bar: number, rate: MarginRate): void {
    if (this.inForce.at(-1)?.bar === bar) this.inForce.pop();
    const last = this.inForce.at(-1)?.rate;
    if (last === undefined || !sameMargin(last, rate)) this.inForce.push({ bar, rate });
  }

  /** `bar`: the first one of the date. */
  costOn(day: Day, bar: number): CostRate {
    const rate = this.#flatCost === null ? this.#scheduled(day) : flatRate(this.#flatCost);
    const last = this.costs.at(-1);
    if (last === undefined || !sameCost(last, rate)) {
      this.costs.push({ ...rate, from: day });
      this.costsFrom.push({ bar, rate });
    }
    return rate;
  }

  #scheduled(day: Day): CostRate {
    const { contract } = this.#instrument;
    if (this.#account.margins === "strict") return knownCostRate(contract, day);
    const rate = costRate(contract, day);
    return rate.estimated || missingFees(contract, day).length === 0 ? rate : { ...rate, estimated: true };
  }
}

function flatOnLots({ symbol, contract }: Instrument): Fault {
  return new Fault(
    "E471",
    `${symbol} trades in lots of ${contract.lotSize}: dollars a contract do not say what they cost`,
    {
      found: "one cost per contract and side for the whole run",
      expected: "shares of notional, as its venue charges them",
      fix: [
        `contracts: { ${symbol}: { takerRate: "0.0005", makerRate: "0.0002" } }   in tickproof.config.ts`,
        "--costs none",
      ],
    },
  );
}

function centsOnLots({ symbol, contract }: Instrument): Fault {
  return new Fault(
    "E480",
    `${symbol} trades in lots of ${contract.lotSize}: its costs cannot be rounded contract by contract`,
    {
      found: "fee rounding by contract",
      expected: "exact, fill or order",
      why: "What one lot costs is less than a cent, or not much more.",
      fix: ["--fee-rounding fill", "--fee-rounding exact"],
    },
  );
}

const NO_MARGIN: MarginRate = {
  initial: 0,
  maintenance: 0,
  estimated: false,
  source: "margin is not checked",
};

const sameMargin = (a: MarginRate, b: MarginRate): boolean =>
  a.initial === b.initial && a.maintenance === b.maintenance && a.estimated === b.estimated;

const sameCost = (a: CostRate, b: CostRate): boolean =>
  a.commission === b.commission &&
  a.exchange === b.exchange &&
  a.clearing === b.clearing &&
  a.nfa === b.nfa &&
  a.rate === b.rate &&
  a.maker === b.maker &&
  a.estimated === b.estimated;
