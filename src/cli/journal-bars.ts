// Which bars stand beside the fills of a journal?

import { entriesIn, openSet, readSet } from "../catalog/catalog.js";
import type { Series } from "../domain/bars.js";
import type { JournalFill } from "../domain/journal.js";
import { instrumentOf } from "../instrument/instrument.js";
import type { TradeBars } from "../journal/excursion.js";
import { grouped } from "../journal/lists.js";
import type { Named } from "../journal/normalise.js";
import { clockFit } from "../journal/prove-clock.js";
import type { Call } from "./commands.js";
import { findData } from "./find-data.js";
import { knownContracts } from "./known-contracts.js";
import { readFile } from "./read-series.js";

export interface JournalBars {
  /** Of a contract month. */
  readonly of: (contract: string) => TradeBars | null;
  /** Whether they are of the very month that was traded, unadjusted: such bars prove a clock. */
  readonly isOwn: (contract: string) => boolean;
}

/** Fills that lie inside of their bars, of those that have any. */
export interface Inside {
  readonly fills: number;
  readonly inside: number;
}

const ENOUGH = 0.97;

/**
 * For each contract month the finest bars of it in the catalog; else those of `--data`, of the project or bundled, which are asked
 * whether the fills lie in them before they count.
 */
export async function journalBars(named: readonly Named[], call: Call): Promise<JournalBars> {
  const found = new Map<string, { readonly bars: TradeBars; readonly own: boolean }>();
  const byRoot = new Map<string, TradeBars | null>();
  for (const { month, root, contract } of named) {
    if (found.has(month)) continue;
    const own = await stored(month, root, contract, call);
    if (own !== null) {
      found.set(month, { bars: own, own: true });
      continue;
    }
    let bars = byRoot.get(root);
    if (bars === undefined) byRoot.set(root, (bars = await loose(root, contract, call)));
    if (bars !== null) found.set(month, { bars, own: call.origins.data.from !== "default" });
  }
  return {
    of: (month) => found.get(month)?.bars ?? null,
    isOwn: (month) => found.get(month)?.own ?? false,
  };
}

async function stored(month: string, root: string, contract: Named["contract"], { values }: Call) {
  if (values.catalog === "none") return null;
  const sets = entriesIn(values.catalog, root)
    .map(openSet)
    .filter(({ about }) => about.contract === month)
    .sort((a, b) => a.about.timeframeMs - b.about.timeframeMs);
  return sets[0] === undefined ? null : tradeBars(await readSet(sets[0], instrumentOf(contract)));
}

async function loose(root: string, contract: Named["contract"], call: Call): Promise<TradeBars | null> {
  const { origins, config } = call;
  const mentioned = origins.data.texts.filter((text) => !text.includes("=") || text.startsWith(`${root}=`));
  const origin = { ...origins.data, texts: mentioned };
  try {
    const file = findData([root], origin, knownContracts(config), "data", () => null).get(root);
    if (file === undefined) return null;
    return tradeBars(await readFile(contract, file, call, "data", true));
  } catch (error) {
    // Bars that were asked for must be there; others are no more than a help.
    if (origin.from === "default") return null;
    throw error;
  }
}

const tradeBars = ({ bars, source }: Series): TradeBars => ({ bars, timeframeMs: source.timeframeMs });

/** How many fills of each contract lie inside of its bars; bars that hold too few are of other data, and count for nothing. */
export function insideOf(
  fills: readonly JournalFill[],
  bars: JournalBars,
  contracts: ReturnType<typeof knownContracts>,
): {
  readonly all: Inside;
  readonly of: (contract: string) => TradeBars | null;
  readonly odd: readonly string[];
} {
  const by = grouped(fills, ({ contract }) => contract);
  const good = new Map<string, TradeBars>();
  const odd: string[] = [];
  const all = { fills: 0, inside: 0 };
  for (const [contract, own] of by) {
    const found = bars.of(contract);
    if (found === null) continue;
    const { session } = contracts.get(own[0]!.root);
    const fit = clockFit(
      [
        {
          name: contract,
          session,
          bars: found.bars,
          timeframeMs: found.timeframeMs,
          local: own.map(({ time }) => time),
          price: own.map(({ price }) => Number(price)),
        },
      ],
      "UTC",
    );
    if (fit.fills === 0) continue;
    const isGood = fit.share >= ENOUGH;
    if (isGood) good.set(contract, found);
    else if (bars.isOwn(contract)) odd.push(contract);
    if (isGood || bars.isOwn(contract)) {
      all.fills += fit.fills;
      all.inside += Math.round(fit.share * fit.fills);
    }
  }
  return { all, of: (contract) => good.get(contract) ?? null, odd };
}
