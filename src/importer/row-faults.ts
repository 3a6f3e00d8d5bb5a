// What is wrong with the rows of a file, and how is it told?

import { Fault, type FaultCode } from "../domain/fault.js";
import { POSSIBLE, type RowKind } from "../domain/findings.js";
import { cellsOf } from "./cells.js";
import { linesOf, type SourceFile } from "./source-file.js";

/** Faults of single rows: how they are counted together, why they matter where that is not plain, the ways out. */
interface Kind {
  readonly rows: string;
  /** By which a policy names it; none where no policy lets such a row pass. */
  readonly kind?: RowKind;
  readonly why?: string;
  readonly fix: readonly string[];
}

const IN_BAR = "Stops and targets inside such a bar cannot be simulated.";

/** How policies are offered: by what they would do to such a row. */
const OFFERED: Readonly<Record<RowKind, Partial<Record<"reject" | "repair", string>>>> = {
  empty: { reject: "leave them out" },
  unreadable: { reject: "leave them out" },
  "high-low": { repair: "widen high and low", reject: "leave them out" },
  "off-grid": { repair: "move and count them", reject: "leave them out" },
  volume: { repair: "take it for none", reject: "leave them out" },
  order: { repair: "sort them", reject: "leave them out" },
  duplicate: { repair: "keep the last of each", reject: "keep the first of each" },
  clock: { repair: "take standard rules", reject: "leave them out" },
};

const KINDS = {
  E324: {
    rows: "with another number of columns",
    kind: "unreadable",
    fix: ["repair the line, or export the file again"],
  },
  E325: { rows: "with quotes that do not match", fix: ["repair the quotes, or export the file again"] },
  E326: {
    rows: "with an unreadable time stamp",
    kind: "unreadable",
    fix: ["write all stamps in one way, such as 2024-05-14T09:30:00Z"],
  },
  E328: {
    rows: "with a value that is no number",
    kind: "unreadable",
    fix: ["or repair the value in the file"],
  },
  E330: {
    rows: "with the high below the low",
    kind: "high-low",
    why: IN_BAR,
    fix: ["or repair the prices in the file"],
  },
  E331: {
    rows: "with the high below open or close",
    kind: "high-low",
    why: IN_BAR,
    fix: ["or repair the prices in the file"],
  },
  E332: {
    rows: "with the low above open or close",
    kind: "high-low",
    why: IN_BAR,
    fix: ["or repair the prices in the file"],
  },
  E333: {
    rows: "off the price grid",
    kind: "off-grid",
    why: "Orders and fills count in ticks; a price between two ticks was never traded.",
    fix: ["or another contract   -i SYMBOL"],
  },
  E334: { rows: "with negative volume", kind: "volume", fix: ["or repair the value in the file"] },
  E335: {
    rows: "with a price beyond what the contract can hold",
    kind: "unreadable",
    fix: ["or another contract   -i SYMBOL"],
  },
  E336: {
    rows: "out of order",
    kind: "order",
    why: "Bars must follow one another in time; sorting them unasked could hide two files glued together.",
    fix: ["or sort the file by time and check where the rows came from"],
  },
  E337: {
    rows: "with a time stamp that stands there twice",
    kind: "duplicate",
    why: "Only one bar can open at an instant.",
    fix: ["or keep one row for each stamp in the file"],
  },
  E338: {
    rows: "with a local time that does not exist",
    kind: "clock",
    why: "The clocks were set forward over it: the time zone is wrong, or the stamps are.",
    fix: ["another zone   --tz UTC"],
  },
  E339: {
    rows: "with a local time that exists twice",
    kind: "clock",
    why: "The clocks were set back over it, and the order of the rows does not tell which of the two is meant.",
    fix: ["export the file with UTC stamps, or with an offset in each"],
  },
  E345: {
    rows: "without a volume, in a file of bars with volume",
    kind: "volume",
    fix: ["or repair the value in the file"],
  },
  E353: { rows: "without a name", fix: ["write what is announced: the reports and `only` name it"] },
} as const satisfies Partial<Record<FaultCode, Kind>>;

export type RowFaultCode = keyof typeof KINDS;

/** Ways out for faults of a code: policies first, where the file is one of bars; a zone before those. */
function fixesOf(code: RowFaultCode, inBars: boolean): string[] {
  const { kind, fix }: Kind = KINDS[code];
  if (kind === undefined || !inBars) return fix.map((one) => one.replace(/^or /, ""));
  const ways = POSSIBLE[kind].flatMap((action) => {
    const what = action === "repair" || action === "reject" ? OFFERED[kind][action] : undefined;
    return what === undefined ? [] : [`${what}   --policy ${kind}=${action}`];
  });
  const policies = ways.reverse();
  return kind === "clock" ? [...fix, ...policies] : [...policies, ...fix];
}

export interface RowFault {
  readonly code: RowFaultCode;
  readonly line: number;
  /** Column of the offending value, counted from 0; -1 for the whole line. */
  readonly cell: number;
  /** One sentence without its full stop. */
  readonly text: string;
  readonly found: string;
  readonly expected: string;
}

/** Keeps the first faults of a file and counts all, one a row. */
export class RowFaults {
  readonly shown: RowFault[] = [];
  readonly counts = new Map<RowFaultCode, number>();
  total = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(fault: RowFault): void {
    this.total++;
    this.counts.set(fault.code, (this.counts.get(fault.code) ?? 0) + 1);
    if (this.shown.length < this.#limit) this.shown.push(fault);
  }

  /** The faults of another list too, in the order of the file. */
  addAll(others: RowFaults): void {
    this.total += others.total;
    for (const [code, count] of others.counts) this.counts.set(code, (this.counts.get(code) ?? 0) + count);
    this.shown.push(...others.shown);
    this.shown.sort((a, b) => a.line - b.line).splice(this.#limit);
  }
}

/** How text of a file may stand in a message: short, and without signs that steer a terminal. */
export function shownText(text: string, longest = 60): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, "·");
  return clean.length > longest ? `${clean.slice(0, longest)}…` : clean;
}

/** All that is wrong with the rows as one fault: the first with its lines, the next ones in a list, all counted. */
export async function faultOfRows(
  file: SourceFile,
  faults: RowFaults,
  delimiter: string,
  newline: "\n" | "\r",
  inBars = true,
): Promise<Fault> {
  const first = faults.shown[0];
  const wanted = new Set(faults.shown.map(({ line }) => line));
  if (first.line > 1) wanted.add(first.line - 1);
  const lines = await linesOf(file, wanted, newline).catch(() => new Map<number, string>());
  const place = (fault: RowFault): string => {
    const cell = fault.cell < 0 ? undefined : cellsOf(lines.get(fault.line) ?? "", delimiter)[fault.cell];
    return `${file.path}:${fault.line}:${(cell?.start ?? 0) + 1}`;
  };
  const kinds = [...faults.counts].map(([code, count]) => `${count} ${KINDS[code].rows}`);
  const headline = `Bad row in ${place(first)}: ${first.text}`;
  const summary = faults.total === 1 ? "" : `The first of ${faults.total} bad rows: ${kinds.join(", ")}. `;
  // The first says all about its kind; the others are found by line and column.
  const spots = faults.shown.slice(1).map((fault) => place(fault).slice(file.path.length + 1));
  const width = Math.max(0, ...spots.map((spot) => spot.length));
  const others = faults.shown
    .slice(1)
    .map((fault, i) => `${spots[i].padEnd(width)}  ${fault.text.split(": ", 1)[0]}`);
  const hidden = faults.total - faults.shown.length;
  if (hidden > 0) others.push(`… and ${hidden} more${inBars ? `: tickproof data check ${file.path}` : ""}`);
  const kind: Kind = KINDS[first.code];
  const why = `${summary}${kind.why ?? ""}`.trim();
  const fixes = [...faults.counts.keys()].flatMap((code) => fixesOf(code, inBars));
  return new Fault(first.code, headline, {
    where: place(first),
    found: first.found,
    expected: first.expected,
    ...(why === "" ? {} : { why }),
    fix: [...new Set(fixes)],
    excerpt: [excerpt(first, lines, delimiter), ...(others.length > 0 ? ["", ...others] : [])].join("\n"),
  });
}

const WIDEST = 110;

/** The line before, the line itself, and a marker under the value that says what is wrong with it. */
function excerpt(fault: RowFault, lines: ReadonlyMap<number, string>, delimiter: string): string {
  const line = lines.get(fault.line) ?? "";
  const cell = fault.cell < 0 ? undefined : cellsOf(line, delimiter)[fault.cell];
  const start = cell?.start ?? 0;
  const end = Math.max(start + 1, cell?.end ?? line.length);
  // A wide row is shown from where its fault is still in sight.
  const from = end > WIDEST ? Math.max(0, start - 40) : 0;
  const gutter = String(fault.line).length;
  const row = (number: string, text: string) => `${number.padStart(gutter)} │ ${text}`;
  const cut = (text: string) => `${from > 0 ? "…" : ""}${shownText(text.slice(from), WIDEST)}`;
  const before = lines.get(fault.line - 1);
  const marker = `${" ".repeat(start - from + (from > 0 ? 1 : 0))}${"^".repeat(Math.min(end - start, WIDEST))}`;
  return [
    ...(before === undefined ? [] : [row(String(fault.line - 1), cut(before))]),
    row(String(fault.line), cut(line)),
    row("", `${marker} ${fault.text}`),
  ].join("\n");
}
