// Which day does a text such as 2026-03-12 name?

import { Fault } from "../domain/fault.js";
import type { Day } from "../domain/money.js";
import { parseDay } from "../instrument/time.js";

/** Null for what is no whole date, or one that no calendar has. */
export function dayNamed(text: string): Day | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return parseDay(text);
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}
