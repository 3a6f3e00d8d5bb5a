// Who does the same work by hand?

import type { Bars } from "#domain/bars.js";
import { type LoopName, openCLoops } from "./c-loops.js";
import type { Expected } from "./canonical.js";
import { BY_CPU, type Party, timed } from "./in-turn.js";
import { insist } from "./specs.js";

interface ByHand {
  readonly parties: readonly Party[];
  readonly notes: readonly string[];
  readonly close: () => void;
}

/** One plain function of JavaScript, and a loop in C where there is a compiler. Both must find the same every time. */
export function byHand(name: LoopName, bars: Bars, found: Expected, plain: () => Expected): ByHand {
  const parties: Party[] = [
    {
      who: "plain loop, same result",
      once: () => timed(() => insist(`${name} plain loop`, found, plain())),
    },
  ];
  const inC = openCLoops(bars);
  if (inC === null) return { parties, notes: ["no C compiler: nothing is compared with C"], close: () => {} };
  parties.push({
    who: "C loop, same result",
    async once() {
      const run = await inC.run(name);
      insist(`${name} C loop`, found, run);
      return BY_CPU ? run.cpu : run.ms;
    },
  });
  return { parties, notes: [], close: inC.close };
}
