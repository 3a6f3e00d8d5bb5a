// Which cell of a comparison is meant by a name?

import { didYouMean, Fault } from "../domain/fault.js";

interface Named {
  readonly strategy: string;
  readonly instrument: string;
}

/**
 * "ema-trend MNQ", or a strategy or an instrument alone: then the first cell that it is part of.
 *
 * @throws Fault E160 for a name that no cell has
 */
export function baselineAt(cells: readonly Named[], name: string): number {
  const wanted = plain(name);
  const exact = cells.findIndex((cell) => plain(`${cell.strategy} ${cell.instrument}`) === wanted);
  if (exact >= 0) return exact;
  const part = cells.findIndex(
    (cell) => plain(cell.strategy) === wanted || plain(cell.instrument) === wanted,
  );
  if (part >= 0) return part;
  const names = cells.map(({ strategy, instrument }) => `${strategy} ${instrument}`);
  const near = didYouMean(name, [
    ...new Set(cells.flatMap(({ strategy, instrument }) => [strategy, instrument])),
  ]);
  throw new Fault("E160", `No run of this comparison is called "${name}"`, {
    where: "--baseline",
    found: name,
    expected: names.join(", "),
    fix: [...(near ? [`--baseline ${near}`] : []), `--baseline "${names[0]}"`],
  });
}

/** "ema-trend · MNQ", "ema-trend:mnq" and "ema-trend MNQ" are one name. */
const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[·:/,]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
