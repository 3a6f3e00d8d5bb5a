// Which runs of a comparison can stand beside its baseline, and why do the others not?

import type { Comparison } from "../../domain/comparison.js";
import type { Run, RunInputs } from "../../domain/run.js";
import { formatDay } from "../../instrument/time.js";
import { timeframeText } from "../format.js";
import { checksOf } from "../trust.js";
import { type Finished, isFinished } from "./panel.js";

/** The run that the others are held against: the one that was asked for, or the first that finished; null where none did. */
export function baselineOf({ cells, baseline }: Comparison): Finished | null {
  const asked = cells[baseline ?? -1];
  if (asked !== undefined && isFinished(asked)) return asked;
  return cells.find(isFinished) ?? null;
}

/**
 * Why a run is greyed: it fails a check, or data, span or terms are not those of the baseline. Empty where it stands. What cannot be otherwise
 * (another instrument has other bars and other fees) is no reason. Bars that were generated are one only where
 * the baseline's were not: said of every run, it would tell none from another.
 */
export function greyed(run: Run, baseline: Run): readonly string[] {
  const reasons = checksOf(run)
    .filter(({ id, state }) => state === "bad" && !(id === "synthetic" && baseline.inputs.data.synthetic))
    .map(({ label }) => `fails a check: ${label}`);
  return run === baseline ? reasons : [...reasons, ...otherData(run, baseline), ...otherTerms(run, baseline)];
}

function otherData({ inputs: { data, contract, finer }, daily }: Run, baseline: Run): string[] {
  const other = baseline.inputs;
  const reasons: string[] = [];
  if (data.timeframeMs !== other.data.timeframeMs) {
    reasons.push(
      `other bars: ${timeframeText(data.timeframeMs)}, not ${timeframeText(other.data.timeframeMs)}`,
    );
  } else if (contract.symbol === other.contract.symbol && data.sha256 !== other.data.sha256) {
    reasons.push(`other data: ${data.file}, not the bars of ${other.data.file} that the baseline ran on`);
  }
  if ((finer === null) !== (other.finer === null)) {
    reasons.push(
      finer === null ? "no finer bars, the baseline has some" : "finer bars, the baseline has none",
    );
  }
  const spans = [daily, baseline.daily].map((rows) => [rows[0]?.day ?? 0, rows.at(-1)?.day ?? 0] as const);
  const [mine, its] = [spans[0]!, spans[1]!];
  // A holiday of one exchange at either end is no other span.
  if (Math.abs(mine[0] - its[0]) > 4 || Math.abs(mine[1] - its[1]) > 4) {
    const told = ([first, last]: readonly [number, number]) => `${formatDay(first)} to ${formatDay(last)}`;
    reasons.push(`other span: ${told(mine)}, not ${told(its)}`);
  }
  return reasons;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What a user chooses, each with its word; what a contract brings along is held against that of the same contract only. */
function otherTerms({ inputs: mine }: Run, { inputs: its }: Run): string[] {
  const sameContract = mine.contract.symbol === its.contract.symbol;
  const fees = ({ contract }: RunInputs) => [
    contract.commission,
    contract.exchangeFee,
    contract.clearingFee,
    contract.nfaFee,
    contract.takerRate,
    contract.makerRate,
    contract.feeRates,
  ];
  const model = (slippage: RunInputs["execution"]["slippage"]) =>
    typeof slippage === "number" ? "ticks" : slippage.model;
  const { slippage: mySlippage, ...myFills } = mine.execution;
  const { slippage: itsSlippage, ...itsFills } = its.execution;
  const { cash: myCash, ...myAccount } = mine.account;
  const { cash: itsCash, ...itsAccount } = its.account;
  return [
    {
      same: same(mine.flatCost, its.flatCost) && (!sameContract || same(fees(mine), fees(its))),
      what: "costs",
    },
    {
      same: sameContract ? same(mySlippage, itsSlippage) : model(mySlippage) === model(itsSlippage),
      what: "slippage",
    },
    { same: same(myFills, itsFills), what: "rules for fills" },
    { same: myCash === itsCash, what: "start cash" },
    { same: same(myAccount, itsAccount), what: "terms of the account" },
  ]
    .filter((term) => !term.same)
    .map(({ what }) => `other ${what} than the baseline`);
}
