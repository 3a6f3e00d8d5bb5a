// How does a reader without a mouse see what others see by hovering?

import { el, setText } from "./dom.js";

const GAP = 6;

/** What a control says of itself is shown while a key has brought the focus to it; Escape puts it away. */
export function tips(): void {
  const tip = el("div", { class: "tip", "aria-hidden": "true", hidden: true });
  document.body.append(tip);
  const hide = () => {
    tip.hidden = true;
  };
  addEventListener("focusin", ({ target }) => {
    hide();
    if (!(target instanceof HTMLElement) || target.title === "" || !target.matches(":focus-visible")) return;
    setText(tip, target.title);
    tip.hidden = false;
    const at = target.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = tip;
    const below = at.bottom + GAP;
    tip.style.left = `${Math.max(GAP, Math.min(at.left, document.documentElement.clientWidth - width - GAP))}px`;
    tip.style.top = `${below + height > innerHeight ? Math.max(GAP, at.top - height - GAP) : below}px`;
  });
  addEventListener("focusout", hide);
  addEventListener("scroll", hide, { capture: true, passive: true });
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });
}
