// What does Ctrl-C do?

import { EXIT } from "../domain/fault.js";
import type { Output } from "./output.js";

/** The reason that the signal carries: work stopped because the user asked for it. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
    this.name = "AbortError";
  }
}

/** Once: stop cleanly and keep what is finished. Twice: leave at once. A terminated CI job counts as the first. */
export function stopOnCtrlC(out: Output): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    out.note("\nstopping; finished runs are kept (Ctrl-C again to leave at once)");
    controller.abort(new Interrupted());
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}
