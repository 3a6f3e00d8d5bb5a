// At which decision did a strategy see what had not happened, and what did it see?

import type { RunData } from "../domain/run.js";
import { type Finding, FOUND } from "../domain/verified.js";
import { ReadsAhead } from "../engine/ahead.js";
import { Lane } from "../engine/backtest.js";
import { type Behind, Curtain } from "../engine/curtain.js";
import { type Asked, TracedDesk } from "../engine/traced-desk.js";
import type { Bundle } from "../strategy/bundle.js";
import { StrategyFailure } from "../strategy/failure.js";
import { placeOfError } from "../strategy/thrown.js";
import type { Divergence } from "./divergence.js";
import type { SpecMaker } from "./verify.js";

interface Case {
  readonly make: SpecMaker;
  readonly bundle: Bundle;
  readonly cuts: readonly number[];
  readonly behind: Behind;
  readonly found: Divergence;
  readonly run: RunData;
}

/** Runs both once more up to the bar, with an eye on what is asked for and on what was read. */
export async function explained({ make, bundle, cuts, behind, found, run }: Case): Promise<Finding> {
  const end = found.bar + 1;
  const first = await traced(make, new Curtain([], "truth"), end);
  const second = await traced(make, new Curtain(cuts, behind), end);
  const [mine, theirs] = firstRequest(first.asked, second.asked);
  const bar = Math.min(mine?.bar ?? found.bar, theirs?.bar ?? found.bar);
  // Nearer to the decision: columns as they were at its bar.
  const [seen, watched] =
    bar === found.bar
      ? [first, second]
      : [
          await traced(make, new Curtain([], "truth"), bar + 1),
          await traced(make, new Curtain(cuts, behind), bar + 1),
        ];
  const differ = differing(seen.curtain, watched.curtain, bar);
  const read = differ.length > 0 ? null : await readAhead(make, bar);
  const values = read === null ? differ : [read.value];
  const source = mine?.bar === bar ? mine : theirs?.bar === bar ? theirs : null;
  const error = read?.error ?? source?.error ?? watched.failure?.cause ?? null;
  const message = `${bundle.name} decides with bars that had not closed`;
  const place = error === null ? null : placeOfError(error, bundle, values[0]?.name ?? "decided here");
  const text = (request: Asked | null, other: string | null) => (request?.bar === bar ? request.text : other);
  const same = bar !== found.bar;
  return {
    code: FOUND.lookAhead,
    message,
    bar,
    time: run.bars.time[bar]!,
    asRun: text(mine, same ? null : found.first),
    watched: text(theirs, same ? null : found.second),
    values,
    where: place?.where ?? bundle.file,
    excerpt: place?.excerpt ?? null,
  };
}

/** The line that asks for what is decided at a bar, in the first of these runs that asks for anything there; null where none does. */
export async function decisionAt(
  bar: number,
  bundle: Bundle,
  makers: readonly SpecMaker[],
): Promise<Place | null> {
  for (const make of makers) {
    const { asked } = await traced(make, new Curtain([], "truth"), bar + 1);
    const found = asked.findLast((request) => request.bar === bar);
    if (found !== undefined) return placeOfError(found.error, bundle, "decided here") ?? null;
  }
  return null;
}

/** What it read by hand of bars that had not closed, if anything, and the line of that, or of what is decided there. */
export type Seen = Pick<Finding, "values" | "where" | "excerpt">;

export async function seenAt(make: SpecMaker, bundle: Bundle, bar: number): Promise<Seen> {
  const read = await readAhead(make, bar);
  const place = read
    ? placeOfError(read.error, bundle, read.value.name)
    : await decisionAt(bar, bundle, [make]);
  return { values: read ? [read.value] : [], where: place?.where ?? null, excerpt: place?.excerpt ?? null };
}

type Place = NonNullable<ReturnType<typeof placeOfError>>;

/** What it read by hand before it decided, of bars that it keeps or was handed; null where that was nothing. */
async function readAhead(make: SpecMaker, bar: number) {
  const reads = new ReadsAhead();
  await traced(make, new Curtain([], "truth", reads), bar + 1, reads);
  const found = reads.found.findLast((read) => read.bar <= bar);
  if (found === undefined) return null;
  const { name, value, error } = found;
  return { error, value: { name, asRun: valueText(value), watched: valueText(undefined) } };
}

async function traced(make: SpecMaker, curtain: Curtain, end: number, reads: ReadsAhead | null = null) {
  const desks: TracedDesk[] = [];
  const spec = await make();
  const lane = new Lane({
    ...spec,
    curtain,
    watchDesk(desk, clock) {
      if (reads !== null) reads.clock = clock;
      const traced = new TracedDesk(desk, clock);
      desks.push(traced);
      return traced;
    },
  });
  let failure: StrategyFailure | null = null;
  try {
    lane.runToEnd(null, Math.min(end, lane.length));
  } catch (error) {
    if (!(error instanceof StrategyFailure)) throw error;
    failure = error;
  }
  return { curtain, asked: desks[0]?.asked ?? [], failure };
}

/** The first pair that differs; null on the side that has none. */
function firstRequest(mine: readonly Asked[], theirs: readonly Asked[]): [Asked | null, Asked | null] {
  const most = Math.max(mine.length, theirs.length);
  for (let k = 0; k < most; k++) {
    const [a, b] = [mine[k], theirs[k]];
    if (a?.bar !== b?.bar || a?.text !== b?.text) return [a ?? null, b ?? null];
  }
  return [null, null];
}

/** Columns of the strategy that were not the same at the bar. */
function differing(mine: Curtain, theirs: Curtain, bar: number): Finding["values"] {
  const found: Finding["values"][number][] = [];
  for (const [k, { name, column, known }] of mine.named.entries()) {
    const other = theirs.named[k];
    if (other?.name !== name) continue;
    const at = known(bar + 1) - 1;
    const [a, b] = [column[at], other.column[at]];
    if (!Object.is(a, b)) found.push({ name, asRun: valueText(a), watched: valueText(b) });
  }
  return found.slice(0, MOST);
}

const MOST = 8;

const valueText = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? "—" : String(value);
