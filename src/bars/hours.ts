// Which bars lie in the hours that a session is cut to?

import type { Series } from "../domain/bars.js";
import type { Contract, Instrument } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { DAY_MS, type EpochMs } from "../domain/money.js";
import type { SessionPart } from "../domain/session.js";
import { isInSession, zoneLabel } from "../instrument/calendar.js";
import { hoursOf, latestOn, rulesOf } from "../instrument/session-rules.js";
import { formatInstant } from "../instrument/time.js";
import { BAR_COLUMNS, createBars } from "./columns.js";

/**
 * The bars of an instrument whose session is a part (`withHours`): those that open within it. A bar belongs to one side: E135
 * where one lies across the edge, as bars of a day do, for nobody can tell what of it happened on which side. E136 where none is
 * left. A series of any other instrument as it is.
 */
export function cutToHours(series: Series, { contract, symbol }: Instrument): Series {
  const { session } = contract;
  if (typeof session === "string" || !("of" in session)) return series;
  const { bars, source } = series;
  if (source.timeframeMs >= DAY_MS) {
    throw astride(
      series,
      contract,
      session,
      `bars of ${source.timeframeMs / DAY_MS} d, which hold all hours of a day`,
    );
  }
  const edgeIn = edgesOf(session);
  const kept = new Int32Array(bars.length);
  let count = 0;
  for (let i = 0; i < bars.length; i++) {
    const at = bars.time[i]!;
    if (edgeIn(at, at + source.timeframeMs)) {
      throw astride(
        series,
        contract,
        session,
        `the bar of ${formatInstant(at)}, ${source.timeframeMs / 60_000} minutes long`,
      );
    }
    // What a file has beside the session belongs to the other hours, so that both parts together are the file.
    if (isInSession(session, at) || (session.part === "overnight" && !isInSession(session.of, at)))
      kept[count++] = i;
  }
  if (count === 0) {
    throw new Fault("E136", `No bar of ${source.file} lies in the ${session.part} hours of ${symbol}`, {
      where: source.file,
      found: `${bars.length} bars from ${formatInstant(source.from)} to ${formatInstant(source.to)}`,
      expected: hoursText(contract, session),
      fix: ["--bar-hours all"],
    });
  }
  const made = createBars(count);
  for (const name of BAR_COLUMNS) {
    const from = bars[name];
    const into = made[name];
    for (let k = 0; k < count; k++) into[k] = from[kept[k]!]!;
  }
  return {
    bars: made,
    source: {
      ...source,
      from: made.time[0]!,
      to: made.time[count - 1]!,
      firstDay: made.tradeDate[0]!,
      lastDay: made.tradeDate[count - 1]!,
      bars: count,
      notes: [
        ...source.notes,
        `Cut to ${hoursText(contract, session)}: ${count.toLocaleString("en-US")} of ` +
          `${bars.length.toLocaleString("en-US")} bars.`,
      ],
    },
  };
}

/** Whether begin or end of the regular hours falls inside a bar while the market is open on both sides. */
function edgesOf({ of, regular }: SessionPart): (from: EpochMs, until: EpochMs) => boolean {
  const rules = rulesOf(of);
  let day = Number.NaN;
  let edges: readonly EpochMs[] = [];
  const inside = (at: EpochMs): boolean => isInSession(of, at) && isInSession(of, at - 1);
  return (from, until) => {
    const today = rules.dayAt(from);
    if (today !== day) {
      day = today;
      const { start, end } = hoursOf(latestOn(regular, day).hours);
      const settles = rules.on(day)?.settles === true;
      edges = settles ? [rules.instant(day, start), rules.instant(day, end)].filter(inside) : [];
    }
    return edges.some((edge) => from < edge && edge < until);
  };
}

function hoursText({ symbol }: Contract, session: SessionPart): string {
  const hours = session.regular.map(({ hours: span }) => span.replace("-", " to "));
  const changed = hours.length > 1 && new Set(hours).size > 1 ? " (others before)" : "";
  const which = session.part === "regular" ? "the regular hours" : "the hours outside the regular ones";
  return `${which} of ${symbol}, ${hours.at(-1)}${changed} ${zoneLabel(session)}`;
}

const astride = ({ source }: Series, contract: Contract, session: SessionPart, found: string): Fault =>
  new Fault("E135", `The bars of ${source.file} cannot be cut at the regular hours of ${contract.symbol}`, {
    where: source.file,
    found,
    expected: `bars that end where the hours do: ${hoursText(contract, session)}`,
    why: "What of a bar happened before the edge, and what behind it, nobody can tell.",
    fix: ["finer bars: --resample makes longer ones behind the cut", "--bar-hours all"],
  });
