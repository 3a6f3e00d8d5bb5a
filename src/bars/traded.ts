// Did anything trade in a bar?

import type { Bars } from "../domain/bars.js";

/**
 * A bar without volume that has not moved is a clock that ticked, not a market: in a halt some vendors repeat the last
 * price. Where the file knows no volume every bar counts; that is looked up only when a bar makes it matter.
 */
export function tradedIn({ volume, highTicks, lowTicks }: Bars): (bar: number) => boolean {
  let volumeKnown: boolean | null = null;
  return (bar) => {
    if (volume[bar] !== 0 || highTicks[bar] !== lowTicks[bar]) return true;
    volumeKnown ??= volume.some((contracts) => contracts > 0);
    return !volumeKnown;
  };
}
