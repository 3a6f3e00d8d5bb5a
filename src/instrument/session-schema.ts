// What must hold for a contract's session, wherever the contract came from?

import type * as Zod from "zod";
import { SESSION_NAMES, type Session } from "../domain/session.js";
import { zoneOf } from "./time.js";

/** A span that does not turn round midnight: its end is behind its begin. */
export const SPAN = /^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

/**
 * A built-in session, or one that a document has whole, as it was written. Those of a config are checked by
 * `session-template.ts`, which knows the place of each key.
 */
export function sessionSchema(z: typeof Zod.z): Zod.ZodType<Session> {
  const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
  const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/);
  const span = z.string().regex(SPAN);
  const name = z.enum(SESSION_NAMES, {
    error: `a session: ${SESSION_NAMES.slice(0, -1).join(", ")} or ${SESSION_NAMES.at(-1)}`,
  });
  const template = z.strictObject({
    name: z.string(),
    zone: z.string().refine(isZone),
    weekdays: z.array(z.enum(["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"])).min(1),
    periods: z
      .array(
        z.strictObject({
          from: date,
          open: clock,
          close: clock,
          pauses: z.array(span),
          regular: span.nullable(),
          settlement: clock,
        }),
      )
      .min(1),
    holidays: z.array(
      z
        .strictObject({ date, kind: z.enum(["closed", "early close", "halt"]), at: clock.nullable() })
        .refine(({ kind, at }) => (kind === "closed") === (at === null)),
    ),
  });
  const part = z.strictObject({
    of: z.union([name, template]),
    part: z.enum(["regular", "overnight"]),
    regular: z.array(z.strictObject({ from: date, hours: span })).min(1),
  });
  return z.union([name, template, part], {
    error: `a session: ${SESSION_NAMES.slice(0, -1).join(", ")} or ${SESSION_NAMES.at(-1)}`,
  });
}

function isZone(name: string): boolean {
  try {
    zoneOf(name);
    return true;
  } catch {
    return false;
  }
}
