// Does docs/accounting.md tell the truth about money?

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { costsByFill, postingsOf } from "#accountant/books.js";
import { sumOf } from "#accountant/costs.js";
import { dailyStatements, monthlyStatements, paidOf } from "#accountant/statements.js";
import { runBacktest } from "#engine/backtest.js";
import { instrumentOf, microOf } from "#instrument/instrument.js";
import { formatDay } from "#instrument/time.js";
import { auditDocument } from "#report/audit-document.js";
import { runDocument } from "#report/json.js";
import { plainTextBooks } from "#report/plain-text-books.js";
import { parseRunDocument } from "#report/read-document.js";
import type { FeeRounding } from "../src/domain/account.js";
import { decimalOfTicks, decimalOfMicro as usd } from "../src/domain/money.js";
import type { AccountTerms, Run } from "../src/domain/run.js";
import { type Moment, specOf, type Terms } from "./accountant/books.js";
import { type Block, blockAfter, blocksOf, rewritten, tidied } from "./fixtures/doc-blocks.js";

const PAGE = fileURLToPath(new URL("../docs/accounting.md", import.meta.url));
/** `UPDATE_DOCS=1 npx vitest run test/docs-accounting.test.ts` writes what comes out into the page, for review by git diff. */
const update = process.env.UPDATE_DOCS === "1";
const page = readFileSync(PAGE, "utf8");
const blocks = blocksOf(page);
const OUTPUTS = ["trades", "postings", "statement", "months", "totals", "audit", "beancount"];

const examples = blocks
  .filter(({ language }) => language === "market")
  .map((market) => {
    const outputs: Block[] = [];
    // Prose may stand between an example and what else comes of it.
    for (const block of blocks.slice(blocks.indexOf(market) + 1)) {
      if (!OUTPUTS.includes(block.language)) break;
      outputs.push(block);
    }
    return { title: `docs/accounting.md:${market.line} ${market.marks[0]}`, market, outputs };
  });

const found: { readonly at: Block; readonly code: string }[] = [];
afterAll(() => {
  if (update && found.length > 0) writeFileSync(PAGE, rewritten(page, found));
});

test("every block of the page is an example, what comes of one, or a command", () => {
  const used = examples.flatMap(({ market, outputs }) => [market, ...outputs]);
  expect(blocks.filter((block) => !used.includes(block)).map(({ language }) => language)).toEqual([
    "sh",
    "sh",
  ]);
  expect(examples.length).toBeGreaterThanOrEqual(13);
  for (const { title, outputs } of examples) expect(outputs.length, title).toBeGreaterThan(0);
  expect(blockAfter(page, examples[0]!.market, blocks)).toBe(examples[0]!.outputs[0]);
});

describe.each(examples)("$title", ({ market, outputs }) => {
  test.each(outputs.map((block) => [[block.language, ...block.marks].join(" "), block] as const))(
    "%s",
    (_, block) => {
      const run = outcome(market);
      expect(auditRun(run).problems).toEqual([]);
      const seen = SHOWN[block.language]!(run, block);
      if (update) found.push({ at: block, code: `${tidied(seen)}\n` });
      else expect(tidied(seen)).toBe(tidied(block.code));
    },
  );
});

function outcome({ marks, code }: Block): Run {
  const [symbol = "", ...given] = marks;
  const terms = Object.fromEntries(given.map((mark) => mark.split("=") as [string, string]));
  const known =
    "cash costs rounding fee-rounding slippage participation monthly policy liquidation margin".split(" ");
  for (const key of Object.keys(terms)) if (!known.includes(key)) throw new Error(`no such term: ${key}`);
  const moments = code
    .trim()
    .split("\n")
    .map((line): Moment => {
      const [, at, price, order] = /^(\S+ \S+)\s+(\S+)(?:\s+volume \d+)?(?: \| (.+))?$/.exec(line)!;
      return { at: `${at!.replace(" ", "T")}:00Z`, price: price!, ...(order && { order }) };
    });
  const [initial, maintenance] = (terms.margin ?? "").split("/");
  const own = {
    ...(terms.rounding && { rounding: terms.rounding }),
    ...(terms.margin && { margins: [{ from: "2000-01-01", initial, maintenance }] }),
  };
  const name = Object.keys(own).length === 0 ? symbol : `${symbol}_`;
  const how: Terms = {
    cash: terms.cash ?? "100000",
    ...(terms.costs !== undefined && { feePerSide: terms.costs }),
    ...(name !== symbol && { contracts: { [name]: { base: symbol, ...own } } }),
    execution:
      terms.slippage || terms.participation
        ? {
            fillAt: "next-open",
            slippage: Number(terms.slippage ?? 0),
            participation: terms.participation ? Number(terms.participation) : null,
          }
        : { fillAt: "this-close", slippage: 0 },
    account: {
      monthlyFee: microOf(terms.monthly ?? "0"),
      liquidationFee: microOf(terms.liquidation ?? "0"),
      marginPolicy: (terms.policy ?? "none") as AccountTerms["marginPolicy"],
      feeRounding: (terms["fee-rounding"] ?? "exact") as FeeRounding,
    },
  };
  const spec = specOf(name, moments, how);
  for (const [bar, line] of code.trim().split("\n").entries())
    spec.series.bars.volume[bar] = Number(/ volume (\d+)/.exec(line)?.[1] ?? 1);
  return runBacktest(spec);
}

type Show = (run: Run, block: Block) => string;

const SHOWN: Readonly<Record<string, Show>> = {
  trades: ({ trades, inputs }) => {
    const { grid } = instrumentOf(inputs.contract);
    return trades
      .flatMap(({ n, side, qty, gross, costs, net, legs }) => [
        `trade ${n}: ${side === 1 ? "long" : "short"} ${qty}, gross ${usd(gross)}, costs ${usd(sumOf(costs))}, net ${usd(net)}`,
        ...(legs.length < 2
          ? []
          : legs.map(
              (leg) =>
                `  leg: ${leg.qty} from ${decimalOfTicks(leg.entry, grid)} to ${decimalOfTicks(leg.exit, grid)}, ${usd(leg.gross)}`,
            )),
      ])
      .join("\n");
  },
  postings: (run, { marks }) =>
    [...postingsOf(run)]
      .filter(({ kind }) => marks.length === 0 || (kind.includes(marks[0]!) && !kind.startsWith("exchange")))
      .map(
        ({ n, day, kind, amount, from, to }) =>
          `${String(n).padStart(2)}  ${formatDay(day)}  ${kind.padEnd(12)}  ${usd(amount).padStart(7)}  ${from} → ${to}`,
      )
      .join("\n"),
  statement: (run) =>
    dailyStatements(run)
      .map(
        (row, k) =>
          `${formatDay(row.day)}: opening ${usd(row.opening)}, variation ${usd(row.variation)}, costs ${usd(paidOf(row))}, balance ${usd(row.balance)}, open ${usd(row.openTradeEquity)}, equity ${usd(row.equity)}, position ${run.daily[k]!.position}`,
      )
      .join("\n"),
  months: (run) =>
    monthlyStatements(run)
      .map(
        (row) =>
          `${row.month}: opening ${usd(row.opening)}, gross ${usd(row.gross)}, costs ${usd(paidOf(row))}, net ${usd(row.net)}, equity ${usd(row.equity)}, ${row.trades} ${row.trades === 1 ? "trade" : "trades"}`,
      )
      .join("\n"),
  totals: ({ totals }) =>
    (
      [
        ["gross", totals.gross],
        ["commission", totals.costs.commission],
        ["exchange", totals.costs.exchange],
        ["clearing", totals.costs.clearing],
        ["NFA", totals.costs.nfa],
        ["market data", totals.dataFees],
        ["liquidation", totals.liquidationFees],
        ["slippage (memo)", totals.slippage],
        ["net", totals.net],
        ["equity", Math.min(totals.endEquity, 0)],
      ] as const
    )
      .filter(([name, amount]) => amount !== 0 || name === "net")
      .map(([name, amount]) => `${name} ${usd(amount)}`)
      .join("\n"),
  audit: (run, { marks }) => {
    const document = JSON.parse(JSON.stringify(runDocument(run))) as object;
    for (const mark of marks) alter(document, mark);
    const { ok, postings, problems, altered } = auditDocument(
      parseRunDocument(JSON.stringify(document), "run.json"),
      "run.json",
    );
    if (ok) return `the books hold: ${postings} postings`;
    return [...problems.slice(0, 1), `altered: ${altered.join(", ")}`].join("\n");
  },
  beancount: (run) => {
    const text = plainTextBooks("beancount", { booked: run, costsOf: costsByFill(run), title: [] });
    return text.slice(text.indexOf('2024-01-03 * "buy'));
  },
};

/** "cash[0].amount=117.51" */
function alter(document: object, mark: string): void {
  const [path = "", value = ""] = mark.split("=");
  const steps = path.split(/[.[\]]+/).filter(Boolean);
  let at = document as Record<string, unknown>;
  for (const step of steps.slice(0, -1)) at = at[step] as typeof at;
  expect(at[steps.at(-1)!]).toBeDefined();
  at[steps.at(-1)!] = value;
}
