import { describe, expect, test } from "vitest";
import { type FingerprintTree, LAYERS, type Layer, type MetricRow, VERDICTS } from "#domain/regress.js";
import { layerDiffs } from "#regress/layers.js";
import { type Evidence, exitOf, exitOfAll, notesOf, verdictOf } from "#regress/verdict.js";

const tree = (facts: Partial<Record<Layer, Record<string, string>>>): FingerprintTree => ({
  run: "",
  layers: Object.fromEntries(
    LAYERS.map((layer) => [layer, { hash: "", facts: facts[layer] ?? {} }]),
  ) as FingerprintTree["layers"],
  outputs: { orders: "", trades: "", equity: "" },
  seconds: null,
  reasons: [],
});
const diffs = (now: Parameters<typeof tree>[0], before: Parameters<typeof tree>[0] = {}) =>
  layerDiffs(tree(before), tree(now));
const layersIn = (...of: Parameters<typeof diffs>) =>
  diffs(...of)
    .filter(({ changes }) => changes.length > 0)
    .map(({ layer }) => layer);

const row = (rest: Partial<MetricRow>): MetricRow => ({
  key: "net",
  label: "Net",
  unit: "usd",
  baseline: 1,
  now: 2,
  delta: 1,
  differs: true,
  tolerance: null,
  guards: [],
  ...rest,
});
const limit = (met: boolean) => ({ text: "tol 1", met, came: null });
const guard = (met: boolean, level: "fail" | "warn" = "fail") => ({ ...limit(met), level });

const evidence = (rest: Partial<Evidence>): Evidence => ({
  expect: "no-change",
  outputs: ["trades"],
  diffs: diffs({ strategy: { "orb.ts": "1" } }),
  rows: [row({})],
  untrusted: false,
  noTrades: false,
  ...rest,
});

describe("the verdict", () => {
  test.each([
    ["same", { outputs: [], rows: [] }],
    ["changed", {}],
    ["within", { rows: [row({ tolerance: limit(true) })] }],
    ["changed", { rows: [row({ tolerance: limit(true) }), row({ key: "sharpe" })] }],
    ["changed", { rows: [row({ tolerance: limit(false) })] }],
    ["changed", { rows: [row({ differs: false })] }],
    ["accepted", { expect: "change" }],
    ["accepted", { expect: "change", rows: [row({ guards: [guard(true), guard(false, "warn")] })] }],
    ["changed", { expect: "change", rows: [row({ guards: [guard(false)] })] }],
    ["data-drift", { diffs: diffs({ data: { prices: "x" } }) }],
    [
      "data-drift",
      { diffs: diffs({ data: { prices: "x" }, strategy: { "orb.ts": "1" } }), expect: "change" },
    ],
    ["changed", { diffs: diffs({ data: { prices: "x", "asked from": "2024" } }) }],
    ["changed", { diffs: diffs({ specs: { tickSize: "1" } }) }],
    ["changed", { diffs: diffs({ runtime: { node: "22" } }) }],
    ["invalid", { diffs: diffs({}) }],
    ["invalid", { untrusted: true, outputs: [] }],
    ["invalid", { untrusted: true, expect: "change" }],
    ["changed", { outputs: [], rows: [], noTrades: true }],
    ["changed", { expect: "change", noTrades: true }],
  ] as const)("is %s where %j", (verdict, rest) => {
    expect(verdictOf(evidence(rest as Partial<Evidence>))).toBe(verdict);
  });

  test("ends the command as the table says, the worst of all deciding", () => {
    const exits = (ci: boolean) =>
      VERDICTS.map((verdict) => [verdict, exitOf({ verdict, fault: null }, ci)] as const);
    expect(Object.fromEntries(exits(false))).toEqual({
      same: 0,
      within: 0,
      accepted: 0,
      new: 0,
      obsolete: 0,
      changed: 1,
      "data-drift": 3,
      error: 2,
      invalid: 5,
    });
    expect(exitOf({ verdict: "new", fault: null }, true)).toBe(1);
    expect(exitOf({ verdict: "obsolete", fault: null }, true)).toBe(1);
    expect(exitOf({ verdict: "error", fault: { code: "E401", message: "" } }, false)).toBe(4);
    const all = (["same", "changed", "data-drift"] as const).map((verdict) => ({ verdict, fault: null }));
    expect(exitOfAll(all, false)).toBe(3);
    expect(exitOfAll([], false)).toBe(0);
  });

  test("says what to know besides", () => {
    expect(notesOf(evidence({ diffs: diffs({ runtime: { node: "22" } }) }))).toEqual([
      expect.stringMatching(/^only the runtime differs/),
    ]);
    expect(notesOf(evidence({ diffs: diffs({}) }))).toEqual([expect.stringMatching(/never accept that$/)]);
    expect(notesOf(evidence({ diffs: diffs({ engine: { code: "2" } }, { engine: { code: "1" } }) }))).toEqual(
      [expect.stringMatching(/semantics were not raised/)],
    );
    expect(notesOf(evidence({ outputs: [], rows: [], expect: "change" }))).toHaveLength(1);
  });
});

describe("the layers that differ", () => {
  const engine = (code: string, semantics: string, version = "1") => ({
    engine: { code, semantics, version },
  });

  test("are those in which a fact does", () => {
    expect(layersIn({ params: { fast: "12" } }, { params: { fast: "13" } })).toEqual(["params"]);
    expect(layersIn({ strategy: { "a.ts": "1", "b.ts": "2" } }, { strategy: { "a.ts": "1" } })).toEqual([
      "strategy",
    ]);
  });

  test("have the engine only where its semantics were raised, or where nothing else can have been it", () => {
    expect(layersIn({ ...engine("b", "1", "2"), params: { fast: "1" } }, engine("a", "1"))).toEqual([
      "params",
    ]);
    expect(layersIn({ ...engine("b", "2"), params: { fast: "1" } }, engine("a", "1"))).toEqual([
      "engine",
      "params",
    ]);
    expect(layersIn(engine("b", "1"), engine("a", "1"))).toEqual(["engine"]);
  });

  test("have data only where bars are other ones, not where they lie in another file", () => {
    const was = { data: { prices: "1", "file name": "a.csv", "hash of file": "x" } };
    expect(layersIn({ data: { prices: "1", "file name": "b.csv", "hash of file": "y" } }, was)).toEqual([]);
    expect(layersIn({ data: { prices: "2", "file name": "a.csv", "hash of file": "y" } }, was)).toEqual([
      "data",
    ]);
  });

  test("have data where the market's hours are other ones; a baseline of before knows of none", () => {
    const was = { data: { prices: "1", "hours of the market": "x" } };
    expect(layersIn({ data: { prices: "1", "hours of the market": "y" } }, was)).toEqual(["data"]);
    expect(layersIn(was, { data: { prices: "1" } })).toEqual([]);
  });
});
