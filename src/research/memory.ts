// Does a run take the memory of the whole machine?

/** Often enough to catch a loop that fills arrays (a gigabyte a second), seldom enough to cost nothing (20 µs a look). */
const EVERY_MS = 25;
const PATIENCE_MS = 5_000;
const MB = 2 ** 20;
/** A thread and its compiled code, before a strategy has allocated anything. */
const THREAD_MB = 48;

export interface MemoryWatch {
  /** A batch that is at work from now on; `remove` when it is over. */
  add(batch: AbortController): void;
  remove(batch: AbortController): void;
  /** A result came in: its columns, which another thread allocated, belong to this one from now on. */
  keep(bytes: number): void;
  /** A job begins in threads that another has left: what the program has grown by since is none of its doing. */
  begin(): void;
  /** Resolves when the memory of killed threads has come back (or is not going to). */
  settled(): Promise<void>;
  close(): void;
}

/**
 * V8's heap limit does not count the memory under typed arrays, and neither is a thread's share known outside of it.
 * The resident set of the process is: what it grew by, less what this thread holds itself (results), is the runs' doing.
 * Over the limit, `over` hears which batches are at work. `given`: bytes in use of memory that all runs share.
 */
export function watchMemory(
  limitMb: number,
  over: (running: readonly AbortController[]) => void,
  given: () => number = () => 0,
): MemoryWatch {
  const running = new Set<AbortController>();
  // The lowest level there was: memory of an earlier job may still be on its way back when this one begins.
  let before = Number.POSITIVE_INFINITY;
  let kept = 0;
  const used = () => {
    const now = othersMemory() - kept - given();
    before = Math.min(before, now);
    return (now - before) / MB;
  };
  used();
  let killed = false;
  const timer = setInterval(() => {
    if (running.size === 0 || used() <= limitMb * running.size + THREAD_MB * running.size) return;
    killed = true;
    over([...running]);
    running.clear();
  }, EVERY_MS).unref();
  return {
    begin: () => {
      before = Number.POSITIVE_INFINITY;
      kept = 0;
      used();
    },
    add: (batch) => void running.add(batch),
    remove: (batch) => void running.delete(batch),
    keep: (bytes) => {
      kept += bytes;
    },
    settled: async () => {
      for (let waited = 0; killed && waited < PATIENCE_MS; waited += EVERY_MS) {
        if (used() <= limitMb / 2) break;
        await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      }
      killed = false;
    },
    close: () => clearInterval(timer),
  };
}

/** Resident bytes that do not belong to this thread. */
function othersMemory(): number {
  const { rss, heapTotal, arrayBuffers } = process.memoryUsage();
  return rss - heapTotal - arrayBuffers;
}
