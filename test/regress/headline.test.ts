// Does the first line of a changed case say what differs, and nothing else?

import { expect, test } from "vitest";
import { LAYERS, type Outputs, type Recorded } from "#domain/regress.js";
import { tomlOf } from "#importer/read-toml.js";
import { changedResult } from "#regress/compare.js";
import { caseTerms } from "#regress/terms.js";
import { trade } from "./lines.js";

const { terms } = caseTerms(tomlOf('[case]\nrun = { strategy = "orb", instrument = "MES" }\n', "case.toml"));
const NAMED = { name: "orb", strategy: "orb", instrument: "MES", seconds: 1 };
const NOTHING_ASKED = { asked: [], columns: {}, sources: [] };

/** `code`: of the engine, whose semantics are the same in all of them. */
function recorded(code: string, flags: string, outputs: Partial<Outputs>): Recorded {
  const layers = LAYERS.map((layer) => {
    const facts: Record<string, string> = layer === "engine" ? { code, semantics: "1" } : {};
    return [layer, { hash: "", facts }] as const;
  });
  return {
    instrument: "MES",
    tickSize: "0.25",
    cash: 0,
    figures: { net: 3_760_000, trades: 1 },
    trades: [trade(1, 2, 4, { flags })],
    days: [],
    decisions: [],
    code: null,
    tree: {
      run: "",
      layers: Object.fromEntries(layers) as Recorded["tree"]["layers"],
      outputs: { orders: "o", trades: "t", equity: "e", ...outputs },
      seconds: null,
      reasons: [],
    },
  };
}

const resultOf = (flags: string, outputs: Partial<Outputs>) => {
  const [baseline, now] = [recorded("a", "H", {}), recorded("b", flags, outputs)];
  const bars = { time: Float64Array.of(0, 60_000, 120_000, 180_000, 240_000), length: 5 };
  return changedResult(NAMED, baseline, now, NOTHING_ASKED, bars as never, terms, "no-change", null);
};

test("another letter of a flag is no other order", () => {
  const { verdict, headline, notes } = resultOf("R", { trades: "u" });
  expect([verdict, headline]).toEqual(["changed", "the same orders, trades told otherwise"]);
  expect(notes).toEqual([expect.stringMatching(/semantics were not raised/)]);
});

test("orders that differ and come to the same are told, and so is an equity that went another way", () => {
  expect(resultOf("H", { orders: "p", trades: "u" }).headline).toBe("the same figures from other orders");
  expect(resultOf("H", { equity: "f" }).headline).toBe(
    "the same orders and trades, another equity between them",
  );
});
