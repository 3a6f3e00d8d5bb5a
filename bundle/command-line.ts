// What stands in the place of cli/command-line.js where the program is one file?

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { begin, keepWhatWasLearnt } from "./load.js";

/** V8's limit stands far behind the program's own (`backstopMb` in research/pool.ts); whoever allows runs more than one usually gets starts another. */
const HEAP_MB = 10_240;
const THREAD = join(__dirname, "worker.cjs");

export async function commandLine(args: readonly string[], version: string): Promise<number> {
  const helps = args.some((word) => /^(-h|--help)$/.test(word));
  if (helps || args.includes("regress")) {
    const code = await begin("ahead.cjs").answeredAhead(args, version);
    if (code !== null) {
      keepWhatWasLearnt();
      return code;
    }
  }
  const runs = !helps && args[0] === "run";
  const { ofCommandLine } = runs ? begunWithThread() : begin("program.cjs");
  const code = await (await ofCommandLine()).commandLine(args, version);
  keepWhatWasLearnt();
  return code;
}

/** A thread takes as long to start as this one to load the program: both at once, where it is plain that there will be a run. */
function begunWithThread(): ReturnType<typeof begin<"program.cjs">> {
  const thread = new Worker(THREAD, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
  const program = begin("program.cjs");
  program.offerThread(thread, pathToFileURL(THREAD), HEAP_MB);
  return program;
}
