// How does an account stand, besides the contracts and the cash of one position?

import type { MicroUsd, Ticks } from "../domain/money.js";
import type { IsolatedMargin } from "./isolated.js";
import type { Requirement } from "./offsets.js";

/** The few integers that a walk may change, so that a walk can be tried and taken back. */
export interface BooksMark {
  readonly position: number;
  readonly cash: MicroUsd;
  readonly basis: MicroUsd;
  readonly dayCosts: MicroUsd;
  readonly dayPeak: MicroUsd;
  readonly watch: Watch;
  readonly elsewhere: Elsewhere;
  readonly isolated: IsolatedMargin;
  /** Fills whose order has been counted for the rounding of costs. */
  readonly charged: number;
}

/**
 * How a maintenance breach is looked for: `on`; `known`: written down, so not again until position or rates change;
 * `called`: not until a margin call has ended; `demanded`: the position is to be cut at the first price there is.
 */
export type Watch = "on" | "known" | "called" | "demanded";

/** Tells whether the mark price of the bar that is walked reaches a level; it answers with the price to leave at, or NaN. */
export interface MarkGate {
  reached(level: Ticks, position: number): Ticks;
  /** A bar is walked, and has been. */
  enter(bar: number): void;
  leave(): void;
}

/** What the other positions of a shared account contribute. Never changed: a walk that was tried goes back to the old one. */
export interface Elsewhere {
  readonly equity: MicroUsd;
  readonly initial: MicroUsd;
  readonly maintenance: MicroUsd;
  /** Settled cash. */
  readonly cash: MicroUsd;
  /** Margin that all positions save each other if this one were of `contracts`. */
  credit(contracts: number, which: Requirement): MicroUsd;
}

export const NOTHING_ELSEWHERE: Elsewhere = {
  equity: 0,
  initial: 0,
  maintenance: 0,
  cash: 0,
  credit: () => 0,
};
