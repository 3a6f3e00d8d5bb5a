// How sure is the expectancy, given so few days?

import type { Day, MicroUsd } from "../domain/money.js";
import { pick, type Random, randomOf } from "../domain/random.js";
import { quantile } from "../indicator/statistics.js";
import { oncePerRun, type Traded, wholeMicro } from "./metric.js";
import { tradeResults } from "./results.js";

export interface ExpectancyInterval {
  readonly low: MicroUsd;
  readonly high: MicroUsd;
  /** Share of the drawn samples inside, in percent. */
  readonly level: number;
  /** Trade dates with a trade: the blocks that were drawn. */
  readonly days: number;
  readonly trades: number;
}

/** An interval from fewer days would look like knowledge. */
const LEAST_DAYS = 10;

/**
 * Interval of the expectancy per trade (net, micro-dollars) by a bootstrap of whole trade dates: the trades of a date share its
 * weather, so dates are drawn with replacement, as many as there are, and each sample's expectancy is its net ÷ its
 * trades. Low and high cut off the same share of the samples on both sides. A trade belongs to the date of its entry.
 * Seeded: the same run gives the same interval. Null for fewer than 10 dates with trades.
 * Source: Efron and Tibshirani (1993), percentile interval, blocks as in Künsch (1989).
 */
export const expectancyInterval = (run: Traded, terms?: Terms): ExpectancyInterval | null =>
  terms === undefined ? usual(run) : drawnInterval(run, terms);

interface Terms {
  readonly level?: number;
  readonly samples?: number;
  readonly seed?: number;
}

const usual = oncePerRun((run: Traded) => drawnInterval(run, {}));

function drawnInterval(run: Traded, terms: Terms): ExpectancyInterval | null {
  const { entryBar, net } = tradeResults(run);
  const { tradeDate } = run.bars;
  return intervalOf(
    entryBar.map((bar) => tradeDate[bar]!),
    net,
    terms,
  );
}

/** The same of any trades: their trade dates and their nets, in the order of their entries. */
export function intervalOf(
  dates: ArrayLike<Day>,
  net: ArrayLike<MicroUsd>,
  { level = 90, samples = 2000, seed = 1 }: Terms = {},
): ExpectancyInterval | null {
  const days = new Map<Day, { net: MicroUsd; trades: number }>();
  for (let i = 0; i < dates.length; i++) {
    const block = days.get(dates[i]!);
    if (block === undefined) days.set(dates[i]!, { net: net[i]!, trades: 1 });
    else {
      block.net += net[i]!;
      block.trades++;
    }
  }
  const blocks = [...days.values()];
  if (blocks.length < LEAST_DAYS) return null;

  const random = randomOf(seed, "expectancy");
  const nets = Float64Array.from(blocks, (block) => block.net);
  const counts = Int32Array.from(blocks, ({ trades }) => trades);
  const drawn = new Float64Array(samples);
  for (let sample = 0; sample < samples; sample++) drawn[sample] = drawnMean(nets, counts, random);
  drawn.sort();
  const tail = (1 - level / 100) / 2;
  return {
    low: wholeMicro(quantile(drawn, tail)!),
    high: wholeMicro(quantile(drawn, 1 - tail)!),
    level,
    days: blocks.length,
    trades: dates.length,
  };
}

/** Net ÷ trades of as many dates as there are, drawn with replacement. */
function drawnMean(nets: Float64Array, counts: Int32Array, random: Random): number {
  const { length } = nets;
  let net = 0;
  let trades = 0;
  for (let k = 0; k < length; k++) {
    const block = pick(random, length);
    net += nets[block]!;
    trades += counts[block]!;
  }
  return net / trades;
}
