// What is in the one file that a worker thread loads?

// Nothing in it is begun later: the engine's loops read their helpers where the compiler can see that they never change.
import * as framework from "#index.js";

export { knowZones, zonesKnown } from "#instrument/time.js";
export { serve } from "#research/worker.js";

const inThread = () => framework;

export { inThread as framework };
