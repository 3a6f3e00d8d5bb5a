// What does a drawn market mean?

import type {
  AmendRequest,
  DistanceRequest,
  ExitRequest,
  LevelRequest,
  OrderRequest,
  StopMoveRequest,
  TargetRequest,
  TrailRequest,
  TriggeredRequest,
} from "../../src/strategy/ticket.js";

/** What a strategy does at a close. Prices are in ticks, as drawn. */
export type Act =
  | { readonly do: "submit"; readonly side: 1 | -1; readonly request: OrderRequest }
  | { readonly do: "go"; readonly to: number; readonly exit: ExitRequest | undefined }
  | { readonly do: "amend"; readonly id: number; readonly changes: AmendRequest }
  | { readonly do: "cancel"; readonly id: number | "all" }
  | { readonly do: "move stop"; readonly price: number }
  | { readonly do: "flat" };

export interface DrawnBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** UTC epoch milliseconds. */
  readonly time: number;
  readonly acts: readonly Act[];
}

/** Drawn markets begin on Tuesday, 2 January 2024, at 15:00 UTC: 09:00 in Chicago. */
const MIDNIGHT = Date.UTC(2024, 0, 2);
const FIRST = MIDNIGHT + 15 * 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Reads a drawing (see `replay`): a bar a minute. `tickSize` turns what is drawn in ticks into the prices that a strategy
 * speaks in.
 */
export function readDrawing(drawing: string, tickSize: number): DrawnBar[] {
  const bars: DrawnBar[] = [];
  for (const line of drawing.split("\n").filter((text) => text.trim() !== "")) {
    const [drawn = "", orders = ""] = line.split("|");
    const [, begins, numbers = ""] = /^\s*(day\b|(?:\d{4}-\d\d-\d\d )?\d\d:\d\d(?=\s))?(.*)$/.exec(drawn)!;
    const time = timeOf(begins, bars.at(-1)?.time);
    bars.push({ ...readBar(numbers, line), time, acts: readActs(orders, tickSize) });
  }
  return bars;
}

/** Bars of a finer series, in groups between blank lines: the k-th group lies inside the k-th bar. */
export function readFiner(drawing: string, coarse: readonly DrawnBar[]): DrawnBar[] {
  const groups = drawing.trim().split(/\n\s*\n/);
  const most = Math.max(...groups.map((group) => group.trim().split("\n").length));
  const step = Math.floor(MINUTE_MS / most);
  return groups.flatMap((group, k) =>
    group
      .split("\n")
      .filter((line) => line.trim() !== "" && line.trim() !== "-")
      .map((line, n) => ({ ...readBar(line, line), time: coarse[k]!.time + n * step, acts: [] })),
  );
}

/** A minute after the bar before, unless the line begins with `day` or a clock. */
function timeOf(begins: string | undefined, before: number | undefined): number {
  if (begins?.includes(":")) return instantAt(begins, before ?? MIDNIGHT - 1);
  if (before === undefined) return FIRST;
  if (begins === undefined) return before + MINUTE_MS;
  let day = FIRST;
  while (day <= before) day += DAY_MS * (new Date(day).getUTCDay() === 5 ? 3 : 1);
  return day;
}

/** The next moment after `before` at which the clock says this, or the moment of a date and a clock, in UTC. */
function instantAt(when: string, before: number): number {
  const [clock = "", date] = when.split(" ").reverse();
  const [hours, minutes] = clock.split(":").map(Number) as [number, number];
  const midnight = date === undefined ? Math.floor(before / DAY_MS) * DAY_MS : Date.parse(date);
  const at = midnight + (hours * 60 + minutes) * MINUTE_MS;
  return date !== undefined || at > before ? at : at + DAY_MS;
}

function readBar(numbers: string, line: string) {
  const [prices = "", volume = "100"] = numbers.trim().split(/\s+v\s+/);
  const ticks = prices.split(/\s+/).map(Number);
  const [open, high, low, close] = ticks as [number, number, number, number];
  const holds = ticks.length === 4 && high >= Math.max(open, close) && low <= Math.min(open, close);
  if (!holds || !(Number(volume) >= 0)) throw new Error(`not a bar: ${line}`);
  return { open, high, low, close, volume: Number(volume) };
}

const readActs = (orders: string, tickSize: number): Act[] =>
  parts(orders, ";").map((text) => readAct(text, tickSize));

/** Splits at a mark, but not inside of brackets. */
function parts(text: string, mark: string): string[] {
  const found: string[] = [""];
  let depth = 0;
  for (const char of text) {
    if (char === "[") depth++;
    if (char === "]") depth--;
    if (char === mark && depth === 0) found.push("");
    else found[found.length - 1] += char;
  }
  if (depth !== 0) throw new Error(`brackets do not match: ${text}`);
  return found.map((part) => part.trim()).filter(Boolean);
}

function readAct(text: string, tickSize: number): Act {
  const [, order = "", triggered] = /^([^[]*)(?:\[(.*)\])?\s*$/s.exec(text) ?? [];
  const [head = "", ...plan] = parts(order, ",");
  const words = head.split(/\s+/);
  const [verb, subject = ""] = words;
  const exit = plan.length > 0 ? exitOf(plan, tickSize) : undefined;
  switch (verb) {
    case "cancel":
      return { do: "cancel", id: subject === "all" ? "all" : whole(subject, text) };
    case "flat":
      return { do: "flat" };
    case "go":
      return { do: "go", to: whole(subject, text), exit };
    case "move":
      return { do: "move stop", price: number(words[2], text) * tickSize };
    case "amend": {
      const changes = requestOf(words.slice(2), tickSize, text);
      return { do: "amend", id: whole(subject, text), changes: exit ? { ...changes, exit } : changes };
    }
    case "buy":
    case "sell": {
      const sized = /^-?[\d.]+$/.test(subject);
      const request: OrderRequest = {
        ...(sized ? { qty: number(subject, text) } : {}),
        ...requestOf(words.slice(sized ? 2 : 1), tickSize, text),
        ...(exit ? { exit } : {}),
        ...(triggered === undefined ? {} : { triggers: triggersOf(triggered, tickSize) }),
      };
      return { do: "submit", side: verb === "buy" ? 1 : -1, request };
    }
    default:
      throw new Error(`not an order: ${text}`);
  }
}

const triggersOf = (text: string, tickSize: number): TriggeredRequest[] =>
  parts(text, "&").map((one) => {
    const act = readAct(one, tickSize);
    if (act.do !== "submit") throw new Error(`cannot be triggered: ${one}`);
    return { ...act.request, side: act.side === 1 ? "buy" : "sell" };
  });

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** `limit 98`, `stop 105 limit 106`, `trail 8t from 110`, `at open`, `DAY`, `until +3`, `reduce`, `oco a`: in any order. */
function requestOf(words: readonly string[], tickSize: number, text: string): OrderRequest {
  const request: Mutable<OrderRequest> = {};
  for (let k = 0; k < words.length; k++) {
    const word = words[k]!;
    const next = () => {
      const value = words[++k];
      if (value === undefined) throw new Error(`"${word}" of what: ${text}`);
      return value;
    };
    if (word === "limit" || word === "stop" || word === "touch") {
      request[word] = number(next(), text) * tickSize;
    } else if (word === "trail") {
      const trail = distanceOf(next(), text);
      const from = words[k + 1] === "from" ? { from: number(words[k + 2], text) * tickSize } : {};
      if (words[k + 1] === "from") k += 2;
      request.trail = { ...trail, ...from };
    } else if (word === "at") request.at = next() as "open" | "close";
    else if (word === "DAY" || word === "IOC" || word === "GTC") request.tif = word;
    else if (word === "until") request.until = untilOf(next());
    else if (word === "reduce") request.reduceOnly = true;
    else if (word === "oco") request.oco = next();
    else if (word === "qty") request.qty = number(next(), text);
    else throw new Error(`"${word}" says nothing of an order: ${text}`);
  }
  return request;
}

/** A trade date, or minutes after the open of the first bar. */
const untilOf = (word: string): string | number =>
  word.startsWith("+") ? FIRST + MINUTE_MS * Number(word.slice(1)) : word;

function exitOf(plan: readonly string[], tickSize: number): ExitRequest {
  const exit: Mutable<ExitRequest> = {};
  const targets: TargetRequest[] = [];
  for (const part of plan) {
    const [word, level = "", ...rest] = part.split(/\s+/);
    if (word === "stop") exit.stop = levelOf(level, tickSize, part);
    else if (word === "trail") exit.trail = trailOf(level, rest, tickSize, part);
    else if (word === "time") exit.timeStop = number(level, part);
    else if (word === "single") exit.single = level as "first" | "last";
    else if (word === "target") targets.push(targetOf(level, rest, tickSize, part));
    else throw new Error(`not part of an exit plan: ${part}`);
  }
  if (targets.length > 0) exit.targets = targets;
  return exit;
}

function trailOf(word: string, [from, level]: string[], tickSize: number, text: string): TrailRequest {
  const trail = distanceOf(word, text);
  if (from === undefined) return trail;
  if (from !== "from" || level === undefined) throw new Error(`not a trail: ${text}`);
  return { ...trail, from: levelOf(level, tickSize, text) };
}

function targetOf(level: string, rest: string[], tickSize: number, text: string): TargetRequest {
  const share = /^([\d.]+)%$/.exec(rest[0] ?? "");
  const words = share === null ? rest : rest.slice(1);
  if (words.length > 0 && words[0] !== "then") throw new Error(`not a target: ${text}`);
  return {
    at: levelOf(level, tickSize, text),
    ...(share === null ? {} : { portion: Number(share[1]) / 100 }),
    ...(words.length === 0 ? {} : { then: moveOf(words.slice(1), text) }),
  };
}

/** `stay`, `breakeven`, `breakeven 2t`, `net`, `lock 4t`, `lock 1R`, `trail 5t`, `trail 5t from breakeven`, `trail 5t from net`. */
function moveOf([word, amount, , least]: string[], text: string): StopMoveRequest {
  if (word === "stay") return "stay";
  if (word === "net") return "breakevenNet";
  if (word === "breakeven") {
    return amount === undefined ? "breakeven" : { breakeven: number(amount.replace(/t$/, ""), text) };
  }
  if (word === "lock" && amount?.endsWith("R")) return { lock: { r: number(amount.slice(0, -1), text) } };
  if (word === "lock") {
    const distance = distanceOf(amount, text);
    if (!("ticks" in distance) && !("points" in distance)) throw new Error(`cannot lock ${amount}: ${text}`);
    return { lock: distance };
  }
  if (word !== "trail") throw new Error(`the stop cannot move like this: ${text}`);
  const trail = distanceOf(amount, text);
  if (least === undefined) return { trail };
  return { trail, least: least === "net" ? "breakevenNet" : "breakeven" };
}

/** `104` is a price in ticks, `2R` counts in initial risks, all else is a distance from the fill. */
function levelOf(word: string, tickSize: number, text: string): LevelRequest {
  if (word.endsWith("R")) return { r: number(word.slice(0, -1), text) };
  return DISTANCE.test(word) ? distanceOf(word, text) : number(word, text) * tickSize;
}

const DISTANCE = /^(.*?)(t|p|%|atr)(?:\/(\d+))?$/;

/** `8t` ticks, `2p` points, `2%`, `1.5atr`, `1.5atr/5` over five bars. */
function distanceOf(word: string | undefined, text: string): DistanceRequest {
  const [, amount, unit, period] = DISTANCE.exec(word ?? "") ?? [];
  const value = number(amount, text);
  if (unit === "t") return { ticks: value };
  if (unit === "p") return { points: value };
  if (unit === "%") return { percent: value };
  return period === undefined ? { atr: value } : { atr: value, period: Number(period) };
}

/** NaN where it is none: a strategy may make that mistake, and its run must refuse it. */
function number(word: string | undefined, text: string): number {
  if (word === undefined) throw new Error(`a number is missing: ${text}`);
  return Number(word);
}

function whole(word: string, text: string): number {
  const value = number(word, text);
  if (!Number.isInteger(value)) throw new Error(`not whole in: ${text}`);
  return value;
}
