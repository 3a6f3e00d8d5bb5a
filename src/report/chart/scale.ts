// Where do the labels of an axis stand?

export interface Axis {
  readonly low: number;
  readonly high: number;
  /** Round values inside low..high, rising. */
  readonly ticks: readonly number[];
}

/** Steps of 1, 2, 2.5 or 5 times a power of ten, the smallest that needs at most `most` of them. */
export function axisOf(low: number, high: number, most = 5): Axis {
  if (!(Number.isFinite(low) && Number.isFinite(high))) return { low: 0, high: 1, ticks: [0, 1] };
  const size = Math.max(Math.abs(low), Math.abs(high));
  // Doubles so close together have no round number between them: the range counts as one value.
  const flat = !(high - low > Math.max(size * 1e-9, Number.MIN_VALUE / Number.EPSILON));
  const room = size > 1e-9 ? size : 1;
  const bottom = flat ? low - room / 2 : low;
  const top = flat ? high + room / 2 : high;
  const step = roundStep((top - bottom) / Math.max(1, most));
  const ticks: number[] = [];
  for (let n = Math.ceil(bottom / step); n * step <= top; n++) ticks.push(n * step);
  return { low: bottom, high: top, ticks };
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const times = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10;
  return times * power;
}

/** A share of the way from `low` to `high`, 0 to 1. */
export const shareOf = ({ low, high }: Axis, value: number): number => (value - low) / (high - low);

/** At most `most` indices of 0..length-1, evenly spread, the first and the last among them. */
export function spread(length: number, most: number): readonly number[] {
  if (length <= most) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (length - 1)) / (most - 1)));
}
