// What does chance do to an account?

import fc from "fast-check";
import { type BacktestSpec, runBacktest } from "#engine/backtest.js";
import { constantFunding } from "#importer/read-funding.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { FEE_ROUNDINGS, type FeeRounding } from "../../src/domain/account.js";
import type { ChainPlan } from "../../src/domain/chain.js";
import type { Contract } from "../../src/domain/contract.js";
import { DAY_MS, decimalOfTicks } from "../../src/domain/money.js";
import type { Run } from "../../src/domain/run.js";
import { chainOf } from "../engine/chain.js";
import { type Moment, specOf, type Terms } from "./books.js";

/** Every contract that Tickproof knows, and three whose ticks are no whole cents. */
export const OWN = {
  CRUMB: { base: "MES", tickSize: "0.01", multiplier: "0.3", tickValue: "0.003" },
  SHARE: { base: "PERP_BTC_0.001", takerRate: "0.00055" },
  UNROUNDED: { base: "M6B", rounding: "exact" },
};
const CONTRACTS = loadContracts(OWN);
const SYMBOLS = CONTRACTS.symbols();

export interface Chance {
  readonly symbol: string;
  readonly from: number;
  readonly steps: readonly {
    readonly minutes: number;
    readonly ticks: number;
    readonly qty: number;
    readonly kind: "market" | "stop" | "none";
  }[];
  readonly cash: number;
  readonly monthlyFee: number;
  readonly liquidationFee: number;
  readonly flat: number | null;
  readonly feeRounding: FeeRounding;
  readonly slippage: number;
  /** At the next open: partial fills, and orders that wait. */
  readonly participation: number | null;
  readonly policy: "none" | "liquidate" | "record";
  /** Days after the first one, and dollars. */
  readonly transfers: readonly { readonly after: number; readonly usd: number }[];
  /** Percent a year, on cash and on debts. */
  readonly interest: number | null;
  /** Of a perpetual, per stamp. */
  readonly funding: number | null;
  /** Of a future: steps before which it is rolled, and by how much; null: nothing is known of months. */
  readonly rolls: readonly { readonly step: number; readonly spread: number }[] | null;
  /** Ticks that a roll costs. */
  readonly rollSlippage: number;
  /** Index futures: the last month is March 2024, and expires. */
  readonly expires: boolean;
}

const minutes = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(1, 5, 60, 7 * 60) },
  { weight: 2, arbitrary: fc.constantFrom(24 * 60, 3 * 24 * 60) },
  { weight: 1, arbitrary: fc.constantFrom(31 * 24 * 60) },
);

export const chance: fc.Arbitrary<Chance> = fc.record({
  symbol: fc.constantFrom(...SYMBOLS),
  from: fc.integer({ min: 4_000, max: 30_000 }),
  steps: fc.array(
    fc.record({
      minutes,
      ticks: fc.oneof(
        { weight: 5, arbitrary: fc.integer({ min: -90, max: 90 }) },
        { weight: 1, arbitrary: fc.integer({ min: -2_500, max: 2_500 }) },
      ),
      qty: fc.integer({ min: -9, max: 9 }),
      kind: fc.constantFrom("market", "market", "stop", "none"),
    }),
    { minLength: 4, maxLength: 30, size: "max" },
  ),
  cash: fc.constantFrom(2_000, 20_000, 200_000, 3_000_000),
  monthlyFee: fc.constantFrom(0, 1_550_000),
  liquidationFee: fc.constantFrom(0, 25_000_000),
  flat: fc.option(fc.integer({ min: 0, max: 2_000_000 })),
  feeRounding: fc.constantFrom(...FEE_ROUNDINGS),
  slippage: fc.integer({ min: 0, max: 2 }),
  participation: fc.option(fc.constantFrom(0.1, 0.5)),
  policy: fc.constantFrom("none", "liquidate", "record"),
  transfers: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.record({ after: fc.integer({ min: 0, max: 200 }), usd: fc.constantFrom(-900, 2_500, 0.01) }),
        { maxLength: 4 },
      ),
    },
  ),
  interest: fc.option(fc.constantFrom(5.3, 0, 12), { freq: 2 }),
  funding: fc.option(fc.constantFrom(0.0001, -0.000375, 0.01)),
  rolls: fc.option(
    fc.uniqueArray(
      fc.record({ step: fc.integer({ min: 1, max: 25 }), spread: fc.integer({ min: -60, max: 60 }) }),
      { selector: ({ step }) => step, maxLength: 3 },
    ),
  ),
  rollSlippage: fc.integer({ min: 0, max: 2 }),
  expires: fc.boolean(),
});

const NAMES = ["first", "second", "third", "fourth"];

/** The months of a future: prices of the bars plus an offset, from one step to another. */
function chainFor({ rolls, rollSlippage, steps, expires }: Chance, contract: Contract): ChainPlan | null {
  if (rolls === null || contract.kind === "perpetual") return null;
  const starts = [...rolls].sort((a, b) => a.step - b.step).filter(({ step }) => step < steps.length);
  let offset = 0;
  const months = [{ step: 0, spread: 0 }, ...starts].map(({ step, spread }, k, all) => {
    offset += spread;
    const minutes = steps.slice(0, step + 1).reduce((sum, one) => sum + one.minutes, 0);
    const last = k === all.length - 1 && expires && contract.session === "equity_index";
    return {
      contract: NAMES[k]!,
      ...(k > 0 && { from: new Date(START + minutes * 60_000).toISOString() }),
      offset,
      ...(last && { month: { year: 2024, month: 3 } }),
    };
  });
  return chainOf(months, { slippage: rollSlippage, fee: 120_000 });
}

const START = Date.UTC(2024, 0, 3, 15);
const FIRST_DAY = START / DAY_MS - 0.625;

/** Through the whole engine: fills at the next open, in part where the volume does not suffice. */
export const runOf = (wish: Chance): Run => runBacktest(specOfChance(wish));

export function specOfChance(wish: Chance): BacktestSpec {
  const contract = CONTRACTS.get(wish.symbol);
  const { grid } = instrumentOf(contract);
  let time = START;
  let ticks = wish.from;
  const price = (at: number) => decimalOfTicks(at, grid);
  const moments = wish.steps.map((step): Moment => {
    time += step.minutes * 60_000;
    ticks = Math.max(1_000, ticks + step.ticks);
    const at = new Date(time).toISOString();
    if (step.qty === 0 || step.kind === "none") return { at, price: price(ticks) };
    const side = step.qty > 0 ? "buy" : "sell";
    const level = step.kind === "stop" ? ` stop ${price(ticks + 3 * Math.sign(step.qty))}` : "";
    return {
      at,
      price: price(ticks),
      order: `${side} ${Math.abs(step.qty)}${level}`,
      ...(step.qty % 3 === 0 && { request: { exit: { stopTicks: 40 } } }),
    };
  });
  const terms: Terms = {
    contracts: OWN,
    cash: String(wish.cash),
    execution: { fillAt: "next-open", slippage: wish.slippage, participation: wish.participation },
    account: {
      monthlyFee: wish.monthlyFee,
      liquidationFee: wish.liquidationFee,
      marginPolicy: wish.policy,
      // What trades in parts is not rounded contract by contract.
      feeRounding: wish.feeRounding === "contract" && contract.lotSize ? "order" : wish.feeRounding,
      transfers: wish.transfers
        .map(({ after, usd }) => ({ day: FIRST_DAY + after, amount: Math.round(usd * 1e6) }))
        .sort((a, b) => a.day - b.day),
      ...(wish.interest !== null && {
        interest: [{ from: FIRST_DAY - 30, credit: wish.interest * 1e6, debit: 2 * wish.interest * 1e6 }],
      }),
    },
    ...(contract.kind === "perpetual" &&
      wish.funding !== null && { perpetual: { funding: constantFunding(wish.funding) } }),
  };
  const spec = specOf(wish.symbol, moments, terms);
  spec.series.bars.volume.fill(10, 0, moments.length);
  return { ...spec, flatCost: wish.flat, chain: chainFor(wish, contract) };
}
