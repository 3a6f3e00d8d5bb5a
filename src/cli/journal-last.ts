// Which dates does `--last` ask for?

import { Fault } from "../domain/fault.js";
import type { Day } from "../domain/money.js";
import { type Dates, LAST_EXPECTED, lastDates } from "../journal/review/dates.js";
import type { Call } from "./commands.js";

/** Null where it was not said. @throws {Fault} E196 beside `--from` or `--to`, and for what is no span. */
export function lastSaid({ values, origins }: Pick<Call, "values" | "origins">, newest: Day): Dates | null {
  if (values.last === null) return null;
  if (values.from !== null || values.to !== null) {
    throw new Fault(
      "E196",
      `${origins.last.where} and ${(values.from === null ? origins.to : origins.from).where} do not go together`,
      {
        expected: "one of the two",
        fix: [`leave ${origins.last.where} out`],
      },
    );
  }
  const dates = lastDates(values.last, newest);
  if (dates !== null) return dates;
  throw new Fault("E196", `${origins.last.where} cannot be "${values.last}"`, {
    found: `"${values.last}"`,
    expected: LAST_EXPECTED,
    fix: ["--last week"],
  });
}
