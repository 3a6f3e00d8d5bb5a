// Which settings say how large a position may be, and what it stops at?

import type { RiskRules } from "../domain/risk.js";
import {
  afterLoss,
  beforeClose,
  contractCap,
  correlated,
  drawdown,
  hours,
  lossPerDay,
  lossPerTrade,
  marginUse,
  newsBlackout,
  sizing,
  tradesPerDay,
} from "./risk-values.js";
import { one } from "./setting.js";
import { plain } from "./values.js";

const group = "Sizing and risk";

export const RISK_SETTINGS = {
  size: one({
    flags: "--size <rule>",
    group,
    help: "contracts an order opens: fixed:2, risk:1%, vol:15%, kelly:0.5 or ladder:2w/5% (docs/risk.md)",
    fallback: null,
    read: sizing,
  }),
  maxContracts: one({
    flags: "--max-contracts <n>",
    group,
    help: "the position, and orders that would add to it, never exceed this",
    fallback: null,
    read: contractCap,
  }),
  marginUse: one({
    flags: "--margin-use <percent>",
    group,
    help: "largest share of equity that initial margin may take, such as 50%",
    fallback: null,
    read: marginUse,
  }),
  tradeLoss: one({
    flags: "--trade-loss <loss>",
    group,
    help: "most that a trade may lose: 200 or 1%; 200/block only refuses, else the position is left there",
    fallback: null,
    read: lossPerTrade,
  }),
  dailyLoss: one({
    flags: "--daily-loss <loss>",
    group,
    help: "most that a trade date may lose, written the same way; nothing is opened until the next one",
    fallback: null,
    read: lossPerDay,
  }),
  maxDrawdown: one({
    flags: "--max-drawdown <loss>",
    group,
    help: "most that may be lost from the highest equity; nothing is opened any more in the run",
    fallback: null,
    read: drawdown,
  }),
  maxTradesPerDay: one({
    flags: "--max-trades-per-day <n>",
    group,
    help: "trades that may be entered on a trade date; nothing is opened from flat until the next one",
    fallback: null,
    read: tradesPerDay,
  }),
  coolDown: one({
    flags: "--cool-down <minutes>",
    group,
    help: "nothing is opened from flat for so many minutes after a trade that lost",
    fallback: null,
    read: afterLoss,
  }),
  hours: one({
    flags: "--hours <span>",
    group,
    help: "entries only in regular, overnight or 08:30-14:55 (exchange time); regular/flatten leaves at their end",
    fallback: null,
    read: hours,
  }),
  flatByClose: one({
    flags: "--flat-by-close <minutes>",
    group,
    help: "out of the market so many minutes before the trade date's close, early closes included",
    fallback: null,
    read: beforeClose,
  }),
  events: one({
    flags: "--events <file>",
    group,
    help: "calendar of announcements: a CSV file with time and name",
    fallback: null,
    read: plain,
  }),
  blackout: one({
    flags: "--blackout <before/after>",
    group,
    help: "flat so many minutes before an announcement, no entry until so many after it: 5/5, or 5/5/CPI,FOMC",
    fallback: null,
    read: newsBlackout,
  }),
  correlated: one({
    flags: "--correlated <cap>",
    group,
    help: "instruments that move together count as one position: 0.7/6 contracts, or 0.7/3x equity",
    fallback: null,
    read: correlated,
  }),
} as const;

const LIMITS = [
  "maxContracts",
  "marginUse",
  "tradeLoss",
  "dailyLoss",
  "maxDrawdown",
  "maxTradesPerDay",
  "coolDown",
  "hours",
  "flatByClose",
  "blackout",
  "correlated",
] as const;
type LimitKey = (typeof LIMITS)[number];

/** The rules that the settings declare, whichever of them were given. */
export const riskOf = (
  values: Readonly<Record<LimitKey, RiskRules["limits"][number] | null>> & {
    readonly size: RiskRules["size"];
  },
): RiskRules => ({
  size: values.size,
  limits: LIMITS.flatMap((key) => values[key] ?? []),
});
