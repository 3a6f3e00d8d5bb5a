// What does a day file say, and where is it wrong?

import { didYouMean, Fault } from "../../domain/fault.js";
import type { DayFile, TradeNote } from "../../domain/journal-notes.js";
import type { Day } from "../../domain/money.js";
import { isNearHeading, tradeOfHeading } from "./headings.js";
import { type Line, linesOf, visibleLine } from "./lines.js";
import { DAY_KEYS, type NotesContext, TRADE_KEYS, Wrong } from "./values.js";

export interface ReadDay {
  readonly day: DayFile;
  /** E347, each with `file:line:column`, in the order of the lines. What they concern is left out of `day`. */
  readonly faults: readonly Fault[];
}

/** What keys of one block came to. */
interface Block {
  readonly values: Record<string, unknown>;
  readonly extra: Record<string, string>;
}

/**
 * Strict where it is typed: the head between `---` lines, and the key lines below the heading of a trade up to the first empty line.
 * All else is prose, and stays as it is written.
 */
export function readDay(text: string, shown: string, date: Day, context: NotesContext): ReadDay {
  const reader = new Reader(shown, date, context);
  const lines = linesOf(text);
  const { head, from } = reader.head(lines);
  const headings = lines.flatMap(({ text: line }, k) => (tradeOfHeading(line) === null ? [] : [k]));
  for (const [k, { text: line }] of lines.entries()) {
    if (!isNearHeading(line)) continue;
    reader.fault(k, line, line, {
      message: "A heading that is nearly one of a trade",
      expected: "## and the trade's id at the start of the line, as the tool wrote it: ## t-7f3a9c",
    });
  }
  const notes = headings.map((at, k) => reader.note(lines, at, headings[k + 1] ?? lines.length));
  const day: DayFile = {
    accounts: [],
    plan: null,
    sleepMinutes: null,
    focus: null,
    premarket: null,
    postmarket: null,
    tags: [],
    ...head.values,
    date,
    extra: head.extra,
    prose: proseOf(lines.slice(from, headings[0] ?? lines.length)),
    notes,
  };
  return { day, faults: reader.faults() };
}

class Reader {
  readonly #shown: string;
  readonly #date: Day;
  readonly #context: NotesContext;
  readonly #faults: { readonly line: number; readonly fault: Fault }[] = [];
  readonly #headings = new Map<string, number>();

  constructor(shown: string, date: Day, context: NotesContext) {
    this.#shown = shown;
    this.#date = date;
    this.#context = context;
  }

  faults(): Fault[] {
    return this.#faults.sort((a, b) => a.line - b.line).map(({ fault }) => fault);
  }

  /** `part` of the line is what is wrong. */
  fault(
    k: number,
    line: string,
    part: string,
    said: { message: string; expected: string; found?: string },
  ): void {
    const column = Math.max(0, line.lastIndexOf(part)) + 1;
    const { message, ...detail } = said;
    const shown = visibleLine(line);
    const excerpt = `${k + 1} │ ${shown.slice(0, 200)}`;
    const where = `${this.#shown}:${k + 1}:${column}`;
    this.#faults.push({ line: k, fault: new Fault("E347", message, { where, ...detail, excerpt }) });
  }

  head(lines: readonly Line[]): { head: Block; from: number } {
    const empty: Block = { values: {}, extra: {} };
    if (lines[0]?.text.trimEnd() !== "---") {
      const line = lines[0]?.text ?? "";
      this.fault(0, line, line, {
        message: "The file does not begin with its head",
        expected: "a line of ---, then keys such as date: 2026-03-12, then a line of --- again",
      });
      return { head: empty, from: 0 };
    }
    const end = lines.findIndex(({ text }, k) => k > 0 && text.trimEnd() === "---");
    if (end < 0) {
      this.fault(0, "---", "---", {
        message: "The head of the file does not end",
        expected: "a second line of ---",
      });
      return { head: empty, from: 1 };
    }
    return { head: this.#block(lines, 1, end, DAY_KEYS), from: end + 1 };
  }

  note(lines: readonly Line[], at: number, end: number): TradeNote {
    const heading = lines[at]!.text;
    const trade = tradeOfHeading(heading)!;
    const before = this.#headings.get(trade);
    if (before !== undefined) {
      this.fault(at, heading, trade, {
        message: `Trade ${trade} stands here twice`,
        expected: `one heading for a trade; the first one is in line ${before}`,
      });
    } else this.#headings.set(trade, at + 1);
    let blank = at + 1;
    while (blank < end && lines[blank]!.text.trim() !== "") blank++;
    const { values, extra } = this.#block(lines, at + 1, blank, TRADE_KEYS);
    return {
      setup: null,
      whyTechnical: null,
      whyFundamental: null,
      planStop: null,
      planTarget: null,
      emotion: null,
      mistakes: [],
      tags: [],
      grade: null,
      shots: [],
      signal: null,
      ...values,
      trade,
      date: this.#date,
      line: at + 1,
      extra,
      prose: proseOf(lines.slice(blank, end)),
    };
  }

  #block(
    lines: readonly Line[],
    from: number,
    to: number,
    kinds: typeof TRADE_KEYS | typeof DAY_KEYS,
  ): Block {
    const block: Block = { values: {}, extra: {} };
    const seen = new Map<string, number>();
    for (let k = from; k < to; k++) {
      const { text } = lines[k]!;
      if (text.trim() === "") continue;
      const [, key, value] = /^([^\s:]+)\s*:(.*)$/s.exec(text.trimEnd()) ?? [];
      if (key === undefined) {
        this.fault(k, text, text.trim(), {
          message: "A line among the keys is none",
          found: visibleLine(text),
          expected: "key: value; what you want to tell freely stands below an empty line",
        });
      } else if (seen.has(key)) {
        this.fault(k, text, key, {
          message: `"${visibleLine(key)}" stands here twice`,
          expected: `one line for a key; the first one is line ${seen.get(key)}`,
        });
      } else {
        seen.set(key, k + 1);
        this.#take(block, k, text, key, value!.trim(), kinds);
      }
    }
    return block;
  }

  #take(
    block: Block,
    k: number,
    line: string,
    key: string,
    value: string,
    kinds: typeof TRADE_KEYS | typeof DAY_KEYS,
  ): void {
    if (key.startsWith("x.") && key.length > 2) {
      // A key may be called __proto__; a plain assignment would lose it.
      Object.defineProperty(block.extra, key, { value, enumerable: true });
      return;
    }
    const kind = Object.hasOwn(kinds, key) ? kinds[key] : undefined;
    if (kind === undefined) {
      const known = Object.keys(kinds);
      const near = didYouMean(key, known);
      this.fault(k, line, key, {
        message: `Unknown key "${visibleLine(key)}"`,
        expected: `${near === undefined ? known.join(", ") : `did you mean ${near}?`} A key of your own begins with x.`,
      });
      return;
    }
    if (value === "") return;
    const read = kind.read(value, this.#date, this.#context);
    if (!(read instanceof Wrong)) block.values[kind.name] = read;
    else {
      this.fault(k, line, read.found, {
        message: `${key} cannot be "${visibleLine(read.found)}"`,
        found: visibleLine(value),
        expected: read.expected,
      });
    }
  }
}

function proseOf(lines: readonly Line[]): string {
  const texts = lines.map(({ text }) => text);
  while (texts[0]?.trim() === "") texts.shift();
  while (texts.at(-1)?.trim() === "") texts.pop();
  return texts.join("\n");
}
