// Which line of the strategy is behind the first decision in which it parts from its baseline?

import type { EpochMs } from "../domain/money.js";
import type { DecisionLine, DecisionPlace, FirstDivergence, SourceLine } from "../domain/regress.js";
import { excerptOf } from "../strategy/excerpt.js";
import { changedLines, type LineNow, lineNow } from "./code-lines.js";
import { type Decided, firstDivergence } from "./divergence.js";
import type { Seen } from "./seen-values.js";

/** What the strategy asks for as it is now, with the lines behind it. */
export interface AskedFrom extends Pick<DecisionLine, "kind" | "order" | "text"> {
  readonly place: DecisionPlace | null;
  /** Innermost first. */
  readonly path: readonly SourceLine[];
}

export interface CodeNow {
  readonly asked: readonly AskedFrom[];
  /** By the name of a value: where it is made. */
  readonly columns: Readonly<Record<string, SourceLine>>;
  /** What the strategy sees now at the times of the baseline's decisions, whether it decides there or not. */
  readonly seen?: ReadonlyMap<EpochMs, Seen>;
  /** The strategy's own file first, then what it imports; names as in the fingerprint. */
  readonly sources: readonly { readonly name: string; readonly text: string }[];
}

/** Lines that are told of. */
const MOST_LINES = 5;

/**
 * `codeBefore`: hashes of the lines of each file that the baseline was made with; null where it has none. Null as result: the same events.
 */
export function explained(
  baseline: Decided,
  now: Decided,
  code: CodeNow,
  codeBefore: Readonly<Record<string, readonly string[]>> | null,
): FirstDivergence | null {
  const found = firstDivergence(baseline, now, code.seen);
  if (found === null) return null;
  const { event, ...divergence } = found;
  const asked = askedFor(event, now.decisions, code, found.now === null ? codeBefore : null);
  const values = divergence.values.map(({ column, ...value }) => ({
    ...value,
    made: code.columns[column] ?? null,
  }));
  const path = asked?.path ?? [];
  const near = new Set([
    ...path.map(({ where }) => where),
    ...values.flatMap(({ made }) => (made === null ? [] : [made.where])),
  ]);
  const changed = codeBefore === null ? [] : changedIn(code.sources, codeBefore, near);
  return {
    ...divergence,
    values,
    place: asked?.place ?? null,
    path,
    changedLines: changed.slice(0, MOST_LINES),
  };
}

/**
 * The request behind an event: the event itself, where it is one; that of its order, where the market made something else of it. Where the
 * strategy no longer decides there (`before` is the code that did), the line that asked for it then; or, where nobody knows that, the next request
 * that would have been like it: the same side for the same reason.
 */
function askedFor(
  event: DecisionLine,
  decisions: readonly DecisionLine[],
  { asked, sources }: CodeNow,
  before: Readonly<Record<string, readonly string[]>> | null,
): Pick<AskedFrom, "place" | "path"> | null {
  const isMarket = event.kind === "filled" || event.kind === "ended";
  if (isMarket) return asked.find(({ kind, order }) => kind === "asked" && order === event.order) ?? null;
  const requests = decisions.filter(({ kind }) => kind !== "filled" && kind !== "ended");
  const itself = asked[requests.indexOf(event)];
  if (itself !== undefined && itself.text === event.text) return itself;
  if (before !== null && event.site !== "") {
    const texts = Object.fromEntries(sources.map(({ name, text }) => [name, text]));
    const line = lineNow(event.site, before, texts);
    if (line !== null) return askedAt(line, texts[line.file]!, asked);
  }
  const like = likenessOf(event);
  return (
    asked.find((one) => one.kind === event.kind && likenessOf(one) === like) ??
    asked.find((one) => one.kind === event.kind && sideOf(one) === sideOf(event)) ??
    null
  );
}

/** What else it asks for from there shows how it comes there. */
function askedAt(
  { file, line, text, isGone }: LineNow,
  source: string,
  asked: readonly AskedFrom[],
): Pick<AskedFrom, "place" | "path"> {
  const where = `${file}:${line}`;
  const other = isGone ? undefined : asked.find(({ path }) => path[0]?.where === where);
  if (other !== undefined) return other;
  const column = source.split(/\r\n|\n|\r/)[line - 1]!.search(/\S|$/) + 1;
  const words = isGone ? "the line that asked for it stood before this one" : "asked for here before";
  return {
    place: { where: `${where}:${column}`, excerpt: excerptOf(source, { line, column }, words) },
    path: [{ where, text: isGone ? `${text}   (${words})` : text }],
  };
}

/** Side and reason: prices and sizes are other ones each time. */
const likenessOf = (it: Pick<DecisionLine, "text">): string =>
  `${sideOf(it)} ${/"(?:\\.|[^"\\])*"/.exec(it.text)?.[0]}`;
const sideOf = ({ text }: Pick<DecisionLine, "text">): string => /^\w+/.exec(text)?.[0] ?? "";

function changedIn(
  sources: CodeNow["sources"],
  before: Readonly<Record<string, readonly string[]>>,
  near: ReadonlySet<string>,
): SourceLine[] {
  const all = sources.flatMap(({ name, text }) => {
    const was = before[name];
    // A file that the baseline did not have: that it is new is said by its layer.
    if (was === undefined) return [];
    return changedLines(was, text).map(({ line, text: code, isRemoval }) => ({
      where: `${name}:${line}`,
      text: isRemoval ? `${code}   (something before it is gone)` : code,
    }));
  });
  const rank = ({ where }: SourceLine) => (near.has(where) ? 0 : 1);
  return all
    .map((line, k) => ({ line, k }))
    .sort((a, b) => rank(a.line) - rank(b.line) || a.k - b.k)
    .map(({ line }) => line);
}
