// How long does it take from pressing Enter to the result?

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sliceOf, storeBars } from "#catalog/store.js";
import type { Series } from "#domain/bars.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { barsFile, compileLoops } from "./c-loops.js";
import { inTurn, type Party } from "./in-turn.js";
import { type Table, tableOf } from "./measured.js";

/**
 * Whole processes, W1 from bars on disk to what is printed; always by the clock on the wall. An empty program beside them: what Node
 * takes by itself.
 */
export async function coldStart(
  series: Series,
  fingerprint: string,
  trades: number,
  rounds: number,
): Promise<Table> {
  const folder = mkdtempSync(join(tmpdir(), "tickproof-cold-"));
  try {
    const catalog = join(folder, "catalog");
    await keep(series, catalog);
    const data = join(folder, "bars.bin");
    barsFile(data, series.bars);
    const empty = join(folder, "empty.cjs");
    writeFileSync(empty, "");
    const program = join(folder, "loops");
    const { length } = series.bars;
    const parties = [
      whole(
        "tickproof run, from the catalog",
        node("cli/main.cjs", ...RUN, "--catalog", catalog),
        fingerprint,
      ),
      whole("tickproof --version", node("cli/main.cjs", "--version"), /^\d+\.\d+\.\d+/),
      whole("Node, an empty program", [process.execPath, empty], /^$/),
      whole(
        "plain loop, bare columns",
        [process.execPath, plain(), data, String(length)],
        `${trades} trades`,
      ),
    ];
    if (compileLoops(program))
      parties.push(
        whole("C loop, bare columns", [program, data, String(length), "W1"], `"trades":${trades},`),
      );
    const timings = await inTurn(parties, { rounds, warmup: 1 });
    const asked = {
      key: "W1 cold",
      title: "W1 as a whole process, cold",
      unit: null,
      work: null,
    } as const;
    return tableOf(asked, timings, 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const RUN = [
  ...["run", "ema-trend", "-i", "MES", "--data", "catalog:MES/1m", "-p", "alwaysIn=true"],
  ...["--cash", "1000000", "--costs", "0.62", "--slippage", "1t", "--report", "none", "--quiet"],
];

const node = (file: string, ...words: readonly string[]): string[] => [
  process.execPath,
  fileURLToPath(import.meta.resolve(`#${file}`)),
  ...words,
];

const plain = (): string => fileURLToPath(new URL("plain-cold.mjs", import.meta.url));

/** With certificates of one's own Node reads those of the whole world before it begins: 40 ms that are no program's doing. */
const { NODE_EXTRA_CA_CERTS: _, ...ENVIRONMENT } = process.env;

/** From the start of a process to its end. Throws where it fails, or prints something else. */
const whole = (who: string, [program, ...words]: readonly string[], expected: string | RegExp): Party => ({
  who,
  once: () =>
    new Promise((resolve, reject) => {
      const from = performance.now();
      const child = spawn(program!, words, { stdio: ["ignore", "pipe", "inherit"], env: ENVIRONMENT });
      let printed = "";
      child.stdout.on("data", (text) => (printed += text));
      child.on("error", reject);
      child.on("close", (code) => {
        const ms = performance.now() - from;
        const fits = typeof expected === "string" ? printed.includes(expected) : expected.test(printed);
        if (code === 0 && fits) resolve(ms);
        else reject(new Error(`${who} ended with code ${code} and printed ${printed}`));
      });
    }),
});

async function keep(series: Series, folder: string): Promise<void> {
  const instrument = instrumentOf(loadContracts().get(series.source.symbol));
  const place = { folder, instrument, contract: null, label: null };
  const part = { source: series.source, slices: sliceOf(series), reading: "{}", importer: "bench" };
  await storeBars(place, [part], { onConflict: "refuse" });
}
