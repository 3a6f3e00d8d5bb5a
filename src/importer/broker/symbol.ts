// Which contract does a broker's symbol name?

import { didYouMean } from "../../domain/fault.js";
import { DAY_MS, type Day } from "../../domain/money.js";
import type { Contracts } from "../../instrument/contracts.js";
import { expiryOf } from "../../instrument/expiry.js";
import { type ContractMonth, monthIn, monthName } from "../../instrument/month.js";
import { dayMs } from "../stamp.js";

/** As `JournalFill` has them: of a perpetual, and of a symbol without a month, both are the root. */
export interface BrokerSymbol {
  readonly root: string;
  /** Root, month letter and two digits of the year: "MESM26". */
  readonly contract: string;
}

/** Why a symbol cannot be read. */
export interface SymbolProblem {
  readonly problem: string;
  readonly fix: string;
}

/** Roots that CQG, and ProjectX after it, have under names of their own. */
const ALIASES: Readonly<Record<string, string>> = {
  EP: "ES",
  ENQ: "NQ",
  CLE: "CL",
  MCLE: "MCL",
  GCE: "GC",
  SIE: "SI",
  CPE: "HG",
  NGE: "NG",
  MNGE: "MNG",
  EU6: "6E",
  BP6: "6B",
  DA6: "6A",
  CA6: "6C",
  JY6: "6J",
  SF6: "6S",
  GMBT: "MBT",
  GMET: "MET",
};

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/**
 * "MESM6", "MES 06-26", "MES JUN26", "/MESM26:XCME", "CM.MNQU6", "CON.F.US.MES.M26", "CME_MINI:MES1!", "MES 20260618" (the day
 * on which it expires), "BTCUSDT_PERP". A year of one digit is the one nearest to `day`, on which the symbol was traded.
 * A root that no contract has is a problem: without a point value there is no money.
 */
export function brokerSymbol(text: string, day: Day, contracts: Contracts): BrokerSymbol | SymbolProblem {
  const known = contracts.symbols();
  const names = candidates(text);
  for (const name of names) {
    const root = rootAmong(name, known);
    if (root !== null) return { root, contract: root };
  }
  let near = names.at(-1) ?? "";
  for (const name of names) {
    const dated = expiryIn(name);
    if (dated !== null) {
      const root = rootAmong(dated.root, known);
      if (root !== null) return { root, contract: expiring(root, dated.day, contracts) };
      near = dated.root;
      continue;
    }
    const month = monthIn(name, day);
    if (month === null) continue;
    const root = rootAmong(month.root, known);
    if (root !== null) return { root, contract: monthName(root, month) };
    near = month.root;
  }
  return unknown(text, near, known);
}

export const isProblem = (found: BrokerSymbol | SymbolProblem): found is SymbolProblem => "problem" in found;

function rootAmong(name: string, known: readonly string[]): string | null {
  const root = known.includes(name) ? name : ALIASES[name];
  return root !== undefined && known.includes(root) ? root : null;
}

/** What the text may mean without what brokers put around a symbol, most literal first. */
function candidates(text: string): string[] {
  const whole = text.trim().toUpperCase().replace(/\s+/g, " ");
  const bare = whole
    .replace(/^[A-Z][A-Z0-9_]*:/, "") // CME_MINI:, BINANCE:
    .replace(/^[/@#]/, "")
    .replace(/^CON\./, "")
    .replace(/^F\.[A-Z]{2,3}\./, "")
    .replace(/:(?:XCME|XCBT|XNYM|XCEC)$/, "") // thinkorswim
    .replace(/[ ]?@[A-Z]+$/, "")
    .replace(/[-_](?:FUT_)?(?:CME|CBOT|NYMEX|COMEX)$/, "") // Sierra Chart
    .replace(/\.(?:CME|CBOT|CBT|NYM|NYMEX|COMEX|CMX|XCME|GLOBEX)$/, "");
  const feed = bare.replace(/^[A-Z]{1,3}\.(?=[A-Z0-9])/, ""); // CM.MNQU6
  const unnumbered = bare.replace(/[12]!?$/, "").replace(/=F$/, "");
  const perpetual = bare
    .replace(/:[A-Z]+$/, "")
    .replace(/[-_.]?(?:PERP|SWAP|P)$/, "")
    .replace(/[-_/]/g, "");
  return [...new Set([whole, bare, unnumbered, feed, ...(isCoin(perpetual) ? [perpetual] : [])])].filter(
    (name) => name !== "",
  );
}

const isCoin = (name: string): boolean => /^[A-Z0-9]{2,}(?:USDT?|USDC|BUSD|FDUSD)$/.test(name);

/** "MES 20260618", "MES 18JUN26", "MES JUN18'26": the day on which it expires. */
function expiryIn(name: string): { readonly root: string; readonly day: Day } | null {
  const digits = /^([A-Z0-9]+)[ _]?(20\d\d)(\d\d)(\d\d)$/.exec(name);
  if (digits !== null && digits[4] !== "00") {
    return dated(digits[1]!, Number(digits[2]), Number(digits[3]), Number(digits[4]));
  }
  const first = /^([A-Z0-9]+) (\d{1,2})([A-Z]{3})'?(\d\d)$/.exec(name);
  if (first !== null) {
    return dated(first[1]!, 2000 + Number(first[4]), MONTHS.indexOf(first[3]!) + 1, Number(first[2]));
  }
  const word = /^([A-Z0-9]+) ([A-Z]{3})(\d{1,2})'(\d\d)$/.exec(name);
  if (word === null) return null;
  return dated(word[1]!, 2000 + Number(word[4]), MONTHS.indexOf(word[2]!) + 1, Number(word[3]));
}

function dated(root: string, year: number, month: number, date: number) {
  const at = dayMs(year, month, date);
  return Number.isNaN(at) ? null : { root, day: at / DAY_MS };
}

/**
 * The month whose last trading day is `day` or comes next after it: crude oil of June expires in May. Contracts
 * without a rule of expiry are named for the month of the day.
 */
function expiring(root: string, day: Day, contracts: Contracts): string {
  const contract = contracts.get(root);
  const at = new Date(day * DAY_MS);
  const own: ContractMonth = { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1 };
  if (!contract.expiry) return monthName(root, own);
  for (const month of [own, after(own, 1), after(own, 2)]) {
    // Holidays that brokers and the exchange's calendar count differently move the day by one or two.
    if (expiryOf(contract, month).lastTradingDay >= day - 2) return monthName(root, month);
  }
  return monthName(root, own);
}

function after({ year, month }: ContractMonth, months: number): ContractMonth {
  const count = 12 * year + month - 1 + months;
  return { year: Math.floor(count / 12), month: (count % 12) + 1 };
}

function unknown(text: string, near: string, known: readonly string[]): SymbolProblem {
  const guess = didYouMean(near, known);
  const key = /^[A-Z_][A-Z0-9_]*$/.test(near) ? near : JSON.stringify(near);
  const base = isCoin(near) ? "PERP" : (guess ?? "MES");
  const size = isCoin(near) ? 'tickSize: "…", lotSize: "…"' : 'tickSize: "…", multiplier: "…"';
  const define = `contracts: { ${key}: { base: "${base}", ${size} } }   in tickproof.config.ts`;
  return {
    problem: `no contract is known for the symbol ${JSON.stringify(text)}`,
    fix: guess === undefined ? define : `did you mean ${guess}? or define it   ${define}`,
  };
}
