// How does a reader without a mouse see what others see by hovering?

import { el, setText } from "./dom.js";

const GAP = 6;

/** What a control says of itself is shown while a key has brought the focus to it; Escape puts it away. */
export function tips(): void {
  const tip = el("div", { class: "tip", "aria-hidden": "true", hidden: true });
  document.body.append(tip);
  let told: HTMLElement | null = null;
  const hide = () => {
    told = null;
    tip.hidden = true;
  };
  /** Beside what it is about, wherever that has been scrolled to: a key that brings the focus to a control scrolls as well. */
  const place = () => {
    if (told === null) return;
    const at = told.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = tip;
    const below = at.bottom + GAP;
    tip.style.left = `${Math.max(GAP, Math.min(at.left, document.documentElement.clientWidth - width - GAP))}px`;
    tip.style.top = `${below + height > innerHeight ? Math.max(GAP, at.top - height - GAP) : below}px`;
  };
  addEventListener("focusin", ({ target }) => {
    hide();
    if (!(target instanceof HTMLElement) || target.title === "" || !target.matches(":focus-visible")) return;
    setText(tip, target.title);
    told = target;
    tip.hidden = false;
    place();
  });
  addEventListener("focusout", hide);
  addEventListener("scroll", place, { capture: true, passive: true });
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });
}
