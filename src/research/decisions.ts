// Which decisions did a strategy make, what did it see then, and does it make them again?

import { barIndexAt } from "../bars/columns.js";
import type { EpochMs } from "../domain/money.js";
import type { DecisionKind, DecisionPlace, SeenValue, SourceLine } from "../domain/regress.js";
import type { RunData } from "../domain/run.js";
import { type BacktestSpec, backtestData, Lane } from "../engine/backtest.js";
import { Curtain } from "../engine/curtain.js";
import type { Bundle } from "../strategy/bundle.js";
import { linesOfError, placeOfError } from "../strategy/thrown.js";
import { type AskedNow, DecisionDesk, number } from "./decision-desk.js";
import { type Divergence, firstDivergence } from "./divergence.js";
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

/** What every strategy has, and what says nothing of this one. */
const PLAIN = new Set(["open", "high", "low", "close", "volume"]);

interface Watched {
  readonly name: string;
  /** Its stack leads to where the column was asked for. */
  readonly error: Error | undefined;
  readonly at: (bar: number) => number;
}

function watchedRun(
  spec: BacktestSpec,
  probes: readonly EpochMs[],
): {
  readonly asked: readonly AskedNow[];
  readonly columns: readonly Watched[];
  readonly seen: Decisions["seen"];
} {
  const curtain = new Curtain([], "truth");
  const made = whereMade(curtain);
  const desks: DecisionDesk[] = [];
  let columns: readonly Watched[] = [];
  let known = -1;
  const see = (bar: number): SeenValue[] => {
    if (known !== curtain.named.length) columns = columnsOf(curtain, lane.plotted, made);
    known = curtain.named.length;
    return columns.map(({ name, at }) => ({ name, value: number(at(bar)) }));
  };
  const lane: Lane = new Lane({
    ...spec,
    curtain,
    watchDesk(desk, clock) {
      const watched = new DecisionDesk(desk, clock, see);
      desks.push(watched);
      return watched;
    },
  });
  lane.runToEnd(null);
  const seen = new Map<EpochMs, readonly SeenValue[]>();
  for (const time of probes) {
    const bar = barIndexAt(lane.bars, time);
    if (lane.bars.time[bar] === time) seen.set(time, see(bar));
  }
  return { asked: desks[0]?.asked ?? [], columns, seen };
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
  plotted: ReadonlyMap<string, Float64Array>,
  made: ReadonlyMap<number, Error>,
): Watched[] {
  const drawn = new Map([...plotted].map(([name, column]) => [column, name]));
  const used = new Map<string, number>();
  return named
    .map((one, k) => ({ ...one, error: made.get(k) }))
    .filter(({ name }) => !PLAIN.has(name))
    .map(({ name, column, known, error }) => {
      const base = drawn.get(column) ?? name;
      const n = (used.get(base) ?? 0) + 1;
      used.set(base, n);
      return {
        name: n === 1 ? base : `${base} #${n}`,
        error,
        at: (bar) => column[known(bar + 1) - 1] ?? Number.NaN,
      };
    });
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
