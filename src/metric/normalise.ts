// How do results of different contracts and sizes compare fairly?

import { type MicroUsd, quantityOf } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { sum } from "../indicator/statistics.js";
import { instrumentOf } from "../instrument/instrument.js";
import { type Metric, wholeMicro } from "./metric.js";

/** A fair footing, with the sentence that a report prints beside it. */
export interface Normalisation extends Metric {
  readonly key: "raw" | "contract" | "risk" | "margin";
  readonly definition: string;
}

/** Net profit as it stands. Always defined. */
export const raw: Normalisation = {
  key: "raw",
  label: "Net profit",
  unit: "usd",
  definition: "Net profit as it stands: favours the larger contract and the larger position.",
  of: ({ totals }) => totals.net,
};

/** Net of all trades ÷ contracts entered in all trades: dollars per contract and round turn. Null without trades. */
export const perContract: Normalisation = {
  key: "contract",
  label: "Net per contract traded",
  unit: "usd",
  definition:
    "Net of all trades ÷ contracts entered: what one contract made in one round turn, whatever the size.",
  of({ trades, inputs }) {
    const { lot } = instrumentOf(inputs.contract);
    const contracts = quantityOf(sum(trades.map(({ qty }) => qty)), lot);
    return contracts === 0 ? null : wholeMicro(sum(trades.map(({ net }) => net)) / contracts);
  },
};

const RISKED: MicroUsd = 100_000_000;

/**
 * $100 × net ÷ initial risk, both summed over the trades that had an initial stop: dollars made per $100 put at risk. Null where no
 * trade had one.
 */
export const perRisk: Normalisation = {
  key: "risk",
  label: "Net per $100 risked",
  unit: "usd",
  definition:
    "$100 × net ÷ initial risk (entry to stop), over the trades that had a stop: a dollar risked is the same dollar in every contract.",
  of({ trades }) {
    const stopped = trades.filter(({ risk }) => risk !== null && risk > 0);
    const risked = sum(stopped.map(({ risk }) => risk!));
    return risked === 0 ? null : wholeMicro((RISKED * sum(stopped.map(({ net }) => net))) / risked);
  },
};

/**
 * 100 × net ÷ the largest initial margin that the position required at a bar's close: return on the capital that the strategy cannot do without.
 * Null where no position was held over a close, or margin is not checked.
 */
export const perMargin: Normalisation = {
  key: "margin",
  label: "Return on peak margin",
  unit: "percent",
  definition:
    "100 × net ÷ largest initial margin in use at a bar's close: return on the capital that the exchange demanded.",
  of(run) {
    const required = peakInitialMargin(run);
    return required === null ? null : (100 * run.totals.net) / required;
  },
};

export const NORMALISATIONS: readonly Normalisation[] = [raw, perContract, perRisk, perMargin];

/** Largest contracts × initial rate of the trade date, at a bar's close. Null as `perMargin`. */
export function peakInitialMargin({ position, bars, margin }: Run): MicroUsd | null {
  let most = 0;
  let at = 0;
  for (let i = 0; i < position.length && margin.rates.length > 0; i++) {
    while (at + 1 < margin.rates.length && margin.rates[at + 1]!.day <= bars.tradeDate[i]!) at++;
    most = Math.max(most, Math.abs(position[i]!) * margin.rates[at]!.initial);
  }
  return most === 0 ? null : most;
}
