// Does a strategy decide with nothing but what it could have known?

import { readFileSync } from "node:fs";
import { sliceBars } from "../bars/columns.js";
import type { Bars } from "../domain/bars.js";
import { Fault } from "../domain/fault.js";
import { pick, randomOf } from "../domain/random.js";
import type { RunData } from "../domain/run.js";
import { type Finding, FOUND, type LookAhead, type Verified } from "../domain/verified.js";
import { type BacktestSpec, backtestData } from "../engine/backtest.js";
import { type Behind, Curtain } from "../engine/curtain.js";
import type { Bundle } from "../strategy/bundle.js";
import { StrategyFailure } from "../strategy/failure.js";
import { isOfBundle, thrownText } from "../strategy/thrown.js";
import { checksum } from "./checksum.js";
import { type Decided, type Divergence, firstDivergence } from "./divergence.js";
import { decisionAt, explained } from "./explain.js";
import { asked, differs, NOTHING, skips, warmsSlowly, wrote } from "./findings.js";
import { forgetLeftovers, rememberGlobals } from "./leftovers.js";
import { trapping } from "./traps.js";

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
  await rememberGlobals([bundle]);
  const anew: SpecMaker = () => {
    forgetLeftovers();
    return make();
  };
  // Before the traps are set: some of them are names that were not there, too.
  forgetLeftovers();
  const { result, trapped } = await trapping(isUsers, async () => {
    const spec = await make();
    const before = sumOf(spec);
    const plain = run(spec);
    return { spec, plain, isWritten: sumOf(spec) !== before };
  });
  const { spec, plain } = result;
  const findings: Finding[] = trapped.map((one) => asked(one, bundle));
  if (result.isWritten) findings.push(wrote(bundle));

  const again = firstDivergence(plain, run(spec));
  if (again !== null) {
    // No module runs a third time: that may do what neither run did, or never end.
    const second: SpecMaker = async () => {
      const other = await anew();
      run(other);
      return other;
    };
    const place = await decisionAt(again.bar, bundle, [second, anew]);
    findings.push({ ...differs(plain, again, bundle), ...place });
  }

  // Everything to be seen, and every bar asked: what the others are held against.
  const truth = new Curtain([], "truth");
  const whole = run({ ...(await anew()), curtain: truth });
  const skipped = again === null ? firstDivergence(plain, whole) : null;
  // Asked in every bar as before, or with the same bars left out: then it is not decidesAt that makes the difference.
  const isOther =
    skipped !== null &&
    (!names(bundle, /\bdecidesAt\b/) || firstDivergence(plain, run(await anew())) !== null);
  if (skipped !== null) {
    const place = await decisionAt(skipped.bar, bundle, [anew]);
    findings.push({ ...(isOther ? differs : skips)(plain, skipped, bundle), ...place });
  }

  const isOwn = truth.cutCost > 0 || names(bundle, CONSTRUCTOR);
  const wanted = isOwn
    ? Math.max(terms.cuts, Math.min(MOST_CUTS, Math.floor(WORK / truth.cutCost)))
    : terms.cuts;
  const { cuts, atOrders } = cutsOf(whole, { ...terms, cuts: wanted });
  const parting = again !== null || isOther ? null : await partingOf(whole, cuts, WORK, anew, run);
  // One line of code shows both ways.
  if (parting?.found)
    findings.push(await explained({ make: anew, bundle, ...parting, found: parting.found, run: whole }));

  const { settledAfter, starts } = await warmup(anew, whole, terms, run);
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

/** Own code that costs little is watched at more instants than were asked for, up to so many. */
const MOST_CUTS = 500;
/** Values that it may compute anew for that: some tenths of a second. */
const WORK = 30_000_000;
const QUICK_WORK = 5_000_000;
/** Of a second look. */
const MOST_NEAR = 300;
const LEAST_NEAR = 40;

interface Parting {
  readonly cuts: readonly number[];
  readonly behind: Behind;
  /** Null: it decides the same there. */
  readonly found: Divergence | null;
}

/**
 * Where the run with the future taken away, or replaced by noise, parts from the one that saw everything. Where it does not, and a column of the
 * strategy's own was not at a cut what it became, once more around such cuts and at the same place of other sessions: many a peek reaches
 * only into a few bars of a day. A column that becomes another one is no fault in itself: whoever reads it late enough decides the same.
 */
async function partingOf(
  whole: RunData,
  cuts: readonly number[],
  work: number,
  anew: SpecMaker,
  run: (spec: BacktestSpec) => RunData,
): Promise<Parting> {
  const rewritten = new Set<number>();
  let cost = 1;
  const look = async (at: readonly number[]): Promise<Parting | null> => {
    for (const behind of BEHINDS) {
      const curtain = new Curtain(at, behind);
      const found = watchedApart(whole, { ...(await anew()), curtain }, run);
      if (found !== null) return { cuts: at, behind, found };
      for (const cut of curtain.rewritten) rewritten.add(cut);
      cost = Math.max(cost, curtain.cutCost);
    }
    return null;
  };
  const first = await look(cuts);
  if (first !== null || rewritten.size === 0) return first ?? { cuts, behind: "nothing", found: null };
  const most = Math.max(LEAST_NEAR, Math.min(MOST_NEAR, Math.floor(work / cost)));
  const near = cutsNear(rewritten, whole.bars, most);
  return (await look(near)) ?? { cuts: near, behind: "nothing", found: null };
}

/** Bars around the cuts, and those as many bars behind the open of every other session. */
function cutsNear(cuts: ReadonlySet<number>, { tradeDate, length }: Bars, most: number): readonly number[] {
  const opens = [...tradeDate.keys()].filter((bar) => bar === 0 || tradeDate[bar] !== tradeDate[bar - 1]);
  const into = new Set<number>();
  const near = new Set<number>();
  let k = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    while (k + 1 < opens.length && opens[k + 1]! < cut) k++;
    for (let by = -2; by <= 2; by++) {
      near.add(cut + by);
      into.add(cut + by - opens[k]!);
    }
  }
  for (const open of opens) for (const bars of into) near.add(open + bars);
  const all = [...near].filter((cut) => cut > 0 && cut < length).sort((a, b) => a - b);
  return all.length <= most
    ? all
    : Array.from({ length: most }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / most)]!);
}

/** Where a watched run parts from the one that saw everything. One that fails where that did not has parted there. */
export function watchedApart(
  whole: Decided,
  spec: BacktestSpec,
  run: (spec: BacktestSpec) => RunData,
): Divergence | null {
  try {
    return firstDivergence(whole, run(spec));
  } catch (error) {
    if (!(error instanceof StrategyFailure) || error.bar < 0) throw error;
    return { bar: error.bar, first: null, second: `threw ${thrownText(error.cause)}` };
  }
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

/** What takes the place of the future. */
export const BEHINDS: readonly Behind[] = ["nothing", "noise"];

/** Cuts of the quick form. */
const QUICK = 8;

/**
 * For a run that has just been made: with the future taken away at a few instants its strategy must decide the same. One that computes no column
 * of its own has no way to the future, and is not run again. What differs is looked at with everything that `verified` has.
 */
export async function quickLook(
  run: RunData,
  computes: boolean,
  make: SpecMaker,
  bundle: Bundle,
  guard: Guard = (work) => work(),
): Promise<LookAhead> {
  const own = computes || names(bundle, CONSTRUCTOR);
  if (!own) return { own, cuts: 0, finding: null };
  const { cuts } = cutsOf(run, { cuts: QUICK, seed: FULL.seed });
  const anew: SpecMaker = () => {
    forgetLeftovers();
    return make();
  };
  // Who has something to put in the place of a future that is not there decides the same often enough: noise is no such place.
  const parting = await partingOf(run, cuts, QUICK_WORK, anew, (spec) => guard(() => backtestData(spec)));
  if (parting.found === null) return { own, cuts: cuts.length, finding: null };
  const { findings } = await verified(make, bundle, { ...FULL, cuts: QUICK, starts: 0 }, guard);
  const finding =
    findings[0] ?? (await explained({ make: anew, bundle, ...parting, found: parting.found, run }));
  return { own, cuts: cuts.length, finding };
}

/** A constructor of its own is handed the bars themselves: whoever has none has no way to them. */
const CONSTRUCTOR = /\bconstructor\s*\(/;

/** Whether its code has these words; a module that is gone may have had them. */
function names({ module }: Bundle, words: RegExp): boolean {
  try {
    return words.test(readFileSync(module, "utf8"));
  } catch {
    return true;
  }
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

/** Of fewer there is nothing to begin later with. */
const LEAST_BARS = 100;
/** The last tenth of a run says little: what settles only there has not settled. */
const LEAST_LEFT = 0.1;

/** From which bar after a later start on the run sends the orders of the run that had all bars before. */
async function warmup(
  make: SpecMaker,
  whole: RunData,
  { starts }: VerifyTerms,
  run: (spec: BacktestSpec) => RunData,
): Promise<Pick<Verified, "settledAfter" | "starts">> {
  const { length } = whole.bars;
  if (length < LEAST_BARS) return { settledAfter: null, starts: 0 };
  let most = 0;
  for (let k = 1; k <= starts; k++) {
    const from = Math.floor((k * length) / (2 * starts + 1));
    const { series, ...rest } = await make();
    const bars = sliceBars(series.bars, from, length);
    const source = { ...series.source, from: bars.time[0]!, firstDay: bars.tradeDate[0]!, bars: bars.length };
    // Months, finer bars, fundings and marks go by the time of a bar: they begin with it.
    const late = attempted(() => run({ ...rest, series: { source, bars } }));
    if (late === null) return { settledAfter: null, starts };
    const last = lastDifference(whole, late, from);
    if (last >= length - LEAST_LEFT * (length - from)) return { settledAfter: null, starts };
    most = Math.max(most, last < from ? 0 : last + 1 - from);
  }
  return { settledAfter: most, starts };
}

/** Null: with so little history it fails, and has not settled. */
function attempted(run: () => RunData): RunData | null {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof StrategyFailure || error instanceof Fault)) throw error;
    return null;
  }
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
