// At which prices did the bars on the screen trade?

import { type ValueArea, valueArea } from "../../src/indicator/value-area.js";
import { type Profile, wholeProfile } from "../../src/indicator/volume-profile.js";
import type { Candles } from "./buckets.js";
import type { Colours } from "./colours.js";

/** Rows that a pane has room for. */
const MOST_ROWS = 110;

export interface SeenProfile extends Profile {
  /** Ticks of a row. */
  readonly rowSize: number;
  readonly area: ValueArea;
}

/** Ticks of a row, so that the rows of a range fit: 1, 2 or 5 times a power of ten. */
export function rowSizeOf(low: number, high: number): number {
  const least = (high - low + 1) / MOST_ROWS;
  for (let power = 1; ; power *= 10) {
    for (const times of [1, 2, 5]) if (times * power >= least) return times * power;
  }
}

/** By the definitions of `src/indicator`: the volume of each bar evenly over its rows, 70 % of it for the value area. */
export function profileOf(candles: Candles, from: number, to: number): SeenProfile | null {
  const [high, low, close, volume]: [number[], number[], number[], number[]] = [[], [], [], []];
  let bottom = Number.POSITIVE_INFINITY;
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < candles.length; i++) {
    if (candles.bar[i]! + candles.span[i]! <= from || candles.bar[i]! >= to) continue;
    high.push(candles.high[i]!);
    low.push(candles.low[i]!);
    close.push(candles.close[i]!);
    volume.push(candles.volume[i]!);
    bottom = Math.min(bottom, candles.low[i]!);
    top = Math.max(top, candles.high[i]!);
  }
  if (high.length === 0) return null;
  const rowSize = rowSizeOf(bottom, top);
  const columns = [high, low, close, volume].map((column) => Float64Array.from(column));
  const profile = wholeProfile(columns[0]!, columns[1]!, columns[2]!, columns[3]!, rowSize);
  const area = profile && valueArea(profile.volumes);
  return profile && area ? { ...profile, rowSize, area } : null;
}

/** Rows as bars from the left, on the same scale of prices as the pane beside it. `y` is of ticks, in device pixels. */
export function paintProfile(
  canvas: CanvasRenderingContext2D,
  profile: SeenProfile,
  width: number,
  ratio: number,
  y: (ticks: number) => number,
  colours: Colours,
): void {
  const { volumes, firstRow, rowSize, area } = profile;
  const most = volumes[area.poc]!;
  const gap = y(0) - y(rowSize) > 3 * ratio ? ratio : 0;
  for (let row = 0; row < volumes.length; row++) {
    if (!(volumes[row]! > 0)) continue;
    const middle = (firstRow + row) * rowSize;
    const top = y(middle + rowSize / 2) + gap / 2;
    const height = Math.max(ratio, y(middle - rowSize / 2) - gap / 2 - top);
    const inside = row >= area.low && row <= area.high;
    canvas.fillStyle = row === area.poc ? colours.loss : inside ? colours.accent : colours.ground;
    canvas.globalAlpha = row === area.poc ? 1 : inside ? 0.55 : 0.4;
    canvas.fillRect(0, top, Math.max(ratio, (volumes[row]! / most) * (width - 4 * ratio)), height);
  }
  canvas.globalAlpha = 1;
}
