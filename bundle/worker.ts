// What does a worker thread of the command line load?

import { createRequire } from "node:module";
import { begin, keepWhatWasLearnt } from "./load.js";

const require = createRequire(__filename);

begin("thread.cjs").serve(({ steps }) => {
  if (steps.some(({ kind }) => kind === "run" || kind === "shared")) keepWhatWasLearnt();
  // After a strategy was described bars are still being read: time for what a fingerprint needs at the end of a run.
  else setImmediate(() => require("node:crypto"));
});
