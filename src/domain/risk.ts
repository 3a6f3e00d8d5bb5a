// How large may a position be, and what does it stop at?

import { Fault } from "./fault.js";
import { MICRO, type MicroUsd } from "./money.js";

/** Dollars, or a percentage of the equity that the rule counts from. */
export type Loss = { readonly usd: MicroUsd } | { readonly percent: number };

/** `flatten` leaves the position on the walk where the loss is reached; `block` only refuses what would open. */
export type LossAction = "flatten" | "block";

/** How many contracts an order opens. One rule a run; it decides for every order, whatever quantity that asked for. */
export type SizeRule =
  | { readonly size: "fixed"; readonly contracts: number }
  /** Percent of equity that an entry may lose at its stop, round-trip costs and slippage inside it or not. */
  | { readonly size: "risk percent"; readonly percent: number; readonly costs: boolean }
  /** Annual standard deviation of the position in percent of equity, by the closes of the last `days` trade dates. */
  | { readonly size: "volatility target"; readonly percent: number; readonly days: number }
  /** A share of the Kelly fraction, by this run's trades; `before` contracts until `after` of them have closed. */
  | {
      readonly size: "kelly";
      readonly fraction: number;
      readonly after: number;
      readonly before: number;
    }
  /** One contract more after `steps` proven weeks or trades, one less after a drawdown; never below `start`. */
  | {
      readonly size: "ladder";
      readonly start: number;
      readonly by: "weeks" | "trades";
      readonly steps: number;
      readonly drawdown: Loss;
      readonly most: number | null;
      /** Lots of a contract, where it trades in parts. */
      readonly rung?: number;
    };

/** Minutes after midnight in exchange time, `to` excluded; a span that ends before it begins runs over midnight. */
export type HoursSpan = { readonly from: number; readonly to: number };

/** What no position and no order may exceed, however it was sized. All of them hold together. */
export type RiskLimit =
  | { readonly limit: "max contracts"; readonly contracts: number }
  /** Initial margin in percent of equity. */
  | { readonly limit: "margin use"; readonly percent: number }
  /** Counted from the trade's first entry. Orders whose stop risks more are refused as well. */
  | { readonly limit: "trade loss"; readonly loss: Loss; readonly action: LossAction }
  /** Counted from the equity at the end of the trade date before. Holds until the next one. */
  | { readonly limit: "daily loss"; readonly loss: Loss; readonly action: LossAction }
  /** Counted from the highest equity at a bar's close. Holds until the run ends. */
  | { readonly limit: "drawdown"; readonly loss: Loss; readonly action: LossAction }
  /** Trades from flat, by the trade date of their entry; what adds to a position is none. */
  | { readonly limit: "trades a day"; readonly trades: number }
  /** From the bar in which a trade ended with a loss. */
  | { readonly limit: "cool-down"; readonly minutes: number }
  | {
      readonly limit: "trading hours";
      readonly hours: "regular" | "overnight" | HoursSpan;
      readonly flatten: boolean;
    }
  | { readonly limit: "flat by close"; readonly minutes: number }
  /** Around the announcements of the calendar file, of all names or of those in `only`. */
  | {
      readonly limit: "blackout";
      readonly before: number;
      readonly after: number;
      readonly only: readonly string[] | null;
    }
  /** Instruments whose daily returns over `days` correlate above `above` count as one position. */
  | {
      readonly limit: "correlated exposure";
      readonly above: number;
      readonly days: number;
      readonly cap: { readonly contracts: number } | { readonly leverage: number };
    };

export type RiskRule = SizeRule | RiskLimit;

/** The rules of a run. Plain data: it crosses threads and stands in the run's inputs. */
export interface RiskRules {
  readonly size: SizeRule | null;
  readonly limits: readonly RiskLimit[];
}

export const NO_RISK: RiskRules = { size: null, limits: [] };

/** Every order that opens opens this many contracts. */
export const fixedContracts = (contracts: number): SizeRule => ({
  size: "fixed",
  contracts: wholeFrom(1, contracts, "fixedContracts"),
});

/** `riskPercent(1)`: an entry loses at most 1 % of equity at its stop. Costs and slippage count unless told. */
export const riskPercent = (
  percent: number,
  { costs = true }: { readonly costs?: boolean } = {},
): SizeRule => ({ size: "risk percent", percent: percentOf(percent, "riskPercent"), costs });

/** `volatilityTarget(15)`: as many contracts as swing by 15 % of equity a year. */
export const volatilityTarget = (
  percent: number,
  { days = 20 }: { readonly days?: number } = {},
): SizeRule => ({
  size: "volatility target",
  percent: inside(0, 1000, percent, "volatilityTarget"),
  days: wholeFrom(2, days, "volatilityTarget days"),
});

/** `kelly(0.5)`: half of the Kelly fraction, one contract until 30 trades have closed. */
export const kelly = (
  fraction: number,
  { after = 30, before = 1 }: { readonly after?: number; readonly before?: number } = {},
): SizeRule => ({
  size: "kelly",
  fraction: inside(0, 1, fraction, "kelly"),
  after: wholeFrom(2, after, "kelly after"),
  before: wholeFrom(1, before, "kelly before"),
});

/** `ladder({ weeks: 2, drawdown: "5%" })`: one contract more after two profitable weeks, one less after losing 5 %. */
export function ladder({
  start = 1,
  weeks,
  trades,
  drawdown,
  most,
}: {
  readonly start?: number;
  readonly weeks?: number;
  readonly trades?: number;
  readonly drawdown: LossRequest;
  readonly most?: number;
}): SizeRule {
  if ((weeks === undefined) === (trades === undefined)) {
    throw wrong("ladder", `weeks ${weeks} and trades ${trades}`, "either weeks or trades");
  }
  const first = wholeFrom(1, start, "ladder start");
  return {
    size: "ladder",
    start: first,
    by: weeks === undefined ? "trades" : "weeks",
    steps: wholeFrom(1, (weeks ?? trades)!, "ladder"),
    drawdown: lossOf(drawdown, "ladder drawdown"),
    most: most === undefined ? null : wholeFrom(first, most, "ladder most"),
  };
}

/** The position and the orders that would add to it never exceed this many contracts. */
export const maxContracts = (contracts: number): RiskLimit => ({
  limit: "max contracts",
  contracts: wholeFrom(1, contracts, "maxContracts"),
});

/** `maxMarginUse(50)`: initial margin takes at most half of equity. */
export const maxMarginUse = (percent: number): RiskLimit => ({
  limit: "margin use",
  percent: percentOf(percent, "maxMarginUse"),
});

/** Dollars as a number or as text, or a percentage: `300`, `"300"`, `"2%"`. */
export type LossRequest = number | string;

/** `tradeLoss(200)`, `tradeLoss("1%")` of equity at the entry. */
export const tradeLoss = (loss: LossRequest, action: LossAction = "flatten"): RiskLimit => ({
  limit: "trade loss",
  loss: lossOf(loss, "tradeLoss"),
  action: actionOf(action, "tradeLoss"),
});

/** `dailyLoss(300)`: flat for the rest of the trade date; `dailyLoss(300, "block")` only opens nothing more. */
export const dailyLoss = (loss: LossRequest, action: LossAction = "flatten"): RiskLimit => ({
  limit: "daily loss",
  loss: lossOf(loss, "dailyLoss"),
  action: actionOf(action, "dailyLoss"),
});

/** `maxDrawdown("10%")` below the highest equity: flat for the rest of the run. */
export const maxDrawdown = (loss: LossRequest, action: LossAction = "flatten"): RiskLimit => ({
  limit: "drawdown",
  loss: lossOf(loss, "maxDrawdown"),
  action: actionOf(action, "maxDrawdown"),
});

/** `maxTradesPerDay(4)`: once four trades of the trade date were entered, nothing is opened from flat until the next. */
export const maxTradesPerDay = (trades: number): RiskLimit => ({
  limit: "trades a day",
  trades: wholeFrom(1, trades, "maxTradesPerDay"),
});

/** `coolDown(15)`: nothing is opened from flat for 15 minutes after a trade that lost. */
export const coolDown = (minutes: number): RiskLimit => ({
  limit: "cool-down",
  minutes: wholeFrom(1, minutes, "coolDown", 10_080),
});

/** `tradingHours("regular")`, `tradingHours("overnight")`, `tradingHours("08:30-14:55", { flatten: true })`. */
export const tradingHours = (
  hours: string,
  { flatten = false }: { readonly flatten?: boolean } = {},
): RiskLimit => ({ limit: "trading hours", hours: hoursOf(hours), flatten });

/** Out of the market this many minutes before the trade date's close, early closes included. */
export const flatByClose = (minutes = 0): RiskLimit => ({
  limit: "flat by close",
  minutes: wholeFrom(0, minutes, "flatByClose", 1439),
});

/** Flat this many minutes before an announcement of the events file, and no entry until so many after it. */
export const blackout = ({
  before = 5,
  after = 5,
  only,
}: {
  readonly before?: number;
  readonly after?: number;
  readonly only?: readonly string[];
} = {}): RiskLimit => ({
  limit: "blackout",
  before: wholeFrom(0, before, "blackout before", 10_080),
  after: wholeFrom(0, after, "blackout after", 10_080),
  only: only === undefined ? null : namesOf(only),
});

/** `correlatedExposure({ above: 0.7, contracts: 6 })`, or `leverage: 3` for notional ÷ equity. */
export function correlatedExposure({
  above,
  contracts,
  leverage,
  days = 60,
}: {
  readonly above: number;
  readonly contracts?: number;
  readonly leverage?: number;
  readonly days?: number;
}): RiskLimit {
  const name = "correlatedExposure";
  if ((contracts === undefined) === (leverage === undefined)) {
    throw wrong(name, `contracts ${contracts} and leverage ${leverage}`, "either contracts or leverage");
  }
  if (!(above >= 0 && above < 1)) throw wrong(name, `above ${above}`, "a correlation from 0 to below 1");
  const cap =
    contracts === undefined
      ? { leverage: inside(0, 1000, leverage!, `${name} leverage`) }
      : { contracts: wholeFrom(1, contracts, `${name} contracts`) };
  return { limit: "correlated exposure", above, days: wholeFrom(3, days, `${name} days`), cap };
}

function lossOf(request: LossRequest, name: string): Loss {
  const text = String(request).trim();
  const expected = 'dollars above 0 (300) or a percentage ("2%")';
  if (!/^\d+(\.\d+)?%?$/.test(text)) throw wrong(name, text, expected);
  if (text.endsWith("%")) return { percent: percentOf(Number(text.slice(0, -1)), name) };
  const usd = Math.round(Number(text) * MICRO);
  if (!(usd > 0 && Number.isSafeInteger(usd))) throw wrong(name, text, expected);
  return { usd };
}

function actionOf(action: LossAction, name: string): LossAction {
  if (action === "flatten" || action === "block") return action;
  throw wrong(name, `action ${String(action)}`, '"flatten" or "block"');
}

function hoursOf(text: string): "regular" | "overnight" | HoursSpan {
  if (text === "regular" || text === "overnight") return text;
  const parts = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(String(text));
  const [, fromHour, fromMinute, toHour, toMinute] = (parts ?? []).map(Number);
  const from = 60 * fromHour! + fromMinute!;
  const to = 60 * toHour! + toMinute!;
  if (parts !== null && from !== to) return { from, to };
  throw wrong("tradingHours", String(text), '"regular", "overnight" or exchange time such as "08:30-15:00"');
}

function namesOf(names: readonly string[]): readonly string[] {
  const given = Array.isArray(names) ? names.map((name) => String(name).trim()).filter(Boolean) : [];
  if (given.length > 0) return given;
  throw wrong("blackout only", String(names), 'names of the calendar file: ["CPI", "FOMC"]');
}

const percentOf = (percent: number, name: string): number => inside(0, 100, percent, name);

function inside(above: number, most: number, value: number, name: string): number {
  if (typeof value === "number" && value > above && value <= most) return value;
  throw wrong(name, String(value), `a number above ${above} and at most ${most}`);
}

function wholeFrom(least: number, value: number, name: string, most = 1_000_000): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(name, String(value), `a whole number from ${least} to ${most.toLocaleString("en-US")}`);
}

const wrong = (name: string, found: string, expected: string): Fault =>
  new Fault("E440", `A risk rule cannot be: ${name} is ${found}`, { found, expected });
