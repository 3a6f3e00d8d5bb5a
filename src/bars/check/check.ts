// What is wrong with a series of bars, beside the exchange's calendar?

import type { Bars } from "../../domain/bars.js";
import type { Instrument } from "../../domain/contract.js";
import type { SeriesFinding, SeriesKind } from "../../domain/findings.js";
import type { Day } from "../../domain/money.js";
import { shiftedDays } from "./clock-change.js";
import { type CheckedBars, checkedDays, fillOf, HOUR_MS, isDaily } from "./days.js";
import { frozenFindings } from "./frozen.js";
import { gridFindings } from "./grid.js";
import { jumpFindings } from "./jumps.js";
import { holeFindings, missingSessions } from "./missing.js";
import { oddDates, outsideBars, outsideFindings } from "./outside.js";
import { priceFindings } from "./prices.js";
import { spikeFindings } from "./spikes.js";
import { stepFindings } from "./steps.js";

/** How full a trade date is. */
export interface DayCoverage {
  readonly day: Day;
  /** Bars that the calendar has, in hours that the file covers. */
  readonly expected: number;
  /** Those of them that are there. */
  readonly present: number;
}

export interface Checked {
  /** In order of time. */
  readonly findings: readonly SeriesFinding[];
  readonly days: readonly DayCoverage[];
}

/** Once the unit of the prices has changed, what they seem to do is told by that alone. */
const isOfPrices = (kind: SeriesKind): boolean =>
  ["price", "frozen", "spike", "roll-jump", "tick-change"].includes(kind);

/**
 * Every question once over all bars. What follows from another finding is not told twice: holes between bars of another step,
 * what lies outside of the session on a date that stands an hour off, a jump where a spike or another unit begins.
 */
export function checkBars(bars: Bars, stepMs: number, instrument: Instrument): Checked {
  const checked: CheckedBars = { bars, stepMs, session: instrument.contract.session };
  if (bars.length === 0) return { findings: [], days: [] };
  const days = checkedDays(checked);
  const fill = isDaily(checked) || stepMs <= 0 ? null : fillOf(checked, days);
  const outside = outsideBars(checked, days);
  const shifted = shiftedDays(checked, outside);
  const steps = stepFindings(checked);
  const within = (some: readonly SeriesFinding[], { from, until }: SeriesFinding): boolean =>
    some.some((one) => from < one.until && until > one.from);
  const holes = fill === null ? [] : holeFindings(checked, fill);
  const prices = priceFindings(checked, instrument);
  const grids = gridFindings(checked, instrument);
  // Prices that are rounded stand still more often.
  const frozen = frozenFindings(checked, instrument).filter((one) => !within(grids, one));
  // Among bars that stand still every other one looks like a leap; what was missed meanwhile comes at once behind them.
  const stills = frozen.map((one) => ({
    ...one,
    from: one.from - 20 * stepMs,
    until: one.until + 20 * stepMs,
  }));
  const spikes = spikeFindings(checked, instrument).filter((one) => !within([...prices, ...stills], one));
  const jumps = jumpFindings(checked, instrument);
  const units = jumps.filter(({ kind }) => kind === "tick-change");
  // An hour early or late reaches into the hours around.
  const shiftedHours = shifted.map((one) => ({
    ...one,
    from: one.from - HOUR_MS,
    until: one.until + HOUR_MS,
  }));
  // What follows a spike is the way back.
  const causes = [
    ...[...spikes, ...prices].map((one) => ({ ...one, until: one.until + 2 * stepMs })),
    ...stills,
  ];
  const findings = [
    ...shifted,
    ...steps,
    ...missingSessions(checked, days, fill),
    ...[...outsideFindings(checked, outside), ...holes].filter(
      (one) => !within(shiftedHours, one) && !within(steps, one),
    ),
    ...oddDates(checked),
    ...prices,
    ...frozen,
    ...spikes,
    ...jumps.filter((one) => one.kind !== "tick-change" && !within([...causes, ...shiftedHours], one)),
    ...grids,
  ]
    .filter((one) => !isOfPrices(one.kind) || units[0] === undefined || one.from < units[0].from)
    .concat(units)
    .sort((a, b) => a.from - b.from);
  return {
    findings,
    days: days.map(({ day, from, to }, k) => ({
      day,
      expected: fill === null ? 1 : fill.expected[k]!,
      present: fill === null ? Math.min(1, to - from) : fill.present[k]!,
    })),
  };
}
