// How does text from outside stand in the page?

import { visible } from "../../src/report/visible.js";
import { el } from "../dom.js";
import { sensible } from "./digits.js";

/** Kept apart from its surroundings in reading direction, where it could have another one; nothing hides in it. */
export function given(text: string): Node {
  const shown = visible(text);
  return /^\p{ASCII}*$/u.test(shown) ? document.createTextNode(shown) : el("bdi", {}, shown);
}

export const toneOf = (value: number): string => (value < 0 ? "loss" : value > 0 ? "gain" : "flat");

/** What a strategy wrote down, readable; in whole where the pointer rests. */
export function noted(text: string, decimals: number): Node {
  const short = sensible(text, decimals);
  return short === text ? given(text) : el("span", { title: visible(text) }, given(short));
}
