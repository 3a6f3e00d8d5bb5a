// At which decision did a strategy see what had not happened, and what did it see?

import type { RunData } from "../domain/run.js";
import { type Finding, FOUND } from "../domain/verified.js";
import { Lane } from "../engine/backtest.js";
import { type Behind, Curtain } from "../engine/curtain.js";
import { type Asked, TracedDesk } from "../engine/traced-desk.js";
import type { Bundle } from "../strategy/bundle.js";
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
  const values = differing(seen.curtain, watched.curtain, bar);
  const source = mine?.bar === bar ? mine : theirs;
  const message = `${bundle.name} decides with bars that had not closed`;
  const place =
    source === null ? null : placeOfError(source.error, bundle, values[0]?.name ?? "decided here");
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

async function traced(make: SpecMaker, curtain: Curtain, end: number) {
  const desks: TracedDesk[] = [];
  const spec = await make();
  const lane = new Lane({
    ...spec,
    curtain,
    watchDesk(desk, clock) {
      const traced = new TracedDesk(desk, clock);
      desks.push(traced);
      return traced;
    },
  });
  lane.runToEnd(null, Math.min(end, lane.length));
  return { curtain, asked: desks[0]?.asked ?? [] };
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
