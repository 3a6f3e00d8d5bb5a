// What may a strategy or a program that embeds Tickproof import?

export { auditRun } from "./accountant/audit.js";
export type { Bars, Series as BarSeries } from "./domain/bars.js";
export type { Contract, Instrument } from "./domain/contract.js";
export { Fault } from "./domain/fault.js";
export type * from "./domain/run.js";
export type { Comparison, Cell, SharedAccount } from "./domain/comparison.js";
export { runBacktest } from "./engine/backtest.js";
export { atr } from "./indicator/atr.js";
export { ema } from "./indicator/ema.js";
export { highest, lowest } from "./indicator/extreme.js";
export { rsi } from "./indicator/rsi.js";
export { sma } from "./indicator/sma.js";
export { bool, choice, float, int, type ParamsOf } from "./strategy/params.js";
export type { Series } from "./strategy/series.js";
export { type FillNotice, type Signal, Strategy } from "./strategy/strategy.js";
export type { ExitRequest, OrderRequest, TargetRequest } from "./strategy/ticket.js";
