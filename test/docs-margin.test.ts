// Does docs/margin.md tell the truth about margin and cash?

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { runShared } from "#engine/portfolio.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf, microOf } from "#instrument/instrument.js";
import { formatDay, instantOfLocal, offsetAt, parseDay, zoneOf } from "#instrument/time.js";
import { dailyReturns } from "#metric/daily.js";
import { returnPercent } from "#metric/profit.js";
import { accountOfRequest } from "#research/account-words.js";
import type { DayMargin } from "../src/domain/account.js";
import { decimalOfTicks, dollars } from "../src/domain/money.js";
import { FILL_KINDS, type Run } from "../src/domain/run.js";
import { book, type Moment, specOf, type Terms } from "./accountant/books.js";
import { type Block, blockAfter, blocksOf, rewritten } from "./fixtures/doc-blocks.js";

/**
 * An `account` block is the input: its terms in the first line, in the words of the command line, then a bar a line that stands still
 * at its price, in Chicago time, with the order sent at its close. All blocks right after it are what must come out. A `shared`
 * block has several contracts on one account.
 */
const PAGE = fileURLToPath(new URL("../docs/margin.md", import.meta.url));
const update = process.env.UPDATE_DOCS === "1";
const text = readFileSync(PAGE, "utf8");
const blocks = blocksOf(text);
const chicago = zoneOf("America/Chicago");

const found: { readonly at: Block; readonly code: string }[] = [];
afterAll(() => {
  if (update && found.length > 0) writeFileSync(PAGE, rewritten(text, found));
});

const OUTPUTS: Readonly<Record<string, (run: Run) => string>> = { log, statement, returns };

const inputs = blocks.filter(({ language }) => language === "account" || language === "shared");

test("the page has its examples", () => {
  expect(inputs.length).toBeGreaterThanOrEqual(16);
});

test.each(inputs.map((block) => [`${headingOf(block)} (line ${block.line})`, block] as const))(
  "%s",
  (_title, block) => {
    const outputs = outputsAfter(block);
    expect(outputs.length).toBeGreaterThan(0);
    if (block.language === "shared") return shared(block, outputs);
    const { symbol, terms } = termsOf(block.marks);
    const run = book(symbol, momentsOf(block.code), terms);
    for (const output of outputs) check(output, OUTPUTS[output.language]!(run));
  },
);

function check(output: Block, code: string): void {
  found.push({ at: output, code });
  if (!update) expect(output.code).toBe(code);
}

function outputsAfter(block: Block): Block[] {
  const outputs: Block[] = [];
  let next = blockAfter(text, block, blocks);
  for (; next !== undefined && (next.language in OUTPUTS || next.language === "parts"); ) {
    outputs.push(next);
    next = blockAfter(text, next, blocks);
  }
  return outputs;
}

function headingOf(block: Block): string {
  return [...text.slice(0, block.from).matchAll(/^#+ (.*)$/gm)].at(-1)![1]!;
}

// ── the input ────────────────────────────────────────────────────────────────────────────────────────────────────

function termsOf(marks: readonly string[]): { symbol: string; terms: Terms } {
  const said = Object.fromEntries(
    marks.map((mark) => [mark.slice(0, mark.indexOf("=")), mark.slice(mark.indexOf("=") + 1)]),
  );
  const {
    symbol = "MES",
    cash = "10000",
    costs = "0",
    slippage = "0",
    margin,
    liquidationFee = "0",
    marginPolicy = "liquidate",
    cutOffLead = "0",
    orderMargin,
    ...account
  } = said;
  const [initial, maintenance] = (margin ?? "").split("/");
  const override = margin && { margins: [{ from: "1990-01-01", initial, maintenance }], percentMargins: [] };
  const terms: Terms = {
    cash,
    feePerSide: costs,
    ...(override && { contracts: { [symbol]: override, ...(symbol === "MES" ? { MNQ: override } : {}) } }),
    execution: { slippage: Number(slippage), fillAt: "next-open" },
    account: {
      marginPolicy: marginPolicy as "liquidate",
      liquidationFee: microOf(liquidationFee),
      ...accountOfRequest({
        ...account,
        cutOffLead: Number(cutOffLead),
        orderMargin: orderMargin === "true",
      } as { cutOff?: DayMargin["atCutOff"] }),
    },
  };
  return { symbol, terms };
}

function momentsOf(code: string): Moment[] {
  return code
    .trim()
    .split("\n")
    .map((line) => {
      const [, date = "", clock = "", price = "", order] = /^(\S+) (\S+)\s+(\S+)(?:\s*\|\s*(.*))?$/.exec(
        line,
      )!;
      return { at: instant(date, clock), price, ...(order && { order }) };
    });
}

function instant(date: string, clock: string): string {
  const [hours, minutes] = clock.split(":").map(Number) as [number, number];
  const local = parseDay(date) * 86_400_000 + (hours * 60 + minutes) * 60_000;
  return new Date(instantOfLocal(chicago, local).time).toISOString();
}

// ── what comes out ───────────────────────────────────────────────────────────────────────────────────────────────

const clockText = (time: number): string =>
  new Date(time + offsetAt(chicago, time)).toISOString().slice(0, 16).replace("T", " ");

/** What happened, by bar: what the account did, then the fills; at the end what is left. */
function log(run: Run): string {
  const { grid } = instrumentOf(run.inputs.contract);
  const lines: { bar: number; text: string }[] = run.events.map(({ bar, kind, text: words }) => ({
    bar,
    text: `${kind}: ${words}`,
  }));
  for (let k = 0; k < run.fills.length; k++) {
    const side = run.fills.side[k] === 1 ? "buy" : "sell";
    const price = decimalOfTicks(run.fills.price[k]!, grid);
    lines.push({
      bar: run.fills.bar[k]!,
      text: `${side} ${run.fills.qty[k]} @ ${price} ${FILL_KINDS[run.fills.kind[k]!]}`,
    });
  }
  const sorted = lines
    .sort((a, b) => a.bar - b.bar)
    .map((line) => `${clockText(run.bars.time[line.bar]!)}  ${line.text}`);
  const end = `end: equity ${dollars(run.totals.endEquity)}, net ${dollars(run.totals.net)}, position ${run.position.at(-1)}`;
  return `${[...sorted, end].join("\n")}\n`;
}

function statement(run: Run): string {
  const { grid } = instrumentOf(run.inputs.contract);
  const rows = run.daily.map((row) => [
    formatDay(row.day),
    dollars(row.balance),
    dollars(row.equity),
    String(row.position),
    dollars(row.initial),
    dollars(row.excess),
    dollars(row.peak),
    dollars(row.call),
    row.stopOut === null ? "–" : `${decimalOfTicks(row.stopOut, grid)} (${row.distance} ticks)`,
  ]);
  return table([
    ["date", "balance", "equity", "position", "used", "excess", "peak", "call", "breach at"],
    ...rows,
  ]);
}

function returns(run: Run): string {
  const daily = dailyReturns(run)!;
  const rows = run.daily.map(({ day, equity }, i) => [
    formatDay(day),
    dollars(equity),
    `${(100 * daily[i]!).toFixed(2)} %`,
  ]);
  return `${table([["date", "equity", "return"], ...rows])}return ${returnPercent.of(run)!.toFixed(2)} %, net ${dollars(run.totals.net)}\n`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)));
  return `${rows.map((row) => row.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!))).join("  ")).join("\n")}\n`;
}

/** A line: date clock, then `MES 5000 buy 1, MNQ 18000`. */
function shared(block: Block, outputs: readonly Block[]): void {
  const { terms } = termsOf(block.marks);
  const bySymbol = new Map<string, Moment[]>();
  for (const line of block.code.trim().split("\n")) {
    const [, date = "", clock = "", rest = ""] = /^(\S+) (\S+)\s+(.*)$/.exec(line)!;
    for (const part of rest.split(",")) {
      const [, symbol = "", price = "", order] = /^\s*(\S+) (\S+)(?:\s+(.*))?$/.exec(part)!;
      bySymbol.set(symbol, [
        ...(bySymbol.get(symbol) ?? []),
        { at: instant(date, clock), price, ...(order && { order }) },
      ]);
    }
  }
  expect([...bySymbol.keys()].every((symbol) => loadContracts().get(symbol).symbol === symbol)).toBe(true);
  const specs = [...bySymbol].map(([symbol, moments]) => ({
    ...specOf(symbol, moments, terms),
    ref: { name: "hands", file: "", hash: "" },
  }));
  const { parts, net, cash } = runShared(specs, microOf(terms.cash!));
  const rows = parts.map((part) => [
    part.instrument,
    `net ${dollars(part.net)}`,
    `${part.refused} refused`,
    `${part.liquidations} liquidated`,
  ]);
  const code = `${table(rows)}account: ${dollars(cash + net)}, net ${dollars(net)}\n`;
  for (const output of outputs) check(output, code);
}
