// How does a CSV file become a calendar of announcements?

import type { MarketEvents } from "../domain/events.js";
import { Fault } from "../domain/fault.js";
import { formatInstant, instantOfLocal, zoneOf } from "../instrument/time.js";
import { cellsOf } from "./cells.js";
import { dateOrderFault } from "./choices.js";
import { otherText } from "./file-faults.js";
import { faultOfRows, RowFaults, shownText } from "./row-faults.js";
import { type DateOrder, StampReader } from "./stamp.js";
import { type Line, linesOfFile } from "./text-lines.js";

export interface EventOptions {
  /** Zone of stamps that carry none, where the row names none either. */
  readonly timeZone?: string;
  /** How to read 3/4/2026 where no date of the file proves it. */
  readonly dateOrder?: DateOrder;
}

const MAX_FAULTS = 20;
const TIMES: ReadonlySet<string> = new Set(["time", "timestamp", "datetime", "date time", "stamp"]);
const NAMES: ReadonlySet<string> = new Set(["name", "event", "title", "announcement"]);
const ZONES: ReadonlySet<string> = new Set(["zone", "tz", "time zone", "timezone"]);

interface Columns {
  readonly delimiter: string;
  readonly width: number;
  /** Column of the date where clock and date stand apart, else -1. */
  readonly date: number;
  readonly time: number;
  readonly name: number;
  readonly zone: number;
}

/**
 * Reads columns `time` and `name` (or `date`, `time` and `name`), in any order and any case, and a `zone` a row where
 * there is one; other columns are not looked at. Rows may be unsorted, and may stand twice. All or nothing: one bad row and
 * there is no calendar, but a fault that lists the first of them by line and column and counts the others.
 */
export async function readEvents(path: string, options: EventOptions = {}): Promise<MarketEvents> {
  if (options.timeZone !== undefined) zoneOf(options.timeZone);
  const { file, lines, sha256 } = await linesOfFile(path, "--events");
  const other = lines[0] === undefined ? null : otherText(path, lines[0].text);
  if (other) throw other;
  const [header, ...rows] = lines;
  const columns = columnsOf(path, header);
  if (rows.length === 0) throw noEvents(path, "a header and nothing below it");
  const read = (order: DateOrder) => new Rows(path, columns, order, options).read(rows);
  let found = read(options.dateOrder ?? "mdy");
  const { stamps } = found;
  if (options.dateOrder === undefined && stamps.needsOrder && !stamps.secondOver12) {
    if (!stamps.firstOver12) throw dateOrderFault(path, false);
    found = read("dmy");
  }
  if (found.faults.total > 0) throw await faultOfRows(file, found.faults, columns.delimiter, "\n", false);
  const sorted = found.events.sort((a, b) => a.time - b.time || (a.name < b.name ? -1 : 1));
  return {
    file: file.name,
    sha256,
    time: sorted.map(({ time }) => time),
    name: sorted.map(({ name }) => name),
  };
}

function columnsOf(path: string, header: Line | undefined): Columns {
  if (header === undefined) throw noEvents(path, "only blank lines and comments");
  const delimiters = [",", ";", "\t", "|"];
  const counted = delimiters.map((sign) => ({ sign, cells: cellsOf(header.text, sign) }));
  const { sign, cells } = counted.sort((a, b) => b.cells.length - a.cells.length)[0]!;
  const words = cells.map(({ text }) => text.trim().toLowerCase());
  const place = (known: ReadonlySet<string>) => words.findIndex((word) => known.has(word));
  const date = words.indexOf("date");
  const time = place(TIMES);
  const name = place(NAMES);
  const stamp = time >= 0 ? time : date;
  if (stamp >= 0 && name >= 0) {
    const apart = date >= 0 && time >= 0 ? date : -1;
    return { delimiter: sign, width: cells.length, date: apart, time: stamp, name, zone: place(ZONES) };
  }
  throw new Fault(
    "E352",
    `${path} is no calendar of announcements: it has no column ${stamp < 0 ? "time" : "name"}`,
    {
      where: `${path}:${header.number}:1`,
      found: shownText(header.text),
      expected: "a header line with time and name, or date, time and name",
      fix: ["time,name", "2024-03-12T12:30:00Z,CPI"],
    },
  );
}

interface Found {
  readonly events: { readonly time: number; readonly name: string }[];
  readonly faults: RowFaults;
  readonly stamps: StampReader;
}

class Rows {
  readonly #path: string;
  readonly #columns: Columns;
  readonly #options: EventOptions;
  readonly #stamps: StampReader;
  readonly #faults = new RowFaults(MAX_FAULTS);

  constructor(path: string, columns: Columns, order: DateOrder, options: EventOptions) {
    this.#path = path;
    this.#columns = columns;
    this.#options = options;
    this.#stamps = new StampReader(order);
  }

  read(rows: readonly Line[]): Found {
    const events: Found["events"] = [];
    for (const row of rows) {
      const event = this.#eventOf(row);
      if (event !== null) events.push(event);
    }
    return { events, faults: this.#faults, stamps: this.#stamps };
  }

  #eventOf({ number: line, text }: Line): Found["events"][number] | null {
    const { delimiter, width, date, time, name } = this.#columns;
    const cells = cellsOf(text, delimiter).map((cell) => cell.text.trim());
    // Empty cells at the end are what a spreadsheet leaves.
    while (cells.length > width && cells.at(-1) === "") cells.pop();
    if (cells.length !== width) {
      const found = `${cells.length} columns`;
      const expected = `${width} as in the header`;
      this.#faults.add({ code: "E324", line, cell: -1, text: `${found}, ${expected}`, found, expected });
      return null;
    }
    if (cells[name] === "") {
      const expected = "a name such as CPI";
      this.#faults.add({
        code: "E353",
        line,
        cell: name,
        text: "an announcement without a name",
        found: "",
        expected,
      });
      return null;
    }
    const stamp = date < 0 ? cells[time]! : `${cells[date]} ${cells[time]}`;
    const read = this.#stamps.read(stamp);
    const kind = Number.isNaN(read) ? null : this.#stamps.kind;
    if (kind === null || kind === "date") {
      const problem = kind === "date" ? "has no time of day" : this.#stamps.problem;
      this.#bad(
        "E326",
        line,
        stamp,
        `"${shownText(stamp)}" ${problem}`,
        "2024-03-12T12:30:00Z or 2024-03-12 08:30",
      );
      return null;
    }
    const at = kind === "instant" ? read : this.#instantOf(line, stamp, read, cells);
    return Number.isNaN(at) ? null : { time: at, name: cells[name]! };
  }

  #instantOf(line: number, stamp: string, local: number, cells: readonly string[]): number {
    const { zone } = this.#columns;
    const named = (zone < 0 ? "" : cells[zone]!) || this.#options.timeZone;
    if (!named) throw unknownZone(this.#path, line, stamp);
    const { time, kind } = instantOfLocal(zoneOf(named), local);
    if (kind === "exact") return time;
    const clock = formatInstant(local).replace("T", " ").replace("Z", "");
    if (kind === "nonexistent") {
      this.#bad(
        "E338",
        line,
        stamp,
        `${clock} does not exist in ${named}`,
        "a time that the clocks of that place showed",
      );
    } else this.#bad("E339", line, stamp, `${clock} exists twice in ${named}`, "a stamp in UTC");
    return Number.NaN;
  }

  #bad(code: "E326" | "E338" | "E339", line: number, found: string, text: string, expected: string): void {
    this.#faults.add({ code, line, cell: this.#columns.time, text, found, expected });
  }
}

const unknownZone = (path: string, line: number, stamp: string): Fault =>
  new Fault("E354", `Cannot tell the time zone of ${path}`, {
    where: `${path}:${line}:1`,
    found: shownText(stamp),
    expected: "stamps with Z or an offset, or a column zone",
    why: "An hour off moves a blackout beside its announcement.",
    fix: ["for announcements of the United States   --tz America/New_York", "or a column   zone"],
  });

const noEvents = (path: string, found: string): Fault =>
  new Fault("E355", `${path} has no announcements`, {
    where: path,
    found,
    expected: "a header line with time and name, and a row for each announcement",
    fix: ["leave --events out, if there are none"],
  });
