// How does a run get into the file of its report?

import type { Run } from "../../domain/run.js";
import { sessionZone } from "../../instrument/calendar.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { offsetAt } from "../../instrument/time.js";
import { sinceOpen } from "../../metric/since-open.js";
import { touchFills } from "../../metric/touch.js";
import { reasonLines } from "../../strategy/reason-lines.js";
import { Clock } from "../clock.js";
import { type RunDocument, summaryOf } from "../json.js";
import { dailyColumns, eventColumns, orderColumns, Texts, tradeColumns } from "./columns-of.js";
import { barChunks, equityBlock, overviewBlock, timeBlock } from "./encode-bars.js";
import { countKept, detailFor, keptBars, type Stretches } from "./kept.js";
import { type Detail, FORMAT, isItsOwnOverview, type PageMeta, type PlotMeta } from "./layout.js";
import { pack } from "./pack.js";
import { plotChunks, plotMetas, plotsBlock } from "./plots.js";
import { restText } from "./rest.js";
import { leverageLeft, residuesOf, TOLD } from "./trade-residues.js";

export interface EncodeTerms {
  readonly version: string;
  readonly command: string;
  /** The strategy's file as it was run. */
  readonly strategySource?: string;
  /** Not given: all bars, up to three millions of them. */
  readonly detail?: Detail;
  /** The metrics, where the run that is encoded lacks what they are made of. */
  readonly summary?: RunDocument["summary"];
}

export interface PlainBlock {
  readonly name: string;
  /** Rows in it. */
  readonly n: number;
  readonly packed: Uint8Array;
}

/** The blocks of one run, in the order in which a page needs them. */
export function* encodeRun(run: Run, terms: EncodeTerms): Generator<PlainBlock> {
  const instrument = instrumentOf(run.inputs.contract);
  const detail = terms.detail ?? detailFor(run.bars.length);
  const kept = keptBars(run, detail);
  const ownOverview = isItsOwnOverview(run.bars.length, countKept(kept));
  const reasons = new Texts(run.reasons);
  const trades = tradeColumns(run, reasons);
  const { length, legs, ...plain } = trades;
  const { length: legCount, ...plainLegs } = legs;
  const { tickValue } = instrument;
  const left = residuesOf({
    trades,
    timesOf: (bars) => Float64Array.from(bars, (bar) => run.bars.time[bar] ?? 0),
    tickValue,
  });
  const before = equityBefore(run);
  const leverage = leverageLeft({ trades, tickValue, before });
  const told = Int32Array.of(left === null ? TOLD.whole : TOLD.rest, leverage === null ? 0 : 1);
  const since = sinceOpen(run);
  const plots = plotMetas(run, instrument.grid);
  const meta = metaOf(run, terms, {
    detail,
    kept: countKept(kept),
    reasons: reasons.list,
    plots,
    opens: since.from,
  });
  yield { name: "meta", n: 1, packed: pack({ meta: [JSON.stringify(meta)] }) };
  yield { name: "time", n: run.bars.length, packed: timeBlock(run) };
  if (!ownOverview) yield { name: "overview", n: run.bars.length, packed: overviewBlock(run.bars) };
  yield { name: "equity", n: run.equity.length, packed: equityBlock(run, ownOverview) };
  yield {
    name: "trades",
    n: length,
    packed: pack({
      ...(left?.trades ?? plain),
      ...(leverage && { leverage }),
      told,
      before,
      since: since.minutes,
      touched: touchedOf(run),
    }),
  };
  yield { name: "legs", n: legCount, packed: pack(left?.legs ?? plainLegs) };
  const { length: fillCount, ...fills } = run.fills;
  yield { name: "fills", n: fillCount, packed: pack(fills) };
  const { length: orderCount, ...orders } = orderColumns(run);
  yield { name: "orders", n: orderCount, packed: pack(orders) };
  if (run.moves !== undefined && run.moves.length > 0) {
    const { length: moveCount, ...moves } = run.moves;
    yield { name: "moves", n: moveCount, packed: pack(moves) };
  }
  if (run.lines !== undefined) {
    const { where, text, ...lines } = run.lines;
    yield { name: "lines", n: lines.orders.length, packed: pack({ ...lines, where, text }) };
  }
  const { length: eventCount, ...events } = eventColumns(run);
  yield { name: "events", n: eventCount, packed: pack(events) };
  const { length: dates, ...daily } = dailyColumns(run);
  yield { name: "daily", n: dates, packed: pack(daily) };
  yield { name: "plots", n: plots.length, packed: plotsBlock(run, plots, ownOverview) };
  for (const { index, n, packed } of barChunks(run, instrument, kept)) yield { name: `c${index}`, n, packed };
  for (const { index, n, packed } of plotChunks(run, instrument.grid, plots, kept))
    yield { name: `p${index}`, n, packed };
  yield* restBlocks(run, kept, detail, terms.summary ?? summaryOf(run));
}

/** What no page reads, only `tickproof export --from` and whoever draws the page again. */
function* restBlocks(
  run: Run,
  kept: Stretches,
  detail: Detail,
  summary: RunDocument["summary"],
): Generator<PlainBlock> {
  const { inputs, chain, open, totals, bounds, magnified, lookAhead, trials, margin, cash, fundings } = run;
  const rest = restText({
    inputs,
    chain,
    open,
    totals,
    bounds,
    magnified,
    ...(lookAhead && { lookAhead }),
    ...(trials !== undefined && { trials }),
    margin,
    summary,
    reasons: run.reasons.length,
    cash: cash.length > 0,
    fundings: fundings !== null,
  });
  const between = detail === "trades" ? equityBetween(run, kept) : new Float64Array();
  yield { name: "run", n: 1, packed: pack({ rest: [rest], between }) };
  const { length, ...log } = cash;
  if (length > 0) yield { name: "cash", n: length, packed: pack(log) };
  if (fundings === null) return;
  const { length: stamps, ...columns } = fundings;
  yield { name: "fundings", n: stamps, packed: pack(columns) };
}

/** Equity where no bars are kept: nothing is held there, so that it hardly changes. */
function equityBetween({ equity }: Run, kept: Stretches): Float64Array {
  const between = new Float64Array(equity.length - countKept(kept));
  let [at, from] = [0, 0];
  for (const stretch of [...kept, { from: equity.length, to: equity.length }]) {
    between.set(equity.subarray(from, stretch.from), at);
    at += stretch.from - from;
    from = stretch.to;
  }
  return between;
}

interface Found {
  readonly detail: Detail;
  readonly kept: number;
  readonly reasons: readonly string[];
  readonly plots: readonly PlotMeta[];
  readonly opens: NonNullable<PageMeta["opens"]>;
}

/** 1 for trades with a limit fill whose price was only touched. */
function touchedOf(run: Run): Int32Array {
  const { trades } = touchFills(run);
  return Int32Array.from(run.trades, ({ n }) => (trades.has(n) ? 1 : 0));
}

function metaOf(run: Run, { version, command, strategySource = "" }: EncodeTerms, found: Found): PageMeta {
  const { inputs, bars, chain } = run;
  const { strategy, contract, data, account } = inputs;
  const { grid, lot, tickValue, linear } = instrumentOf(contract);
  const zone = sessionZone(contract.session);
  const orderReasons = run.orders.map(({ reason }) => reason);
  return {
    format: FORMAT,
    version,
    command,
    fingerprint: run.fingerprint,
    symbol: contract.symbol,
    series: data.symbol,
    contract: contract.name,
    strategy: { ...strategy, params: { ...strategy.params } },
    grid,
    lot,
    tickValue,
    linear,
    cash: account.cash,
    totals: run.totals,
    open: run.open,
    funded: run.fundings !== null,
    timeframeMs: data.timeframeMs,
    bars: bars.length,
    firstDay: data.firstDay,
    lastDay: data.lastDay,
    hasVolume: data.hasVolume,
    synthetic: data.synthetic,
    zone: zone.name,
    clock: new Clock(contract).name,
    offsets: offsetsOver(run),
    months: chain?.months ?? [],
    rolls: chain?.rolls ?? [],
    expiries: chain?.expiries ?? [],
    ...found,
    warnings: run.warnings,
    source: strategySource === "" ? [] : strategySource.split("\n"),
    reasonLines: reasonLines(strategySource, new Set([...found.reasons, ...orderReasons])),
  };
}

/** What the exchange's clock lies before UTC, by change, over the days of the run. */
function offsetsOver({ bars, inputs }: Run): PageMeta["offsets"] {
  const zone = sessionZone(inputs.contract.session);
  const offsets: { from: number; offset: number }[] = [];
  if (bars.length === 0) return offsets;
  const last = bars.time[bars.length - 1]! + inputs.data.timeframeMs;
  for (let at = bars.time[0]!; at <= last; at = zone.until) {
    const offset = offsetAt(zone, at);
    if (offsets.at(-1)?.offset !== offset) offsets.push({ from: at, offset });
  }
  return offsets;
}

/** What a trade's result is a share of. */
const equityBefore = ({ trades, equity, inputs }: Run): Float64Array =>
  Float64Array.from(trades, ({ entryBar }) => (entryBar === 0 ? inputs.account.cash : equity[entryBar - 1]!));
