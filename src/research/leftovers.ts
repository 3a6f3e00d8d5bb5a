// What has a strategy left in this thread outside of its own module?

import { readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { isMainThread } from "node:worker_threads";
import { type Bundle, FRAMEWORK_URL } from "../strategy/bundle.js";
import { Series } from "../strategy/series.js";

/** Each name; what the language itself has under it, where that is a function or is read by one. */
type Names = ReadonlyMap<string | symbol, PropertyDescriptor | null>;

/** Objects that every module reaches by a name, and the names in them before any strategy was here. */
let before: Map<object, Names> | null = null;

/** What lay under the names that are no functions of the language's, when the work at hand began. */
let held: readonly (readonly [object, string | symbol, PropertyDescriptor])[] = [];

/**
 * Before a strategy is watched. In a thread of ours, where nobody else changes anything between two of its runs: a program that runs strategies in its
 * own thread may have changed a value meanwhile, and has its reasons.
 */
export function rememberValues(): void {
  if (isMainThread) return;
  held = [...(before ?? [])].flatMap(([object, names]) =>
    ArrayBuffer.isView(object)
      ? []
      : [...names].flatMap(([name, native]) => {
          const now = native === null ? getOwnPropertyDescriptor(object, name) : undefined;
          return now === undefined ? [] : [[object, name, now] as const];
        }),
  );
}

/** Before the first strategy of this thread is loaded; and of each one the modules of Node's that it imports, before it is. */
export async function rememberGlobals(bundles: readonly Pick<Bundle, "module">[] = []): Promise<void> {
  if (before === null) {
    const framework = (await import(FRAMEWORK_URL)) as object;
    before = namesIn([globalThis, process, framework, ...Object.values(framework), Series, ...nameless()]);
  }
  for (const { module } of bundles) {
    if (looked.has(module)) continue;
    looked.add(module);
    for (const [object, names] of namesIn(nodeModulesOf(module)))
      if (!before.has(object)) before.set(object, names);
  }
}

const looked = new Set<string>();
const NAMES_A_MODULE = /(?:\bfrom|\bimport|\brequire|\bgetBuiltinModule)\s*\(?\s*["']([\w:/]+)["']/g;
const require = createRequire(import.meta.url);

/** What a strategy could hang something on, beside what has a name everywhere. */
function nodeModulesOf(module: string): object[] {
  try {
    const names = [...readFileSync(module, "utf8").matchAll(NAMES_A_MODULE)].map(([, name]) => name!);
    return [...new Set(names)].filter((name) => isBuiltin(name)).map((name) => require(name) as object);
  } catch {
    return []; // A module that is gone says so when it is loaded.
  }
}

/**
 * Takes away what was put beside it since, and puts a function of the language back, a getter too, where another has taken its place: a column that one run left on `globalThis` or on `Strategy` must not show the
 * future to the next, from which it is taken away. A module's own variables are new with each import, and need no hand.
 */
export function forgetLeftovers(): void {
  for (const [object, names] of before ?? []) {
    for (const name of ownKeys(object)) if (!names.has(name)) deleteProperty(object, name);
    for (const [name, native] of names) {
      if (native === null) continue;
      putBack(object, name, native);
    }
  }
  for (const [object, name, was] of held) putBack(object, name, was);
}

function putBack(object: object, name: string | symbol, was: PropertyDescriptor): void {
  const now = getOwnPropertyDescriptor(object, name);
  if (now?.get !== was.get || now?.set !== was.set || !is(now?.value, was.value))
    defineProperty(object, name, was);
}

// By names of its own: a strategy may have taken the place of these, too.
const { ownKeys, deleteProperty, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { is } = Object;
const isNative = (value: unknown): boolean =>
  typeof value === "function" &&
  !value.name.startsWith("bound ") &&
  Function.prototype.toString.call(value).endsWith("{ [native code] }");

/** How deep there is anything to hang something on: `globalThis.Math`, `globalThis.Array.prototype`. */
const DEPTH = 2;

/** What the language has no name for, and everybody reaches all the same: the prototypes of iterators and generators, and what hangs on names of names. */
const nameless = (): object[] => [
  [].values(),
  new Map().values(),
  new Set().values(),
  ""[Symbol.iterator](),
  "".matchAll(/x/g),
  function* () {},
  async function* () {},
  async () => {},
  Intl,
];

/**
 * Breadth first: what is reached by two ways is looked through as far as the shorter allows. Each thread does this before its first run,
 * over thousands of names: without a list or a function for each.
 */
function namesIn(roots: readonly unknown[]): Map<object, Names> {
  const found = new Map<object, Names>();
  const depths = new Map<object, number>();
  for (const root of roots) meet(root, DEPTH, depths);
  // A map hands out what is put into it meanwhile.
  for (const [object, depth] of depths) {
    found.set(object, namesOf(object, depth, depths));
    // %TypedArray%.prototype has no name either.
    meet(getPrototypeOf(object), depth, depths);
  }
  return found;
}

function meet(object: unknown, depth: number, depths: Map<object, number>): void {
  if (object === null || (typeof object !== "object" && typeof object !== "function")) return;
  if (!depths.has(object)) depths.set(object, depth);
}

function namesOf(object: object, depth: number, depths: Map<object, number>): Names {
  const names = new Map<string | symbol, PropertyDescriptor | null>();
  for (const name of ownKeys(object)) {
    // What a getter answers was not there to hang something on; reading it may load it.
    const property = getOwnPropertyDescriptor(object, name)!;
    const { value, get, set } = property as { value?: unknown; get?: unknown; set?: unknown };
    // Programs have their reasons to put themselves in the place of the console's.
    const kept = object !== console && areNative(value, get, set);
    names.set(name, kept ? property : null);
    if (depth === 0) continue;
    meet(value, depth - 1, depths);
    meet(get, depth - 1, depths);
    meet(set, depth - 1, depths);
  }
  return names;
}

/** Of those that are there, all; and one is. */
function areNative(value: unknown, get: unknown, set: unknown): boolean {
  if (value !== undefined) return isNative(value);
  return (
    (get !== undefined || set !== undefined) &&
    (get === undefined || isNative(get)) &&
    (set === undefined || isNative(set))
  );
}
