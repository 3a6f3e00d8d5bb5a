// How does a test say which contract months lie behind drawn bars?

import type { ChainPlan, LegPrices, MonthSpan, SettlementPrices } from "../../src/domain/chain.js";
import { parseDay } from "../../src/instrument/time.js";

export interface DrawnMonth {
  readonly contract: string;
  /** UTC; the first has none. */
  readonly from?: string;
  readonly offset: number;
  readonly prices?: LegPrices;
  readonly month?: MonthSpan["month"];
}

export const chainOf = (
  months: readonly DrawnMonth[],
  {
    slippage = 0,
    lead = 1,
    fee = 0,
  }: { readonly slippage?: number; readonly lead?: number | null; readonly fee?: number } = {},
): ChainPlan => ({
  how: "drawn",
  adjust: "difference",
  spans: months.map(({ contract, from, offset, prices = null, month = null }) => ({
    contract,
    month,
    from: from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from),
    offset,
    prices,
    quote: null,
    why: "",
    seen: null,
  })),
  slippage,
  expiry: { lead, fee },
  calendar: null,
  files: [],
});

/** Lines such as "2024-01-02 MESH24 5012.25" and "2024-03-15 MESH24 5491.37 final". */
export const settlementsOf = (
  lines: string,
  missing: SettlementPrices["missing"] = "last trade",
): SettlementPrices => ({
  file: "settlements.csv",
  sha256: "0".repeat(64),
  missing,
  rows: lines
    .trim()
    .split("\n")
    .map((line) => {
      const [day, contract, price, final] = line.trim().split(/\s+/);
      return {
        day: parseDay(day!),
        contract: contract === "-" ? null : contract!,
        price: price!,
        final: final === "final",
      };
    }),
});
