// On what does a result hang, layer by layer?

import { createHash } from "node:crypto";
import type { Series } from "../domain/bars.js";
import type { ChainPlan } from "../domain/chain.js";
import type { Contract } from "../domain/contract.js";
import {
  type FingerprintTree,
  LAYERS,
  type Layer,
  type LayerFacts,
  type LayerPrint,
  type Outputs,
} from "../domain/regress.js";
import type { ParamValue, ParamValues } from "../domain/run.js";
import { SEMANTICS } from "../engine/semantics.js";
import type { Terms } from "../engine/spec.js";
import { sessionStretches, settlementDays } from "../instrument/calendar.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import type { CodeFile } from "../strategy/closure.js";

/** What only the command line knows. */
export interface Surroundings {
  readonly version: string;
  /** Hash of the engine's compiled code. */
  readonly engineCode: string;
  readonly runtime: LayerFacts;
  /** What the case says of its bars: span, files, frame. */
  readonly askedData: LayerFacts;
}

/** The file of the seed is the strategy's: a parameter that is called so. */
const SEED = "seed";

export function treeOf(
  cell: Terms & { readonly slippage?: { readonly hash: string } | null },
  /** Of the strategy as it ran, with the defaults. */
  params: ParamValues,
  code: readonly Pick<CodeFile, "name" | "hash">[],
  outputs: Outputs,
  around: Surroundings,
): FingerprintTree {
  const { contract, account, execution, flatCost, risk } = cell;
  const { [SEED]: seed = 0 } = params;
  const { [SEED]: _, ...given } = cell.params;
  const facts: Readonly<Record<Layer, LayerFacts>> = {
    engine: { version: around.version, semantics: String(SEMANTICS), code: around.engineCode },
    strategy: Object.fromEntries(code.map(({ name, hash }) => [name, hash])),
    params: { ...flat("", given), ...flat("account", account), ...flat("risk", risk ?? []) },
    data: dataFacts(cell, around.askedData),
    specs: { ...specFacts(contract, cell.series), "flat cost": valueText(flatCost) },
    "fill model": { ...flat("", execution), ...(cell.finer ? { "finer bars": "walked" } : {}) },
    seed: { seed: valueText(seed as ParamValue) },
    runtime: around.runtime,
  };
  const layers = Object.fromEntries(LAYERS.map((layer) => [layer, printOf(facts[layer])])) as Record<
    Layer,
    LayerPrint
  >;
  const counted = LAYERS.filter((layer) => layer !== "runtime");
  return {
    run: sha256(counted.map((layer) => `${layer} ${layers[layer].hash}`).join("\n")),
    layers,
    outputs,
    seconds: null,
    reasons: [],
  };
}

function printOf(facts: LayerFacts): LayerPrint {
  const sorted = Object.fromEntries(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { hash: sha256(JSON.stringify(sorted)).slice(0, 16), facts: sorted };
}

const sha256 = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex");

/** { a: { b: 1 } } is "a.b": "1". Plain data, whatever its shape: nothing that is settled can be left out. */
function flat(name: string, value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return { [name]: valueText(value) };
  if (ArrayBuffer.isView(value)) return { [name]: hashOf(value) };
  const inside = Object.entries(value).filter(([, it]) => it !== undefined);
  return Object.assign({}, ...inside.map(([key, it]) => flat(name === "" ? key : `${name}.${key}`, it)));
}

const valueText = (value: unknown): string =>
  value === null || value === undefined ? "none" : typeof value === "string" ? value : JSON.stringify(value);

const hashOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  sha256(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)).slice(0, 16);

// ── data ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Facts that say where bars came from. They differ without anything having changed that a run could see. */
export const SOURCE_FACT = /^(?:file|hash of) /;
/** Facts of what the case asks for: who changes them has changed the case, and the bars have not drifted. */
export const ASKED_FACT = "asked ";

function dataFacts(cell: Terms, asked: LayerFacts): LayerFacts {
  const { series, finer, chain, settlements, events, perpetual } = cell;
  return {
    ...Object.fromEntries(Object.entries(asked).map(([name, value]) => [`${ASKED_FACT}${name}`, value])),
    ...barFacts("", series),
    [HOURS_FACT]: openHours(cell.contract, series),
    ...(finer ? barFacts("finer ", finer) : {}),
    ...(chain ? chainFacts(chain) : {}),
    ...(settlements ? { settlements: settlements.sha256 } : {}),
    ...(events ? { events: events.sha256 } : {}),
    ...(perpetual?.funding
      ? { funding: sha256(JSON.stringify(flat("", perpetual.funding))).slice(0, 16) }
      : {}),
    ...(perpetual?.marks ? { "mark prices": perpetual.marks.sha256 } : {}),
  };
}

/** Baselines of before have none: then nothing is known of a change. */
export const HOURS_FACT = "hours of the market";

/** When it was open on the span: an early close moves who is flat by the close, and no bar need tell of it. */
function openHours({ session }: Contract, { source, bars }: Series): string {
  if (bars.length === 0) return "none";
  const days = settlementDays(session, source.firstDay, source.lastDay);
  const stretches = days.flatMap((day) => sessionStretches(session, day));
  return sha256(stretches.map(({ from, until }) => `${from} ${until}`).join("\n")).slice(0, 16);
}

function barFacts(prefix: string, { source, bars }: Series): LayerFacts {
  const prices = createHash("sha256");
  const { time, openTicks, highTicks, lowTicks, closeTicks, volume } = bars;
  for (const column of [time, openTicks, highTicks, lowTicks, closeTicks, volume])
    prices.update(new Uint8Array(column.buffer as SharedArrayBuffer, column.byteOffset, column.byteLength));
  return {
    [`file ${prefix}name`]: source.file,
    [`hash of ${prefix}file`]: source.sha256,
    [`${prefix}bars`]: String(bars.length),
    [`${prefix}first bar`]: bars.length === 0 ? "none" : formatInstant(time[0]!),
    [`${prefix}last bar`]: bars.length === 0 ? "none" : formatInstant(time[bars.length - 1]!),
    [`${prefix}prices`]: prices.digest("hex").slice(0, 16),
    [`${prefix}calendar`]: hashOf(bars.tradeDate),
  };
}

const chainFacts = ({ spans, ...plan }: ChainPlan): LayerFacts => ({
  rolls: sha256(JSON.stringify(flat("", spans))).slice(0, 16),
  ...Object.fromEntries(Object.entries(flat("chain", plan)).filter(([name]) => !/\.file$/.test(name))),
});

// ── specs ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const DATED = [
  "commission",
  "exchangeFee",
  "clearingFee",
  "nfaFee",
  "feeRates",
  "margins",
  "percentMargins",
  "maintenanceTiers",
] as const;
/** Prose, and what belongs to the bars: their calendar. */
const NO_SPEC = new Set([
  "session",
  "sources",
  "warnings",
  "name",
  "settlement",
  "lastTradingDay",
  "launch",
  "group",
  "quote",
  "slippageTicks",
  "halfSpreadTicks",
]);

/** Tick, point value, fees and margins, of the dated ones those in force on the span: a fee of next year is no change of last year's result. */
function specFacts(contract: Contract, { source }: Series): LayerFacts {
  const plain = Object.entries(contract).filter(
    ([key, value]) => !NO_SPEC.has(key) && !(DATED as readonly string[]).includes(key) && value !== undefined,
  );
  const dated = DATED.flatMap((key) => {
    const rows: readonly { readonly from: string }[] = contract[key] ?? [];
    return inForce(rows, formatDay(source.firstDay), formatDay(source.lastDay)).flatMap((row) => {
      const { from, ...figures } = row;
      return Object.entries(flat(`${key} ${from}`, figures)).filter(([name]) => !/\.source$/.test(name));
    });
  });
  return { ...flat("", Object.fromEntries(plain)), ...Object.fromEntries(dated) };
}

/** The newest row of before the span, and those inside of it. */
function inForce<R extends { readonly from: string }>(rows: readonly R[], first: string, last: string): R[] {
  const sorted = [...rows].sort((a, b) => (a.from < b.from ? -1 : 1));
  const before = sorted.filter(({ from }) => from <= first);
  const inside = sorted.filter(({ from }) => from > first && from <= last);
  // Before the first known row that row stands in.
  return [...before.slice(-1), ...inside, ...(before.length + inside.length === 0 ? sorted.slice(0, 1) : [])];
}
