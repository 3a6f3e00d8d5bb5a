// On which terms do the runs of a command share the machine?

import type { PoolOptions } from "../research/limits.js";
import type { Call } from "./commands.js";

export const poolOptions = ({ values, signal }: Pick<Call, "values" | "signal">): PoolOptions => ({
  ...(values.jobs !== null && { jobs: values.jobs }),
  ...(values.memory !== null && { memoryMb: values.memory }),
  ...(values.columnMemory !== null && { columnMemoryMb: values.columnMemory }),
  timeLimitMs: values.timeLimit,
  signal,
});
