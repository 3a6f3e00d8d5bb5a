// What do fingers, mouse and wheel mean over the panes?

import type { Model } from "../model.js";
import { panned, spanOf, zoomed } from "./view.js";

/** Movement that is still a click, in CSS pixels; fingers are less exact. */
const STILL = { mouse: 4, touch: 10 } as const;
const WHEEL = 0.0016;

export interface Field {
  /** What hears the pointer; its left edge is that of the plots. */
  readonly element: HTMLElement;
  /** Width of the plots, in CSS pixels. */
  width(): number;
  click(x: number, y: number, event: PointerEvent): void;
  hover(x: number | null, y: number, target: EventTarget | null): void;
}

/** A browser scrolls the page up and down with one finger over the panes; everything else is ours (`touch-action: pan-y`). */
export function listen({ element, width, click, hover }: Field, model: Model): void {
  const fingers = new Map<number, { x: number; y: number }>();
  let moved = 0;
  const place = (event: MouseEvent) => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const barAt = (x: number): number => {
    const { view } = model.state;
    return view.from + (x / width()) * spanOf(view);
  };

  element.addEventListener("pointerdown", (event) => {
    const at = place(event);
    if (event.button !== 0 || at.x > width() || isControl(event.target)) return;
    fingers.set(event.pointerId, at);
    moved = fingers.size > 1 ? Number.POSITIVE_INFINITY : 0;
    if (event.pointerType === "mouse") event.preventDefault();
    if (document.activeElement instanceof HTMLElement && !element.contains(document.activeElement))
      document.activeElement.blur();
  });
  element.addEventListener("pointermove", (event) => {
    const at = place(event);
    const before = fingers.get(event.pointerId);
    if (before === undefined) {
      if (event.pointerType === "mouse") hover(at.x <= width() ? at.x : null, at.y, event.target);
      return;
    }
    moved += Math.hypot(at.x - before.x, at.y - before.y);
    if (moved < STILL[event.pointerType === "mouse" ? "mouse" : "touch"]) return;
    if (!element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId);
    hover(null, 0, null);
    const { view } = model.state;
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) {
      const by = ((before.x - at.x) / width()) * spanOf(view);
      model.set({ view: panned(view, by, model.bars) });
    } else {
      const apart = (a: number) => Math.max(24, Math.abs(a - other.x));
      const middle = (before.x + other.x) / 2;
      const shifted = panned(view, ((before.x - at.x) / 2 / width()) * spanOf(view), model.bars);
      const factor = apart(before.x) / apart(at.x);
      model.set({ view: zoomed(shifted, factor, barAt(middle), model.bars) });
    }
    fingers.set(event.pointerId, at);
  });
  const lift = (event: PointerEvent) => {
    const at = fingers.get(event.pointerId);
    fingers.delete(event.pointerId);
    const limit = STILL[event.pointerType === "mouse" ? "mouse" : "touch"];
    if (at !== undefined && event.type === "pointerup" && moved < limit) click(at.x, at.y, event);
  };
  element.addEventListener("pointerup", lift);
  element.addEventListener("pointercancel", lift);
  element.addEventListener("pointerleave", () => hover(null, 0, null));
  element.addEventListener("dblclick", (event) => {
    if (!isControl(event.target)) model.set({ view: { from: 0, to: Math.max(1, model.bars) } });
  });
  element.addEventListener(
    "wheel",
    (event) => {
      const { x } = place(event);
      if (x > width() || isControl(event.target)) return;
      event.preventDefault();
      const { view } = model.state;
      // Lines and pages, as some mice count, in pixels.
      const scale = event.deltaMode === 0 ? 1 : event.deltaMode === 1 ? 20 : 400;
      const across = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (Math.abs(across) > Math.abs(event.deltaY) || event.shiftKey) {
        model.set({ view: panned(view, ((across * scale) / width()) * spanOf(view), model.bars) });
        return;
      }
      const factor = Math.exp(event.deltaY * scale * WHEEL * (event.ctrlKey ? 6 : 1));
      model.set({ view: zoomed(view, factor, barAt(x), model.bars) });
    },
    { passive: false },
  );
}

const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("button,a,input,.pane-table") !== null;
