// Which trades lie where there are bars, so that a plan could have traded beside them?

import type { JournalTrade } from "../../domain/journal.js";
import { formatDay } from "../../instrument/time.js";
import type { Market } from "./moments.js";

interface Covered {
  readonly trades: readonly JournalTrade[];
  /** What is left out, and what is not known; empty where the bars have no hole. */
  readonly warnings: readonly string[];
}

/**
 * On a date without any bar of its contract a trade is nobody's deviation: it is left out, and said. Inside of a date it stays, since
 * bars of a thin market have holes. Trades of contracts that no run knows are the plan's own business.
 */
export function coveredTrades(trades: readonly JournalTrade[], markets: readonly Market[]): Covered {
  const known = new Map(
    markets.map((market) => {
      const { contract } = market.run.inputs;
      return [contract.symbol, { market, dates: new Set(market.run.bars.tradeDate) }] as const;
    }),
  );
  const warnings: string[] = [];
  const without = trades.filter(({ root, day }) => known.get(root)?.dates.has(day) === false);
  if (without.length > 0) {
    const dates = [...new Set(without.map(({ day }) => day))].sort((a, b) => a - b);
    warnings.push(
      `there are no bars on ${listed(dates.map(formatDay))}: ${counted(without)} left out, since nobody knows what the plan would have done`,
    );
  }
  const left = new Set(without);
  const kept = trades.filter((trade) => !left.has(trade));
  const between = kept.filter(({ root, entryTime, open }) => {
    const found = known.get(root);
    if (found === undefined || open === "at start") return false;
    const { market } = found;
    const bar = market.barAt(entryTime);
    return bar < 0 || entryTime - market.run.bars.time[bar]! >= market.barMs;
  });
  if (between.length > 0)
    warnings.push(
      `entries where the bars have a hole, beside which the plan could not trade: ${between.length} (first ${between[0]!.id} on ${formatDay(between[0]!.day)})`,
    );
  return { trades: kept, warnings };
}

const counted = ({ length }: readonly unknown[]): string =>
  length === 1 ? "1 trade is" : `${length} trades are`;

const SHOWN = 3;
const listed = (dates: readonly string[]): string =>
  dates.length <= SHOWN
    ? dates.join(", ")
    : `${dates.slice(0, SHOWN).join(", ")} and ${dates.length - SHOWN} dates more`;
