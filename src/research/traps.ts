// Does a strategy ask for the time, or for chance?

/** What it asked, and where: an error made at that moment. */
export interface Trapped {
  readonly what: string;
  readonly error: Error;
}

/** Each kind is told of once for each place; a strategy that asks in every bar says it once. */
const MOST = 8;

/**
 * While `work` is under way, whoever asks the clock or chance is written down if `isUsers` says so of the stack, and gets the true answer:
 * other code of the process goes on as it was.
 */
export async function trapping<T>(
  isUsers: (error: Error) => boolean,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly trapped: readonly Trapped[] }> {
  const trapped = new Map<string, Trapped>();
  const asked = (what: string) => {
    if (trapped.size >= MOST || trapped.has(what)) return;
    const error = new Error(what);
    if (isUsers(error)) trapped.set(what, { what, error });
  };
  const { Date: RealDate } = globalThis;
  const { random } = Math;
  const { now } = performance;
  const { hrtime } = process;
  const { randomUUID, getRandomValues } = crypto;
  globalThis.Date = new Proxy(RealDate, {
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
  Math.random = () => {
    asked("Math.random()");
    return random();
  };
  performance.now = () => {
    asked("performance.now()");
    return now.call(performance);
  };
  process.hrtime = new Proxy(hrtime, {
    apply(target, self, args) {
      asked("process.hrtime()");
      return Reflect.apply(target, self, args) as [number, number];
    },
    get(target, key) {
      if (key === "bigint") asked("process.hrtime.bigint()");
      return Reflect.get(target, key) as unknown;
    },
  });
  crypto.randomUUID = () => {
    asked("crypto.randomUUID()");
    return randomUUID.call(crypto);
  };
  crypto.getRandomValues = ((array: Uint8Array) => {
    asked("crypto.getRandomValues()");
    return getRandomValues.call(crypto, array);
  }) as typeof getRandomValues;
  try {
    const result = await work();
    return { result, trapped: [...trapped.values()] };
  } finally {
    globalThis.Date = RealDate;
    Math.random = random;
    performance.now = now;
    process.hrtime = hrtime;
    crypto.randomUUID = randomUUID;
    crypto.getRandomValues = getRandomValues;
  }
}
