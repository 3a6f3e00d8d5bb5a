// A cell of a comparison, as tests need it.

import { fileURLToPath } from "node:url";
import { loadContracts } from "#instrument/contracts.js";
import type { CellSpec } from "../../src/research/cells.js";
import { minuteBars } from "../fixtures/series.js";

export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/strategies/${name}.ts`, import.meta.url));

const bars = minuteBars(5, 200);

export const spec = (strategy: string, change: Partial<CellSpec> = {}): CellSpec => ({
  strategyFile: strategy.includes("/") ? strategy : fixture(strategy),
  params: {},
  series: bars,
  contract: loadContracts().get("MES"),
  account: {
    cash: 50_000_000_000,
    marginPolicy: "liquidate",
    margins: "estimate",
    liquidationFee: 0,
    monthlyFee: 0,
  },
  execution: { path: "adverse", slippage: 1, limitFill: "through", participation: null, fillAt: "next-open" },
  flatCost: 620_000,
  ...change,
});
