// What of the process must a strategy not touch?

import { Fault } from "../domain/fault.js";

/** For a thread that only runs strategies, for as long as it lives. */
export function isolateThread(): void {
  // stdout belongs to the answer of the program (one JSON document, perhaps): what strategies print goes beside it.
  process.stdout.write = process.stderr.write.bind(process.stderr);
  process.exit = refuseExit;
  // A timer that a finished strategy left behind may still throw. It has no run any more that could fail.
  process.on("uncaughtException", () => {});
  process.on("unhandledRejection", () => {});
}

let isolations = 0;
let restore = () => {};

/** The same around a piece of work in the program's own thread; several may overlap. */
export async function isolated<T>(work: () => Promise<T>): Promise<T> {
  if (isolations++ === 0) {
    const { exit } = process;
    const { write } = process.stdout;
    process.exit = refuseExit;
    process.stdout.write = process.stderr.write.bind(process.stderr);
    restore = () => {
      process.exit = exit;
      process.stdout.write = write;
    };
  }
  try {
    return await work();
  } finally {
    if (--isolations === 0) restore();
  }
}

/**
 * Runs synchronous user code and forgets the timers that it set: they would go off in the middle of somebody else's
 * run, or keep the program from ending. No decision can come out of one, because bars wait for nobody.
 */
export function withoutTimers<T>(work: () => T): T {
  const { setTimeout, setInterval, setImmediate } = globalThis;
  const set: { clear(): void }[] = [];
  const keeping =
    <A extends unknown[], H>(start: (...args: A) => H, stop: (handle: H) => void) =>
    (...args: A): H => {
      const handle = start(...args);
      set.push({ clear: () => stop(handle) });
      return handle;
    };
  Object.assign(globalThis, {
    setTimeout: keeping(setTimeout, clearTimeout),
    setInterval: keeping(setInterval, clearInterval),
    setImmediate: keeping(setImmediate, clearImmediate),
  });
  try {
    return work();
  } finally {
    Object.assign(globalThis, { setTimeout, setInterval, setImmediate });
    for (const { clear } of set) clear();
  }
}

function refuseExit(): never {
  throw new Fault("E407", "A strategy tried to end the program with process.exit()", {
    why: "Other runs share the process. A strategy that has had enough simply stops ordering.",
    fix: ["return from onBar", "throw an error that says what is wrong"],
  });
}
