// What does the text of a sizing or risk setting mean?

import { Fault } from "../domain/fault.js";
import {
  blackout,
  coolDown,
  correlatedExposure,
  dailyLoss,
  fixedContracts,
  flatByClose,
  kelly,
  type LossAction,
  ladder,
  maxContracts,
  maxDrawdown,
  maxMarginUse,
  maxTradesPerDay,
  type RiskLimit,
  riskPercent,
  type SizeRule,
  tradeLoss,
  tradingHours,
  volatilityTarget,
} from "../domain/risk.js";
import { type Reader, wrongValue } from "./values.js";

const SIZES =
  "fixed:2, risk:1%, risk:1%/nocosts, vol:15%, vol:15%/20, kelly:0.5, kelly:0.5/30/1, ladder:2w/5% or ladder:20t/1000/1-4";

/** The rule that `make` builds; what it finds wrong is told with the place and the way to write it. */
function ruled<T>(where: string, text: string, expected: string, make: () => T | null): T {
  try {
    const rule = make();
    if (rule !== null) return rule;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw wrongValue(where, text, `${error.detail.expected}; written as ${expected}`);
  }
  throw wrongValue(where, text, expected);
}

const number = (text: string | undefined): number =>
  text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
const percent = (text: string): number => (text.endsWith("%") ? number(text.slice(0, -1)) : Number.NaN);

export const sizing: Reader<SizeRule> = (text, where) =>
  ruled(where, text, SIZES, () => {
    const [, kind = "", rest = ""] = /^\s*(\w+):(.*?)\s*$/.exec(text) ?? [];
    const [first = "", ...others] = rest.split("/").map((part) => part.trim());
    if (kind === "fixed" && others.length === 0) return fixedContracts(number(first));
    if (kind === "risk" && others.length <= 1 && (others[0] ?? "nocosts") === "nocosts") {
      return riskPercent(percent(first), { costs: others.length === 0 });
    }
    if (kind === "vol" && others.length <= 1) {
      return volatilityTarget(percent(first), others.length === 0 ? {} : { days: number(others[0]) });
    }
    if (kind === "kelly" && others.length <= 2) {
      const [after, before] = others.map(number);
      return kelly(number(first), {
        ...(after !== undefined && { after }),
        ...(before !== undefined && { before }),
      });
    }
    return kind === "ladder" ? ladderOf(first, others) : null;
  });

/** "2w", "20t": weeks or trades; then the drawdown; then first and most contracts. */
function ladderOf(step: string, [drawdown, range]: readonly string[]): SizeRule | null {
  const [, count, unit] = /^(\d+)([wt])$/.exec(step) ?? [];
  const [, start, most] = /^(\d+)-(\d+)$/.exec(range ?? "") ?? [];
  if (unit === undefined || drawdown === undefined || (range !== undefined && most === undefined))
    return null;
  return ladder({
    ...(unit === "w" ? { weeks: Number(count) } : { trades: Number(count) }),
    drawdown,
    ...(most !== undefined && { start: Number(start), most: Number(most) }),
  });
}

export const contractCap: Reader<RiskLimit> = (text, where) =>
  ruled(where, text, "a number of contracts, such as 4", () => maxContracts(number(text.trim())));

export const marginUse: Reader<RiskLimit> = (text, where) =>
  ruled(where, text, "a percentage of equity, such as 50%", () => maxMarginUse(percent(text.trim())));

const LOSS = "300, 2%, 300/flatten or 300/block";

/** "300", "2%", "300/block". */
const lossLimit =
  (make: (loss: string, action?: LossAction) => RiskLimit): Reader<RiskLimit> =>
  (text, where) =>
    ruled(where, text, LOSS, () => {
      const [loss = "", action, ...more] = text.trim().split("/");
      if (more.length > 0) return null;
      return action === undefined ? make(loss) : make(loss, action as LossAction);
    });
export const lossPerTrade = lossLimit(tradeLoss);
export const lossPerDay = lossLimit(dailyLoss);
export const drawdown = lossLimit(maxDrawdown);

export const tradesPerDay: Reader<RiskLimit> = (text, where) =>
  ruled(where, text, "a number of trades, such as 4", () => maxTradesPerDay(number(text.trim())));

export const afterLoss: Reader<RiskLimit> = (text, where) =>
  ruled(where, text, "minutes after a loss, such as 15", () => coolDown(number(text.trim())));

export const hours: Reader<RiskLimit> = (text, where) =>
  ruled(where, text, "regular, overnight or 08:30-14:55, and /flatten to leave at their end", () => {
    const [span = "", flatten, ...more] = text.trim().split("/");
    if (more.length > 0 || (flatten ?? "flatten") !== "flatten") return null;
    return tradingHours(span, { flatten: flatten !== undefined });
  });

export const beforeClose: Reader<RiskLimit> = (text, where) =>
  ruled(where, text, "minutes before the close, such as 5", () => flatByClose(number(text.trim())));

/** "5/5", "5/15/CPI,FOMC": minutes before, minutes after, names. */
export const newsBlackout: Reader<RiskLimit> = (text, where) =>
  ruled(where, text, "minutes before/after, such as 5/5, or 5/5/CPI,FOMC", () => {
    const [before, after, ...names] = text.trim().split("/");
    if (after === undefined) return null;
    const only = names.length === 0 ? {} : { only: names.join("/").split(",") };
    return blackout({ before: number(before), after: number(after), ...only });
  });

/** "0.7/6": above, contracts; "0.7/3x": above, notional ÷ equity; "0.7/6/60": by 60 trade dates. */
export const correlated: Reader<RiskLimit> = (text, where) =>
  ruled(
    where,
    text,
    "correlation/contracts (0.7/6) or correlation/leverage (0.7/3x), and /60 trade dates",
    () => {
      const [above, cap = "", days, ...more] = text.trim().split("/");
      if (more.length > 0) return null;
      const most = cap.endsWith("x") ? { leverage: number(cap.slice(0, -1)) } : { contracts: number(cap) };
      return correlatedExposure({
        above: number(above),
        ...most,
        ...(days !== undefined && { days: number(days) }),
      });
    },
  );
