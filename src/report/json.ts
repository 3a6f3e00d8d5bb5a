// What does a run or an error look like to another program?

import type { z } from "zod";
import { sumOf } from "../accountant/costs.js";
import type { DataSource } from "../domain/bars.js";
import { Fault, type FaultData, faultData } from "../domain/fault.js";
import { type Findings, NO_FINDINGS, NO_REPAIRS, type Repairs } from "../domain/findings.js";
import { decimalOfMicro, quantityOf } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import { METRICS } from "../metric/all.js";
import { deflatedOf } from "../metric/deflated.js";
import type { Metric } from "../metric/metric.js";
import { rulesText } from "../risk/words.js";
import { accountRow } from "./account-rows.js";
import { chainRows } from "./chain-rows.js";
import { averagePrice, camelCase, ofContract } from "./format.js";
import { integrityOf } from "./integrity.js";
import { marginFigures } from "./margin-text.js";
import {
  cashRows,
  dailyRows,
  eventRows,
  fillRows,
  fundingRows,
  monthRows,
  orderRows,
  tradeRows,
} from "./rows.js";
import type { compareSchema, errorSchema, runSchema } from "./schema.js";
import { sourceHead } from "./source-head.js";
import { costParts, finite } from "./trade-row.js";
import { findingRow } from "./verify-text.js";

export type RunDocument = z.infer<typeof runSchema>;
export type CompareDocument = z.infer<typeof compareSchema>;
export type ErrorDocument = z.infer<typeof errorSchema>;

/**
 * `tickproof.run/1`, described by docs/schema/run.schema.json. `summary`: as it was computed before, for a run that comes from a file which may
 * not have what all metrics are computed from.
 */
export function runDocument(run: Run, summary: RunDocument["summary"] = summaryOf(run)): RunDocument {
  const { lot } = instrumentOf(run.inputs.contract);
  const document: Omit<RunDocument, "integrity"> = {
    schema: "tickproof.run/1",
    fingerprint: run.fingerprint,
    inputs: inputsOf(run),
    summary,
    bounds: boundsOf(run),
    magnified: magnifiedOf(run),
    lookAhead: lookAheadOf(run),
    trials: trialsOf(run),
    margin: {
      peakPercent: finite(run.margin.peakPercent),
      averagePercent: finite(run.margin.averagePercent),
      estimated: run.margin.estimated,
      ...marginOf(run),
      rates: run.margin.rates.map((rate) => ({
        from: formatDay(rate.day),
        initial: decimalOfMicro(ofContract(rate.initial, lot)),
        maintenance: decimalOfMicro(ofContract(rate.maintenance, lot)),
        estimated: rate.estimated,
        source: rate.source,
      })),
    },
    open: openOf(run),
    trades: tradeRows(run),
    chain: run.chain && chainRows(run.chain, run.inputs.contract),
    fills: fillRows(run),
    cash: cashRows(run),
    orders: orderRows(run),
    fundings: fundingRows(run),
    events: eventRows(run),
    daily: dailyRows(run),
    months: monthRows(run),
    warnings: [...run.warnings],
  };
  return { ...document, integrity: integrityOf(document) };
}

/** `tickproof.error/1`: the same stream carries it where a run would have been. */
export function errorDocument(fault: Fault | FaultData): ErrorDocument {
  return { schema: "tickproof.error/1", ...errorOf(fault instanceof Fault ? faultData(fault) : fault) };
}

export const errorOf = ({ code, message, where, found, expected, why, fix }: FaultData) => ({
  code,
  message,
  where: where ?? null,
  found: found ?? null,
  expected: expected ?? null,
  why: why ?? null,
  fix: [...(fix ?? [])],
});

export function summaryOf(run: Run): RunDocument["summary"] {
  const { totals } = run;
  const fees = sumOf(totals.costs) + totals.dataFees + totals.liquidationFees;
  const metrics = METRICS.map((metric) => [camelCase(metric.key), exactOf(metric, run)] as const);
  return {
    ...Object.fromEntries(metrics),
    net: decimalOfMicro(totals.net),
    gross: decimalOfMicro(totals.gross),
    costs: {
      ...costParts(totals.costs),
      data: decimalOfMicro(totals.dataFees),
      liquidation: decimalOfMicro(totals.liquidationFees),
      fees: decimalOfMicro(fees),
      slippage: decimalOfMicro(totals.slippage),
      total: decimalOfMicro(fees + totals.slippage),
    },
    funding: decimalOfMicro(totals.funding),
    interest: decimalOfMicro(totals.interest),
    transfers: decimalOfMicro(totals.transfers),
    trades: run.trades.length,
  };
}

/** Dollars as decimal text, everything else as a number, null where it is undefined. */
export function exactOf(metric: Metric, run: Run): string | number | null {
  return exactValue(metric, finite(metric.of(run)));
}

export const exactValue = ({ unit }: Pick<Metric, "unit">, value: number | null): string | number | null =>
  value !== null && unit === "usd" ? decimalOfMicro(Math.round(value)) : value;

function marginOf(run: Run) {
  const { peakUsed, leastExcess, nearest } = marginFigures(run);
  return {
    peakUsed: decimalOfMicro(peakUsed),
    leastExcess: leastExcess === null ? null : decimalOfMicro(leastExcess),
    nearestTicks: nearest?.ticks ?? null,
    calls: run.margin.calls.map((call) => ({
      time: formatInstant(call.time),
      date: formatDay(call.day),
      amount: decimalOfMicro(call.amount),
      outstanding: decimalOfMicro(call.outstanding),
      due: formatInstant(call.due),
      outcome: call.outcome,
      ended: call.ended === null ? null : formatInstant(call.ended),
    })),
  };
}

export const boundsOf = ({ bounds }: Run) => ({
  ambiguousTrades: bounds.ambiguousTrades,
  ambiguousBars: bounds.ambiguousBars,
  adverseNet: decimalOfMicro(bounds.adverseNet),
  favourableNet: decimalOfMicro(bounds.favourableNet),
});

function trialsOf(run: Run): RunDocument["trials"] {
  if (run.trials === undefined) return null;
  const left = deflatedOf(run);
  return {
    tried: run.trials,
    deflatedSharpe: finite(left?.probability ?? null),
    luckySharpe: finite(left?.lucky ?? null),
  };
}

export const lookAheadOf = ({ lookAhead }: Pick<Run, "lookAhead">): RunDocument["lookAhead"] =>
  lookAhead === undefined
    ? null
    : { ...lookAhead, finding: lookAhead.finding && findingRow(lookAhead.finding) };

const magnifiedOf = ({ magnified }: Run): RunDocument["magnified"] =>
  magnified && {
    ...magnified,
    firstDiffering: magnified.firstDiffering === null ? null : formatInstant(magnified.firstDiffering),
  };

function openOf({ open, inputs }: Run): RunDocument["open"] {
  if (open === null) return null;
  return {
    side: open.side > 0 ? "long" : "short",
    qty: quantityOf(open.qty, instrumentOf(inputs.contract).lot),
    entryTime: formatInstant(open.entryTime),
    entryPrice: averagePrice(open.entrySum, open.qty, instrumentOf(inputs.contract).grid),
    profit: decimalOfMicro(open.profit),
    funding: decimalOfMicro(open.funding),
  };
}

const sourceOf = (source: DataSource): RunDocument["inputs"]["data"][number] => ({
  ...sourceHead(source),
  hasVolume: source.hasVolume,
  synthetic: source.synthetic,
  rows: source.rows === undefined ? null : { ...source.rows },
  repairs: repairsOf(source.repairs ?? NO_REPAIRS),
  findings: findingsOf(source.findings ?? NO_FINDINGS),
  notes: [...source.notes],
});

export const findingsOf = ({
  counts,
  listed,
}: Findings): RunDocument["inputs"]["data"][number]["findings"] => ({
  counts: counts.map((one) => ({ ...one })),
  listed: listed.map((one) => ({ ...one, from: formatInstant(one.from), until: formatInstant(one.until) })),
});

const repairsOf = ({ total, counts, listed }: Repairs): RunDocument["inputs"]["data"][number]["repairs"] => ({
  total,
  counts: counts.map((one) => ({ ...one })),
  listed: listed.map((one) => ({ ...one })),
});

function inputsOf({ inputs }: Run): RunDocument["inputs"] {
  const { strategy, data, finer, contract, account, execution, flatCost, risk, events, chain, settlements } =
    inputs;
  const fees = (rows: typeof contract.commission) => rows.map((row) => ({ ...row }));
  return {
    strategy: { name: strategy.name, file: strategy.file, hash: strategy.hash },
    params: { ...strategy.params },
    data: [sourceOf(data)],
    finer: finer && sourceOf(finer),
    contract: { ...contract },
    account: accountRow(account),
    costs: {
      flatPerSide: flatCost === null ? null : decimalOfMicro(flatCost),
      commission: fees(contract.commission),
      exchange: fees(contract.exchangeFee),
      clearing: fees(contract.clearingFee),
      nfa: fees(contract.nfaFee),
      takerRate: contract.takerRate,
      makerRate: contract.makerRate ?? contract.takerRate,
      feeRates: (contract.feeRates ?? []).map((row) => ({ ...row })),
    },
    execution: { ...execution },
    risk: { size: risk.size, limits: [...risk.limits], rules: rulesText(risk) },
    events: events && { ...events },
    chain: chain && {
      ...chain,
      expiry: { lead: chain.expiry.lead, fee: decimalOfMicro(chain.expiry.fee) },
      calendar: chain.calendar && { ...chain.calendar },
      files: chain.files.map((file) => ({ ...file })),
    },
    settlements: settlements && { ...settlements },
    perpetual: inputs.perpetual && { ...inputs.perpetual },
  };
}
