// Did anything trade in a bar?

import type { Bars } from "../domain/bars.js";

/**
 * A bar without volume that has not moved is a clock that ticked, not a market: in a halt some vendors repeat the last
 * price. Where the file knows no volume every bar counts; that is looked up only when a bar makes it matter.
 */
export function tradedIn({ volume, highTicks, lowTicks }: Bars): (bar: number) => boolean {
  let volumeKnown: boolean | null = null;
  return (bar) => {
    // Prices first: whoever asks has just looked at them, and the volume lies elsewhere in memory.
    if (highTicks[bar] !== lowTicks[bar] || volume[bar] !== 0) return true;
    volumeKnown ??= volume.some((contracts) => contracts > 0);
    return !volumeKnown;
  };
}
