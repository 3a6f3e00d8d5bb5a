// Does a strategy ask for the time, or for chance?

import { createRequire, syncBuiltinESMExports } from "node:module";

/** What it asked, and where: an error made at that moment. */
export interface Trapped {
  readonly what: string;
  readonly kind: "clock" | "chance";
  readonly error: Error;
}

/** Each kind is told of once for each place; a strategy that asks in every bar says it once. */
const MOST = 8;

/** Tells that somebody asks. */
type Asked = (what: string, kind?: Trapped["kind"]) => void;
type Undo = () => void;
type Any = (...args: unknown[]) => unknown;

/**
 * While `work` is under way, whoever asks the clock or chance is written down if `isUsers` says so of the stack, and gets the true answer:
 * other code of the process goes on as it was. A strategy has to be loaded inside: what it takes for itself while it is loaded stays trapped.
 */
export async function trapping<T>(
  isUsers: (error: Error) => boolean,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly trapped: readonly Trapped[] }> {
  const trapped = new Map<string, Trapped>();
  const asked: Asked = (what, kind = "clock") => {
    if (trapped.size >= MOST || trapped.has(what)) return;
    const error = new Error(what);
    if (isUsers(error)) trapped.set(what, { what, kind, error });
  };
  const undo = [...trapDates(asked), ...trapObjects(asked)];
  // `import { randomInt } from "node:crypto"` has names of its own for what a module exports.
  syncBuiltinESMExports();
  try {
    const result = await work();
    return { result, trapped: [...trapped.values()] };
  } finally {
    for (const back of undo.reverse()) back();
    syncBuiltinESMExports();
  }
}

function trapDates(asked: Asked): Undo[] {
  const { Date: RealDate } = globalThis;
  const trap = new Proxy(RealDate, {
    construct(target, args, newTarget) {
      if (args.length === 0) asked("new Date()");
      return Reflect.construct(target, args, newTarget) as object;
    },
    apply(target, self, args) {
      asked("Date()");
      return Reflect.apply(target, self, args) as string;
    },
    get(target, key) {
      if (key === "now") asked("Date.now()");
      return Reflect.get(target, key) as unknown;
    },
  });
  // Without an instant it formats the present one.
  const { get: formatOf } = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, "format")!;
  const get = function (this: Intl.DateTimeFormat) {
    const format = formatOf!.call(this) as Any;
    return (instant?: unknown) => {
      if (instant === undefined) asked("Intl.DateTimeFormat().format()");
      return format(instant);
    };
  };
  const { formatToParts } = Intl.DateTimeFormat.prototype;
  const parts = function (this: Intl.DateTimeFormat, instant?: Date | number) {
    if (instant === undefined) asked("Intl.DateTimeFormat().formatToParts()");
    return formatToParts.call(this, instant);
  };
  return [
    put(globalThis, "Date", { value: trap }),
    put(RealDate.prototype, "constructor", { value: trap }),
    put(Intl.DateTimeFormat.prototype, "format", { get }),
    put(Intl.DateTimeFormat.prototype, "formatToParts", { value: parts }),
  ];
}

function trapObjects(asked: Asked): Undo[] {
  // The very objects whose functions a strategy imports: only `require` hands them out.
  const require = createRequire(import.meta.url);
  const [nodeCrypto, os, timers, awaited, hooks, v8, buffer, vm, others, threads] = MODULES.map((name) =>
    require(name),
  ) as [
    Readonly<Record<"ECDH" | "DiffieHellman" | "DiffieHellmanGroup", { readonly prototype: object }>>,
    object,
    object,
    { readonly scheduler: object },
    object,
    object,
    object,
    { readonly Script: { readonly prototype: object } },
    object,
    object,
  ];
  const traps = (kind: Trapped["kind"]) => (of: object, name: string, keys: readonly string[]) =>
    keys.map((key) => trapCalls(of as Record<string, Any>, key, () => asked(`${name}${key}()`, kind)));
  const [clock, chance] = [traps("clock"), traps("chance")];
  const { hrtime } = process;
  const reads = (of: object, key: string, what: string, kind: Trapped["kind"] = "clock") =>
    trapReads(of, key, () => asked(what, kind));
  return [
    ...chance(Math, "Math.", ["random"]),
    ...chance(crypto, "crypto.", ["randomUUID", "getRandomValues"]),
    ...chance(nodeCrypto, "crypto.", CHANCE),
    ...chance(nodeCrypto.ECDH.prototype, "ECDH.", ["generateKeys"]),
    ...chance(nodeCrypto.DiffieHellman.prototype, "DiffieHellman.", ["generateKeys"]),
    ...chance(nodeCrypto.DiffieHellmanGroup.prototype, "DiffieHellmanGroup.", ["generateKeys"]),
    // It has the time, the number of the process and its memory.
    ...clock(process.report, "process.report.", ["getReport", "writeReport"]),
    ...clock(performance, "performance.", ["now", "mark", "measure", "toJSON", "eventLoopUtilization"]),
    reads(performance, "timeOrigin", "performance.timeOrigin"),
    reads(performance, "nodeTiming", "performance.nodeTiming"),
    reads(Event.prototype, "timeStamp", "Event.timeStamp"),
    ...[globalThis, hooks].map((of) => trapMade(of, "PerformanceMark", asked)),
    ...clock(process, "process.", ["uptime", "cpuUsage", "threadCpuUsage", "resourceUsage"]),
    ...chance(process.memoryUsage, "process.memoryUsage.", ["rss"]),
    ...chance(process, "process.", ["memoryUsage", "availableMemory"]),
    ...chance(v8, "v8.", ["getHeapStatistics", "getHeapSpaceStatistics", "getHeapCodeStatistics"]),
    // The date of a file that is not told is the present.
    ...[globalThis, buffer].map((of) => trapMade(of, "File", asked)),
    reads(process, "pid", "process.pid", "chance"),
    reads(process, "ppid", "process.ppid", "chance"),
    ...chance(URL, "URL.", ["createObjectURL"]),
    put(process, "hrtime", {
      value: new Proxy(hrtime, {
        apply(target, self, args) {
          asked("process.hrtime()");
          return Reflect.apply(target, self, args) as [number, number];
        },
        get(target, key) {
          if (key === "bigint") asked("process.hrtime.bigint()");
          return Reflect.get(target, key) as unknown;
        },
      }),
    }),
    ...clock(os, "os.", ["uptime", "loadavg", "freemem"]),
    // Whoever counts ticks of a timer has a clock, too.
    ...clock(globalThis, "", TIMERS),
    ...clock(timers, "", TIMERS),
    ...clock(awaited, "", TIMERS),
    ...clock(awaited.scheduler, "scheduler.", ["wait", "yield"]),
    ...clock(AbortSignal, "AbortSignal.", ["timeout"]),
    // Other realms, programs and threads have clocks of their own, to which nobody listens.
    ...clock(vm.Script.prototype, "vm.", ["runInContext"]),
    ...clock(others, "child_process.", PROGRAMS),
    trapMade(threads, "Worker", asked),
  ];
}

const MODULES = [
  "node:crypto",
  "node:os",
  "node:timers",
  "node:timers/promises",
  "node:perf_hooks",
  "node:v8",
  "node:buffer",
  "node:vm",
  "node:child_process",
  "node:worker_threads",
];

const PROGRAMS = ["exec", "execSync", "execFile", "execFileSync", "spawn", "spawnSync", "fork"];
const TIMERS = ["setTimeout", "setInterval", "setImmediate"];
const CHANCE = [
  "randomUUID",
  "getRandomValues",
  "randomBytes",
  "pseudoRandomBytes",
  "randomInt",
  "generatePrimeSync",
  "randomFill",
  "randomFillSync",
  "generateKeySync",
  "generateKeyPairSync",
];

/** Like the function in its place, which says that it was called. What hangs on it (`setTimeout[promisify.custom]`) still does. */
function trapCalls(of: Record<string, Any>, key: string, tell: () => void): Undo {
  const real = of[key];
  if (typeof real !== "function") return () => {};
  const value = new Proxy(real, {
    apply(target, self, args) {
      tell();
      return Reflect.apply(target, self, args);
    },
  });
  return put(of, key, { value });
}

/** A property, own or inherited, that says that it was read. */
function trapReads(of: object, key: string, tell: () => void): Undo {
  let at: object | null = of;
  while (at !== null && !Object.hasOwn(at, key)) at = Object.getPrototypeOf(at) as object | null;
  if (at === null) return () => {};
  const { get: real, value } = Object.getOwnPropertyDescriptor(at, key)!;
  return put(of, key, {
    get(this: unknown) {
      tell();
      return real === undefined ? value : (real.call(this) as unknown);
    },
  });
}

/** A class that says that one of it was made. */
function trapMade(of: object, key: string, asked: Asked): Undo {
  const value = new Proxy(Reflect.get(of, key) as new () => object, {
    construct(target, args, newTarget) {
      asked(`new ${key}()`);
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  return put(of, key, { value });
}

/** Puts it in the place of a property, own or inherited; answers how it is taken away again. */
function put(of: object, key: string, now: { value?: unknown; get?: () => unknown }): Undo {
  const own = Object.getOwnPropertyDescriptor(of, key);
  const shape = "get" in now ? now : { ...now, writable: true };
  if (own?.configurable === false) return () => {};
  Object.defineProperty(of, key, { ...shape, configurable: true, enumerable: own?.enumerable ?? true });
  return () => {
    if (own === undefined) Reflect.deleteProperty(of, key);
    else Object.defineProperty(of, key, own);
  };
}
