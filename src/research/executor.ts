// Where can a batch of runs execute?

import type { FaultData } from "../domain/fault.js";
import type { Report, Step } from "./step.js";

/** Why a batch ended before its last step: the step that was at work, and whether it is to blame. */
export type Cut =
  | { readonly kind: "fault"; readonly step: number; readonly fault: FaultData }
  /** The process grew too large while several runs were at work: any of them may have been the one. */
  | { readonly kind: "suspect"; readonly step: number }
  /** The user stopped it. */
  | { readonly kind: "stopped" };

/** In this process or in a pool of threads; later, on other machines. Nothing else in the program knows which. */
export interface Executor {
  /** Batches that run at the same time. */
  readonly lanes: number;
  /** Runs the steps in order and tells of each as it starts and ends. Null if none of them was cut short. */
  run(steps: readonly Step[], tell: (report: Report) => void, signal: AbortSignal): Promise<Cut | null>;
  close(): Promise<void>;
}

/** Threads that another job may go on with. */
export interface WarmExecutor extends Executor {
  /** Called before that. */
  begin(): void;
}
