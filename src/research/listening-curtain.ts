// From which line of a strategy was each of its columns asked for?

import { Curtain, type NamedColumn } from "../engine/curtain.js";
import type { ColumnFunction } from "../indicator/pure.js";
import { type Column, ColumnCache, type Columns } from "../strategy/columns.js";

/** Hides nothing, and keeps where each column was asked for: the stack of its error leads to the line. */
export class ListeningCurtain extends Curtain {
  readonly made = new Map<NamedColumn, Error>();

  constructor() {
    super([], "truth");
    const { columns } = this;
    (this as { columns: ColumnCache }).columns = new ListeningColumns(columns, () => this.#heard());
  }

  #heard(): void {
    const error = new Error("a column");
    for (let k = this.named.length - 1; k >= 0 && !this.made.has(this.named[k]!); k--)
      this.made.set(this.named[k]!, error);
  }
}

class ListeningColumns extends ColumnCache {
  readonly #inner: ColumnCache;
  readonly #heard: () => void;

  constructor(inner: ColumnCache, heard: () => void) {
    super();
    this.#inner = inner;
    this.#heard = heard;
  }

  override get(compute: ColumnFunction, args: readonly unknown[]): Column | Columns {
    const result = this.#inner.get(compute, args);
    this.#heard();
    return result;
  }
}
