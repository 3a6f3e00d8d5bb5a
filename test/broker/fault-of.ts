// What fault does something end with?

import { Fault } from "#domain/fault.js";

/** Whatever is no fault is thrown on: it is our mistake, and no test should swallow it. */
export function faultFrom(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
