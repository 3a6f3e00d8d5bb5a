// Which computed columns do several runs over the same bars share?

import type { Bars } from "../domain/bars.js";
import "../indicator/list.js";
import { type ColumnFunction, pureName } from "../indicator/pure.js";
import { type Column, type Columns, columnsOf } from "./columns.js";
import { keepCrossesOf } from "./crosses.js";

/** Columns in memory that threads share; see `column-arena.ts`. */
export interface Arena {
  /**
   * The columns by that name, computed by whichever thread asks first. Null where they cannot be there: the caller computes
   * its own.
   */
  find(name: string, compute: () => Column | Columns): Column | Columns | null;
}

interface Settings {
  /** Bytes of columns that are kept here; beyond them those that were not asked for the longest are forgotten. */
  readonly budget: number;
  /**
   * Looks once a run whether the columns of the bars still hold what was computed from: for programs, which can write into
   * bars between two runs.
   */
  readonly watchful?: boolean;
}

/** Where a column comes from: it is one of the bars', or was computed from such. */
interface Origin {
  readonly home: Home;
  /** The same in every thread. */
  readonly name: string;
  /** A column of the bars; null for a computed one. */
  readonly source: Source | null;
}

interface Source {
  readonly values: Float64Array | Int32Array;
  /** What they were; null where nobody can write into them. To compare takes a fifth of the time of any sum in JavaScript. */
  readonly copy: Buffer | null;
  /** The run in which they were last found unchanged. */
  run: number;
}

/** All that is known of the bars in one buffer. */
class Home {
  readonly id: number;
  readonly roots = new Map<ColumnFunction, Branch>();
  readonly sources = new Map<string, Origin>();
  readonly kept = new Set<Branch>();
  bytes = 0;

  constructor(id: number) {
    this.id = id;
  }

  forgetAll(): void {
    this.roots.clear();
    this.kept.clear();
    this.bytes = 0;
  }
}

/** A tree with a level for each argument: finding a column makes no text and no list. */
class Branch {
  readonly parent: Branch | null;
  readonly key: unknown;
  readonly next = new Map<unknown, Branch>();
  result: Column | Columns | null = null;
  bytes = 0;
  used = 0;

  constructor(parent: Branch | null, key: unknown) {
    this.parent = parent;
    this.key = key;
  }

  child(key: unknown): Branch {
    const child = this.next.get(key) ?? new Branch(this, key);
    this.next.set(key, child);
    return child;
  }
}

/**
 * Columns that functions declared pure have computed from bars, by bars, function and arguments. Bars are known by their
 * memory: slices of one buffer are told apart by where they lie, and a column is forgotten with its bars. A column that was
 * forgotten lives on in the runs that read it.
 */
export class SharedColumns {
  /** See `Settings`. */
  budget: number;
  /** Where long columns lie instead, for other threads to read. */
  arena: Arena | null = null;
  readonly #watchful: boolean;
  readonly #homes = new WeakMap<ArrayBufferLike, Home>();
  readonly #byId = new Map<number, Home>();
  readonly #live: WeakRef<Home>[] = [];
  readonly #origins = new WeakMap<object, Origin>();
  /** The arguments of the call at hand, as keys. */
  readonly #keys: unknown[] = [];
  /** Bars that were made of a series since the last `newRun`: longer ones cost more than many a run over them. */
  readonly made = new Map<ColumnFunction, { args: readonly unknown[]; result: Column | Columns }[]>();
  #ids = 0;
  #run = 0;
  #uses = 0;

  constructor({ budget, watchful = false }: Settings) {
    this.budget = budget;
    this.#watchful = watchful;
  }

  /**
   * Columns of these bars, and what is computed from them, are shared from now on. Where bars cross threads, each message brings
   * another object for the same memory: `id` says which bars they are, in all threads and for as long as this lives.
   */
  know({ buffer }: Pick<Bars, "buffer">, id: number | null = null): void {
    if (this.#homes.has(buffer)) return;
    const known = id === null ? undefined : this.#byId.get(id);
    const home = known ?? new Home(id ?? this.#ids++);
    this.#homes.set(buffer, home);
    if (known !== undefined) return;
    this.#live.push(new WeakRef(home));
    if (id !== null) this.#byId.set(id, home);
  }

  /** A run begins: what a program has changed in its bars since the run before shall be noticed. */
  newRun(): void {
    this.#run++;
    this.made.clear();
    if (this.#watchful) keepCrossesOf((column) => this.#origins.get(column)?.source === null);
  }

  /** Bytes of the columns that are kept, without those in the arena. */
  get bytes(): number {
    return this.#live.reduce((sum, home) => sum + (home.deref()?.bytes ?? 0), 0);
  }

  /** Whether other runs may read this very column. */
  holds(column: Column): boolean {
    return this.#origins.has(column);
  }

  /** Null where it is not there. */
  find(compute: ColumnFunction, args: readonly unknown[]): Column | Columns | null {
    if (pureName(compute) === undefined) return null;
    const home = this.#readKeys(args);
    const known = home === null ? null : this.#branch(home, compute);
    if (known === null) return null;
    known.used = ++this.#uses;
    return known.result;
  }

  /** Computes it, and keeps it where function and arguments allow that, and the budget. */
  make(
    compute: ColumnFunction,
    args: readonly unknown[],
  ): { readonly result: Column | Columns; readonly kept: boolean } {
    const work = () => columnsOf(compute, args);
    const name = pureName(compute);
    const home = name === undefined ? null : this.#readKeys(args);
    if (home === null) return { result: work(), kept: false };
    const keys = [...this.#keys];
    const text = `${name}(${keys.map(keyText).join()})`;
    const long = args.some((arg) => arg instanceof Float64Array && arg.length >= LONG);
    const there = long && this.arena !== null ? this.arena.find(text, work) : null;
    const result = there ?? work();
    const lines = result instanceof Float64Array ? [["", result] as const] : Object.entries(result);
    const bytes = there === null ? lines.reduce((sum, [, { byteLength }]) => sum + byteLength, 0) : 0;
    if (bytes > this.budget) return { result, kept: false };
    for (const [line, column] of lines)
      this.#origins.set(column, { home, name: `${text}.${line}`, source: null });
    this.#keep(home, compute, keys, result, bytes);
    return { result, kept: true };
  }

  /** Fills `#keys`. Null unless all arguments can be told apart, and some of them are columns that are known. */
  #readKeys(args: readonly unknown[]): Home | null {
    const keys = this.#keys;
    let home: Home | null = null;
    for (let k = 0; k < args.length; k++) {
      const arg = args[k];
      if (typeof arg === "object" && arg !== null) {
        const origin = this.#originOf(arg);
        if (origin === null) {
          const options = optionsText(arg);
          if (options === null) return null;
          keys[k] = options;
        } else {
          home ??= origin.home;
          keys[k] = origin;
        }
      } else if (typeof arg === "function" || typeof arg === "symbol") return null;
      else if (typeof arg === "string" && arg.startsWith(OPTIONS)) return null;
      else keys[k] = Object.is(arg, -0) ? MINUS_ZERO : arg;
    }
    keys.length = args.length;
    return home;
  }

  #originOf(arg: object): Origin | null {
    const known = this.#origins.get(arg);
    if (known !== undefined) {
      if (known.source !== null) this.#check(known.home, known.source);
      return known;
    }
    if (!(arg instanceof Float64Array || arg instanceof Int32Array)) return null;
    const home = this.#homes.get(arg.buffer);
    if (home === undefined) return null;
    const name = `${home.id}${arg instanceof Float64Array ? "f" : "i"}${arg.byteOffset}x${arg.length}`;
    let origin = home.sources.get(name);
    if (origin === undefined) {
      const copy = this.#watchful ? Buffer.from(bytesOf(arg)) : null;
      origin = { home, name, source: { values: arg, copy, run: this.#run } };
      home.sources.set(name, origin);
    } else this.#check(home, origin.source!);
    this.#origins.set(arg, origin);
    return origin;
  }

  #check(home: Home, source: Source): void {
    const { copy, values } = source;
    if (source.run === this.#run || copy === null) return;
    source.run = this.#run;
    const now = bytesOf(values);
    if (now.equals(copy)) return;
    now.copy(copy);
    home.forgetAll();
  }

  #branch(home: Home, compute: ColumnFunction): Branch | null {
    let branch = home.roots.get(compute);
    for (let k = 0; branch !== undefined && k < this.#keys.length; k++)
      branch = branch.next.get(this.#keys[k]);
    return branch === undefined || branch.result === null ? null : branch;
  }

  #keep(
    home: Home,
    compute: ColumnFunction,
    keys: readonly unknown[],
    result: Column | Columns,
    bytes: number,
  ): void {
    const root = home.roots.get(compute) ?? new Branch(null, compute);
    home.roots.set(compute, root);
    const branch = keys.reduce((at: Branch, key) => at.child(key), root);
    branch.result = result;
    branch.bytes = bytes;
    branch.used = ++this.#uses;
    home.kept.add(branch);
    home.bytes += bytes;
    if (bytes > 0 && this.bytes > this.budget) this.#makeRoom();
  }

  /** Forgets at once what a quarter of the budget holds, so that a full cache does not look for the oldest at every column. */
  #makeRoom(): void {
    const homes = this.#live.flatMap((home) => home.deref() ?? []);
    this.#live.splice(0, this.#live.length, ...homes.map((home) => new WeakRef(home)));
    const oldest = homes
      .flatMap((home) => [...home.kept].map((branch) => ({ home, branch })))
      .sort((a, b) => a.branch.used - b.branch.used);
    let over = this.bytes - (3 * this.budget) / 4;
    for (const { home, branch } of oldest.slice(0, -1)) {
      if (over <= 0) return;
      over -= branch.bytes;
      forget(home, branch);
    }
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array | Int32Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

function forget(home: Home, branch: Branch): void {
  home.kept.delete(branch);
  home.bytes -= branch.bytes;
  branch.result = null;
  let at: Branch | null = branch;
  while (at?.parent && at.result === null && at.next.size === 0) {
    at.parent.next.delete(at.key);
    at = at.parent;
  }
  if (at?.parent === null && at.next.size === 0 && at.result === null)
    home.roots.delete(at.key as ColumnFunction);
}

/** Shorter columns are computed before they are found in the arena. */
const LONG = 16_384;

/** A Map takes both zeros for one key. */
const MINUS_ZERO = Symbol("-0");

/** What the key of options begins with, and no text that is shared. */
const OPTIONS = "\0";

/** Options such as `{ spread: "close" }`, as a key; null for what is no plain list of settings. */
function optionsText(arg: object): string | null {
  if (Object.getPrototypeOf(arg) !== Object.prototype) return null;
  const entries = Object.entries(arg).sort(([a], [b]) => (a < b ? -1 : 1));
  let text = OPTIONS;
  for (const [key, value] of entries) {
    if (value === undefined) continue;
    if (!["number", "string", "boolean"].includes(typeof value)) return null;
    text += `${JSON.stringify(key)}:${keyText(Object.is(value, -0) ? MINUS_ZERO : value)};`;
  }
  return text;
}

/** Numbers as JavaScript writes them, which no two numbers have in common; texts in quotes. */
function keyText(key: unknown): string {
  if (key === MINUS_ZERO) return "-0";
  if (typeof key === "string") return JSON.stringify(key);
  return typeof key === "object" && key !== null ? (key as Origin).name : String(key);
}
