// What is in the one file that the program's own thread loads?

import type * as Framework from "#index.js";

declare const require: (path: "#index.js") => typeof Framework;

/** Begun when it is asked for: most commands leave strategies to other threads. */
export const framework = (): typeof Framework => require("#index.js");
export const ofCommandLine = () => import("#cli/command-line.js");
export { knowZones, zonesKnown } from "#instrument/time.js";
export { offerThread } from "#research/threads.js";
