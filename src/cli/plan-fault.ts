// Where does a fault of a plan's run lie for whoever wrote the plan?

import { join } from "node:path";
import { Fault } from "../domain/fault.js";
import type { JournalPlan } from "../domain/journal-notes.js";
import { formatDay } from "../instrument/time.js";
import type { Dates } from "../journal/review/dates.js";
import type { Call } from "./commands.js";

/** What `tickproof run` would say of a flag, said of the line of plan.toml that stood in for it. Any other error as it is. */
export function inPlan(error: unknown, plan: JournalPlan, dates: Dates, { values, origins }: Call): unknown {
  if (!(error instanceof Fault)) return error;
  const { code, message, detail } = error;
  const path = join(values.journal, "plan.toml");
  const of = (key: string): string => `${path}: ${key} of [plan.${plan.name}]`;
  const { fix = [] } = detail;
  switch (code) {
    case "E120":
    case "E121":
      return new Fault(code, message, {
        ...detail,
        where: of("strategy"),
        fix: fix.map((text) => text.replace(/^(.*?)(\s{3}.*)?$/, 'strategy = "$1"$2')),
      });
    case "E130":
    case "E131":
      if (origins.param.from === "flag") return error;
      return new Fault(code, message, {
        ...detail,
        where: of("params"),
        fix: fix.map((text) => text.replace(/^-p (\S+)=(\S*)/, "$1 = $2")),
      });
    case "E107":
      return new Fault(code, message, {
        ...detail,
        why:
          plan.instruments === null
            ? "The plan names no instruments, so it is run on all that were traded in these dates."
            : "The plan names it among its instruments.",
        fix: [
          ...fix,
          `${path}: instruments = […]   in [plan.${plan.name}], without it; its trades are off-plan then`,
        ],
      });
    case "E350":
      return new Fault("E197", `No bars of ${formatDay(dates.firstDay)} to ${formatDay(dates.lastDay)}`, {
        ...(detail.found !== undefined && { found: detail.found }),
        why: "Without bars nobody can tell what the plan would have done.",
        fix: ["--data FILE with bars of those dates", ...fix],
      });
    default:
      return error;
  }
}
