// Where may the script of the page put something livelier than what the document says?

import { type Html, html, NOTHING } from "../html.js";

/** The places, in the order of the page. A panel of the front end mounts into `data-panel="<one of these>"`. */
export type HookId =
  | "toolbar"
  | "headline"
  | "filters"
  | "panes"
  | "trades"
  | "drawer"
  | "time-of-day"
  | "since-open"
  | "excursions"
  | "costs"
  | "drawdowns"
  | "net-histogram"
  | "r-histogram"
  | "rolling"
  // Of a comparison.
  | "compare"
  | "against"
  | "overlay"
  | "joint"
  | "diff"
  // Of a review.
  | "bridge"
  | "session-list";

/**
 * An empty root, and behind it what stands there without script. The front end adds the class `live` to the root once it has
 * drawn: only then, and only on a screen, is the still version hidden. On paper it is the other way round.
 */
export const hook = (id: HookId, still: Html = NOTHING): Html =>
  html`<div class="root" data-panel="${id}"></div>${still === NOTHING ? "" : html`<div class="still">${still}</div>`}`;
