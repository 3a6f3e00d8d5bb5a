// Does a baseline come back from its files as it was, and are those of before still read?

import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { DecisionLine, Recorded } from "#domain/regress.js";
import { baselineTexts, readBaseline } from "#regress/baseline.js";
import { event, trade } from "./lines.js";

const folder = mkdtempSync(join(tmpdir(), "tickproof-baseline-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const recorded = (decisions: readonly DecisionLine[]): Recorded => ({
  instrument: "MES",
  tickSize: "0.25",
  cash: 25_000_000_000,
  figures: {},
  trades: [trade(1, 2, 4)],
  days: [],
  decisions,
  code: { "strategies/a.ts": ["abc123"] },
  tree: { run: "r", layers: {}, outputs: {}, seconds: null, reasons: [] } as never,
});

function again(texts: Readonly<Record<string, string>>): readonly DecisionLine[] {
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  return readBaseline(folder, "baselines/a").decisions;
}

const saw = (values: Readonly<Record<string, string>>) => ({
  values: Object.entries(values).map(([name, value]) => ({ name, value })),
});

const DECISIONS = [
  event(1, 'BUY 1 market "up"', saw({ "ema(12)": "5", "a=b; c": "-4" })),
  event(2, 'SELL 1 market "down"', saw({ "ema(12)": "6", "a=b; c": "=1+1; 2%3B" })),
  event(3, "bought 1 at 5.00", { kind: "filled" }),
  event(4, 'BUY 1 market "=cmd()"', saw({ "ema(12)": "7", "a=b; c": "8", note: "\u202Eevil\nline" })),
  event(5, 'BUY 1 market "other names, as many"', saw({ "ema(13)": "7", "a=b; c": "8" })),
  event(6, 'BUY 1 market "and back"', saw({ "ema(12)": "9", "a=b; c": "8" })),
  event(7, 'BUY 1 market "alone"', saw({ note: "" })),
  event(8, 'BUY 1 market "alone again"', saw({ note: "" })),
  event(9, 'BUY 1 market "alone, with a word"', saw({ note: "x".repeat(10_000) })),
  event(10, 'BUY 1 market "none"'),
];

test("names of values are told once, and every decision comes back with its own", () => {
  const texts = baselineTexts(recorded(DECISIONS));
  expect(again(texts)).toEqual(DECISIONS);
  const many = Array.from({ length: 100 }, (_, k) =>
    event(k, "BUY 1", saw({ "EMA fast": String(k), "EMA slow": "2" })),
  );
  expect(baselineTexts(recorded(many))["decisions.csv"].match(/EMA fast/g)).toHaveLength(1);
});

test("a baseline that tells the names in every row is read as before", () => {
  const texts = { ...baselineTexts(recorded(DECISIONS.slice(0, 2))) };
  const [head, first, second] = texts["decisions.csv"].split("\n");
  const whole = second!.replace(/,6; .*$/, ",ema(12)=6; a%3Db%3B c=%3D1+1%3B 2%253B");
  expect(whole).not.toBe(second);
  texts["decisions.csv"] = `${[head, first, whole].join("\n")}\n`;
  const tree = JSON.parse(texts["fingerprint.json"]);
  tree.files["decisions.csv"] = createHash("sha256")
    .update(texts["decisions.csv"])
    .digest("hex")
    .slice(0, 16);
  texts["fingerprint.json"] = JSON.stringify(tree);
  const [, read] = again(texts);
  expect(read!.values).toEqual(DECISIONS[1]!.values);
  expect(readFileSync(join(folder, "decisions.csv"), "utf8")).toContain("ema(12)=6");
});
