// What is in the one file that every thread of the command line loads?

// The engine stands here for both kinds of thread, and is not wrapped up to be begun later: its loops read their helpers
// where the compiler can see that they never change.
import "#research/step.js";

export * from "#index.js";

/** Of the program's own thread. */
export const ofCommandLine = () => import("#cli/command-line.js");
/** Of a worker thread: loading it takes stdout away from the thread. */
export const ofWorker = () => import("#research/worker.js");
