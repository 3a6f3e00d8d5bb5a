// What may a strategy, or a program that embeds Tickproof, import?

// What programs alone need (program.ts) is loaded when it is first called: every worker imports this file for its
// strategies and must not pay for importers and reports.
export type { Audit, Disagreement } from "./accountant/audit.js";
export type { DailyStatement, MonthlyStatement } from "./accountant/statements.js";
export type * from "./domain/account.js";
export type { Bars, DataSource, Series as BarSeries } from "./domain/bars.js";
export type { BookFormat } from "./domain/book-formats.js";
export type { CashColumns, CashKind } from "./domain/cash.js";
export type * from "./domain/chain.js";
export type { Cell, Comparison, SharedAccount } from "./domain/comparison.js";
export type { Contract, Instrument } from "./domain/contract.js";
export type { MarketEvents } from "./domain/events.js";
export type {
  Execution,
  LimitFill,
  OwnSlippage,
  PathModel,
  SlippageContext,
  SlippageModel,
} from "./domain/execution.js";
export { Fault } from "./domain/fault.js";
export type { FaultKind, Policy, Repairs, RowAccount } from "./domain/findings.js";
export type * from "./domain/funding.js";
export type { Magnified } from "./domain/magnified.js";
export { decimalOfMicro, decimalOfTicks, dollars } from "./domain/money.js";
export type * from "./domain/order.js";
export type { Plotted } from "./domain/plotted.js";
export type { BookAccount, Posting, PostingKind } from "./domain/posting.js";
export type { RiskLimit, RiskRule, RiskRules, SizeRule } from "./domain/risk.js";
export {
  blackout,
  coolDown,
  correlatedExposure,
  dailyLoss,
  fixedContracts,
  flatByClose,
  kelly,
  ladder,
  maxContracts,
  maxDrawdown,
  maxMarginUse,
  maxTradesPerDay,
  riskPercent,
  tradeLoss,
  tradingHours,
  volatilityTarget,
} from "./domain/risk.js";
export type * from "./domain/run.js";
export type * from "./domain/sweep.js";
export { varied } from "./domain/sweep.js";
export { adx } from "./indicator/adx.js";
export { atr } from "./indicator/atr.js";
export { bollinger } from "./indicator/bollinger.js";
export { crossings } from "./indicator/crossings.js";
export { ema, emaSma, wilder } from "./indicator/ema.js";
export { donchian, highest, lowest } from "./indicator/extreme.js";
export { macd } from "./indicator/macd.js";
export { mfi } from "./indicator/mfi.js";
export { roc } from "./indicator/roc.js";
export { rsi } from "./indicator/rsi.js";
export { sessionVwap } from "./indicator/session-vwap.js";
export { sma } from "./indicator/sma.js";
export { stdev } from "./indicator/stdev.js";
export { stochastic } from "./indicator/stochastic.js";
export { technical } from "./indicator/technical.js";
export { trueRange } from "./indicator/true-range.js";
export { valueArea } from "./indicator/value-area.js";
export { rollingProfile, sessionProfile } from "./indicator/volume-profile.js";
export {
  expectedOpens,
  isInSession,
  type OpenStretch,
  sessionStretches,
  settlementDays,
  tradeDateOf,
} from "./instrument/calendar.js";
export { loadContracts } from "./instrument/contracts.js";
export { instrumentOf } from "./instrument/instrument.js";
export { type BarHours, withHours } from "./instrument/session-part.js";
export * from "./program.js";
export type { DocumentAudit } from "./report/audit-document.js";
export type { ChainData, ChainSettings } from "./research/chain-request.js";
export type {
  BacktestRequest,
  CompareRequest,
  Data,
  ExecutionRequest,
  SlippageRequest,
  Terms,
} from "./research/library.js";
export type { PerpetualRequest } from "./research/perpetual.js";
export type { SweepProgress } from "./research/sweep.js";
export type { SweepRequest } from "./research/sweep-request.js";
export type { SweepWords } from "./research/sweep-space.js";
export { bool, choice, float, int, type ParamsOf } from "./strategy/params.js";
export type { PlotTerms } from "./strategy/plot.js";
export type { Crosses, Series } from "./strategy/series.js";
export { type FillNotice, type FrameTerms, type Signal, Strategy } from "./strategy/strategy.js";
export type {
  AmendRequest,
  DistanceRequest,
  ExitRequest,
  LevelRequest,
  OrderRequest,
  OrderView,
  StopMoveRequest,
  TargetRequest,
  TrailRequest,
  TriggeredRequest,
} from "./strategy/ticket.js";
export type { Timeframe } from "./strategy/timeframe.js";
