// What does a watched strategy get to see of bars that have not closed?

import { createBars } from "../bars/columns.js";
import type { LongerBars } from "../bars/longer.js";
import type { Bars } from "../domain/bars.js";
import { type ColumnFunction, pureName } from "../indicator/pure.js";
import { rollingProfile, sessionProfile } from "../indicator/volume-profile.js";
import { type Column, ColumnCache, type Columns, columnsOf } from "../strategy/columns.js";
import { asSeen } from "../strategy/timeframe.js";
import type { ReadsAhead } from "./ahead.js";
import { noiseOf } from "./noise.js";

/** What lies behind the curtain: nothing at all, other bars of the same kind, or the bars as they are. */
export type Behind = "nothing" | "noise" | "truth";

/** Columns of one frame rise together: so many of its bars are known once `bars` of the run are. */
type KnownOf = (bars: number) => number;

interface Shadow {
  readonly seen: Column | Int32Array;
  readonly truth: Column | Int32Array;
  readonly known: KnownOf;
}

/** A column of the strategy's own function: nobody knows what it reads, so it is computed anew with each step. */
interface Own {
  readonly compute: ColumnFunction;
  readonly args: readonly unknown[];
  readonly result: Column | Columns;
  readonly known: KnownOf;
}

/** A column that the strategy reads, by what made it: "ema(…, 12)". */
export interface NamedColumn {
  readonly name: string;
  readonly column: Column;
  /** How many of its values are known. */
  readonly known: KnownOf;
  /** Of the bars themselves: what every strategy has. */
  readonly isBars: boolean;
}

/**
 * The bars and columns of one watched run. Up to a cut they are as they were; behind it there is nothing, or noise. When the run
 * comes to the cut the next stretch is shown, and what the strategy's own functions compute is computed again. So a run with a hundred
 * cuts costs one run, and a decision that read past a cut was made with something else than the truth.
 *
 * The framework's own functions of columns are causal (test/indicator/every.test.ts holds each of them to it) and are computed once.
 */
export class Curtain {
  readonly columns: ColumnCache = new CurtainColumns((compute, args) => this.#make(compute, args));
  readonly behind: Behind;
  #bars: Bars | null = null;
  readonly #cuts: readonly number[];
  readonly #truth = new ColumnCache();
  #noise: Bars | null = null;
  readonly #shadows: Shadow[] = [];
  readonly #own: Own[] = [];
  readonly #named: NamedColumn[] = [];
  /** By column as seen: the truth and, where there is noise, what the noise comes to. Only what the framework alone has made. */
  readonly #truths = new Map<unknown, Column | Int32Array>();
  readonly #noises = new Map<unknown, Column | Int32Array>();
  readonly #knowns = new Map<unknown, KnownOf>();
  readonly #rewritten: number[] = [];
  #next = 0;
  /** Bars that can be seen. */
  #open = 0;

  readonly #reads: ReadsAhead | null;

  /** `cuts`: so many bars are to be seen at first, then so many, …; rising. `reads`: told of what is read by hand. */
  constructor(cuts: readonly number[], behind: Behind, reads: ReadsAhead | null = null) {
    this.behind = behind;
    this.#reads = reads;
    this.#cuts = behind === "truth" ? [] : cuts;
  }

  /** Hangs it over the bars that the strategy of a run reads: once. Answers what is to be seen of them. */
  over(bars: Bars): Bars {
    this.#noise = this.behind === "noise" ? noiseOf(bars) : null;
    this.#bars = this.#shadowBars(bars, this.#noise, (count) => count, "");
    this.#show();
    return this.#reads === null ? this.#bars : this.#told(this.#bars, this.#reads);
  }

  /** Columns that tell of being read are known as those that they stand for. */
  #told(bars: Bars, reads: ReadsAhead): Bars {
    const told = reads.aroundBars(bars);
    for (const name of PRICES) {
      const known = this.#knowns.get(bars[name])!;
      this.#learn(told[name], this.#truths.get(bars[name])!, this.#noises.get(bars[name])!, known);
    }
    return told;
  }

  /** What a strategy reads, in the order in which it asked for it. */
  get named(): readonly NamedColumn[] {
    return this.#named;
  }

  /** Cuts at which a column of the strategy's own had shown something else for its last bar than it did when more was known. */
  get rewritten(): readonly number[] {
    return this.#rewritten;
  }

  /** Values that are computed anew with each cut; one of a profile, whose rows are looked through in each bar, counts as many. */
  get cutCost(): number {
    return this.#own.reduce(
      (sum, { compute, args }) => sum + weightOf(compute) * (1 + args.filter(isColumn).length) * this.#length,
      0,
    );
  }

  /** Shows the next stretch if `bar` is the first one behind the curtain; answers the bar at which it hangs now. */
  at(bar: number): number {
    if (bar === this.#open) this.#show();
    return this.#open;
  }

  /** Longer bars are made of bars that have closed, by the framework: only those that were closed at the cut can be seen. */
  longer({ bars, seen, late }: LongerBars, frame: string): LongerBars {
    const known: KnownOf = (count) => (count === 0 ? 0 : seen[count - 1]! + 1);
    const shadow = this.#shadowBars(bars, null, known, `${frame} `);
    this.#reveal(0, this.#open);
    return { bars: shadow, seen, late };
  }

  get #length(): number {
    return this.#bars?.length ?? 0;
  }

  #shadowBars(bars: Bars, noise: Bars | null, known: KnownOf, frame: string): Bars {
    const shadow = createBars(bars.length);
    shadow.time.set(bars.time);
    shadow.tradeDate.set(bars.tradeDate);
    this.#learn(shadow.tradeDate, bars.tradeDate, noise?.tradeDate ?? bars.tradeDate, known);
    for (const name of TICKS) this.#shadows.push({ seen: shadow[name], truth: bars[name], known });
    for (const name of PRICES) {
      if (noise === null) shadow[name].fill(Number.NaN);
      else shadow[name].set(noise[name]);
      this.#learn(shadow[name], bars[name], noise?.[name] ?? shadow[name], known);
      this.#shadows.push({ seen: shadow[name], truth: bars[name], known });
      this.#named.push({ name: `${frame}${name}`, column: shadow[name], known, isBars: true });
    }
    return shadow;
  }

  #learn(seen: unknown, truth: Column | Int32Array, noise: Column | Int32Array, known: KnownOf): void {
    this.#truths.set(seen, truth);
    this.#noises.set(seen, noise);
    this.#knowns.set(seen, known);
  }

  #make(compute: ColumnFunction, args: readonly unknown[]): Column | Columns {
    // A longer frame's column as each bar of the run sees it has as many values as there are bars.
    const known: KnownOf = compute === asSeen ? (count) => count : this.#knownOf(args);
    const framework = pureName(compute) !== undefined;
    const result =
      framework && args.every((arg) => !isColumn(arg) || this.#truths.has(arg))
        ? this.#ofFramework(compute, args, known)
        : this.#ofOwn(compute, args, known);
    const isDate = pureName(compute) === "widened";
    const name = isDate ? "trade date" : nameOf(compute, args);
    for (const [part, column] of partsOf(result))
      this.#named.push({ name: part === "" ? name : `${name}.${part}`, column, known, isBars: isDate });
    return result;
  }

  #ofFramework(compute: ColumnFunction, args: readonly unknown[], known: KnownOf): Column | Columns {
    const of = (columns: ReadonlyMap<unknown, unknown>) => args.map((arg) => columns.get(arg) ?? arg);
    const truth = this.#truth.get(compute, of(this.#truths));
    const noise = this.#noise === null ? null : columnsOf(compute, of(this.#noises));
    return mapped(truth, (column, part) => {
      const other = noise === null ? null : partOf(noise, part);
      const seen =
        other === null ? new Float64Array(column.length).fill(Number.NaN) : Float64Array.from(other);
      this.#learn(seen, column, other ?? seen, known);
      this.#shadows.push({ seen, truth: column, known });
      seen.set(column.subarray(0, known(this.#open)));
      return seen;
    });
  }

  #ofOwn(compute: ColumnFunction, args: readonly unknown[], known: KnownOf): Column | Columns {
    const made = this.#computed(compute, args, known);
    const length = lengthOf(args) ?? this.#length;
    const result = mapped(made, (column) => {
      const seen = new Float64Array(Math.max(length, column.length)).fill(Number.NaN);
      seen.set(column);
      this.#knowns.set(seen, known);
      return seen;
    });
    this.#own.push({ compute, args, result, known });
    return result;
  }

  /**
   * What a function of the strategy's own makes of what it may read now: a copy, as in every run, cut off where nothing lies behind the curtain.
   * One that needs more bars than that to begin with gets as many as there are, with nothing in them.
   */
  #computed(compute: ColumnFunction, args: readonly unknown[], known: KnownOf): Column | Columns {
    const end = this.behind === "nothing" ? known(this.#open) : Number.POSITIVE_INFINITY;
    const given = (cut: (arg: Float64Array | Int32Array, end: number) => Float64Array | Int32Array) =>
      args.map((arg) => (isColumn(arg) ? this.#handed(cut(arg, Math.min(end, arg.length)), arg) : arg));
    const made = (cut: Parameters<typeof given>[0]) => columnsOf(compute, given(cut));
    const work = () => {
      try {
        return made((arg, end) => arg.slice(0, end));
      } catch (error) {
        if (this.behind !== "nothing") throw error;
        return made((arg, end) => arg.slice().fill(Number.NaN, end));
      }
    };
    return this.#reads === null ? work() : this.#reads.paused(work);
  }

  #handed(copy: Float64Array | Int32Array, of: Float64Array | Int32Array): Float64Array | Int32Array {
    if (this.#reads === null) return copy;
    const name = this.#named.find(({ column }) => this.#truths.get(column) === this.#truths.get(of))?.name;
    return this.#reads.around(copy, name ?? "a column", this.#knowns.get(of) ?? ((count) => count));
  }

  #knownOf(args: readonly unknown[]): KnownOf {
    const column = args.find((arg) => this.#knowns.has(arg));
    return this.#knowns.get(column) ?? ((count) => count);
  }

  #show(): void {
    const before = this.#open;
    this.#open = Math.min(this.#cuts[this.#next++] ?? this.#length, this.#length);
    this.#reveal(before, this.#open);
    for (const { compute, args, result, known } of this.#own) {
      const again = this.#computed(compute, args, known);
      for (const [part, column] of partsOf(again)) {
        const seen = partOf(result, part);
        if (seen === null) continue;
        const last = known(before) - 1;
        if (last >= 0 && !isAlike(seen[last]!, column[last]!) && this.#rewritten.at(-1) !== before)
          this.#rewritten.push(before);
        seen.set(column.subarray(0, seen.length));
      }
    }
  }

  #reveal(before: number, now: number): void {
    for (const { seen, truth, known } of this.#shadows) {
      const [from, to] = [before === 0 ? 0 : known(before), known(now)];
      if (to > from) seen.set(truth.subarray(from, to), from);
    }
  }
}

const PRICES = ["open", "high", "low", "close", "volume"] as const;
const TICKS = ["openTicks", "highTicks", "lowTicks", "closeTicks"] as const;

/** The cache of a watched strategy: columns come from behind the curtain. */
class CurtainColumns extends ColumnCache {
  readonly #make: (compute: ColumnFunction, args: readonly unknown[]) => Column | Columns;
  readonly #made: { compute: ColumnFunction; args: readonly unknown[]; result: Column | Columns }[] = [];

  constructor(make: (compute: ColumnFunction, args: readonly unknown[]) => Column | Columns) {
    super();
    this.#make = make;
  }

  override get(compute: ColumnFunction, args: readonly unknown[]): Column | Columns {
    const hit = this.#made.find(
      (one) =>
        one.compute === compute &&
        one.args.length === args.length &&
        args.every((arg, k) => Object.is(arg, one.args[k])),
    );
    if (hit !== undefined) return hit.result;
    const result = this.#make(compute, args);
    this.#made.push({ compute, args, result });
    return result;
  }
}

const isColumn = (arg: unknown): arg is Float64Array | Int32Array =>
  arg instanceof Float64Array || arg instanceof Int32Array;

/** Sums of another order are off by their last digits. */
const isAlike = (a: number, b: number): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));

const lengthOf = (args: readonly unknown[]): number | undefined => args.find(isColumn)?.length;

/** The columns of a result by name; one column alone has the name "". What is no column is left out. */
function partsOf(result: Column | Columns): [string, Column][] {
  if (result instanceof Float64Array) return [["", result]];
  if (typeof result !== "object" || result === null) return [];
  return Object.entries(result).filter(([, column]) => column instanceof Float64Array);
}

const partOf = (result: Column | Columns, part: string): Column | null =>
  partsOf(result).find(([name]) => name === part)?.[1] ?? null;

function mapped(result: Column | Columns, of: (column: Column, part: string) => Column): Column | Columns {
  if (result instanceof Float64Array) return of(result, "");
  if (typeof result !== "object" || result === null) return result;
  return Object.fromEntries(
    Object.entries(result).map(([part, column]) => [
      part,
      column instanceof Float64Array ? of(column, part) : column,
    ]),
  );
}

/** "ema(12)": columns are left out, whoever reads it knows what an average is taken of. */
function nameOf(compute: ColumnFunction, args: readonly unknown[]): string {
  const values = args.filter((arg) => typeof arg === "number" || typeof arg === "string");
  return `${compute.name || (pureName(compute) ?? "a function without a name")}(${values.join(", ")})`;
}

/** Some 200 ns a value beside a few of any other indicator (decision 0025), and more on a fine grid. */
const weightOf = (compute: ColumnFunction): number =>
  compute === rollingProfile || compute === sessionProfile ? 100 : 1;
