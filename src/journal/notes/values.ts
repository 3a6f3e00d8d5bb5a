// What may stand behind a key of a day file?

import { didYouMean } from "../../domain/fault.js";
import type {
  DayFile,
  NotesVocabulary,
  TradeEmotion,
  TradeMistake,
  TradeNote,
} from "../../domain/journal-notes.js";
import { DAY_MS, type Day, type EpochMs } from "../../domain/money.js";
import { formatDay, instantOf, offsetAt, zoneOf } from "../../instrument/time.js";
import { dayNamed } from "../day-text.js";

export interface NotesContext {
  readonly vocabulary: NotesVocabulary;
  /** Of the clock in `signal`. */
  readonly zone: string;
}

/** What is wrong with a value, and where in it. */
export class Wrong {
  readonly expected: string;
  readonly found: string;
  constructor(expected: string, found: string) {
    this.expected = expected;
    this.found = found;
  }
}

type Read<T> = (text: string, date: Day, context: NotesContext) => T | Wrong;

const free: Read<string> = (text) => text;

/** Between commas, each once, in the order in which they stand. */
const partsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  ),
];

function wordOf(word: string, known: readonly string[], list: string): string | Wrong {
  const found = known.find((one) => one.toLowerCase() === word.toLowerCase());
  if (found !== undefined) return found;
  const near = didYouMean(word, known);
  const own = `a word of your own goes into plan.toml: [vocabulary] ${list} = ["${word.toLowerCase()}"]`;
  return new Wrong(
    near === undefined ? `${known.join(", ")}; ${own}` : `did you mean ${near}? Else ${own}`,
    word,
  );
}

const setup: Read<string> = (text, _date, { vocabulary }) =>
  vocabulary.setups === null ? text : wordOf(text, vocabulary.setups, "setups");

const price: Read<string> = (text) =>
  /^-?\d{1,12}(\.\d{1,12})?$/.test(text) ? text : new Wrong("a price, such as 5604.00", text);

const emotion: Read<TradeEmotion> = (text, _date, { vocabulary }) => {
  const parts = text.split(/>|→/).map((part) => part.trim());
  if (parts.length > 3) return new Wrong("before > during > after: at most three", text);
  const words = parts.map((part) => (part === "" ? null : wordOf(part, vocabulary.emotions, "emotions")));
  const wrong = words.find((word) => word instanceof Wrong);
  if (wrong) return wrong;
  const [before = null, during = null, after = null] = words as (string | null)[];
  return { before, during, after };
};

const mistakes: Read<readonly TradeMistake[]> = (text, _date, { vocabulary }) => {
  const list: TradeMistake[] = [];
  for (const part of partsOf(text)) {
    const suggested = part.endsWith("?");
    const name = wordOf(suggested ? part.slice(0, -1).trim() : part, vocabulary.mistakes, "mistakes");
    if (name instanceof Wrong) return name;
    list.push({ name, suggested });
  }
  return list;
};

const grade: Read<string> = (text) =>
  /^[A-Fa-f][+-]?$/.test(text) ? text.toUpperCase() : new Wrong("A to F, with + or - if you like", text);

const shots: Read<readonly string[]> = (text) => {
  const names = partsOf(text);
  const odd = names.find((name) => /[/\\]|^\.|\p{C}/u.test(name));
  return odd === undefined
    ? names
    : new Wrong("names of pictures in shots/, without folders: 0312-1.png", odd);
};

/** Chicago's 17:00: from then on a clock is of the evening before its trade date. */
const TURN_MINUTE = 17 * 60;

const tradeDateAt = (at: EpochMs): Day =>
  Math.floor((at + offsetAt(zoneOf("America/Chicago"), at) + DAY_MS - TURN_MINUTE * 60_000) / DAY_MS);

const signal: Read<EpochMs | "none"> = (text, date, { zone }) => {
  if (text.toLowerCase() === "none") return "none";
  const expected = "none, a time such as 09:46, or 2026-03-12T09:46:00-04:00";
  const [, ...clock] = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text) ?? [];
  if (clock.length > 0) {
    const [hour, minute, second] = clock.map((part) => Number(part ?? 0)) as [number, number, number];
    // Wherever that clock hangs, its hour is one of the trade date: the evening before in New York, the morning after in Tokyo.
    const read = [date, date - 1, date + 1].map((day) => {
      const on = new Date(day * DAY_MS);
      const [year, month] = [on.getUTCFullYear(), on.getUTCMonth() + 1];
      return instantOf(zoneOf(zone), year, month, on.getUTCDate(), hour, minute, second, 0).time;
    });
    return read.find((at) => tradeDateAt(at) === date) ?? read[0]!;
  }
  const dated =
    dayNamed(text.slice(0, 10)) !== null &&
    /^.{10}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const at = dated ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? new Wrong(expected, text) : at;
};

const sleep: Read<number> = (text) => {
  const [, hours, minutes] = /^(\d{1,2})(?::|h\s*)([0-5]?\d)m?$/.exec(text) ?? [];
  if (hours !== undefined) return Number(hours) * 60 + Number(minutes);
  const [, half] = /^(\d{1,2}(?:\.\d{1,2})?)\s*h?$/.exec(text) ?? [];
  return half === undefined || Number(half) > 24
    ? new Wrong("hours: 6h, 6.5h or 6h30m", text)
    : Math.round(Number(half) * 60);
};

const focus: Read<number> = (text) => {
  const [, value] = /^([1-5])(?:\s*\/\s*5)?$/.exec(text) ?? [];
  return value === undefined ? new Wrong("1/5 to 5/5", text) : Number(value);
};

const plan: Read<NonNullable<DayFile["plan"]>> = (text) => {
  const [, name, version] = /^([A-Za-z0-9][\w.-]*)(?:@([A-Za-z0-9][\w.-]*))?$/.exec(text) ?? [];
  return name === undefined
    ? new Wrong("a plan of plan.toml, with its version if it has one: orb-mes@4", text)
    : { name, version: version ?? null };
};

const date: Read<Day> = (text, day) =>
  dayNamed(text) === day ? day : new Wrong(`the date in the file's name: ${formatDay(day)}`, text);

interface Kind<T> {
  readonly name: keyof T;
  readonly read: Read<unknown>;
}

/** Keys below the heading of a trade. */
export const TRADE_KEYS: Readonly<Record<string, Kind<TradeNote>>> = {
  setup: { name: "setup", read: setup },
  "why.technical": { name: "whyTechnical", read: free },
  "why.fundamental": { name: "whyFundamental", read: free },
  "plan.stop": { name: "planStop", read: price },
  "plan.target": { name: "planTarget", read: price },
  emotion: { name: "emotion", read: emotion },
  mistakes: { name: "mistakes", read: mistakes },
  tags: { name: "tags", read: partsOf },
  grade: { name: "grade", read: grade },
  shots: { name: "shots", read: shots },
  signal: { name: "signal", read: signal },
};

/** Keys at the head of the file. */
export const DAY_KEYS: Readonly<Record<string, Kind<DayFile>>> = {
  date: { name: "date", read: date },
  account: { name: "accounts", read: partsOf },
  plan: { name: "plan", read: plan },
  sleep: { name: "sleepMinutes", read: sleep },
  focus: { name: "focus", read: focus },
  premarket: { name: "premarket", read: free },
  postmarket: { name: "postmarket", read: free },
  tags: { name: "tags", read: partsOf },
};
