// Does a strategy decide with nothing but what it could have known?

import { sliceBars } from "../bars/columns.js";
import { pick, randomOf } from "../domain/random.js";
import type { RunData } from "../domain/run.js";
import { type Finding, FOUND, type LookAhead, type Verified } from "../domain/verified.js";
import { type BacktestSpec, backtestData } from "../engine/backtest.js";
import { type Behind, Curtain } from "../engine/curtain.js";
import type { Bundle } from "../strategy/bundle.js";
import { checksum } from "../strategy/checksum.js";
import { isOfBundle, placeOfError } from "../strategy/thrown.js";
import { type Divergence, firstDivergence } from "./divergence.js";
import { explained } from "./explain.js";
import { type Trapped, trapping } from "./traps.js";

export interface VerifyTerms {
  /** How many instants are cut at. */
  readonly cuts: number;
  readonly seed: number;
  /** Bars after which history must not matter; null: it is measured, and nothing is demanded. */
  readonly warmup: number | null;
  /** Later starts that are tried. */
  readonly starts: number;
}

export const FULL: VerifyTerms = { cuts: 100, seed: 1, warmup: null, starts: 3 };

/** Makes what a run depends on, with a copy of the strategy's module of its own each time. */
export type SpecMaker = () => Promise<BacktestSpec>;

/** Runs synchronous user code under a watchdog, and counts as one run to it. */
type Guard = <T>(work: () => T) => T;

/**
 * Watches a strategy: the run as it is, twice; the same with the future taken away at many instants, and with noise in its
 * place; the same begun later. Each of them is one run, whatever the number of cuts. Throws what the strategy throws.
 */
export async function verified(
  make: SpecMaker,
  bundle: Bundle,
  terms: VerifyTerms = FULL,
  guard: Guard = (work) => work(),
): Promise<Verified> {
  const run = (spec: BacktestSpec): RunData => guard(() => backtestData(spec));
  const isUsers = (error: Error) => isOfBundle(error, bundle);
  const { result: spec, trapped: loading } = await trapping(isUsers, make);
  const before = sumOf(spec);
  const { result: plain, trapped: running } = await trapping(isUsers, async () => run(spec));
  const findings: Finding[] = [...loading, ...running].map((one) => asked(one, bundle));
  if (sumOf(spec) !== before) findings.push(wrote(bundle));

  const again = firstDivergence(plain, run(spec));
  if (again !== null) findings.push(differs(plain, again, bundle));

  // Everything to be seen, and every bar asked: what the others are held against.
  const whole = run({ ...(await make()), curtain: new Curtain([], "truth") });
  const skipped = again === null ? firstDivergence(plain, whole) : null;
  if (skipped !== null) findings.push(skips(plain, skipped, bundle));

  const { cuts, atOrders } = cutsOf(whole, terms);
  const behinds: readonly Behind[] = ["nothing", "noise"];
  for (const behind of behinds) {
    const watched = run({ ...(await make()), curtain: new Curtain(cuts, behind) });
    const found = firstDivergence(whole, watched);
    if (found === null || again !== null) continue;
    findings.push(await explained({ make, bundle, cuts, behind, found, run: whole }));
    break; // one line of code shows both ways
  }

  const { settledAfter, starts } = await warmup(make, whole, terms, run);
  const slow = terms.warmup !== null && starts > 0 && (settledAfter ?? FAR) > terms.warmup;
  if (slow) findings.push(warmsSlowly(terms.warmup!, settledAfter, bundle));
  return {
    strategy: bundle.name,
    file: bundle.file,
    fingerprint: plain.fingerprint,
    bars: plain.bars.length,
    orders: plain.orders.length,
    cuts: cuts.length,
    cutsAtOrders: atOrders,
    settledAfter,
    starts,
    threads: 0,
    findings,
  };
}

/** Once more on several threads at the same time: what comes out there must be the run that was watched. */
export function besideOthers(verified: Verified, fingerprints: readonly string[]): Verified {
  const { strategy, file, fingerprint, findings } = verified;
  const threads = fingerprints.length;
  const other = fingerprints.find((one) => one !== fingerprint);
  if (other === undefined || findings.some(({ code }) => code === FOUND.differs))
    return { ...verified, threads };
  const message = `${strategy} comes out otherwise when it runs on ${threads} threads at the same time`;
  const finding = {
    ...NOTHING,
    code: FOUND.differs,
    message,
    where: file,
    asRun: `fingerprint ${fingerprint.slice(0, 16)}`,
    watched: `fingerprint ${other.slice(0, 16)}`,
  };
  return { ...verified, threads, findings: [...findings, finding] };
}

/** Cuts of the quick form. */
const QUICK = 8;

/**
 * For a run that has just been made: with the future taken away at a few instants its strategy must decide the same. One that computes no column
 * of its own has no way to the future, and is not run again. What differs is looked at with everything that `verified` has.
 */
export async function quickLook(
  run: RunData,
  own: boolean,
  make: SpecMaker,
  bundle: Bundle,
  guard: Guard = (work) => work(),
): Promise<LookAhead> {
  if (!own) return { own, cuts: 0, finding: null };
  const { cuts } = cutsOf(run, { cuts: QUICK, seed: FULL.seed });
  const spec = { ...(await make()), curtain: new Curtain(cuts, "nothing") };
  const same =
    firstDivergence(
      run,
      guard(() => backtestData(spec)),
    ) === null;
  if (same) return { own, cuts: cuts.length, finding: null };
  const { findings } = await verified(make, bundle, { ...FULL, cuts: QUICK, starts: 0 }, guard);
  return { own, cuts: cuts.length, finding: findings[0] ?? null };
}

const FAR = Number.POSITIVE_INFINITY;

/** Over everything that a strategy is handed. */
function sumOf({ series }: BacktestSpec): string {
  const { open, high, low, close, volume, openTicks, highTicks, lowTicks, closeTicks } = series.bars;
  return [open, high, low, close, volume, openTicks, highTicks, lowTicks, closeTicks].map(checksum).join();
}

/** Two in three at bars in which an order was sent, as far as there are any; the others anywhere. Each shows its bar, and no later one. */
export function cutsOf(
  { orders, bars }: Pick<RunData, "orders" | "bars">,
  { cuts, seed }: Pick<VerifyTerms, "cuts" | "seed">,
): { cuts: readonly number[]; atOrders: number } {
  const random = randomOf(seed, "cuts");
  const sent = [...new Set(orders.bar.subarray(0, orders.length))].filter((bar) => bar + 1 < bars.length);
  const wanted = Math.min(Math.ceil((2 * cuts) / 3), sent.length);
  const chosen = new Set<number>();
  // One out of each stretch of equally many: the whole run is looked at.
  for (let k = 0; k < wanted; k++) {
    const [from, to] = [Math.floor((k * sent.length) / wanted), Math.floor(((k + 1) * sent.length) / wanted)];
    chosen.add(sent[from + pick(random, Math.max(1, to - from))]!);
  }
  const atOrders = chosen.size;
  const rest = Math.min(cuts, Math.max(0, bars.length - 1)) - atOrders;
  for (let k = 0; k < rest; k++) {
    const [from, to] = [Math.floor((k * bars.length) / rest), Math.floor(((k + 1) * bars.length) / rest)];
    let bar = from + pick(random, Math.max(1, to - from));
    while (chosen.has(bar) && bar + 1 < to) bar++;
    chosen.add(Math.min(bars.length - 2, bar));
  }
  return { cuts: [...chosen].map((bar) => bar + 1).sort((a, b) => a - b), atOrders };
}

/** The last tenth of a run says little: what settles only there has not settled. */
const LEAST_LEFT = 0.1;

/** From which bar after a later start on the run sends the orders of the run that had all bars before. */
async function warmup(
  make: SpecMaker,
  whole: RunData,
  { starts }: VerifyTerms,
  run: (spec: BacktestSpec) => RunData,
): Promise<Pick<Verified, "settledAfter" | "starts">> {
  const spec = await make();
  const { length } = spec.series.bars;
  // A series of contract months, of finer bars or of fundings begins where its files do.
  if (spec.chain || spec.finer || spec.perpetual || length < 100) return { settledAfter: null, starts: 0 };
  let most = 0;
  for (let k = 1; k <= starts; k++) {
    const from = Math.floor((k * length) / (2 * starts + 1));
    const { series, ...rest } = await make();
    const bars = sliceBars(series.bars, from, length);
    const source = { ...series.source, from: bars.time[0]!, firstDay: bars.tradeDate[0]!, bars: bars.length };
    const late = run({ ...rest, series: { source, bars } });
    const last = lastDifference(whole, late, from);
    if (last >= length - LEAST_LEFT * (length - from)) return { settledAfter: null, starts };
    most = Math.max(most, last < from ? 0 : last + 1 - from);
  }
  return { settledAfter: most, starts };
}

/** The last bar at which one of the two sent something that the other did not; below `from` where there is none. */
function lastDifference({ orders: all }: RunData, { orders: late }: RunData, from: number): number {
  const keyOf = (orders: RunData["orders"], row: number, shift: number) =>
    [orders.bar[row]! + shift, orders.kind[row], orders.side[row], orders.qty[row], orders.price[row]].join();
  let [i, k] = [all.length - 1, late.length - 1];
  // From the end: what both have stands at the same place.
  while (i >= 0 && k >= 0 && all.bar[i]! >= from && keyOf(all, i, 0) === keyOf(late, k, from)) {
    i--;
    k--;
  }
  const [mine, theirs] = [i < 0 ? -1 : all.bar[i]!, k < 0 ? -1 : late.bar[k]! + from];
  return Math.max(mine < from ? -1 : mine, theirs);
}

// ── what is said of it ─────────────────────────────────────────────────────────────────────────────────────────────

const NOTHING = { bar: null, time: null, asRun: null, watched: null, values: [], where: null, excerpt: null };

function asked({ what, error }: Trapped, bundle: Bundle): Finding {
  const message = `${bundle.name} asks ${/random|UUID/.test(what) ? "chance" : "the clock"}: ${what}`;
  const place = placeOfError(error, bundle, what);
  return {
    ...NOTHING,
    code: FOUND.clock,
    message,
    where: place?.where ?? bundle.file,
    excerpt: place?.excerpt ?? null,
  };
}

const wrote = ({ name, file }: Bundle): Finding => ({
  ...NOTHING,
  code: FOUND.wrote,
  message: `${name} wrote into the bars that it was given`,
  where: file,
});

const differs = (run: RunData, { bar, first, second }: Divergence, { name, file }: Bundle): Finding => ({
  ...NOTHING,
  code: FOUND.differs,
  message: `${name} decides otherwise when it runs a second time in the same process: something of the first run was left`,
  bar,
  time: run.bars.time[bar]!,
  asRun: first,
  watched: second,
  where: file,
});

const skips = (run: RunData, { bar, first, second }: Divergence, { name, file }: Bundle): Finding => ({
  ...NOTHING,
  code: FOUND.skips,
  message: `${name} decides in a bar that its decidesAt leaves out`,
  bar,
  time: run.bars.time[bar]!,
  asRun: first,
  watched: second,
  where: file,
});

const warmsSlowly = (stated: number, settled: number | null, { name, file }: Bundle): Finding => ({
  ...NOTHING,
  code: FOUND.warmup,
  message:
    settled === null
      ? `${name} never comes to decide what it decides with more history; ${stated} bars were stated`
      : `${name} takes ${settled} bars until history before its start no longer matters; ${stated} were stated`,
  where: file,
});
