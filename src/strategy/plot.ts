// In which ways may a strategy have a line drawn?

import { didYouMean, Fault } from "../domain/fault.js";
import type { Plotted } from "../domain/plotted.js";

/** Where a line is drawn, and the levels it is read by. */
export interface PlotTerms {
  /**
   * `"price"`: over the candles, on their scale. `"own"`: in a pane of its own. Any other name: in the pane of that name, with all lines
   * that name it. Without it a line is drawn over the candles if its values lie among the prices, else in a pane of its own.
   */
  readonly pane?: "price" | "own" | (string & {});
  /** Values that are drawn across the line's pane: `[30, 70]`. */
  readonly levels?: readonly number[];
}

const TERMS: readonly string[] = ["pane", "levels"] satisfies (keyof PlotTerms)[];
/** The page has panes of these names, on scales of their own. */
const TAKEN = ["volume", "position", "equity", "drawdown", "navigator", "profile"];

/** E408 for a line that cannot be drawn as it is asked. */
export function plottedLine(name: string, values: Float64Array, terms: PlotTerms): Plotted {
  if (typeof name !== "string" || name.trim() === "")
    throw new Fault("E408", "A line is to be drawn without a name", {
      found: shown(name),
      expected: 'this.plot("RSI", …)',
    });
  if (typeof terms !== "object" || terms === null)
    throw new Fault("E408", `The line "${name}" is to be drawn by ${shown(terms)}`, {
      found: shown(terms),
      expected: '{ pane: "own", levels: [30, 70] }',
    });
  for (const word in terms) if (!TERMS.includes(word)) throw unknownTerm(name, word);
  const { pane = null, levels = [] } = terms;
  return { name, values, pane: paneFor(name, pane), levels: levelsFor(name, levels) };
}

function unknownTerm(name: string, word: string): Fault {
  const near = didYouMean(word, TERMS);
  return new Fault("E408", `The line "${name}" has no "${word}"`, {
    found: word,
    expected: TERMS.join(", "),
    why: "What is not understood would be left out in silence.",
    fix: near === undefined ? [] : [`did you mean   ${near}`],
  });
}

function paneFor(name: string, pane: string | null): string | null {
  if (pane === null || pane === "price" || pane === "own") return pane;
  const message = `The line "${name}" cannot be drawn in the pane ${shown(pane)}`;
  const expected = '"price", "own", or a name of yours for a pane that several lines share';
  if (typeof pane !== "string" || pane.trim() === "")
    throw new Fault("E408", message, { found: shown(pane), expected });
  const plain = pane.trim().toLowerCase();
  const meant = ["price", "own"].find((known) => known === plain);
  if (meant !== undefined)
    throw new Fault("E408", message, { found: shown(pane), expected, fix: [`did you mean   ${meant}`] });
  if (TAKEN.includes(plain))
    throw new Fault("E408", message, {
      found: shown(pane),
      expected,
      why: "The page has a pane of that name, on a scale of its own.",
      fix: ['pane: "own"', `pane: "${plain} of ${name}"`],
    });
  return pane;
}

function levelsFor(name: string, levels: readonly number[]): readonly number[] {
  const isList = Array.isArray(levels);
  const wrong = isList ? levels.find((level) => !Number.isFinite(level)) : levels;
  if (!isList || wrong !== undefined)
    throw new Fault("E408", `The line "${name}" has a level that is no number`, {
      found: shown(wrong),
      expected: "a list of numbers: levels: [30, 70]",
    });
  return [...new Set(levels)].sort((a, b) => a - b);
}

/** E408 for a second line of a name, unless it is the first one again. */
export function refuseAnother(line: Plotted, before: Plotted | undefined): void {
  if (before === undefined || isSame(line, before)) return;
  const where = ({ pane }: Plotted) => (pane === null ? "a pane by its values" : `pane "${pane}"`);
  throw new Fault("E408", `Two lines are called "${line.name}"`, {
    found: `one for ${where(before)}, one for ${where(line)}`,
    expected: "a name of its own for each line",
    why: "The report tells lines apart by their names.",
    fix: [`this.plot("${line.name} 2", …)`],
  });
}

const isSame = (a: Plotted, b: Plotted): boolean =>
  a.values === b.values && a.pane === b.pane && a.levels.join() === b.levels.join();

const shown = (value: unknown): string => (typeof value === "string" ? `"${value}"` : String(value));
