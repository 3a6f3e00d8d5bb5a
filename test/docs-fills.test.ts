// Does docs/fills.md tell the truth about fills?

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { Fault } from "#domain/fault.js";
import { loadContracts } from "#instrument/contracts.js";
import { readLimitFill, readParticipation, readSlippage, slippageOn } from "#research/execution-words.js";
import { StrategyFailure } from "#strategy/failure.js";
import { PATH_MODELS, type PathModel } from "../src/domain/execution.js";
import type { OrderRecord } from "../src/domain/order.js";
import type { Run, Trade } from "../src/domain/run.js";
import { fillLines, type ReplayOptions, replayRun } from "./engine/replay.js";
import { candles } from "./fixtures/candles.js";
import { type Block, blockAfter, blocksOf, rewritten, tidied } from "./fixtures/doc-blocks.js";

/**
 * An example is a `market` block, drawn as `replay` reads it, with the terms in its first line; a `finer` block may follow
 * with the bars inside. All blocks right after it are what must come out: its `picture`, its `fills`, how its `orders`
 * ended, its `trades`. An output block may change the terms in its own first line.
 */
interface Example {
  readonly title: string;
  readonly market: Block;
  readonly finer: Block | undefined;
  readonly outputs: readonly Block[];
}

const PAGE = fileURLToPath(new URL("../docs/fills.md", import.meta.url));
/** `UPDATE_DOCS=1 npx vitest run test/docs-fills.test.ts` writes pictures and fills anew, for review by git diff. */
const update = process.env.UPDATE_DOCS === "1";
const text = readFileSync(PAGE, "utf8");
const blocks = blocksOf(text);
const OUTPUTS = ["picture", "fills", "orders", "trades"];

const examples = blocks
  .filter(({ language }) => language === "market")
  .map((market): Example => {
    let next = blockAfter(text, market, blocks);
    const finer = next?.language === "finer" ? next : undefined;
    if (finer !== undefined) next = blockAfter(text, finer, blocks);
    const outputs: Block[] = [];
    for (; next !== undefined && OUTPUTS.includes(next.language); next = blockAfter(text, next, blocks)) {
      outputs.push(next);
    }
    const heading = [...text.slice(0, market.from).matchAll(/^#+ (.*)$/gm)].at(-1)![1]!;
    return { title: `docs/fills.md:${market.line} ${heading}`, market, finer, outputs };
  });

const found: { readonly at: Block; readonly code: string }[] = [];

afterAll(() => {
  if (update && found.length > 0) writeFileSync(PAGE, rewritten(text, found));
});

test("the page shows at least forty examples, each with its picture and its fills", () => {
  expect(examples.length).toBeGreaterThanOrEqual(40);
  const missing = (language: string) =>
    examples
      .filter(({ outputs }) => outputs.every((block) => block.language !== language))
      .map(({ title }) => title);
  expect(missing("picture")).toEqual([]);
  expect(missing("fills")).toEqual([]);
});

test("every block of the page is part of an example, so nothing on it goes unchecked", () => {
  const used = examples.flatMap(({ market, finer, outputs }) => [market, finer, ...outputs]);
  const stray = blocks.filter((block) => !used.includes(block));
  expect(stray.map(({ language, line }) => `line ${line}: ${language}`)).toEqual([]);
});

describe.each(examples)("$title", ({ market, finer, outputs }) => {
  const finerBars = finer === undefined ? {} : { finer: finer.code };
  test.each(outputs.map((block) => [block.language, block] as const))("%s", (_, block) => {
    const terms = { ...termsOf(market.marks), ...termsOf(block.marks), ...finerBars };
    const seen = shown(block.language, market.code, terms);
    if (update) found.push({ at: block, code: `${tidied(seen)}\n` });
    else expect(tidied(seen)).toBe(tidied(block.code));
  });
});

function shown(language: string, drawing: string, terms: ReplayOptions): string {
  const result = outcome(drawing, terms);
  if (language === "picture") {
    return candles(drawing, result instanceof StrategyFailure ? [] : fillsOf(result));
  }
  if (result instanceof StrategyFailure) {
    const { cause, bar } = result;
    if (!(cause instanceof Fault)) throw result;
    return `the run stops at the close of bar ${bar}\n${cause.code}: ${cause.message}`;
  }
  if (language === "fills") return lines(fillLines(result));
  return lines(language === "orders" ? result.orders.map(orderLine) : tradeLines(result));
}

const lines = (all: readonly string[]): string => (all.length === 0 ? "none" : all.join("\n"));

function outcome(drawing: string, terms: ReplayOptions): Run | StrategyFailure {
  try {
    return replayRun(drawing, terms);
  } catch (error) {
    if (error instanceof StrategyFailure) return error;
    throw error;
  }
}

const fillsOf = ({ fills }: Run) =>
  Array.from({ length: fills.length }, (_, k) => ({
    bar: fills.bar[k]!,
    side: fills.side[k]!,
    qty: fills.qty[k]!,
    price: fills.price[k]!,
  }));

/** "2 sell 4 limit → cancelled after 2: order 3 of its group filled" */
function orderLine({ id, side, qty, kind, state, filledQty, endReason }: OrderRecord): string {
  const part =
    filledQty === 0 || filledQty === qty ? "" : state === "filled" ? ` ${filledQty}` : ` after ${filledQty}`;
  const why = endReason === "" || endReason === "filled" ? "" : `: ${endReason}`;
  return `${id} ${side === 1 ? "buy" : "sell"} ${qty} ${kind} → ${state}${part}${why}`;
}

function tradeLines({ trades, open }: Run): string[] {
  const still =
    open === null
      ? []
      : [`still ${sided(open.side)} ${open.qty}: ${dollars(open.profit)} open at the last close`];
  return [...trades.map(tradeLine), ...still];
}

function tradeLine({ n, side, qty, net, r, flags, stake }: Trade): string {
  const risks = r === null ? "" : `, ${r.toFixed(2)} R`;
  const marks = flags.length === 0 ? "" : `, flags ${flags.join(" ")}`;
  const doubt = stake === 0 ? "" : `, ${dollars(stake)} at stake`;
  return `trade ${n}: ${sided(side)} ${qty}, ${dollars(net)}${risks}${marks}${doubt}`;
}

const sided = (side: number): string => (side === 1 ? "long" : "short");
const dollars = (micro: number): string => `${micro < 0 ? "−" : ""}$${(Math.abs(micro) / 1e6).toFixed(2)}`;

/** The terms of a block's first line: `path=ohlc slippage=1 limitFill=through:2 participation=10% cost=0.62`. */
const termsOf = (marks: readonly string[]): ReplayOptions =>
  Object.assign(
    {},
    ...marks.map((mark) => {
      const [name = "", value = ""] = mark.split("=");
      return termOf(name, value);
    }),
  );

function termOf(name: string, value: string): ReplayOptions {
  switch (name) {
    case "path":
      if (!PATH_MODELS.includes(value as PathModel)) break;
      return { path: value as PathModel };
    case "slippage":
      return { slippage: slippageOn(readSlippage(value, PAGE), loadContracts().get("MES"), null) };
    case "limitFill":
      return { limitFill: readLimitFill(value, PAGE) };
    case "participation":
      return { participation: readParticipation(value, PAGE) };
    case "cost":
      return { costPerSide: numberOf(value) };
    case "cash":
      return { cash: numberOf(value) };
    case "margin": {
      const [initial = "", maintenance = ""] = value.split("/");
      return { margin: { initial, maintenance } };
    }
    case "volume":
      if (value !== "no") break;
      return { hasVolume: false };
    case "fillAt":
      if (value !== "this-close") break;
      return { fillAt: value };
  }
  throw new Error(`docs/fills.md: no such term: ${name}=${value}`);
}

function numberOf(value: string | undefined): number {
  if (value === undefined || !/^\d+(\.\d+)?$/.test(value))
    throw new Error(`docs/fills.md: no number: ${value}`);
  return Number(value);
}
