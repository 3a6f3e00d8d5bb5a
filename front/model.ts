// What is selected, and who hears of it?

import { hashOf, type State, startState, stateOf } from "./state.js";

export type Listener = (state: State, changed: ReadonlySet<keyof State>) => void;

/** The one selection of a page: every pane and table is a view of it, and none keeps a selection of its own. */
export interface Model {
  readonly state: State;
  readonly bars: number;
  readonly trades: number;
  /** Tells every listener once, with the keys whose values are others than before. */
  set(patch: Partial<State>): void;
  /** Not called at once. Returns what ends it. */
  on(listener: Listener): () => void;
}

export function createModel(bars: number, trades: number, hash = ""): Model {
  const listeners = new Set<Listener>();
  let state: State = { ...startState(bars), ...stateOf(hash, bars, trades) };
  return {
    get state() {
      return state;
    },
    bars,
    trades,
    set(patch) {
      const changed = new Set<keyof State>();
      for (const key of Object.keys(patch) as (keyof State)[]) {
        if (!same(patch[key], state[key])) changed.add(key);
      }
      if (changed.size === 0) return;
      state = { ...state, ...patch };
      for (const listener of listeners) listener(state, changed);
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Views are made anew for every movement; two of the same bars are one view. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isView(a) || !isView(b)) return false;
  return a.from === b.from && a.to === b.to;
}

const isView = (value: unknown): value is State["view"] =>
  typeof value === "object" && value !== null && "from" in value && "to" in value;

/** The link follows the state at leisure: browsers refuse pages that write it on every frame. */
const LINK_MS = 250;

/** Keeps the state in the address, and takes it from there when somebody goes back or pastes a link. */
export function keepInLink(model: Model): void {
  let timer: number | undefined;
  let written = location.hash;
  model.on((state) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const hash = hashOf(state, model.bars);
      if (hash === written || (hash === "" && stateOf(location.hash, 0, 0) === null)) return;
      written = hash;
      history.replaceState(null, "", hash === "" ? location.pathname + location.search : hash);
    }, LINK_MS);
  });
  addEventListener("hashchange", ({ newURL }) => {
    // Not what stands there now: what the page was about to write may have come between.
    const said = stateOf(new URL(newURL).hash, model.bars, model.trades);
    if (said === null) return;
    const { matches, curve, cursor } = model.state;
    model.set({ ...startState(model.bars), matches, curve, cursor, ...said });
  });
}

/** The address of what is on the screen now. */
export const linkTo = (model: Model): string =>
  `${location.href.replace(/#.*$/, "")}${hashOf(model.state, model.bars)}`;
