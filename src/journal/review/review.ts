// What became of a plan in the hands of its owner?

import type { JournalFill, JournalOrder, JournalTrade } from "../../domain/journal.js";
import type { JournalPlan, RuleResult, TradeNote } from "../../domain/journal-notes.js";
import type { Day, EpochMs } from "../../domain/money.js";
import type {
  Deviation,
  Review,
  ReviewedOffPlan,
  ReviewedPair,
  ReviewedSignal,
  Signal,
} from "../../domain/review.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { formatDay, zoneOf } from "../../instrument/time.js";
import { grouped } from "../lists.js";
import { gapOf, missedBridge, offPlanBridge, pairBridge } from "./bridge.js";
import { afterLossOf, type Judged, tablesOf } from "./groups.js";
import { habitsOf, leaksOf } from "./habits.js";
import { type Market, marked, thenOf } from "./moments.js";
import { lossClock, offPlanLabels, pairUp, triedOrder } from "./pairing.js";
import { daysOf, eachDay, eachWeek, periodOf } from "./periods.js";
import { kept, type Promises } from "./promises.js";
import { regimesOf } from "./regime.js";
import { signalsOf } from "./signals.js";
import { executionOf, ticksOf } from "./slips.js";

const DEFAULT_COOLDOWN_MS = 900_000;

export interface ReviewRequest {
  readonly plan: JournalPlan;
  readonly account: string;
  /** Of the span: "2026-W11", or its dates. */
  readonly name: string;
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly windowMs: number;
  readonly zone: string;
  /** A contract's shadow run each. */
  readonly markets: readonly Market[];
  /** Of the account and the span, in the order of their entries. */
  readonly trades: readonly JournalTrade[];
  /** All of the journal, as the trades count them. */
  readonly fills: readonly JournalFill[];
  readonly orders: readonly JournalOrder[];
  readonly notes: readonly TradeNote[];
  readonly rules: readonly RuleResult[];
  readonly inWindow: (time: EpochMs) => boolean;
  /** Without them the model's trades are all signals. */
  readonly promises?: Promises;
  /** Orders that the model's account could not pay for. */
  readonly unpaid?: number;
  readonly warnings: readonly string[];
}

/** Model and trader over the same dates: who belongs to whom, and where the dollars between them went. */
export function reviewOf(request: ReviewRequest): Review {
  const { plan, firstDay, lastDay, windowMs, markets, orders, notes } = request;
  const marketOfRoot = new Map(markets.map((market) => [market.run.inputs.contract.symbol, market]));
  const market = (root: string): Market | null => marketOfRoot.get(root) ?? null;
  const openAtStart = request.trades.filter(({ open }) => open === "at start");
  const trades = request.trades
    .filter(({ open }) => open !== "at start")
    .map((trade) => (market(trade.root) === null ? trade : marked(trade, market(trade.root)!)));
  const taken = new Set<string>();
  const all = markets.flatMap(({ run }) => signalsOf(run, firstDay, lastDay, taken));
  const signals = request.promises === undefined ? all : kept(all, request.promises);
  const barMs = Math.max(1, ...markets.map((one) => one.barMs));
  const terms = { windowMs: Math.max(windowMs, barMs), barMs };
  const named = new Map(
    notes.flatMap(({ trade, signal }) => (signal === null ? [] : [[trade, signal] as const])),
  );

  const { pairs, leftSignals, leftTrades, astray } = pairUp(signals, trades, { ...terms, named });
  const reviewed = pairs.map(({ signal, trade }) => reviewedPair(signal, trade, market(signal.root)!));
  const left = leftSignals.map((signal): ReviewedSignal => {
    const order = triedOrder(signal, orders, terms);
    return {
      signal,
      bridge: missedBridge(signal),
      tried: order && { id: order.id, placed: order.placed, state: order.state },
    };
  });
  const cooldownMs = plan.cooldownAfterLossMs ?? DEFAULT_COOLDOWN_MS;
  const sinceLoss = lossClock(trades);
  const ofDate = ({ root, day }: Signal | JournalTrade): string => `${root} ${day}`;
  const signalsOn = grouped(signals, ofDate);
  const offPlan = leftTrades.map(
    (trade): ReviewedOffPlan => ({
      trade,
      bridge: offPlanBridge(trade),
      labels: offPlanLabels(trade, signalsOn.get(ofDate(trade)) ?? [], sinceLoss, {
        ...terms,
        cooldownMs,
        inWindow: request.inWindow,
      }),
    }),
  );

  const days = daysOf({ pairs: reviewed, left, offPlan });
  const judged: Judged[] = [...reviewed, ...offPlan]
    .map(({ trade, bridge }) => ({ trade, gap: gapOf(bridge) }))
    .sort((a, b) => a.trade.entryTime - b.trade.entryTime || (a.trade.id < b.trade.id ? -1 : 1));
  const habits = habitsOf(reviewed, left, offPlan);
  const regimes = new Map(markets.map(({ run }) => [run.inputs.contract.symbol, regimesOf(run.bars)]));
  const zone = zoneOf(request.zone);
  const ids = new Set(trades.map(({ id }) => id));
  const first = markets[0]?.run.inputs.strategy;
  return {
    plan: { name: plan.name, version: plan.version },
    account: request.account,
    strategy: {
      name: first?.name ?? "",
      // As the plan names it: what ran lies in a cache of this machine.
      file: plan.strategy ?? "",
      params: Object.entries(first?.params ?? {})
        .map(([key, value]) => `${key} ${value}`)
        .join(", "),
    },
    series: markets.map(({ run: { inputs } }) => ({
      root: inputs.contract.symbol,
      barMs: inputs.data.timeframeMs,
      file: inputs.data.file,
      synthetic: inputs.data.synthetic,
      grid: instrumentOf(inputs.contract).grid,
    })),
    windowMs: terms.windowMs,
    zone: request.zone,
    span: periodOf(request.name, firstDay, lastDay, days),
    days: eachDay(days),
    weeks: eachWeek(days),
    pairs: reviewed,
    left,
    offPlan,
    openAtStart,
    rules: request.rules,
    habits,
    leaks: leaksOf(habits),
    process: processOf(reviewed, offPlan),
    tables: tablesOf(judged, {
      notes: new Map(notes.map((note) => [note.trade, note])),
      zone,
      zoneName: request.zone,
      regimeOf: ({ root, day }) => regimes.get(root)?.(day) ?? null,
    }),
    afterLoss: afterLossOf(judged, cooldownMs),
    execution: executionOf(trades, request.fills, orders, market, zone),
    fills: insideBars(trades, request.fills, market),
    notes: notes.filter(({ trade }) => ids.has(trade)),
    unpaid: request.unpaid ?? 0,
    warnings: [
      ...request.warnings,
      ...(signals.length === all.length
        ? []
        : [
            `${all.length - signals.length} of the model's ${all.length} trades are left out: with those before them on all contracts they would have broken the plan's own promises`,
          ]),
      ...astray.map(
        ({ id, day }) =>
          `${id} on ${formatDay(day)} names a signal in its note at which the plan has none left: it counts as off-plan`,
      ),
    ],
  };
}

function reviewedPair(signal: Signal, trade: JournalTrade, market: Market): ReviewedPair {
  const then = thenOf(signal, trade, market);
  return {
    signal,
    trade,
    then,
    bridge: pairBridge(signal, trade, then, market.tickValue),
    deviations: deviationsOf(signal, trade, market),
  };
}

/** Later or earlier by a bar is what bars can tell. */
function deviationsOf(signal: Signal, trade: JournalTrade, { barAt }: Market): Deviation[] {
  const found: Deviation[] = [];
  const entered = barAt(trade.entryTime) - barAt(signal.entryTime);
  if (entered > 0) found.push("late entry");
  if (entered < 0) found.push("early entry");
  const left = trade.exitTime === null ? Number.POSITIVE_INFINITY : barAt(trade.exitTime);
  const planned = signal.exitTime === null ? Number.POSITIVE_INFINITY : barAt(signal.exitTime);
  if (left < planned) found.push("early exit");
  if (left > planned) found.push("late exit");
  if (trade.qty > signal.qty) found.push("oversize");
  if (trade.qty < signal.qty) found.push("undersize");
  return found;
}

/** Contracts that were traded exactly as planned, of all that were traded. */
function processOf(pairs: readonly ReviewedPair[], offPlan: readonly ReviewedOffPlan[]): Review["process"] {
  const contracts = (all: readonly { readonly trade: JournalTrade }[]) =>
    all.reduce((sum, { trade }) => sum + trade.qty, 0);
  return {
    contracts: contracts(pairs) + contracts(offPlan),
    onPlan: contracts(pairs.filter(({ deviations }) => deviations.length === 0)),
  };
}

/** Feeds differ by a tick or two, and simulated fills slip past a bar; another month or zone is further away. */
const SLACK = 4;

/** Bars that do not hold the fills are those of another contract, month, zone or adjustment: nothing below would mean anything. */
function insideBars(
  trades: readonly JournalTrade[],
  fills: readonly JournalFill[],
  marketOfRoot: (root: string) => Market | null,
): Review["fills"] {
  let [checked, inside] = [0, 0];
  for (const { root, fills: places } of trades) {
    const market = marketOfRoot(root);
    if (market === null) continue;
    const { time, highTicks, lowTicks } = market.run.bars;
    for (const place of places) {
      const fill = fills[place];
      const bar = fill === undefined ? -1 : market.barAt(fill.time);
      if (fill === undefined || bar < 0 || fill.time - time[bar]! >= market.barMs) continue;
      const ticks = ticksOf(fill.price, market);
      checked++;
      if (ticks >= lowTicks[bar]! - SLACK && ticks <= highTicks[bar]! + SLACK) inside++;
    }
  }
  return { checked, inside };
}
