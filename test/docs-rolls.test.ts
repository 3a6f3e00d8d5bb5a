// Do docs/rolls.md and docs/settlement.md tell the truth about money?

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Decimal } from "decimal.js";
import { afterAll, describe, expect, test } from "vitest";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { formatDay } from "#instrument/time.js";
import { CASH_KINDS } from "../src/domain/cash.js";
import type { SettlementPrices } from "../src/domain/chain.js";
import { decimalOfMicro, decimalOfTicks } from "../src/domain/money.js";
import type { Run } from "../src/domain/run.js";
import { fillRows } from "../src/report/rows.js";
import { chainOf, type DrawnMonth, settlementsOf } from "./engine/chain.js";
import { type ReplayOptions, replayRun } from "./engine/replay.js";
import { type Block, blockAfter, blocksOf, rewritten, tidied } from "./fixtures/doc-blocks.js";

/**
 * An example is a `market` block in points, its contract and terms behind the word; `months` and `settlements` may follow. The
 * blocks right after them are what must come out.
 */
const INPUTS = ["months", "settlements"];
const OUTPUTS: Readonly<Record<string, (run: Run) => string[]>> = {
  fills: (run) =>
    fillRows(run).map((row) => `${row.side} ${row.qty} ${row.contract} at ${row.price} ${row.kind}`),
  trades: tradeLines,
  rolls: rollLines,
  cash: cashLines,
  statement: (run) =>
    run.daily.map(
      ({ day, balance, variation, costs }) =>
        `${formatDay(day)} balance ${usd(balance)}, variation ${usd(variation)}, costs ${usd(costs)}`,
    ),
  events: (run) =>
    run.events.filter(({ kind }) => kind === "delivery" || kind === "expiry").map(({ text }) => text),
};

const usd = decimalOfMicro;

function tradeLines(run: Run): string[] {
  return run.trades.map((trade) => {
    const { commission, exchange, clearing, nfa } = trade.costs;
    const legs = trade.legs.length < 2 ? "" : ` (${trade.legs.map(({ gross }) => usd(gross)).join(" + ")})`;
    const parts = [
      `gross ${usd(trade.gross)}${legs}`,
      `costs ${usd(commission + exchange + clearing + nfa)}`,
      `net ${usd(trade.net)}`,
      `slippage ${usd(trade.slippage)}`,
      ...(trade.r === null ? [] : [`R ${trade.r}`]),
      `flags ${trade.flags.join(" ") || "none"}`,
    ];
    return `${trade.side === 1 ? "long" : "short"} ${trade.qty}: ${parts.join(", ")}`;
  });
}

function rollLines({ chain, inputs }: Run): string[] {
  const points = (ticks: number) => decimalOfTicks(ticks, instrumentOf(inputs.contract).grid);
  return chain!.rolls.map(({ from, to, spread, qty, prices }) => {
    const carried = prices === null ? "" : `, out at ${points(prices.from)}, in at ${points(prices.to)}`;
    return `${from} → ${to}: spread ${points(spread)}, carried ${qty}${carried}`;
  });
}

function cashLines({ cash }: Run): string[] {
  return Array.from({ length: cash.length }, (_, k) => {
    const day = formatDay(cash.day[k]!);
    return `${day} ${CASH_KINDS[cash.kind[k]!]} of ${cash.qty[k]}: ${usd(cash.amount[k]!)}`;
  });
}

const update = process.env.UPDATE_DOCS === "1";

describe.each(["rolls.md", "settlement.md"])("docs/%s", (name) => {
  const path = fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
  const text = readFileSync(path, "utf8");
  const blocks = blocksOf(text);
  const found: { readonly at: Block; readonly code: string }[] = [];
  afterAll(() => {
    if (update && found.length > 0) writeFileSync(path, rewritten(text, found));
  });

  const examples = blocks
    .filter(({ language }) => language === "market")
    .map((market) => {
      const inputs = new Map<string, Block>();
      const outputs: Block[] = [];
      for (let next = blockAfter(text, market, blocks); next; next = blockAfter(text, next, blocks)) {
        if (INPUTS.includes(next.language) && outputs.length === 0) inputs.set(next.language, next);
        else if (next.language in OUTPUTS) outputs.push(next);
        else break;
      }
      return { title: `line ${market.line}`, market, inputs, outputs };
    });

  test("every block of the page is part of an example with an outcome", () => {
    expect(examples.length).toBeGreaterThan(3);
    const used = examples.flatMap(({ market, inputs, outputs }) => [market, ...inputs.values(), ...outputs]);
    expect(blocks.filter((block) => !used.includes(block)).map(({ line }) => line)).toEqual([]);
    expect(examples.filter(({ outputs }) => outputs.length === 0).map(({ title }) => title)).toEqual([]);
  });

  test.each(examples)("$title", ({ market, inputs, outputs }) => {
    const run = replayed(market, inputs);
    for (const output of outputs) {
      const code = `${OUTPUTS[output.language]!(run).join("\n")}\n`;
      if (update) found.push({ at: output, code });
      else expect(tidied(output.code)).toBe(tidied(code));
    }
  });
});

function replayed(market: Block, inputs: ReadonlyMap<string, Block>): Run {
  const [symbol = "MES", ...marks] = market.marks;
  const { tickSize } = loadContracts().get(symbol);
  const ticks = (price: string): number => new Decimal(price).div(tickSize).toNumber();
  const drawing = market.code.replace(/-?\d+\.\d+/g, (price) => String(ticks(price)));
  const terms = Object.fromEntries(marks.map((mark) => mark.split("=") as [string, string]));
  const months = inputs.get("months");
  const prices = inputs.get("settlements");
  const options: ReplayOptions = {
    symbol,
    costPerSide: Number(terms.costs ?? 0),
    ...(terms.cash !== undefined && { cash: Number(terms.cash) }),
    ...(months !== undefined && { chain: monthsOf(months, ticks) }),
    ...(prices !== undefined && { settlements: pricesOf(prices) }),
  };
  return replayRun(drawing, options);
}

function monthsOf({ code, marks }: Block, ticks: (price: string) => number) {
  const terms = Object.fromEntries(marks.map((mark) => mark.split("=") as [string, string]));
  const months = code
    .trim()
    .split("\n")
    .map((line): DrawnMonth => {
      const word = (name: string) => new RegExp(`\\b${name} (\\S+)`).exec(line)?.[1];
      const [, from, to] = /prices (\S+) (\S+)/.exec(line) ?? [];
      const [year, month] = (word("month") ?? "").split("-").map(Number);
      return {
        contract: line.split(" ")[0]!,
        offset: ticks(word("offset") ?? "0"),
        ...(word("from") !== undefined && { from: word("from")! }),
        ...(from !== undefined && { prices: { from: ticks(from), to: ticks(to!) } }),
        ...(month !== undefined && { month: { year: year!, month } }),
      };
    });
  const { slippage = "0", lead = "1" } = terms;
  return chainOf(months, { slippage: Number(slippage), lead: lead === "none" ? null : Number(lead) });
}

const pricesOf = ({ code }: Block): SettlementPrices =>
  settlementsOf(
    code
      .trim()
      .split("\n")
      .map((line) => {
        const [date, contract = "", price, kind = ""] = line.split(",");
        return `${date} ${contract || "-"} ${price} ${kind}`;
      })
      .join("\n"),
  );
