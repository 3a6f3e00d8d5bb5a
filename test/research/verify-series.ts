// Strategies that a test writes, watched on bars that walk by chance, seeded.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { pick, randomOf } from "#domain/random.js";
import { loadContracts } from "#instrument/contracts.js";
import { FULL, verified } from "#research/verify.js";
import { bundleStrategy } from "#strategy/bundle.js";
import type { Series } from "../../src/domain/bars.js";
import { plainSpec } from "../fixtures/plain-terms.js";
import { minuteBars } from "../fixtures/series.js";

/** One-minute MES bars, 390 a day, each a few ticks from the last. */
export function walkSeries(length: number, seed: number): Series {
  const series = minuteBars(Math.ceil(length / 390), 390);
  const { bars } = series;
  const random = randomOf(seed, "walk");
  let ticks = 19_200;
  for (let i = 0; i < bars.length; i++) {
    const open = ticks + pick(random, 3) - 1;
    ticks = open + pick(random, 9) - 4;
    put(bars.openTicks, bars.open, i, open);
    put(bars.closeTicks, bars.close, i, ticks);
    put(bars.highTicks, bars.high, i, Math.max(open, ticks) + pick(random, 4));
    put(bars.lowTicks, bars.low, i, Math.min(open, ticks) - pick(random, 4));
    bars.volume[i] = 50 + pick(random, 200);
  }
  return series;
}

function put(column: Int32Array, prices: Float64Array, i: number, ticks: number): void {
  column[i] = ticks;
  prices[i] = ticks / 4;
}

/** Files in a folder of their own, which goes with the tests. */
export function watcher() {
  const folder = mkdtempSync(join(tmpdir(), "tickproof-verify-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function watch(
    file: string,
    params = {},
    terms = {},
    series = walkSeries(3_000, 7),
    more: object = {},
  ) {
    const bundle = await bundleStrategy(file);
    const make = async () => {
      const spec = await plainSpec(bundle, series, loadContracts().get("MES"), params);
      return { ...spec, flatCost: 620_000, ...more } as never;
    };
    return verified(make, bundle, { ...FULL, ...terms });
  }

  function strategy(name: string, text: string): string {
    const path = join(folder, `${name}.ts`);
    writeFileSync(path, `import { atr, ema, sma, Strategy } from "tickproof";\n${text}`);
    return path;
  }

  return { watch, strategy };
}
