// Which levels moved, and when?

import { Rows } from "../bars/rows.js";
import type { MoveColumns } from "../domain/moves.js";
import type { OrderKind } from "../domain/order.js";
import { FILL_KINDS, NO_STOP } from "../domain/run.js";
import type { Holding } from "./holding.js";
import type { Working } from "./working.js";

// Places in a row.
const FILL = 0;
const ORDER = 1;
const BAR = 2;
const LEVEL = 3;
const KIND = 4;
const WIDTH = 5;

/**
 * Asked once a bar, when its walk is settled: what a walk tried and gave up never gets here. Nothing but the page that draws the
 * paths reads it.
 */
export class MoveLog {
  readonly #rows = new Rows(WIDTH);

  /** Stops of what is held, and orders that trail: wherever they stand elsewhere than when they were last looked at. */
  look(holdings: readonly Holding[], working: readonly Working[], bar: number): void {
    for (const holding of holdings) {
      const { stop } = holding;
      if (stop === holding.noted || (Number.isNaN(stop) && Number.isNaN(holding.noted))) continue;
      holding.noted = stop;
      this.#add(holding.fill, holding.order, bar, stop, FILL_KINDS.indexOf(holding.stopKind));
    }
    for (const one of working) {
      const { trigger, order } = one;
      if (order.kind !== "trailing stop" || trigger === one.noted || Number.isNaN(trigger)) continue;
      one.noted = trigger;
      this.#add(-1, order.id, bar, trigger, kindOf(order.kind));
    }
  }

  /** At the close of `bar`: before the order changes, once for where it stood, and afterwards for where it stands. */
  begins(one: Working): void {
    if (Number.isNaN(one.noted)) this.#note(one, Math.min(one.order.bar, one.seesFrom - 1));
  }
  moved(one: Working, bar: number): void {
    this.#note(one, bar);
  }

  #note(one: Working, bar: number): void {
    const level = Number.isNaN(one.trigger) ? one.limit : one.trigger;
    if (level === one.noted || Number.isNaN(level)) return;
    one.noted = level;
    this.#add(-1, one.order.id, bar, level, kindOf(one.order.kind));
  }

  #add(fill: number, order: number, bar: number, level: number, kind: number): void {
    const at = this.#rows.add() * WIDTH;
    const { integers: cells } = this.#rows;
    cells[at + FILL] = fill;
    cells[at + ORDER] = order;
    cells[at + BAR] = bar;
    cells[at + LEVEL] = Number.isNaN(level) ? NO_STOP : level;
    cells[at + KIND] = kind;
  }

  columns(): MoveColumns {
    return {
      length: this.#rows.length,
      fill: this.#rows.column(FILL),
      order: this.#rows.column(ORDER),
      bar: this.#rows.column(BAR),
      level: this.#rows.column(LEVEL),
      kind: Uint8Array.from(this.#rows.column(KIND)),
    };
  }
}

/** Every kind of order is a kind of fill by the same name. */
const kindOf = (kind: OrderKind): number => (FILL_KINDS as readonly string[]).indexOf(kind);
