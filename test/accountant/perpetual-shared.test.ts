import { expect, test } from "vitest";
import { runShared } from "#engine/portfolio.js";
import { microOf as usd } from "#instrument/instrument.js";
import { type Moment, specOf } from "./books.js";

const coin = {
  base: "PERP",
  tickSize: "0.01",
  lotSize: "0.001",
  takerRate: "0",
  liquidationFeeRate: "0.01",
  maintenanceTiers: [
    { floor: "0", rate: "0.004" },
    { floor: "50000", rate: "0.005" },
    { floor: "250000", rate: "0.01" },
  ],
};
/** Positions of one contract would be netted. */
const contracts = { BTC: coin, OTHER: coin };
const SYMBOLS = ["BTC", "OTHER"];

const at = (minute: number): string => new Date(Date.UTC(2024, 0, 3, 15, minute)).toISOString();

function shared(first: readonly string[], orders: readonly string[], cash: string) {
  const specs = orders.map((order, part) =>
    specOf(
      SYMBOLS[part]!,
      first.map((price, k): Moment => ({ at: at(k), price, ...(k === 0 && order && { order }) })),
      { contracts, account: { marginPolicy: "liquidate" }, perpetual: { leverage: 10 } },
    ),
  );
  return runShared(specs, usd(cash));
}

test("cross: the cash of the whole account answers, less what its other positions must keep", () => {
  // As PERP-02, with nothing beside it.
  expect(shared(["60000.00", "54221.11"], ["buy 1", ""], "6000").parts[0]!.liquidations).toBe(0);
  expect(shared(["60000.00", "54221.10"], ["buy 1", ""], "6000").parts[0]!.liquidations).toBe(1);
  // A short of half a coin beside it must keep 30,000 × 0.4 % = 120, and is marked at its last close, 60,000:
  // (9,000 − 120 + 50 − 60,000) ÷ (0.005 − 1) = 51,326.6331….
  const beside = (price: string) => shared(["60000.00", price], ["buy 1", "sell 0.5"], "9000").parts[0]!;
  expect(beside("51326.64").liquidations).toBe(0);
  expect(beside("51326.63").liquidations).toBe(1);
});

test("both go where both are lost, each at its own price and with its own fee", () => {
  const { parts, net } = shared(["60000.00", "50000.00", "50000.00"], ["buy 1", "buy 0.5"], "9000");
  expect(parts.map(({ liquidations }) => liquidations)).toEqual([1, 1]);
  // 1.5 coins fell by 10,000, and 1 % of 75,000 was charged.
  expect(net).toBe(usd("-15750"));
});
