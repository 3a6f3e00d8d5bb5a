// Which bars are at hand for a view, and which must be fetched first?

import type { BarSlice, PageData } from "../../src/report/embed/layout.js";
import { EQUITY_COLUMNS } from "../../src/report/embed/layout.js";
import type { View } from "../state.js";
import { type Account, highBefore, stepAt, stretchStart } from "./account.js";

/** Bars, and what the account's panes draw of each: made once for many frames. */
export interface Stretch {
  readonly slice: BarSlice;
  /** Highest of what was earned, transfers added again, and what the account lies below it. */
  readonly highs: Float64Array;
  readonly under: Float64Array;
  readonly plots: readonly Float64Array[];
}

export interface Source {
  /** What covers the view bar by bar; null where the overview is as fine as the screen, or until the bars are there. */
  stretch(view: View, columns: number): Stretch | null;
  /** What is known of one bar by itself, from however far it is looked at; null until it is there. */
  exact(bar: number): Stretch | null;
  /** Whether single bars are on their way. */
  readonly waiting: boolean;
  /** The account's own lines have changed. */
  forget(): void;
}

/** Fetched beyond the view on both sides, so that most movements need nothing new. */
const MOST_AROUND = 32_768;

export function createSource(page: PageData, account: () => Account, arrived: () => void): Source {
  const { bars } = page.meta;
  let kept: Stretch | null = null;
  let single: Stretch | null = null;
  let asked = "";
  let singleAsked = false;

  /** What is fetched lies on a coarse grid, or every movement would ask for other bars. */
  function wanted({ from, to }: View): readonly [number, number] {
    const around = Math.min(MOST_AROUND, Math.max(1024, Math.ceil((to - from) / 2)));
    const first = Math.max(0, Math.floor(from) - around);
    return [stretchStart(first, bars, EQUITY_COLUMNS), Math.min(bars, Math.ceil(to) + around)];
  }

  function made(slice: BarSlice, plots: readonly Float64Array[]): Stretch {
    const its = account();
    const length = slice.to - slice.from;
    const highs = new Float64Array(length);
    const under = new Float64Array(length);
    let high = highBefore(its, slice.from);
    const still = its.moved.bar.length === 0;
    for (let i = 0; i < length; i++) {
      const own = still ? 0 : stepAt(its.moved, slice.from + i, 0);
      const earned = slice.equity[i]! - own;
      if (earned > high) high = earned;
      highs[i] = high + own;
      under[i] = earned - high;
    }
    return { slice, highs, under, plots };
  }

  const covers = (stretch: Stretch, { from, to }: View): boolean =>
    stretch.slice.from <= Math.max(0, Math.floor(from)) && stretch.slice.to >= Math.min(bars, Math.ceil(to));

  const somethingThere = ({ slice }: Stretch, { from, to }: View): boolean => {
    if (slice.there === null) return true;
    const first = Math.max(0, Math.floor(from) - slice.from);
    return slice.there.subarray(first, Math.ceil(to) - slice.from).includes(1);
  };

  return {
    get waiting() {
      return asked !== "";
    },
    forget() {
      kept = null;
      single = null;
    },
    exact(bar) {
      if (kept !== null && bar >= kept.slice.from && bar < kept.slice.to) return kept;
      if (single !== null && bar === single.slice.to - 1) return single;
      const from = stretchStart(bar, bars, EQUITY_COLUMNS);
      const slice = page.bars.ready(from, bar + 1);
      const plots = page.meta.plots.length === 0 ? [] : page.bars.plotsReady(from, bar + 1);
      if (slice !== null && plots !== null) return (single = made(slice, plots));
      if (singleAsked) return null;
      singleAsked = true;
      const lines = page.meta.plots.length === 0 ? null : page.bars.plots(from, bar + 1);
      Promise.all([page.bars.range(from, bar + 1), lines])
        .catch((error: unknown) => console.error(error))
        .finally(() => {
          singleAsked = false;
          arrived();
        });
      return null;
    },
    stretch(view, columns) {
      const isFine = (view.to - view.from) / columns >= bars / page.overview.length;
      if (bars === 0 || (isFine && bars > page.overview.length)) return null;
      if (kept !== null && covers(kept, view)) return somethingThere(kept, view) ? kept : null;
      const [from, to] = wanted(view);
      const slice = page.bars.ready(from, to);
      const plots = page.meta.plots.length === 0 ? [] : page.bars.plotsReady(from, to);
      if (slice !== null && plots !== null) {
        kept = made(slice, plots);
        return somethingThere(kept, view) ? kept : null;
      }
      const request = `${from}-${to}`;
      if (asked !== request) {
        asked = request;
        const lines = page.meta.plots.length === 0 ? null : page.bars.plots(from, to);
        Promise.all([page.bars.range(from, to), lines])
          .then(([found, line]) => {
            if (asked !== request) return;
            kept = made(found, line ?? []);
          })
          .catch((error: unknown) => console.error(error))
          .finally(() => {
            if (asked !== request) return;
            asked = "";
            arrived();
          });
      }
      return null;
    },
  };
}
