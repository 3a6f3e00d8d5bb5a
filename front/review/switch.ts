// Of several contracts, whose bars are drawn?

import type { PageData } from "../../src/report/embed/layout.js";
import { createModel, type Listener, type Model } from "../model.js";
import type { State, View } from "../state.js";
import { barOf, type ReviewData } from "./data.js";

/**
 * One selection for the page, over the bars of one contract at a time. A row of another contract brings its bars with it. Panes of contracts that are
 * not drawn hear nothing; when their turn comes they hear of all that may have changed.
 */
export interface Switch {
  /** Its `bars` are those that are drawn. */
  readonly model: Model;
  readonly host: number;
  /** The model as the panes of one contract see it. */
  of(h: number, bars: number): Model;
  /** Draws a contract's bars, the same time as far as it has bars of it. */
  show(h: number, view?: View): Promise<void>;
  /** Told when other bars are drawn. */
  on(changed: () => void): void;
}

const ALL: ReadonlySet<keyof State> = new Set([
  "view",
  "filter",
  "matches",
  "hidden",
  "theme",
  "palette",
  "cursor",
]);

export async function createSwitch(data: ReviewData, hash: string): Promise<Switch> {
  const { hosts } = data.meta;
  const wanted = Number(/[#&]series=(\d+)/.exec(hash)?.[1] ?? 0);
  let host = wanted < hosts.length ? wanted : 0;
  let page: PageData | null = hosts.length === 0 ? null : await data.host(host);
  const bars = () => page?.meta.bars ?? 1;
  const inner = createModel(bars(), data.length, hash);
  const drawn: (() => void)[] = [];
  const heard = new Map<number, Listener[]>();
  const model: Model = {
    get state() {
      return inner.state;
    },
    get bars() {
      return bars();
    },
    trades: data.length,
    set(patch) {
      const row = patch.selected ?? null;
      const of = row === null ? -1 : data.numbers.host[row]!;
      if (row === null || of < 0 || of === host) return inner.set(patch);
      // First the bars, then the row on them.
      void show(of).then(() => inner.set(patch));
    },
    on: (listener) => inner.on(listener),
  };
  async function show(h: number, view?: View): Promise<void> {
    if (h === host || page === null) return view && inner.set({ view });
    const before = page;
    const next = await data.host(h);
    const { from, to } = inner.state.view;
    const at = (bar: number) =>
      barOf(next, before.time.at(Math.min(before.meta.bars - 1, Math.max(0, Math.round(bar)))));
    const isWhole = from === 0 && to === before.meta.bars;
    const same = isWhole
      ? { from: 0, to: next.meta.bars }
      : { from: at(from), to: Math.max(at(from) + 8, at(to) + 1) };
    host = h;
    page = next;
    inner.set({ view: view ?? same, series: h, cursor: null });
    for (const told of drawn) told();
    for (const listener of heard.get(h) ?? []) listener(inner.state, ALL);
  }
  return {
    model,
    get host() {
      return host;
    },
    show,
    of: (h, length) => ({
      get state() {
        return inner.state;
      },
      bars: length,
      trades: data.length,
      set: (patch) => model.set(patch),
      on(listener) {
        const gated: Listener = (state, changed) => {
          if (h === host) listener(state, changed);
        };
        heard.set(h, [...(heard.get(h) ?? []), listener]);
        return inner.on(gated);
      },
    }),
    on: (changed) => drawn.push(changed),
  };
}
