// May a strategy answer later?

import { Fault } from "../domain/fault.js";

/** Throws E404 where `onBar` returned a promise. */
export function refusePromise(answer: unknown): void {
  if (typeof answer !== "object" || answer === null || !("then" in answer)) return;
  // Its rejection, if any, is ours already: without this Node would end the process over it.
  Promise.resolve(answer).catch(() => {});
  throw new Fault("E404", "onBar returned a promise", {
    found: "an async onBar, or one that returns a promise",
    expected: "a plain method that decides at once",
    why: "A decision that comes later would be made with bars that had not closed.",
    fix: ["remove `async` and `await` from onBar"],
  });
}
