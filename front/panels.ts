// Which panels does the front end of a run report have?

import type { PageData } from "../src/report/embed/layout.js";
import type { Keys } from "./keys.js";
import type { Model } from "./model.js";
import { costs } from "./panel/costs.js";
import { netHistogram, rHistogram } from "./panel/distribution.js";
import { drawdowns } from "./panel/drawdowns.js";
import { drawer } from "./panel/drawer.js";
import { excursions } from "./panel/excursions.js";
import { filters } from "./panel/filters.js";
import { panes } from "./panel/panes.js";
import { rolling } from "./panel/rolling.js";
import { sinceOpen, timeOfDay } from "./panel/time-of-day.js";
import { toolbar } from "./panel/toolbar.js";
import { trades } from "./panel/trades.js";

/** What every panel may use. */
export interface Tools {
  readonly keys: Keys;
  /** Said by a screen reader when it has time, and seen by nobody. */
  say(text: string): void;
}

/**
 * A part of the page that script makes lively. `id` is that of its root, `data-panel="…"`, which the document has ready
 * (src/report/page/hook.ts); what stands there without script is hidden once the panel is mounted.
 */
export interface FrontPanel {
  readonly id: string;
  mount(page: PageData, model: Model, root: HTMLElement, tools: Tools): void;
}

/** A new panel is one file in `panel/` and one line here. These are what the first screen is worked with. */
export const PANELS: readonly FrontPanel[] = [toolbar, filters, panes, trades, drawer];

/** Mounted when those answer. */
export const BELOW: readonly FrontPanel[] = [
  timeOfDay,
  sinceOpen,
  excursions,
  costs,
  drawdowns,
  netHistogram,
  rHistogram,
  rolling,
];
