// How does a program ask for contract months and settlement prices?

import { cutToHours } from "../bars/hours.js";
import type { Series } from "../domain/bars.js";
import type { Adjust, LeanMode, SettlementPrices } from "../domain/chain.js";
import type { Contract } from "../domain/contract.js";
import { type ReadOptions, readBars } from "../importer/read-bars.js";
import { readSettlements } from "../importer/read-settlements.js";
import { instrumentOf, microOf } from "../instrument/instrument.js";
import { type ChainedBars, chainedBars } from "./chained.js";

/** Contract files to join and roll, in place of one series: docs/rolls.md. */
export interface ChainData {
  /** Files, or folders of files. */
  readonly chain: string | readonly string[];
  /** Month codes to use, such as "HMUZ"; all that are there unless told. */
  readonly months?: string;
}

export interface ChainSettings {
  /**
   * "last-trading-day:4", "first-notice:3", "8d", "hold", "volume", "volume:2" or "oi" for a chain, or the path of a calendar of
   * rolls.
   */
  readonly rolls?: string;
  /** Which rows of a LEAN map file are meant, where it has several. */
  readonly rollMode?: LeanMode;
  /** A CSV file of open interest for "oi"; else a column of the chain's files. */
  readonly openInterest?: string;
  /** Whether one series with a calendar is back-adjusted already (the default), or raw. */
  readonly continuous?: "adjusted" | "raw";
  /** How older months are brought to the level of the last in what the strategy reads: by difference, unless told. */
  readonly adjust?: Adjust;
  /** Ticks by which a roll executes worse than its spread; 1 unless told. */
  readonly rollSlippage?: number;
  /** Business days before first notice or last trading day; 1 unless told, null: a position is held on. */
  readonly deliveryLead?: number | null;
  /** Dollars a contract at final settlement. */
  readonly expiryFee?: number | string;
  /** A CSV file of settlement prices, or what `readSettlements` has read before. */
  readonly settlements?: string | SettlementPrices;
  readonly missingSettlement?: SettlementPrices["missing"];
}

export interface MonthsOf extends ChainedBars {
  readonly settlements: SettlementPrices | null;
}

export async function monthsOf(
  {
    rolls,
    rollMode,
    openInterest,
    continuous,
    adjust,
    rollSlippage,
    deliveryLead,
    expiryFee,
    settlements,
    missingSettlement,
  }: ChainSettings,
  data: string | Series | ChainData,
  named: string,
  contract: Contract,
  reading: Omit<ReadOptions, "instrument"> = {},
): Promise<MonthsOf> {
  const isChain = typeof data === "object" && "chain" in data;
  const instrument = instrumentOf(contract);
  const { resample, ...plainly } = reading;
  const chained = await chainedBars(
    {
      chain: isChain ? [data.chain].flat() : null,
      months: isChain ? (data.months ?? null) : null,
      rolls: rolls ?? null,
      rollMode: rollMode ?? null,
      openInterest: openInterest ?? null,
      continuous: continuous ?? "adjusted",
      adjust: adjust ?? "difference",
      named,
      data: typeof data === "string" ? data : null,
      slippage: rollSlippage ?? 1,
      expiry: { lead: deliveryLead === undefined ? 1 : deliveryLead, fee: microOf(String(expiryFee ?? 0)) },
      // Bars that were read before are as long as they were made then.
      reading: isChain || typeof data === "string" ? reading : plainly,
    },
    contract,
    async (plain) => {
      if (typeof data !== "string") return cutToHours(data as Series, instrument);
      const longer = plain || resample === undefined ? {} : { resample };
      return readBars(data, { ...plainly, ...longer, instrument });
    },
  );
  const prices =
    typeof settlements === "string" ? await readSettlements(settlements, missingSettlement) : settlements;
  return { ...chained, settlements: prices ?? null };
}
