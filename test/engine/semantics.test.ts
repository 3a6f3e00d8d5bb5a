// Were the engine's semantics raised when its results changed?

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { SEMANTICS } from "#engine/semantics.js";
import { canonicalSeries } from "../../bench/canonical.js";
import { loadStrategies, type Trading, trade } from "../strategies/trade.js";

const FILE = fileURLToPath(new URL("semantics.json", import.meta.url));
const HOW: Readonly<Record<string, Trading>> = {
  plain: {},
  "small account": { cash: 2_000 },
  touch: { execution: { limitFill: "touch", slippage: 0, path: "nearest" } },
  "share of volume": { execution: { participation: 0.001, path: "favourable" } },
  "this close": { execution: { fillAt: "this-close", path: "ohlc" } },
};

/** Every strategy of the project by several rules of fills: limits, stops, targets, trailing, breakeven, liquidations. */
async function results(): Promise<Record<string, string>> {
  const series = canonicalSeries(20_000);
  const found: Record<string, string> = {};
  for (const [name, Trader] of await loadStrategies())
    for (const [how, trading] of Object.entries(HOW))
      found[`${name}, ${how}`] = trade(series, Trader, trading).fingerprint.slice(0, 16);
  return found;
}

test("results are those that were recorded with these semantics; else raise SEMANTICS in src/engine/semantics.ts and record them: UPDATE_SEMANTICS=1", async () => {
  const now = { semantics: SEMANTICS, results: await results() };
  const recorded = JSON.parse(readFileSync(FILE, "utf8")) as typeof now;
  if (process.env.UPDATE_SEMANTICS === "1") {
    const changed = JSON.stringify(recorded.results) !== JSON.stringify(now.results);
    expect(!changed || now.semantics > recorded.semantics || recorded.semantics === 0).toBe(true);
    writeFileSync(FILE, `${JSON.stringify(now, null, 2)}\n`);
    return;
  }
  expect(now).toEqual(recorded);
});
