// What is the specification of a contract, and which of its numbers hold on a date?

import { Decimal } from "decimal.js";
import type { Contract, CostRate, NotionalMargin, PercentMargin } from "../domain/contract.js";
import { EXIT, Fault } from "../domain/fault.js";
import { DAY_MS, type Day, decimalOfMicro, type MicroUsd } from "../domain/money.js";
import {
  regularHours,
  sessionClose,
  sessionOpen,
  sessionZone,
  settlementInstant,
  settlementOnOrAfter,
} from "../instrument/calendar.js";
import { costRate } from "../instrument/fees.js";
import { instrumentOf } from "../instrument/instrument.js";
import { lastKnownMargin, marginRate } from "../instrument/margins.js";
import { formatDay, offsetAt, parseDay } from "../instrument/time.js";
import type { Action, Call } from "./commands.js";
import { contractList, contractText } from "./contract-text.js";
import { edgeOf } from "./dates.js";
import { knownContracts } from "./known-contracts.js";

/** All contracts, or the specification in force of one. */
export const contracts: Action = async (call) => {
  const { operands, config, out } = call;
  const known = knownContracts(config);
  const day = dateOf(call);
  if (operands.length > 1) {
    throw new Fault("E103", `tickproof contracts shows one contract, not ${operands.length}`, {
      found: operands.join(" "),
      fix: ["tickproof contracts", `tickproof contracts ${operands[0]}`],
    });
  }
  const [name] = operands;
  if (name === undefined) {
    const all = known.symbols().map((symbol) => inForce(known.get(symbol), day));
    if (out.json)
      out.document({ schema: "tickproof.contracts/1", on: formatDay(day), contracts: all.map(shortOf) });
    else out.answer(contractList(all, out.answerStyle));
    return EXIT.ok;
  }
  const state = inForce(known.get(name), day);
  if (out.json) out.document(documentOf(state));
  else out.answer(contractText(state, out.answerStyle));
  return EXIT.ok;
};

/** Today, where no date was asked for: the command line may look at the clock. */
function dateOf({ values }: Call): Day {
  const today = Math.floor(Date.now() / DAY_MS);
  return values.on === null ? today : edgeOf(values.on, "from", today);
}

/** One contract on one date. */
export interface InForce {
  readonly contract: Contract;
  readonly day: Day;
  readonly costs: CostRate;
  readonly margin: MarginInForce | null;
  /** The last trade date with an exchange figure; null where there never was one. */
  readonly lastKnown: Day | null;
  readonly session: SessionHours;
}

/** Dollars per contract, or a share of the notional of the settlement before. */
export type MarginInForce = { readonly estimated: boolean; readonly source: string } & (
  | { readonly initial: MicroUsd; readonly maintenance: MicroUsd; readonly percent: null }
  | { readonly percent: PercentMargin }
);

/** Clock times of the session's zone (UTC for what never closes), of the trade date on or after the date. */
export interface SessionHours {
  readonly tradeDate: Day;
  readonly zone: string;
  readonly open: string;
  readonly close: string;
  readonly settled: string;
  readonly regular: { readonly start: string; readonly end: string } | null;
}

function inForce(contract: Contract, day: Day): InForce {
  return {
    contract,
    day,
    costs: costRate(contract, day),
    margin: marginOn(contract, day),
    lastKnown: lastKnownMargin(contract),
    session: sessionOn(contract, day),
  };
}

/** `marginRate` decides which row applies; a row that is a share of notional is shown as the share, not at some price. */
function marginOn(contract: Contract, day: Day): MarginInForce | null {
  try {
    const rate = marginRate(instrumentOf(contract), day, 1, "estimate");
    const { source, estimated, initial, maintenance, notional } = rate;
    if (notional !== undefined) return { source, estimated, percent: percentOf(contract, day, notional) };
    const fixed = contract.margins.some((row) => row.source === source && parseDay(row.from) <= day);
    const percent = contract.percentMargins.findLast(
      (row) => row.source === source && parseDay(row.from) <= day,
    );
    if (percent && (estimated || !fixed)) return { source, estimated, percent };
    return { source, estimated, initial, maintenance, percent: null };
  } catch (error) {
    if (error instanceof Fault && error.code === "E214") return null;
    throw error;
  }
}

/** What a perpetual asks of a small position: the first step of its table, and the leverage without a setting. */
function percentOf(contract: Contract, day: Day, { steps, leverage }: NotionalMargin): PercentMargin {
  const row = contract.percentMargins.findLast(({ from }) => parseDay(from) <= day)!;
  const maintenance = new Decimal(steps[0]!.rate).div(1e6);
  return {
    ...row,
    maintenancePercent: maintenance.toFixed(),
    initialFactor: new Decimal(100).div(leverage).div(maintenance).toFixed(),
  };
}

function sessionOn(contract: Contract, day: Day): SessionHours {
  const { session } = contract;
  const zone = sessionZone(session);
  const tradeDate = settlementOnOrAfter(session, day);
  const clock = (at: number) => clockOf(at + offsetAt(zone, at));
  const hours = regularHours(contract, tradeDate);
  return {
    tradeDate,
    zone: zone.name,
    open: clock(sessionOpen(session, tradeDate)),
    close: clock(sessionClose(session, tradeDate)),
    settled: clock(settlementInstant(contract, tradeDate)),
    regular: hours && { start: clockOf(hours.start * 60_000), end: clockOf(hours.end * 60_000) },
  };
}

/** "15:00" of a local clock in milliseconds. */
const clockOf = (local: number): string => new Date(local).toISOString().slice(11, 16);

const shortOf = ({ contract, costs, margin }: InForce) => ({
  symbol: contract.symbol,
  name: contract.name,
  exchange: contract.exchange,
  tickSize: contract.tickSize,
  tickValue: contract.tickValue,
  multiplier: contract.multiplier,
  currency: contract.currency,
  costPerSide: decimalOfMicro(perSide(costs)),
  marginEstimated: margin?.estimated ?? null,
});

export const perSide = ({ commission, exchange, clearing, nfa }: CostRate): MicroUsd =>
  commission + exchange + clearing + nfa;

function documentOf({ contract, day, costs, margin, lastKnown, session }: InForce): object {
  const known = lastKnown === null || lastKnown === Number.POSITIVE_INFINITY ? null : formatDay(lastKnown);
  return {
    schema: "tickproof.contract/1",
    on: formatDay(day),
    inForce: {
      session: { ...session, tradeDate: formatDay(session.tradeDate) },
      costsPerSide: {
        commission: decimalOfMicro(costs.commission),
        exchange: decimalOfMicro(costs.exchange),
        clearing: decimalOfMicro(costs.clearing),
        nfa: decimalOfMicro(costs.nfa),
        total: decimalOfMicro(perSide(costs)),
        takerRate: new Decimal(costs.rate).div(1e8).toFixed(),
        makerRate: new Decimal(costs.maker).div(1e8).toFixed(),
        estimated: costs.estimated,
      },
      margin: margin && {
        estimated: margin.estimated,
        source: margin.source,
        initial: margin.percent === null ? decimalOfMicro(margin.initial) : null,
        maintenance: margin.percent === null ? decimalOfMicro(margin.maintenance) : null,
        maintenancePercent: margin.percent?.maintenancePercent ?? null,
        initialFactor: margin.percent?.initialFactor ?? null,
      },
      lastKnownMargin: known,
    },
    contract,
  };
}
