// What a strategy did, as a baseline holds it, and what is told of it once its code was changed.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Recorded } from "#domain/regress.js";
import { runBacktest } from "#engine/backtest.js";
import { type CodeNow, explained } from "#regress/explained.js";
import { recordedOf } from "#regress/record.js";
import { decisionsOf } from "#research/decisions.js";
import { bundleStrategy } from "#strategy/bundle.js";
import { codeFiles } from "#strategy/closure.js";
import type { Series } from "../../src/domain/bars.js";
import type { FirstDivergence } from "../../src/domain/regress.js";
import type { ParamValue } from "../../src/domain/run.js";
import { plainSpec } from "../fixtures/plain-terms.js";
import { contractOf } from "../fixtures/real-data.js";

const STRATEGIES = fileURLToPath(new URL("../../strategies/", import.meta.url));

export interface Project {
  /** Replaces the text once, which must be there once at least. */
  edit(file: string, from: string, to: string): void;
  write(file: string, text: string): void;
  textOf(file: string): string;
  record(strategy: string, params?: Readonly<Record<string, ParamValue>>): Promise<Recorded>;
  /** What is told of it beside what was recorded. */
  explain(
    strategy: string,
    baseline: Recorded,
    params?: Readonly<Record<string, ParamValue>>,
  ): Promise<FirstDivergence | null>;
  /** "file:line" of the only line with that text. */
  lineOf(file: string, text: string): string;
  /** The built-in strategies as they are. */
  reset(): void;
  remove(): void;
}

/** A project in a folder of its own, where the process goes. */
export function project(series: Series): Project {
  const folder = mkdtempSync(join(tmpdir(), "tickproof-mutation-"));
  const home = process.cwd();
  const reset = () => {
    rmSync(join(folder, "strategies"), { recursive: true, force: true });
    for (const name of readdirSync(STRATEGIES))
      write(`strategies/${name}`, readFileSync(join(STRATEGIES, name), "utf8"));
  };
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const textOf = (file: string) => readFileSync(join(folder, file), "utf8");
  reset();
  process.chdir(folder);
  return {
    write,
    textOf,
    reset,
    edit(file, from, to) {
      const text = textOf(file);
      if (!text.includes(from)) throw new Error(`${file} has no "${from}"`);
      write(file, text.replace(from, to));
    },
    lineOf(file, text) {
      const lines = textOf(file).split("\n");
      const at = lines.flatMap((line, i) => (line.includes(text) ? [i + 1] : []));
      if (at.length !== 1) throw new Error(`${file} has "${text}" on ${at.length} lines`);
      return `${file}:${at[0]}`;
    },
    record: async (strategy, params = {}) => (await ran(join(folder, strategy), series, params)).recorded,
    async explain(strategy, baseline, params = {}) {
      const probes = baseline.decisions.map(({ time }) => time);
      const { recorded, code } = await ran(join(folder, strategy), series, params, probes);
      return explained(baseline, recorded, code, baseline.code ?? null);
    },
    remove() {
      process.chdir(home);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ran(
  file: string,
  series: Series,
  params: Readonly<Record<string, ParamValue>>,
  probes: readonly number[] = [],
) {
  const bundle = await bundleStrategy(file);
  const make = () => plainSpec(bundle, series, contractOf(series.source.symbol), params);
  const run = runBacktest(await make());
  const { asked, columns, seen } = await decisionsOf(make, bundle, (work) => work(), probes);
  const sources = await codeFiles(bundle, process.cwd());
  const code: CodeNow = { asked, columns, seen, sources };
  const recorded = recordedOf(run, asked, sources, null as never);
  return { recorded, code };
}
