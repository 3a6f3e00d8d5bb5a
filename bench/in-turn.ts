// How much longer does one take than the other, on a machine whose pace drifts?

/** Whoever is measured does its work once and tells how many milliseconds that took. */
export interface Party {
  readonly who: string;
  readonly once: () => number | Promise<number>;
}

/** What a party took, round by round: equal indexes belong to the same round. */
export interface Timing {
  readonly who: string;
  readonly ms: readonly number[];
}

/**
 * All parties in turn, A B C A B C …, so that what slows the machine down for a while slows all of them, and the ratio of
 * a round holds where the times do not. Warm-up rounds are not counted.
 */
export async function inTurn(
  parties: readonly Party[],
  { rounds, warmup }: { readonly rounds: number; readonly warmup: number },
): Promise<readonly Timing[]> {
  const timings = parties.map(({ who }) => ({ who, ms: [] as number[] }));
  for (let round = -warmup; round < rounds; round++) {
    for (const [k, party] of parties.entries()) {
      const ms = await party.once();
      if (round >= 0) timings[k]!.ms.push(ms);
    }
  }
  return timings;
}

/**
 * `--cpu`: what the processor worked for this process, all threads together, in place of what a clock on the wall shows.
 * On a machine that others use at the same time only that holds.
 */
export const BY_CPU = process.argv.includes("--cpu");

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const from = now();
  await work();
  return now() - from;
}

function now(): number {
  if (!BY_CPU) return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How many times as long as `other` it took: the median of the rounds' ratios. */
export const ratioOf = (one: Timing, other: Timing): number =>
  median(one.ms.map((ms, round) => ms / other.ms[round]!));

export const least = (values: readonly number[]): number => Math.min(...values);

/** Of an even count the mean of the middle two. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
