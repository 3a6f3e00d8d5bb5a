// How does one say by which rules orders meet the market?

import type { Contract } from "../domain/contract.js";
import type { LimitFill, SlippageModel } from "../domain/execution.js";
import { didYouMean, Fault } from "../domain/fault.js";
import type { Ticks } from "../domain/money.js";

/** A model as it was asked for: the spread of a product and the code of a file are not known yet. */
export type AskedSlippage =
  | Ticks
  | {
      readonly model: "spread";
      /** Null: those of the contract. */
      readonly ticks: { readonly regular: Ticks; readonly overnight: Ticks; readonly news: Ticks } | null;
      readonly newsMinutes: number;
    }
  | { readonly model: "atr"; readonly share: number; readonly period: number }
  | { readonly model: "impact"; readonly coefficient: number; readonly period: number }
  | { readonly model: "own"; readonly file: string };

const MODELS = ["spread", "atr", "impact"] as const;
const EXAMPLES = "1t, spread, spread:1,2,4, atr:5%, impact:0.6 or a file: ./my-slippage.ts";
const NEWS_MINUTES = 2;
const PERIOD = 14;

const wrong = (where: string, found: string, expected: string, fix: readonly string[] = []): Fault =>
  new Fault("E104", `${where} cannot be "${found}"`, { found: `"${found}"`, expected, fix });

/** "1t", "2", "spread", "spread:1,2,4/5", "atr:0.05/20", "impact:0.6", "./my-slippage.ts". Throws E104. */
export function readSlippage(text: string, where: string): AskedSlippage {
  const said = text.trim();
  if (/\.m?[jt]s$/i.test(said) || /^\.{0,2}[\\/]/.test(said)) return { model: "own", file: said };
  if (/^[+-]?[\d.]+\s*t?$/i.test(said)) return ticksIn(said, text, where);
  const [, name = "", numbers, last] = /^([a-z]+)\s*(?::([^/]*))?(?:\/(.*))?$/i.exec(said) ?? [];
  switch (name.toLowerCase()) {
    case "spread":
      return {
        model: "spread",
        ticks: spreadIn(numbers, text, where),
        newsMinutes: wholeIn(last, NEWS_MINUTES, 1, 1440, "minutes around an event", text, where),
      };
    case "atr":
      return {
        model: "atr",
        share: factorIn(numbers, "a share of the average range, such as atr:5% or atr:0.05", text, where),
        period: wholeIn(last, PERIOD, 1, 1000, "bars", text, where),
      };
    case "impact":
      return {
        model: "impact",
        coefficient: factorIn(numbers, "a factor above 0, such as impact:0.6", text, where),
        period: wholeIn(last, PERIOD, 1, 1000, "bars", text, where),
      };
  }
  const near = didYouMean(name, MODELS);
  throw wrong(where, text, EXAMPLES, near === undefined ? [] : [said.replace(name, near)]);
}

function ticksIn(said: string, text: string, where: string): Ticks {
  const [, digits] = /^(\d{1,4})\s*t?$/i.exec(said) ?? [];
  if (digits === undefined) throw wrong(where, text, `whole ticks from 0 to 9999, or a model: ${EXAMPLES}`);
  return Number(digits);
}

function spreadIn(numbers: string | undefined, text: string, where: string) {
  if (numbers === undefined) return null;
  const ticks = numbers.split(",").map((one) => /^\s*(\d{1,4})\s*t?\s*$/i.exec(one)?.[1]);
  if (ticks.length !== 3 || ticks.includes(undefined)) {
    throw wrong(where, text, "whole ticks in regular hours, overnight and near news: spread:1,2,4");
  }
  const [regular, overnight, news] = ticks.map(Number) as [Ticks, Ticks, Ticks];
  return { regular, overnight, news };
}

/** "0.05" or "5%". */
function factorIn(numbers: string | undefined, expected: string, text: string, where: string): number {
  const factor = shareOf(numbers ?? "");
  if (!(factor > 0 && factor <= 100)) throw wrong(where, text, expected);
  return factor;
}

/** NaN where the text is no plain decimal or percentage. */
function shareOf(text: string): number {
  const [, digits, percent] = /^\s*(\d{1,9}(?:\.\d{1,9})?|\.\d{1,9})\s*(%?)\s*$/.exec(text) ?? [];
  return digits === undefined ? Number.NaN : percent === "%" ? Number(digits) / 100 : Number(digits);
}

function wholeIn(
  part: string | undefined,
  otherwise: number,
  min: number,
  max: number,
  what: string,
  text: string,
  where: string,
): number {
  if (part === undefined) return otherwise;
  const value = /^\s*\d{1,4}\s*$/.test(part) ? Number(part) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw wrong(where, text, `after the slash whole ${what} from ${min} to ${max}`);
  }
  return value;
}

/** "touch", "through", "through:2", "volume:3". Throws E104. */
export function readLimitFill(text: string, where: string): LimitFill {
  const said = text.trim().toLowerCase();
  if (said === "touch" || said === "through") return said;
  const [, name, number = ""] = /^(through|volume)\s*:\s*(.*)$/.exec(said) ?? [];
  if (name === "through") {
    const ticks = /^\d{1,4}$/.test(number) ? Number(number) : 0;
    if (ticks === 0) throw wrong(where, text, "ticks from 1 to 9999, such as through:2; touch asks for none");
    return ticks === 1 ? "through" : { through: ticks };
  }
  if (name === "volume") {
    const times = /^\d{1,6}(\.\d{1,6})?$/.test(number) ? Number(number) : 0;
    if (times === 0) throw wrong(where, text, "how many times the order's size must trade, such as volume:3");
    return { volume: times };
  }
  const near = didYouMean(said, ["touch", "through", "volume"]);
  const fix = near === undefined ? [] : [near === "volume" ? "volume:3" : near];
  throw wrong(where, text, "touch, through, through:2 or volume:3", fix);
}

/** "10%", "0.1", "none" (null). Throws E104. */
export function readParticipation(text: string, where: string): number | null {
  if (text.trim().toLowerCase() === "none") return null;
  const share = shareOf(text);
  if (share > 0 && share <= 1) return share;
  const meant = share > 1 && share <= 100 ? [`${share}%`] : [];
  throw wrong(where, text, "a share of a bar's volume, such as 10% or 0.1, or none", meant);
}

/** What a model written as an object may hold, in the order of its text. */
const OBJECTS: Readonly<Record<string, { readonly numbers: readonly string[]; readonly last: string }>> = {
  spread: { numbers: ["regular", "overnight", "news"], last: "newsMinutes" },
  atr: { numbers: ["share"], last: "period" },
  impact: { numbers: ["coefficient"], last: "period" },
};

/**
 * `{ model: "spread", regular: 1, overnight: 2, news: 4 }` is `spread:1,2,4`, so that config and program are read by the
 * same rules as a flag. Throws E104 for an object that is no model, and for a function: it has no name to be found by in
 * a worker.
 */
export function slippageText(value: unknown, where: string): string {
  if (typeof value === "function") throw bareFunction(where);
  if (typeof value !== "object" || value === null) return String(value);
  const { model, ...rest } = value as Readonly<Record<string, unknown>>;
  const shape = typeof model === "string" && Object.hasOwn(OBJECTS, model) ? OBJECTS[model]! : null;
  if (shape === null) {
    const near = typeof model === "string" ? didYouMean(model, MODELS) : undefined;
    const fix = near === undefined ? [] : [`model: "${near}"`];
    throw wrong(`${where}.model`, String(model), MODELS.join(", "), fix);
  }
  refuseOthers(rest, [...shape.numbers, shape.last], `${where} (${model as string})`);
  const given = shape.numbers.filter((key) => rest[key] !== undefined);
  if (given.length > 0 && given.length < shape.numbers.length) {
    const missing = shape.numbers.filter((key) => rest[key] === undefined);
    throw wrong(
      where,
      `${model as string} without ${missing.join(" and ")}`,
      `all of ${shape.numbers.join(", ")}, or none`,
    );
  }
  const numbers = given.length === 0 ? "" : `:${given.map((key) => String(rest[key])).join(",")}`;
  const last = rest[shape.last] === undefined ? "" : `/${String(rest[shape.last])}`;
  return `${model as string}${numbers}${last}`;
}

/** `{ through: 2 }` is `through:2`, `{ volume: 3 }` is `volume:3`. Throws E104. */
export function limitFillText(value: unknown, where: string): string {
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value);
  refuseOthers(value as Readonly<Record<string, unknown>>, ["through", "volume"], where);
  if (entries.length !== 1) throw wrong(where, "an object", "one of { through: 2 } and { volume: 3 }");
  return `${entries[0]![0]}:${String(entries[0]![1])}`;
}

function refuseOthers(
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  where: string,
): void {
  const odd = Object.keys(value).find((key) => !known.includes(key));
  if (odd === undefined) return;
  const near = didYouMean(odd, known);
  throw new Fault("E104", `${where} has no "${odd}"`, {
    found: odd,
    expected: known.join(", "),
    ...(near !== undefined && { fix: [`${near}: ${String(value[odd])}`] }),
  });
}

export const bareFunction = (where: string): Fault =>
  new Fault("E104", `${where} is a function, which cannot cross to a worker`, {
    where,
    found: "a function",
    expected: "the file that exports it",
    fix: ['slippage: "./my-slippage.ts"   (export default (fill) => 1)'],
  });

/** The model on one contract. `own` is the file of the model "own", bundled. */
export function slippageOn(
  asked: AskedSlippage,
  { slippageTicks }: Contract,
  own: { readonly name: string; readonly file: string; readonly hash: string } | null,
): SlippageModel {
  if (typeof asked === "number" || asked.model === "atr" || asked.model === "impact") return asked;
  if (asked.model === "own") {
    if (own === null) throw new Error(`${asked.file} was not bundled`);
    return { model: "own", name: own.name, file: own.file, hash: own.hash };
  }
  const { regular, overnight, news } = asked.ticks ?? slippageTicks;
  return { model: "spread", regular, overnight, news, newsMinutes: asked.newsMinutes };
}
