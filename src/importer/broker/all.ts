// Which broker's export is a file?

import { didYouMean, Fault } from "../../domain/fault.js";
import { shownText } from "../row-faults.js";
import { binanceTrades } from "./binance-trades.js";
import { bybitTrades } from "./bybit-trades.js";
import type { BrokerFile, BrokerFormat, Recognised } from "./format.js";
import { ibkrConfirms } from "./ibkr-confirms.js";
import { ibkrFlex } from "./ibkr-flex.js";
import { ibkrStatement } from "./ibkr-statement.js";
import { ninjaTraderExecutions } from "./ninjatrader-executions.js";
import { ninjaTraderTrades } from "./ninjatrader-trades.js";
import { ours } from "./ours.js";
import { bybitClosedPnl, ibkrHistory } from "./refused.js";
import { rithmicOrders } from "./rithmic-orders.js";
import { openQuoteIn, plainName } from "./table.js";
import { topstepxOrders } from "./topstepx-orders.js";
import { topstepxTrades } from "./topstepx-trades.js";
import { tradervue } from "./tradervue.js";
import { tradingViewOrders } from "./tradingview-orders.js";
import { tradingViewTrades } from "./tradingview-trades.js";
import { tradovateCash } from "./tradovate-cash.js";
import { tradovateFills } from "./tradovate-fills.js";
import { tradovateOrders } from "./tradovate-orders.js";
import { tradovatePerformance } from "./tradovate-performance.js";
import { tradovatePositions } from "./tradovate-positions.js";

/** One line a format; of two that recognise a file, the one with more of its columns there is it. */
export const BROKER_FORMATS: readonly BrokerFormat[] = [
  ours,
  tradovateFills,
  tradovateOrders,
  tradovatePerformance,
  tradovatePositions,
  tradovateCash,
  topstepxTrades,
  topstepxOrders,
  ninjaTraderExecutions,
  ninjaTraderTrades,
  rithmicOrders,
  ibkrStatement,
  ibkrFlex,
  ibkrConfirms,
  ibkrHistory,
  tradingViewTrades,
  tradingViewOrders,
  tradervue,
  binanceTrades,
  bybitTrades,
  bybitClosedPnl,
] as readonly BrokerFormat[];

export interface Match {
  readonly format: BrokerFormat;
  readonly found: Recognised;
}

/** By the content of the file, or by the user's word. E311 where it is of no format that we take. */
export function formatOf(file: BrokerFile, as: string | null): Match {
  const wanted = as === null ? BROKER_FORMATS : [formatNamed(as)];
  let best: Match | null = null;
  for (const format of wanted) {
    const found = format.recognise(file);
    if (found !== null && found.score > (best?.found.score ?? 0)) best = { format, found };
  }
  if (best === null) throw unrecognised(file, as);
  const { refused, title } = best.format;
  if (refused !== undefined) {
    throw new Fault("E311", `${file.path} cannot be imported: ${title}`, {
      where: file.path,
      found: title,
      why: refused.why,
      fix: [refused.instead],
    });
  }
  return best;
}

export function formatNamed(id: string): BrokerFormat {
  const named = BROKER_FORMATS.find((format) => format.id === id.trim().toLowerCase());
  if (named !== undefined) return named;
  const ids = BROKER_FORMATS.map((format) => format.id);
  const near = didYouMean(id, ids);
  throw new Fault("E311", `Unknown format "${shownText(id)}"`, {
    found: id,
    expected: `one of ${ids.join(", ")}`,
    fix: near === undefined ? ["leave --as out: files are recognised by their columns"] : [`--as ${near}`],
  });
}

/** What the file looks like, and how it differs from the format that it is nearest to. */
function unrecognised(file: BrokerFile, as: string | null): Fault {
  const near = nearest(file, as);
  const first = file.text.split(/\r\n|[\n\r]/).find((line) => line.trim() !== "") ?? "";
  const name = as === null ? "any broker's export that we know" : `a file of --as ${as}`;
  const detail = {
    where: `${file.path}:${near?.line ?? 1}:1`,
    found:
      otherTitle(file, as) ??
      looksLike(file.text) ??
      (first === "" ? "nothing but blank lines" : `a first line "${shownText(first, 100)}"`),
  };
  if (near === null) {
    return new Fault("E311", `${file.path} does not look like ${name}`, {
      ...detail,
      expected: "a header of one of the exports in docs/journal-import.md",
      fix: [
        "export fills (executions) from the broker as CSV",
        "or write our own columns: time,account,symbol,side,qty,price,fee,fill_id,order_id",
      ],
    });
  }
  const open = near.missing.length === 0 ? openQuoteIn(file.text) : null;
  if (open !== null) {
    return new Fault("E311", `A quote of ${file.path} is never closed`, {
      where: `${file.path}:${open}:1`,
      found: `${near.title}, of which one cell goes on from line ${open} to the end of the file`,
      expected: "a quote at the end of each cell that begins with one",
      fix: ["export it again: a program that saved it in between, or a download that broke off, can do that"],
    });
  }
  return new Fault("E311", `${file.path} does not look like ${name}`, {
    ...detail,
    expected: `${near.title} is nearest; its columns that are not there: ${near.missing.join(", ")}`,
    fix: ["export it again with these columns shown"],
  });
}

/** What it is, where the user called it something else. */
function otherTitle(file: BrokerFile, as: string | null): string | null {
  const other = as === null ? undefined : BROKER_FORMATS.find((format) => format.recognise(file) !== null);
  return other === undefined ? null : `the columns of ${other.title} (--as ${other.id})`;
}

/** Common files that are no fills. */
function looksLike(text: string): string | null {
  const head = text.slice(0, 4096).trimStart();
  if (/^undefined\s*$/.test(head))
    return '"undefined" and nothing else: the platform failed to make the export';
  if (/^<!doctype html|^<html/i.test(head)) return "a web page: the download was a page of the broker's site";
  const flexError = /<FlexStatementResponse[\s>][\s\S]*?<ErrorMessage>([^<]*)</.exec(head)?.[1];
  if (flexError !== undefined)
    return `no statement but an answer of the Flex service: "${shownText(flexError.trim(), 100)}"`;
  if (/^[[{]/.test(head)) return "JSON";
  if (head.startsWith("PK\u0003")) return "a spreadsheet or an archive";
  const first = plainName(head.split(/[\r\n]+/).find((line) => !line.startsWith("#")) ?? "");
  if (/\bopen\b/.test(first) && /\bhigh\b/.test(first) && /\blow\b/.test(first)) {
    return "bars (open, high, low): tickproof data import takes them";
  }
  return null;
}

interface Near {
  readonly id: string;
  readonly title: string;
  readonly line: number;
  readonly missing: readonly string[];
}

/** The format of which the most columns are there, half of them at least. */
function nearest({ text }: BrokerFile, as: string | null): Near | null {
  let best: Near | null = null;
  let most = 0.5;
  const lines = text.slice(0, 1 << 16).split(/\r\n|[\n\r]/, 60);
  for (const format of as === null ? BROKER_FORMATS : [formatNamed(as)]) {
    for (const { required, aliases } of format.signatures) {
      for (const [k, line] of lines.entries()) {
        const names = new Set(line.split(/[,;\t|]/).map((name) => plainName(name.replace(/"/g, ""))));
        const missing = required.filter(
          (name) => ![name, ...(aliases?.[name] ?? [])].some((one) => names.has(plainName(one))),
        );
        const share = 1 - missing.length / required.length;
        if (share <= most && !(as !== null && best === null && share > 0)) continue;
        most = Math.max(most, share);
        best = { id: format.id, title: format.title, line: k + 1, missing };
      }
    }
  }
  return best;
}
