// How do the bundled bars of `data/` come to be? (`npm run data`)

import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadContracts } from "../instrument/contracts.js";
import { instrumentOf } from "../instrument/instrument.js";
import { parseDay } from "../instrument/time.js";
import { syntheticBars, syntheticCsv } from "./synthetic.js";
import { MARKETS } from "./synthetic-market.js";

/** Changing any of these changes every number in the README: they are fixed, and a test holds the files to them. */
export const BUNDLED = { seed: 2025, first: "2025-01-02", last: "2025-07-31" } as const;

/** The text of `data/<symbol>-5m.csv` for each bundled market. */
export function* bundledFiles(): Generator<{ readonly name: string; readonly text: string }> {
  const contracts = loadContracts();
  const { seed } = BUNDLED;
  const days = { firstDay: parseDay(BUNDLED.first), lastDay: parseDay(BUNDLED.last) };
  for (const market of MARKETS) {
    const instrument = instrumentOf(contracts.get(market.symbol));
    const bars = syntheticBars(instrument, market, { seed, ...days });
    yield { name: `${market.symbol}-5m.csv`, text: syntheticCsv(bars, instrument, seed) };
  }
}

/** Beside the target, flushed, then renamed over it: whoever reads the file finds the old one or the new one. */
export function replaceFile(path: string, text: string): void {
  const draft = `${path}.tmp`;
  try {
    const file = openSync(draft, "w");
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL("../../data/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of bundledFiles()) {
    replaceFile(join(folder, name), text);
    process.stdout.write(`data/${name}  ${text.split("\n").length - 3} bars\n`);
  }
}
