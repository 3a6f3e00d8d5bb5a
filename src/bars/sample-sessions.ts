// Which bars does a new project begin with?

import type { Bars } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import { parseDay } from "../instrument/time.js";
import { syntheticBars, syntheticCsv } from "./synthetic.js";
import { MARKETS } from "./synthetic-market.js";

/** Sixty sessions, all of them in the life of one contract month. What is shipped beside them was made from these: a test holds them to it. */
export const SAMPLE = { seed: 2038, first: "2025-12-16", last: "2026-03-13", symbol: "MES" } as const;

const MINUTE_MS = 60_000;

/** Bars of a minute, or longer ones of a market with the same habits; `MES` as an instrument. */
export function sampleBars(
  instrument: Instrument,
  { seed, first, last }: { readonly seed: number; readonly first: string; readonly last: string } = SAMPLE,
  minutes = 1,
): Bars {
  const market = MARKETS.find(({ symbol }) => symbol === SAMPLE.symbol)!;
  const quietVolume = (market.quietVolume * minutes) / 5; // a market's volumes are those of five minutes
  return syntheticBars(
    instrument,
    { ...market, quietVolume },
    {
      seed,
      firstDay: parseDay(first),
      lastDay: parseDay(last),
      stepMs: minutes * MINUTE_MS,
    },
  );
}

/** The text of `data/MES-1m.csv`: some megabytes, and so generated where they are wanted. */
export const sampleCsv = (instrument: Instrument): string =>
  syntheticCsv(sampleBars(instrument), instrument, SAMPLE.seed);
