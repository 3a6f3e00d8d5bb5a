// How does an amount stand in the page so that a reader sees cents and a program finds every micro-dollar?

import { decimalOfMicro, type EpochMs, type MicroUsd } from "../../domain/money.js";
import { formatInstant } from "../../instrument/time.js";
import { ABSENT, dollarsText, signed } from "../format.js";
import { type Html, html } from "../html.js";

const toneOf = (value: number): string => (value < 0 ? "loss" : value > 0 ? "gain" : "flat");

/** "$4,118.40" for people, "4118.40" in its `value`: the same decimal text as in the JSON of the run. */
export function money(amount: MicroUsd | null): Html {
  if (amount === null || !Number.isFinite(amount)) return html`${ABSENT}`;
  const whole = Math.round(amount);
  return html`<data value="${decimalOfMicro(whole)}">${dollarsText(whole)}</data>`;
}

/** As `money`, for cells of long tables: where the cents are exact, the text says all that there is. */
export const amount = (value: MicroUsd): Html =>
  value % 10_000 === 0 ? html`${dollarsText(value)}` : money(value);

/** As `profit`, for cells of long tables. */
export const profitCell = (value: MicroUsd): Html =>
  value % 10_000 === 0
    ? html`<span class="${toneOf(value)}">${signed(dollarsText(value))}</span>`
    : profit(value);

/** A result: signed, and toned by winning or losing. The sign carries the meaning, the colour only repeats it. */
export function profit(amount: MicroUsd | null): Html {
  if (amount === null || !Number.isFinite(amount)) return html`${ABSENT}`;
  const whole = Math.round(amount);
  return html`<data class="${toneOf(whole)}" value="${decimalOfMicro(whole)}">${signed(dollarsText(whole))}</data>`;
}

/** Any other figure whose sign matters, already written out. */
export const toned = (value: number | null, text: string): Html =>
  value === null ? html`${text}` : html`<span class="${toneOf(value)}">${signed(text)}</span>`;

/** Readers see the exchange's clock, the attribute says the instant in UTC. */
export const instant = (time: EpochMs, text: string): Html =>
  html`<time datetime="${formatInstant(time)}">${text}</time>`;

const UNBROKEN = /([−+]?\$[\d,]*\d(?:\.\d+)?)|(--[a-z][a-z-]*(?: (?:strict|none|DIR|PATH)\b)?)/;

/** A sentence of our own or from outside, its amounts kept on one line and its flags set as code. */
export function prose(sentence: string): Html {
  return html`<bdi>${sentence
    .split(UNBROKEN)
    .map((part, i) =>
      part === undefined
        ? ""
        : i % 3 === 1
          ? html`<span class="nb">${part}</span>`
          : i % 3 === 2
            ? html`<code class="nb">${part}</code>`
            : part,
    )}</bdi>`;
}

/** Text that came from outside: kept apart from its surroundings in reading direction, where it could have another one. */
export const given = (text: string): Html =>
  /^\p{ASCII}*$/u.test(text) ? html`${text}` : html`<bdi>${text}</bdi>`;
