// Where do bars wait until the file is read to its end?

import { createBars, type Memory } from "../bars/columns.js";
import { type PriceGrid, priceOfTicks, type Ticks } from "../domain/money.js";
import type { Placed } from "./order.js";

const BLOCK = 1 << 14;

interface Block {
  readonly time: Float64Array;
  readonly volume: Float64Array;
  /** Open, high, low and close of each bar, side by side. */
  readonly ticks: Int32Array;
  readonly line: Int32Array;
  readonly mended: Uint8Array;
}

const EMPTY: Block = {
  time: new Float64Array(0),
  volume: new Float64Array(0),
  ticks: new Int32Array(0),
  line: new Int32Array(0),
  mended: new Uint8Array(0),
};

/**
 * Bars of unknown number, in blocks, so that growing copies nothing. Prices are kept as ticks, which is all that
 * is needed to make them again; each bar keeps its line, for faults that only the whole file can show.
 */
export class Rows {
  length = 0;
  readonly #blocks: Block[] = [];

  /** `isMended`: a policy changed something of the row. */
  add(
    line: number,
    time: number,
    open: Ticks,
    high: Ticks,
    low: Ticks,
    close: Ticks,
    volume: number,
    isMended: boolean,
  ): void {
    const i = this.length % BLOCK;
    if (i === 0) {
      this.#blocks.push({
        time: new Float64Array(BLOCK),
        volume: new Float64Array(BLOCK),
        ticks: new Int32Array(4 * BLOCK),
        line: new Int32Array(BLOCK),
        mended: new Uint8Array(BLOCK),
      });
    }
    const block = this.#blocks[this.#blocks.length - 1];
    block.time[i] = time;
    block.volume[i] = volume;
    block.ticks[4 * i] = open;
    block.ticks[4 * i + 1] = high;
    block.ticks[4 * i + 2] = low;
    block.ticks[4 * i + 3] = close;
    block.line[i] = line;
    block.mended[i] = isMended ? 1 : 0;
    this.length++;
  }

  /**
   * All bars in their final columns, in the order of the file, with the line of each. `time` is what the stamps
   * said, and `tradeDate` is still empty: both need to know the whole file. To be called once: the bars move.
   */
  toBars(grid: PriceGrid, memory?: Memory): Placed {
    const bars = createBars(this.length, memory);
    const lines = new Int32Array(this.length);
    const mended = new Uint8Array(this.length);
    const inTicks = [bars.openTicks, bars.highTicks, bars.lowTicks, bars.closeTicks];
    const prices = [bars.open, bars.high, bars.low, bars.close];
    for (let i = 0; i < this.length; i++) {
      const at = Math.floor(i / BLOCK);
      const block = this.#blocks[at];
      const k = i % BLOCK;
      // What was moved is let go at once: else all bars would lie there twice.
      if (k === 0 && at > 0) this.#blocks[at - 1] = EMPTY;
      bars.time[i] = block.time[k];
      bars.volume[i] = block.volume[k];
      lines[i] = block.line[k];
      mended[i] = block.mended[k];
      for (let p = 0; p < 4; p++) {
        const ticks = block.ticks[4 * k + p];
        inTicks[p][i] = ticks;
        prices[p][i] = priceOfTicks(ticks, grid);
      }
    }
    return { bars, lines, mended };
  }
}
