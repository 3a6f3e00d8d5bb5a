// W3: what does a sweep of a hundred runs take, beside loops by hand?

import type { Series } from "#domain/bars.js";
import type { RunData } from "#domain/run.js";
import type { Sweep } from "#domain/sweep.js";
import { backtestData } from "#engine/backtest.js";
import { sweep } from "#index.js";
import { byHand } from "../by-hand.js";
import { canonicalSeries, EXPECTED, type Expected } from "../canonical.js";
import { type Terms, work } from "../child.js";
import { inTurn, timed } from "../in-turn.js";
import { type Table, tableOf } from "../measured.js";
import { Output, plainSweep } from "../plain-loops.js";
import {
  emaSweep,
  everyColumn,
  figuresOf,
  insist,
  insistFingerprint,
  sumOfFigures,
  sweepRequestOf,
} from "../specs.js";

const NAME = "W3";

interface Ready {
  readonly series: Series;
  /** By the library, figures alone. */
  readonly swept: (jobs: number) => Promise<Sweep>;
}

await work<Ready, Sweep>({
  name: NAME,
  async prepare(length) {
    const series = canonicalSeries(length);
    return { series, swept: (jobs) => sweep({ ...sweepRequestOf(series), jobs }) };
  },
  held: ({ series }) => [series.bars],
  once: ({ swept }) => swept(1),
  check({ series }, { fingerprint, parts: [part] }) {
    const sums = sumsOf(part!.figures);
    insist(NAME, EXPECTED[NAME][series.bars.length] ?? {}, sums);
    insistFingerprint(NAME, series.bars.length, fingerprint ?? "none");
    return { fingerprint, trades: sums.trades };
  },
  async measure(ready, terms) {
    const { table, notes } = await withTrades(ready, terms);
    return { tables: [table, await figures(ready, terms)], notes };
  },
});

/** Only figures travel, and no log is kept; on one core, then by two workers. */
async function figures({ series: { bars }, swept }: Ready, { rounds }: Terms): Promise<Table> {
  const found = plainSweep(bars, null);
  const hand = byHand("W3 stats", bars, found, () => plainSweep(bars, null));
  const { fingerprint } = await swept(1);
  const by = (jobs: number) => () =>
    timed(async () => {
      const done = await swept(jobs);
      insist(NAME, found, sumsOf(done.parts[0]!.figures));
      if (done.fingerprint !== fingerprint) throw new Error(`${NAME}: another sweep by ${jobs} workers`);
    });
  const timings = await inTurn(
    [
      { who: "tickproof sweep, one core", once: by(1) },
      { who: "tickproof sweep, two workers", once: by(2) },
      ...hand.parties,
    ],
    { rounds: Math.ceil(rounds / 5), warmup: 1 },
  );
  hand.close();
  const title = "100 pairs of W1, figures alone";
  return tableOf({ key: "W3 stats", title, unit: "M bar-runs/s", work: 100 * bars.length }, timings, 1);
}

/** Each run whole: its trades, fills, orders and equity at every close. */
async function withTrades(
  { series }: Ready,
  { rounds }: Terms,
): Promise<{ readonly table: Table; readonly notes: readonly string[] }> {
  const { bars } = series;
  const output = new Output(bars.length);
  const found = plainSweep(bars, output);
  const hand = byHand(NAME, bars, found, () => plainSweep(bars, output));
  const by = (look: (run: RunData) => Expected) => () =>
    timed(async () => insist(NAME, found, await oneAfterTheOther(series, look)));
  const timings = await inTurn(
    [
      { who: "tickproof, one core", once: by(figuresOf) },
      { who: "tickproof, every column read", once: by((run) => figuresOf(everyColumn(run))) },
      ...hand.parties,
    ],
    { rounds: Math.ceil(rounds / 5), warmup: 1 },
  );
  hand.close();
  const title = "100 pairs of W1, each with its trades, fills, orders and equity";
  const table = tableOf({ key: NAME, title, unit: "M bar-runs/s", work: 100 * bars.length }, timings, 1);
  return { table, notes: hand.notes };
}

async function oneAfterTheOther(series: Series, look: (run: RunData) => Expected): Promise<Expected> {
  return sumOfFigures((await emaSweep(series)).map((spec) => look(backtestData(spec))));
}

function sumsOf(columns: Sweep["parts"][number]["figures"]): Expected {
  const sum = (key: string) => columns[key]!.reduce((all, value) => all + value, 0);
  return { trades: sum("trades"), net: sum("net"), maxDrawdown: sum("max-drawdown"), fees: sum("fees") };
}
