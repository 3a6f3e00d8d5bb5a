// Which dates were traded by another plan than the one that judges them?

import type { DayFile, JournalPlan } from "../../domain/journal-notes.js";
import type { Day } from "../../domain/money.js";
import { formatDay } from "../../instrument/time.js";
import { planFor, titleOf } from "../plan-file.js";

type Named = Pick<JournalPlan, "name" | "version">;

/** Of a plan that came and went on more stretches of dates, the others are counted. */
const MOST_STRETCHES = 4;

/**
 * A sentence for each other plan that heads of day files name on the dates: a bridge has one judge, so whoever changed the plan meanwhile is told, and
 * how to ask each plan about its own dates (`command`: by its title). A head without a version is any of that name.
 */
export function otherPlans(
  judge: Named,
  plans: readonly Named[],
  days: readonly DayFile[],
  traded: ReadonlySet<Day>,
  command = (plan: string) => `tickproof journal review --plan ${plan}`,
): string[] {
  const others = new Map<string, { readonly plan: Named; readonly dates: Day[] }>();
  for (const { date, plan } of days) {
    if (plan === null || !traded.has(date) || isJudged(plan, judge, plans)) continue;
    const title = titleOf(plan);
    const other = others.get(title);
    if (other === undefined) others.set(title, { plan, dates: [date] });
    else other.dates.push(date);
  }
  const all = [...traded].sort((a, b) => a - b);
  return [...others].map(([title, { plan, dates }]) => {
    dates.sort((a, b) => a - b);
    const [first, last] = [formatDay(dates[0]!), formatDay(dates.at(-1)!)];
    const where =
      dates.length === 1
        ? `the day file of ${first} names`
        : `${dates.length} day files from ${first} to ${last} name`;
    const kept = planFor(plans, plan);
    const way =
      kept === null
        ? `plan.toml has no such plan any more: keep it there as [plan."${title}"] to be judged by it`
        : `by ${titleOf(kept) === title ? "its own" : `${titleOf(kept)}, which plan.toml has for it`}: ${command(titleOf(kept))} ${stretches(dates, all)}`;
    return `${where} ${title}, and ${titleOf(judge)} is what judges here; ${way}`;
  });
}

/** As `planNamed` finds a plan: one whose version plan.toml does not have is the plan without a version. */
const isJudged = (plan: Named, judge: Named, plans: readonly Named[]): boolean => {
  if (plan.name !== judge.name) return false;
  return plan.version === null || titleOf(planFor(plans, plan) ?? plan) === titleOf(judge);
};

/** The flags of each run of these dates: one over all of them would ask about dates between that are another plan's. */
function stretches(dates: readonly Day[], traded: readonly Day[]): string {
  const own = new Set(dates);
  const runs: string[] = [];
  for (let i = 0; i < traded.length; i++) {
    if (!own.has(traded[i]!)) continue;
    const first = traded[i]!;
    while (own.has(traded[i + 1] ?? -1)) i++;
    runs.push(`--from ${formatDay(first)} --to ${formatDay(traded[i]!)}`);
  }
  const more = runs.length - MOST_STRETCHES;
  const shown = runs.slice(0, MOST_STRETCHES).join(", then ");
  return more > 0 ? `${shown}, and so on for ${more} more stretches of dates` : shown;
}
