// What is in the small file that is asked before the program is loaded?

export { answeredAhead } from "#cli/ahead.js";
export { knowZones, zonesKnown } from "#instrument/time.js";
