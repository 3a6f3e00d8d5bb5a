// What is a run told that it cannot know of itself?

import type { CodeLines } from "./code-lines.js";
import type { LookAhead } from "./verified.js";

export interface Told {
  /** What a quick look at the strategy came to; not there where nobody looked. */
  readonly lookAhead?: LookAhead;
  /** Configurations that were tried until this one was chosen, itself included; not there where nobody said. */
  readonly trials?: number;
  /** Which lines of the strategy sent its orders; not there where nobody looked, or where the text of its file tells. */
  readonly lines?: CodeLines;
}
