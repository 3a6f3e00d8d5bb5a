// How is a filter typed?

import { button, el } from "../dom.js";
import type { TradeFacts } from "../filter/facts.js";
import { type Problem, parseFilter } from "../filter/parse.js";
import { type Suggestion, suggestions } from "../filter/suggest.js";
import { given } from "./text.js";

export interface FilterBox {
  readonly root: HTMLElement;
  /** What is wrong with what was typed, and what was probably meant. */
  readonly problems: HTMLElement;
  show(text: string): void;
  focus(): void;
}

const LIST = "filter-list";
const PROBLEMS = "filter-problems";

/** Filters while it is typed; the list below says how a term could go on. */
export function filterBox(
  set: TradeFacts,
  write: (text: string) => void,
  done: () => void,
  example = "side:short hour:9-11 r<-1",
): FilterBox {
  const input = el("input", {
    type: "search",
    class: "f-input",
    role: "combobox",
    "aria-label": "Filter trades",
    "aria-expanded": "false",
    "aria-controls": LIST,
    "aria-autocomplete": "list",
    "aria-describedby": PROBLEMS,
    placeholder: example,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    enterkeyhint: "search",
  });
  const list = el("ul", { class: "f-list", id: LIST, role: "listbox", "aria-label": "Suggestions" });
  list.hidden = true;
  const problems = el("div", { class: "f-problems", id: PROBLEMS, role: "alert" });
  let offered: readonly Suggestion[] = [];
  let active = -1;

  const shut = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = ({ text, from, to }: Suggestion) => {
    input.setRangeText(text, from, to, "end");
    typed();
  };
  const mark = (k: number) => {
    active = k;
    for (const [n, option] of [...list.children].entries())
      option.setAttribute("aria-selected", String(n === k));
    input.setAttribute("aria-activedescendant", `${LIST}-${k}`);
    list.children[k]?.scrollIntoView({ block: "nearest" });
  };
  const offer = () => {
    offered = suggestions(input.value, input.selectionStart ?? input.value.length, set);
    const alone = offered[0];
    const said =
      alone !== undefined && offered.length === 1 && input.value.slice(alone.from, alone.to) === alone.text;
    if (offered.length === 0 || said) return shut();
    list.replaceChildren(
      ...offered.map((one, k) => {
        const option = el(
          "li",
          { role: "option", id: `${LIST}-${k}`, "aria-selected": "false" },
          el("b", {}, given(one.text)),
          el("span", {}, one.hint),
        );
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(one);
        });
        return option;
      }),
    );
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };
  const showProblems = (found: readonly Problem[]) => {
    if (found.length > 0) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    problems.replaceChildren(
      ...found.map((one) => problemLine(one)),
      ...(found.length === 0
        ? []
        : [el("p", {}, "Until this can be read, the trades stay as they were filtered.")]),
    );
  };
  const problemLine = ({ at, length, message, instead }: Problem) => {
    const line = el("p", {}, given(message), " ");
    if (instead !== undefined) {
      const fix = button("", () => {
        input.setRangeText(instead, at, at + length, "end");
        input.focus();
        typed();
      });
      fix.append("Use ", el("code", {}, given(instead)));
      line.append(fix);
    }
    return line;
  };
  const typed = () => {
    showProblems(
      parseFilter(input.value, set.keys).problems.filter(({ at, length }) => !isUnderWay(input, at, length)),
    );
    write(input.value);
    offer();
  };
  input.addEventListener("input", typed);
  input.addEventListener("focus", offer);
  problems.addEventListener("pointerdown", (event) => event.preventDefault());
  input.addEventListener("blur", ({ relatedTarget }) => {
    shut();
    // What is about to be pressed must not be made anew.
    if (relatedTarget instanceof Node && problems.contains(relatedTarget)) return;
    showProblems(parseFilter(input.value, set.keys).problems);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!open) offer();
      const { length } = offered;
      if (length > 0)
        mark((active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1) + length) % length);
    } else if ((event.key === "Enter" || event.key === "Tab") && open && active >= 0) take(offered[active]!);
    else if (event.key === "Enter") {
      shut();
      const { problems: found } = parseFilter(input.value, set.keys);
      showProblems(found);
      if (found.length === 0) done();
    } else if (event.key === "Escape" && open) shut();
    else if (event.key === "Escape") input.blur();
    else return;
    event.preventDefault();
  });

  return {
    root: el("div", { class: "f-box" }, input, list),
    problems,
    show(text) {
      if (input.value !== text) {
        input.value = text;
        showProblems(parseFilter(text, set.keys).problems);
      }
    },
    focus() {
      input.scrollIntoView({ block: "nearest" });
      input.focus();
      input.select();
    },
  };
}

/** A term at whose end somebody is typing is not yet wrong. */
const isUnderWay = (input: HTMLInputElement, at: number, length: number): boolean =>
  document.activeElement === input &&
  (input.selectionStart ?? 0) === at + length &&
  at + length === input.value.length;
