// What do we ask when a broker's file does not tell its clock?

import { Fault } from "../../domain/fault.js";

/** E308; `tested` says what the bars made of it. */
export function unknownClock(path: string, tested: string, candidates: readonly string[]): Fault {
  const zones = candidates.length > 0 ? candidates : ["America/Chicago", "America/New_York"];
  return new Fault("E308", `Cannot tell the time zone of ${path}`, {
    where: path,
    found: tested,
    expected: "a zone that the file, accounts.toml or --tz names, or that bars of the same contracts prove",
    why: "An hour off moves fills into other sessions and pairs them with other signals.",
    fix: [
      ...zones.slice(0, 2).map((zone, k) => `${k === 0 ? "say so" : "or"}   --tz ${zone}`),
      'or for good   time_zone = "…" in accounts.toml',
      "or give bars of the contract month   --data MES=FILE",
    ],
  });
}

/** E309: the user and the file contradict one another. */
export function clockClash(path: string, told: string, named: string, said: string): Fault {
  return new Fault("E309", `${path} says ${named}, --tz says ${told}`, {
    where: path,
    found: said,
    why: "Hours off move fills into other sessions.",
    fix: ["leave --tz out, if the file is right"],
  });
}
