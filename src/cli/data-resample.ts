// How do longer bars of a file or a data set reach another program?

import { existsSync } from "node:fs";
import { timeframeOf } from "../bars/columns.js";
import { type Frame, frameMs, frameOf, frameText } from "../bars/frame.js";
import { resampled } from "../bars/resample.js";
import { findSet } from "../catalog/catalog.js";
import { exported } from "../catalog/export.js";
import type { Series } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import { EXIT, Fault } from "../domain/fault.js";
import { instrumentOf } from "../instrument/instrument.js";
import { withHours } from "../instrument/session-part.js";
import { writeFileSafely } from "../report/write.js";
import { catalogOf } from "./catalog-call.js";
import type { Action, Call } from "./commands.js";
import { toStdout } from "./data-export.js";
import { knownContracts } from "./known-contracts.js";
import { count } from "./progress.js";
import { readFile } from "./read-series.js";

/** CSV that the importer reads back to the same bars; to stdout, or into the file of `--out`, whole or not at all. */
export const dataResample: Action = async (call) => {
  const { out, values } = call;
  const { path, contract } = meant(call);
  const frame = frameOf(askedFrame(call, path), values.dayBy);
  const series = await readFile(contract, { path, note: null }, call, "data", true);
  const instrument = instrumentOf(contract);
  const longer = resampled(series, instrument, frame, values.longClose);
  const text = exported(longer, instrument, "csv");
  const line = resampledLine(series, longer, frame, call);
  if (values.out !== null) writeFileSafely(values.out, text);
  else if (!out.json) await toStdout(text);
  if (!out.json) for (const warning of warningsOf(longer, frame)) out.warn(warning);
  if (out.json) {
    const { bars, timeframeMs, notes } = longer.source;
    const whole = values.out === null ? [...text].join("") : null;
    const made = { symbol: contract.symbol, from: path, to: frameText(frame), timeframeMs, bars };
    out.document({ schema: "tickproof.resampled/1", ...made, notes, file: values.out, text: whole });
  } else if (values.out !== null) out.answer(`  ${line}   ${values.out}`);
  else out.note(line);
  return EXIT.ok;
};

/** The file, or `catalog:SET`, and the contract that its bars are of. */
function meant(call: Call): { readonly path: string; readonly contract: Contract } {
  const { operands, values, config } = call;
  const [name, second] = operands;
  if (name === undefined || second !== undefined) {
    throw new Fault("E103", "tickproof data resample takes one file of bars, or one data set", {
      found: operands.length === 0 ? "none" : operands.join(" "),
      fix: ["tickproof data resample bars.csv -i MES --to 5m", "tickproof data ls"],
    });
  }
  const contracts = knownContracts(config);
  const known = (name: string): Contract => withHours(contracts.get(name), values.barHours);
  const [symbol] = values.instrument ?? [];
  const stored = name.replace(/^catalog:/, "");
  if (stored !== name || !(existsSync(name) || /\.\w{2,4}$/.test(name))) {
    const { about } = findSet(catalogOf(values), stored);
    return { path: `catalog:${about.set}`, contract: known(symbol ?? about.symbol) };
  }
  if (symbol === undefined) {
    throw new Fault("E103", "tickproof data resample needs to know which contract the bars are of", {
      why: "Bars are counted from where its sessions begin.",
      fix: [`tickproof data resample ${name} -i MES --to ${values.frame ?? "5m"}`],
    });
  }
  return { path: name, contract: known(symbol) };
}

function askedFrame({ values: { frame } }: Call, path: string): string {
  if (frame !== null) return frame;
  throw new Fault("E103", "tickproof data resample needs to know how long the bars are to be", {
    where: "--to",
    expected: "a frame: 5m, 15m, 4h, 1d, 1w",
    fix: [`tickproof data resample ${path.replace(/^catalog:/, "")} --to 5m`],
  });
}

const DAYS = { "trade-date": "by trade date", utc: "by days in UTC" } as const;

/** "MES 5m → 4h: 892 bars, counted from the open of each session, none crosses the break; 150 kept short at its end" */
function resampledLine({ source }: Series, longer: Series, frame: Frame, { values }: Call): string {
  const step = source.timeframeMs;
  const from = step < frameMs({ kind: "day" }) ? frameText({ kind: "span", ms: step }) : "1d";
  const made = `${longer.source.symbol} ${from} → ${frameText(frame)}: ${count(longer.bars.length)} bars`;
  if (frame.kind !== "span") {
    const priced = values.longClose === "settlement" ? "closing at settlement" : "closing at the last price";
    return `${made}, ${DAYS[values.dayBy]}, ${priced}`;
  }
  const short = /; ([\d,]+) are shorter/.exec(longer.source.notes.join(" "))?.[1];
  const kept = short === undefined ? "" : `; ${short} kept short at its end`;
  return `${made}, counted from the open of each session, none crosses the break${kept}`;
}

/** A reader takes the step between most stamps for the length of a bar. */
function warningsOf({ bars }: Series, frame: Frame): string[] {
  const seen = timeframeOf(bars.time, bars.length);
  if (seen === frameMs(frame) || bars.length < 2) return [];
  const step = seen < frameMs({ kind: "day" }) ? frameText({ kind: "span", ms: seen }) : "a day or more";
  return [
    `Most of these bars are ${step} apart, not ${frameText(frame)}: the session cuts them. Whoever reads them takes them for shorter ones.`,
  ];
}
