// Which metrics can be read from a run's figures alone, without its trades and its equity?

import type { MicroUsd } from "../domain/money.js";
import type { AccountTerms } from "../domain/run.js";
import type { RunFigures } from "../engine/figures.js";
import { metricOf } from "./all.js";
import { returnsOf } from "./daily.js";
import { wholeMicro } from "./metric.js";
import { sharpeOf, sortinoOf, volatilityOf } from "./reward.js";
import { kurtosis, skewness } from "./shape.js";

/** What the formulas read. */
interface Sources extends RunFigures {
  /** Start cash. */
  readonly cash: MicroUsd;
  readonly bars: number;
  readonly returns: readonly number[] | null;
}

type Formula = (figures: Sources) => number | null;

/** By the key of the metric, and equal to it to the bit for the same run (test/metric/figures.test.ts). */
const FORMULAS: Readonly<Record<string, Formula>> = {
  net: ({ net }) => net,
  "return-percent": ({ net, cash }) => (cash <= 0 ? null : (100 * net) / cash),
  gross: ({ gross }) => gross,
  costs: ({ fees, slippage }) => fees + slippage,
  fees: ({ fees }) => fees,
  slippage: ({ slippage }) => slippage,
  "max-drawdown": ({ maxDrawdown, bars }) => (bars === 0 ? null : maxDrawdown),
  volatility: ({ returns }) => volatilityOf(returns),
  sharpe: ({ returns }) => sharpeOf(returns),
  sortino: ({ returns }) => sortinoOf(returns),
  trades: ({ trades }) => trades,
  "long-trades": ({ longTrades }) => longTrades,
  "short-trades": ({ trades, longTrades }) => trades - longTrades,
  "win-rate": ({ wins, trades }) => (trades === 0 ? null : (100 * wins) / trades),
  "profit-factor": ({ won, lost }) => (lost === 0 ? null : won / lost),
  expectancy: ({ won, lost, trades }) => (trades === 0 ? null : wholeMicro((won - lost) / trades)),
  "average-win": ({ won, wins }) => (wins === 0 ? null : wholeMicro(won / wins)),
  "average-loss": ({ lost, losses }) => (losses === 0 ? null : wholeMicro(-lost / losses)),
  payoff: ({ won, wins, lost, losses }) => (wins === 0 || losses === 0 ? null : won / wins / (lost / losses)),
  exposure: ({ barsHeld, bars }) => (bars === 0 ? null : (100 * barsHeld) / bars),
};

/** The metrics that figures give, in the order of the list of all. */
export const FIGURE_KEYS: readonly string[] = Object.keys(FORMULAS);

/** False where deposits or withdrawals may move the account: what it earned then takes its whole run to say. */
export const figuresSuffice = ({ transfers = [], call }: AccountTerms): boolean =>
  transfers.length === 0 && call?.metBy !== "deposit";

export interface FigureTerms {
  /** Start cash; deposits and withdrawals there must be none. */
  readonly cash: MicroUsd;
  readonly bars: number;
}

/**
 * The metrics of `keys` and after them skewness and kurtosis of the daily returns, which a deflated Sharpe ratio needs,
 * written into `row` from `at` on. NaN where a metric does not exist.
 */
export function writeFigures(
  figures: RunFigures,
  { cash, bars }: FigureTerms,
  keys: readonly string[],
  row: Float64Array,
  at: number,
): void {
  const returns = returnsOf(cash, figures.dailyEquity);
  const sources: Sources = { ...figures, cash, bars, returns };
  for (const [k, key] of keys.entries()) row[at + k] = FORMULAS[key]!(sources) ?? Number.NaN;
  row[at + keys.length] = skewness(returns ?? []) ?? Number.NaN;
  row[at + keys.length + 1] = kurtosis(returns ?? []) ?? Number.NaN;
}

/** Keys of metrics of which a small value is the better one. */
export const LESS_IS_BETTER: ReadonlySet<string> = new Set([
  "costs",
  "costs-percent",
  "fees",
  "commission",
  "exchange",
  "clearing",
  "nfa",
  "data",
  "liquidation-fees",
  "slippage",
  "max-drawdown",
  "max-drawdown-percent",
  "max-drawdown-days",
  "longest-drawdown-days",
  "ulcer-index",
  "volatility",
  "var",
  "cvar",
  "longest-loss-streak",
  "top-trades-share",
  "top-days-share",
  "average-leverage",
  "max-leverage",
  "average-margin",
  "peak-margin",
]);

/** -1 where a small value is the better one, else 1: what a ranking multiplies by. Throws E114 for a key that no metric has. */
export const directionOf = (key: string): 1 | -1 => (LESS_IS_BETTER.has(metricOf(key).key) ? -1 : 1);
