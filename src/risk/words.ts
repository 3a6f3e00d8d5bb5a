// How is a rule named, in an event, a report and a command?

import { dollars } from "../domain/money.js";
import type { HoursSpan, Loss, RiskLimit, RiskRules, SizeRule } from "../domain/risk.js";

const lossText = (loss: Loss): string => ("usd" in loss ? dollars(loss.usd) : `${loss.percent}%`);
const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const hoursText = (hours: string | HoursSpan): string =>
  typeof hours === "string" ? hours : `${clock(hours.from)}–${clock(hours.to)} exchange time`;
const minutes = (n: number): string => `${n} ${n === 1 ? "minute" : "minutes"}`;
const contracts = (n: number): string => `${n} ${n === 1 ? "contract" : "contracts"}`;

/** "daily loss $300.00": the name that stands in front of every refusal. */
export function limitText(limit: RiskLimit): string {
  switch (limit.limit) {
    case "max contracts":
      return `max contracts ${limit.contracts}`;
    case "margin use":
      return `margin use ${limit.percent}%`;
    case "trade loss":
    case "daily loss":
    case "drawdown":
      return `${limit.limit} ${lossText(limit.loss)}`;
    case "trades a day":
      return `max trades a day ${limit.trades}`;
    case "cool-down":
      return `cool-down of ${minutes(limit.minutes)} after a loss`;
    case "trading hours":
      return `trading hours ${hoursText(limit.hours)}`;
    case "flat by close":
      return `flat by close, ${minutes(limit.minutes)} before it`;
    case "blackout":
      return `blackout ${minutes(limit.before)} before and ${minutes(limit.after)} after`;
    case "correlated exposure":
      return `correlated exposure ${capText(limit.cap)} above ${limit.above}`;
  }
}

const capText = (cap: { contracts: number } | { leverage: number }): string =>
  "contracts" in cap ? contracts(cap.contracts) : `${cap.leverage}× equity`;

export function sizeText(rule: SizeRule): string {
  switch (rule.size) {
    case "fixed":
      return `fixed ${contracts(rule.contracts)}`;
    case "risk percent":
      return `risk ${rule.percent}% of equity over the stop distance, ${rule.costs ? "costs and slippage inside" : "costs not counted"}`;
    case "volatility target":
      return `volatility ${rule.percent}% of equity a year, by ${rule.days} trade dates`;
    case "kelly":
      return `${rule.fraction} of the Kelly fraction after ${rule.after} trades, ${contracts(rule.before)} before`;
    case "ladder":
      return (
        `ladder from ${contracts(rule.start)}, one more after ${rule.steps} proven ${rule.by}, ` +
        `one less after a drawdown of ${lossText(rule.drawdown)}${rule.most === null ? "" : `, ${rule.most} at most`}`
      );
  }
}

/** What a limit does beside refusing, where it does. */
function actionText(limit: RiskLimit): string {
  switch (limit.limit) {
    case "trade loss":
    case "daily loss":
    case "drawdown":
      return limit.action === "flatten" ? ", flattens" : ", blocks entries";
    case "trading hours":
      return limit.flatten ? ", flat at their end" : "";
    case "blackout":
      return limit.only === null ? "" : ` ${limit.only.join(", ")}`;
    case "correlated exposure":
      return `, by ${limit.days} trade dates`;
    default:
      return "";
  }
}

/** All rules of a run, one sentence each: the assumptions of a report. */
export const rulesText = ({ size, limits }: RiskRules): string[] => [
  ...(size === null ? [] : [sizeText(size)]),
  ...limits.map((limit) => `${limitText(limit)}${actionText(limit)}`),
];
