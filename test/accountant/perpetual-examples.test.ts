import { existsSync, readFileSync } from "node:fs";
import { Decimal } from "decimal.js";
import { expect, test } from "vitest";
import { fundingOf, markValue } from "#accountant/funding.js";
import { liquidationPrice, tieredMaintenance } from "#accountant/liquidation-price.js";
import { loadContracts } from "#instrument/contracts.js";
import { microOf } from "#instrument/instrument.js";
import { tiersOn } from "#instrument/perpetual.js";
import { sharedPath } from "../fixtures/real-data.js";
import { book } from "./books.js";

interface Example {
  readonly id: string;
  readonly category: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, string>>;
}

const PATH = sharedPath("reference/worked-examples.json");
const all: readonly Example[] = existsSync(PATH) ? JSON.parse(readFileSync(PATH, "utf8")).examples : [];
const of = (id: string) => all.filter((example) => example.id.startsWith(id));

const text = (inputs: Example["inputs"], key: string): string => String(inputs[key]);
const sideOf = ({ side = "long" }: Example["inputs"]): 1 | -1 => (side === "short" ? -1 : 1);
const same = (dollars: Decimal.Value, expected: string | undefined) =>
  expect(new Decimal(dollars).toFixed(new Decimal(expected!).decimalPlaces())).toBe(
    new Decimal(expected!).toFixed(),
  );
const usd = (micro: number) => new Decimal(micro).div(1e6);

/** One coin in lots of a hundred thousandth, which no example is finer than. */
const contracts = { COIN: { base: "PERP", tickSize: "0.1", lotSize: "0.00001", takerRate: "0" } };
const LOTS = 100_000;

test.runIf(all.length > 0).each(of("FUND"))("$id by the numbers of the reference", ({ inputs, expected }) => {
  const contract = loadContracts(contracts).get("COIN");
  const coins =
    inputs.sizeBTC ??
    new Decimal(text(inputs, "contracts")).times(Number.parseFloat(text(inputs, "contractSize")));
  const lots = sideOf(inputs) * new Decimal(String(coins)).times(LOTS).toNumber();
  const paid = (mark: string, rate: string) => fundingOf(lots, markValue(contract, mark), rate);
  const stamps =
    (inputs.settlements as { mark: string; rate: string }[] | undefined) ??
    [inputs.rates ?? inputs.rate].flat().map((rate) => ({ mark: text(inputs, "mark"), rate: String(rate) }));
  const flows = stamps.map(({ mark, rate }) => paid(mark, rate));
  if (expected.openBefore !== undefined) {
    same(usd(flows[0]!), expected.openBefore);
    return;
  }
  for (const [k, flow] of flows.entries()) same(usd(flow), expected[`cashFlow${k + 1}`]);
  same(usd(flows.reduce((sum, flow) => sum + flow, 0)), expected.total);
});

const liquidated = [...of("PERP")].filter(({ expected }) => expected.liquidationPrice !== undefined);
test.runIf(liquidated.length > 0).each(liquidated)(
  "$id by the numbers of the reference",
  ({ id, inputs, expected }) => {
    const side = inputs.side === undefined ? (id === "PERP-03" ? -1 : 1) : sideOf(inputs);
    const [floor] = text(inputs, "tier").split("-");
    const steps = [
      { floor: 0, rate: 400_000, amount: 0 },
      {
        floor: microOf(floor!),
        rate: Number(text(inputs, "mmr")) * 1e8,
        amount: microOf(text(inputs, "maintenanceAmount")),
      },
    ];
    const qty = text(inputs, "qtyBTC");
    const entry = text(inputs, "entry");
    const wallet = text(inputs, "isolatedMargin");
    const price = liquidationPrice({ wallet, side, qty, entry, steps })!;
    same(price, expected.liquidationPrice);
    same(price.minus(entry).times(qty).times(side).plus(wallet), expected.equityAtLiquidation);
    same(
      price.times(qty).times(text(inputs, "mmr")).minus(text(inputs, "maintenanceAmount")),
      expected.maintenanceAtLiquidation,
    );
  },
);

const tiered = of("PERP").filter(({ inputs }) => Array.isArray(inputs.tiers));
test.runIf(tiered.length > 0).each(tiered)("$id by the numbers of the reference", ({ inputs, expected }) => {
  let floor = "0";
  const tiers = (inputs.tiers as { to: string; mmr: string }[]).map(({ to, mmr }) => {
    const tier = { floor, rate: mmr };
    floor = to;
    return tier;
  });
  const own = loadContracts({ X: { ...contracts.COIN, maintenanceTiers: tiers } }).get("X");
  const { steps } = tiersOn(own, 20_000)!;
  expect(steps.map(({ amount }) => usd(amount).toFixed())).toEqual(inputs.maintenanceAmounts);
  same(usd(tieredMaintenance(steps, microOf(text(inputs, "notional")))), expected.maintenanceMargin);
});

const traded = of("PERP").filter(({ expected }) => expected.netPnl !== undefined);
test.runIf(traded.length > 0).each(traded)("$id by the numbers of the reference", ({ inputs, expected }) => {
  const own = { COIN: { ...contracts.COIN, takerRate: text(inputs, "takerFee") } };
  const [way, back] = sideOf(inputs) === 1 ? ["buy", "sell"] : ["sell", "buy"];
  const qty = Number(text(inputs, "sizeBTC"));
  const run = book(
    "COIN",
    [
      { at: "2024-01-03T15:00:00Z", price: text(inputs, "entry"), order: `${way} ${qty}` },
      { at: "2024-01-03T15:01:00Z", price: text(inputs, "exit"), order: `${back} ${qty}` },
    ],
    { contracts: own },
  );
  same(usd(run.totals.gross), expected.grossPnl);
  same(usd(run.totals.costs.commission), expected.fees);
  same(usd(run.totals.net), expected.netPnl);
});

test("how many examples were run, where the reference is at hand", () => {
  expect(all.length === 0 || of("FUND").length + liquidated.length + tiered.length + traded.length).toBe(
    all.length === 0 ? true : of("FUND").length + of("PERP").length,
  );
});
