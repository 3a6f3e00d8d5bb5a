// How do worker threads share computed columns without a message?

import type { Column, Columns } from "./columns.js";

/**
 * Memory for columns and a directory of them, made once for all workers of a pool and sent to them as it is. Never moved and
 * never emptied: a column that lies in it stays valid for as long as anybody reads it. When it is full, workers compute what is
 * missing for themselves.
 */
export interface ArenaMemory {
  readonly columns: SharedArrayBuffer;
  /** 32-bit integers: `HEADER` words, then slots of `SLOT` words. */
  readonly directory: SharedArrayBuffer;
}

/** Room is given out in units of a cache line, so that no two columns share one. */
const UNIT = 64;
/** What WebAssembly counts memory in. */
const PAGE = 65_536;
const NEXT_UNIT = 0;
const HEADER = 16;

/** Words of a slot: its state, whose turn it is to compute, a hash of the name, and where name and columns lie (in units). */
const STATE = 0;
const OWNER = 1;
const HASH = 2;
const NAME = 3;
const CONTENT = 4;
const SLOT = 8;
const SLOTS = 4096;
/** A directory that is nearly full is not searched to its end. */
const PROBES = 32;

/** States of a slot. It goes from free to claimed once, and then belongs to one name for ever. */
const FREE = 0;
/** Somebody is writing the name down. */
const CLAIMED = 1;
const COMPUTING = 2;
const READY = 3;
/** Whoever computed it gave up, or was killed: the next one may take its place. */
const ABANDONED = 4;
/** There is no room for it. */
const HOMELESS = 5;

/** A killed worker is told of by the pool; this is for one that nobody heard of, and for a column that takes longer than to compute it twice. */
const PATIENCE_MS = 2_000;

/** Node's types have the namespace only. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    Memory: new (pages: { initial: number; maximum: number; shared: true }) => { buffer: SharedArrayBuffer };
  };
};

/**
 * Pages come as they are written, and Node does not count them among its array buffers: an arena of an earlier pool that is
 * collected in the middle of a job must not look as if its runs had grown (`research/memory.ts`). At most 4 GB.
 */
export function arenaMemory(bytes: number): ArenaMemory {
  const pages = Math.max(1, Math.min(65_536, Math.floor(bytes / PAGE)));
  const { buffer } = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  return {
    columns: buffer,
    directory: new SharedArrayBuffer(4 * (HEADER + SLOT * SLOTS)),
  };
}

/** Bytes that are given out. */
export const arenaBytes = ({ directory }: ArenaMemory): number =>
  UNIT * Atomics.load(new Int32Array(directory), NEXT_UNIT);

/** What `owner` was computing is left to others: called when its thread is gone. */
export function releaseArena({ directory }: ArenaMemory, owner: number): void {
  const words = new Int32Array(directory);
  for (let slot = HEADER; slot < words.length; slot += SLOT) {
    if (Atomics.load(words, slot + OWNER) !== owner) continue;
    Atomics.compareExchange(words, slot + STATE, COMPUTING, ABANDONED);
    Atomics.notify(words, slot + STATE);
  }
}

interface Line {
  readonly line: string;
  readonly unit: number;
  readonly length: number;
}

/** One thread's way into the memory. */
export class ColumnArena {
  readonly #columns: SharedArrayBuffer;
  readonly #units: number;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #owner: number;
  readonly #patienceMs: number;

  /** `owner`: whose steps the thread is doing, above 0; `releaseArena` is called with it if they are cut short. */
  constructor({ columns, directory }: ArenaMemory, owner: number, patienceMs = PATIENCE_MS) {
    this.#columns = columns;
    this.#units = columns.byteLength / UNIT;
    this.#words = new Int32Array(directory);
    this.#bytes = new Uint8Array(columns);
    this.#owner = owner;
    this.#patienceMs = patienceMs;
  }

  /**
   * The columns by that name; computed here if no other thread has them, waited for where one is at it. Null where there is no
   * room. What `compute` throws is thrown, and the next one tries again.
   */
  find(name: string, compute: () => Column | Columns): Column | Columns | null {
    const slot = this.#slotOf(name);
    if (slot === null) return null;
    const words = this.#words;
    for (;;) {
      const state = Atomics.load(words, slot + STATE);
      if (state === READY) return this.#read(slot);
      if (state === HOMELESS) return null;
      if (state === COMPUTING) {
        if (Atomics.wait(words, slot + STATE, COMPUTING, this.#patienceMs) !== "timed-out") continue;
        // Should the other one finish after all, both have written the same values, each in its place.
        Atomics.compareExchange(words, slot + STATE, COMPUTING, ABANDONED);
      } else if (Atomics.compareExchange(words, slot + STATE, ABANDONED, COMPUTING) === ABANDONED) {
        Atomics.store(words, slot + OWNER, this.#owner);
        return this.#fill(slot, compute);
      }
    }
  }

  #fill(slot: number, compute: () => Column | Columns): Column | Columns {
    try {
      const result = compute();
      const stored = this.#store(result);
      if (stored === null) {
        this.#settle(slot, HOMELESS);
        return result;
      }
      Atomics.store(this.#words, slot + CONTENT, stored);
      this.#settle(slot, READY);
      return this.#read(slot);
    } catch (error) {
      this.#settle(slot, ABANDONED);
      throw error;
    }
  }

  #settle(slot: number, state: number): void {
    Atomics.store(this.#words, slot + STATE, state);
    Atomics.notify(this.#words, slot + STATE);
  }

  /** The slot of that name, a new one where there is none yet: it is left as abandoned, for `find` to take. Null where there is no room. */
  #slotOf(name: string): number | null {
    const words = this.#words;
    const hash = hashOf(name);
    for (let probe = 0; probe < PROBES; probe++) {
      const slot = HEADER + SLOT * (((hash >>> 0) + probe) % SLOTS);
      if (Atomics.load(words, slot + STATE) === FREE) {
        const at = this.#write(name);
        if (at === null) return null;
        if (Atomics.compareExchange(words, slot + STATE, FREE, CLAIMED) === FREE) {
          Atomics.store(words, slot + HASH, hash);
          Atomics.store(words, slot + NAME, at);
          this.#settle(slot, ABANDONED);
          return slot;
        }
      }
      // Four stores away from a name; but a thread may be killed between any two.
      if (Atomics.wait(words, slot + STATE, CLAIMED, this.#patienceMs) === "timed-out") continue;
      if (Atomics.load(words, slot + HASH) !== hash) continue;
      if (this.#text(Atomics.load(words, slot + NAME)) === name) return slot;
    }
    return null;
  }

  #store(result: Column | Columns): number | null {
    const lines = result instanceof Float64Array ? ([["", result]] as const) : Object.entries(result);
    const units = lines.map(([, column]) => Math.ceil(column.byteLength / UNIT));
    const first = this.#take(units.reduce((sum, count) => sum + count, 0));
    if (first === null) return null;
    let unit = first;
    const content = lines.map(([line, column], k): Line => {
      new Float64Array(this.#columns, UNIT * unit, column.length).set(column);
      const at = unit;
      unit += units[k]!;
      return { line, unit: at, length: column.length };
    });
    return this.#write(JSON.stringify(content));
  }

  #read(slot: number): Column | Columns {
    const content = JSON.parse(this.#text(Atomics.load(this.#words, slot + CONTENT))) as readonly Line[];
    const views = content.map(
      ({ line, unit, length }) => [line, new Float64Array(this.#columns, UNIT * unit, length)] as const,
    );
    return views[0]![0] === "" ? views[0]![1] : Object.fromEntries(views);
  }

  /** A text with its length before it. */
  #write(text: string): number | null {
    const bytes = new TextEncoder().encode(text);
    const unit = this.#take(Math.ceil((4 + bytes.length) / UNIT));
    if (unit === null) return null;
    new DataView(this.#columns).setUint32(UNIT * unit, bytes.length);
    this.#bytes.set(bytes, UNIT * unit + 4);
    return unit;
  }

  #text(unit: number): string {
    const length = new DataView(this.#columns).getUint32(UNIT * unit);
    // A decoder refuses shared memory.
    return new TextDecoder().decode(this.#bytes.slice(UNIT * unit + 4, UNIT * unit + 4 + length));
  }

  #take(units: number): number | null {
    const words = this.#words;
    for (;;) {
      const next = Atomics.load(words, NEXT_UNIT);
      if (next + units > this.#units) return null;
      if (Atomics.compareExchange(words, NEXT_UNIT, next, next + units) === next) return next;
    }
  }
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let k = 0; k < text.length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), 0x01000193);
  return hash | 0;
}
