// Which decisions did a strategy make, what did it see then, and does it make them again?

import { barIndexAt } from "../bars/columns.js";
import type { Bars } from "../domain/bars.js";
import type { EpochMs } from "../domain/money.js";
import type { Plotted } from "../domain/plotted.js";
import type { DecisionKind, DecisionPlace, SeenValue, SourceLine } from "../domain/regress.js";
import type { RunData } from "../domain/run.js";
import { type BacktestSpec, backtestData, Lane } from "../engine/backtest.js";
import { Curtain } from "../engine/curtain.js";
import type { Bundle } from "../strategy/bundle.js";
import type { Clock } from "../strategy/series.js";
import { linesOfError, placeOfError } from "../strategy/thrown.js";
import { type AskedNow, DecisionDesk, number } from "./decision-desk.js";
import { type Divergence, firstDivergence } from "./divergence.js";
import { type ReadBack, ReadsBack, rangeOf, tellingReads } from "./series-reads.js";
import type { SpecMaker } from "./verify.js";

export interface Asked {
  readonly bar: number;
  readonly kind: DecisionKind;
  readonly order: number;
  readonly text: string;
  readonly values: readonly SeenValue[];
  readonly place: DecisionPlace | null;
  /** The lines that led there, innermost first. */
  readonly path: readonly SourceLine[];
}

export interface Decisions {
  readonly asked: readonly Asked[];
  /** By the name of a value: the line that makes it. */
  readonly columns: Readonly<Record<string, SourceLine>>;
  /** What it sees at the instants that were asked for. */
  readonly seen: ReadonlyMap<EpochMs, readonly SeenValue[]>;
  /** Of a second run in the same process; null where it was the same. */
  readonly again: Divergence | null;
  /** Also where the orders are the same and the money is not. */
  readonly fingerprints: readonly [first: string, second: string];
}

/** Runs the strategy twice as it is, and once with an eye on what it asks for. `probes`: opens of bars at which it may decide or not. */
export async function decisionsOf(
  make: SpecMaker,
  bundle: Bundle,
  guard: <T>(work: () => T) => T = (work) => work(),
  probes: readonly EpochMs[] = [],
): Promise<Decisions> {
  const run = (spec: BacktestSpec): RunData => guard(() => backtestData(spec));
  const spec = await make();
  const [first, second] = [run(spec), run(spec)];
  const watched = await make();
  const { asked, columns, seen } = guard(() => watchedRun(watched, probes));
  return {
    seen,
    asked: placed(asked, bundle),
    columns: Object.fromEntries(
      columns.flatMap(({ name, error }) => {
        const [line] = error === undefined ? [] : linesOfError(error, bundle);
        return line === undefined ? [] : [[name, line]];
      }),
    ),
    again: firstDivergence(first, second),
    fingerprints: [first.fingerprint, second.fingerprint],
  };
}

interface Watched {
  readonly name: string;
  /** Its stack leads to where the column was asked for. */
  readonly error: Error | undefined;
  /** What every strategy has: told only where it is read. */
  readonly isBars: boolean;
  readonly at: (bar: number, back: number) => number;
}

function watchedRun(
  spec: BacktestSpec,
  probes: readonly EpochMs[],
): {
  readonly asked: readonly AskedNow[];
  readonly columns: readonly Pick<Watched, "name" | "error">[];
  readonly seen: Decisions["seen"];
} {
  const curtain = new Curtain([], "truth");
  const made = whereMade(curtain);
  const desks: DecisionDesk[] = [];
  const reads = new ReadsBack();
  let columns: ReadonlyMap<Float64Array, Watched> = new Map();
  const named = new Map<string, Pick<Watched, "name" | "error">>();
  let known = -1;
  const see = (bar: number): SeenValue[] => {
    if (known !== curtain.named.length) columns = columnsOf(curtain, lane.plotted, made);
    known = curtain.named.length;
    const told = [...columns.values()].filter(({ isBars }) => !isBars);
    const values = told.map((one) => ({ one, name: one.name, value: number(one.at(bar, 0)) }));
    for (const read of reads.at(bar)) {
      const one = columns.get(read.column);
      if (one !== undefined && (one.isBars || read.back > 0 || read.until !== null))
        values.push({ one, ...readBack(one, read, bar) });
    }
    for (const { one, name } of values) named.set(name, { name, error: one.error });
    return values.map(({ name, value }) => ({ name, value }));
  };
  let clock: Clock | null = null;
  const lane: Lane = new Lane({
    ...spec,
    curtain,
    watchDesk(desk, at) {
      clock = at;
      const watched = new DecisionDesk(desk, at, see);
      desks.push(watched);
      return watched;
    },
  });
  const probed = barsAt(probes, lane.bars);
  for (const bar of probed.keys()) reads.later.add(bar);
  tellingReads(
    (column, back) => reads.add(column, back, clock?.bar ?? -1),
    () => lane.runToEnd(null),
  );
  const seen = new Map([...probed].map(([bar, time]) => [time, see(bar)]));
  return { asked: desks[0]?.asked ?? [], columns: [...named.values()], seen };
}

function barsAt(times: readonly EpochMs[], bars: Bars): ReadonlyMap<number, EpochMs> {
  const found = times.map((time) => [barIndexAt(bars, time), time] as const);
  return new Map(found.filter(([bar, time]) => bars.time[bar] === time));
}

/** "range high, 1 bar ago"; of a loop over the past "low, 1 to 20 bars ago", by what a change of any of them would show in. */
function readBack({ name, at }: Watched, { back, until }: ReadBack, bar: number): SeenValue {
  if (until === null) {
    const ago = back === 0 ? "" : `, ${back} ${back === 1 ? "bar" : "bars"} ago`;
    return { name: `${name}${ago}`, value: number(at(bar, back)) };
  }
  const values = Array.from({ length: until - back + 1 }, (_, k) => at(bar, back + k));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [low, high] = rangeOf(values).map(number);
  return { name: `${name}, ${back} to ${until} bars ago`, value: `${low} to ${high}, mean ${number(mean)}` };
}

/** By column, by the place of its name: whoever asks the curtain for one is on the stack. */
function whereMade(curtain: Curtain): ReadonlyMap<number, Error> {
  const made = new Map<number, Error>();
  const get = curtain.columns.get.bind(curtain.columns);
  curtain.columns.get = (compute, args) => {
    const before = curtain.named.length;
    const result = get(compute, args);
    if (curtain.named.length > before) {
      const error = new Error("made here");
      for (let k = before; k < curtain.named.length; k++) made.set(k, error);
    }
    return result;
  };
  return made;
}

/** By the name under which a column is drawn, else by what made it. The second of one name is "… #2". */
function columnsOf(
  { named }: Curtain,
  plotted: ReadonlyMap<string, Plotted>,
  made: ReadonlyMap<number, Error>,
): ReadonlyMap<Float64Array, Watched> {
  const drawn = new Map([...plotted.values()].map(({ name, values }) => [values, name]));
  const used = new Map<string, number>();
  return new Map(
    named.map(({ name, column, known, isBars }, k) => {
      const base = drawn.get(column) ?? name;
      const n = (used.get(base) ?? 0) + 1;
      used.set(base, n);
      const at = (bar: number, back: number) => column[known(bar + 1) - 1 - back] ?? Number.NaN;
      return [column, { name: n === 1 ? base : `${base} #${n}`, error: made.get(k), isBars, at }];
    }),
  );
}

/** The same call from the same lines has the same stack: source maps are read once for each. */
function placed(asked: readonly AskedNow[], bundle: Bundle): Asked[] {
  const known = new Map<string, Pick<Asked, "place" | "path">>();
  return asked.map(({ error, ...rest }) => {
    const stack = error.stack ?? "";
    let found = known.get(stack);
    if (found === undefined) {
      const place = placeOfError(error, bundle, "decided here");
      found = {
        place: place && { where: place.where, excerpt: place.excerpt ?? null },
        path: linesOfError(error, bundle),
      };
      known.set(stack, found);
    }
    return { ...rest, ...found };
  });
}
