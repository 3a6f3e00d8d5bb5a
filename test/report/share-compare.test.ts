// Does a shared comparison hold R and nothing else?

import { expect, test } from "vitest";
import { compareReport } from "#report/compare-report.js";
import { fixedText } from "#report/format.js";
import { shareCompareReport } from "#report/share-compare.js";
import { fixtureRun } from "./fixture.js";
import { comparisonOf, HOSTILE_CONTEXT, hostileComparison } from "./hostile.js";

const runs = [fixtureRun(), fixtureRun({ seed: 3 }), fixtureRun({ every: 0 })];
const comparison = comparisonOf(runs);
const html = shareCompareReport(comparison, { version: "0" });

test("each run has its sum of R, and how many of its trades have none", () => {
  const rows = [...html.matchAll(/<tr><th scope="row">[\s\S]*?(?=<tr>|<\/tbody>)/g)].map(([row]) =>
    [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)(?=<t[hd]|$)/g)].map(([, cell]) => cell!.replace(/<[^>]*>/g, "")),
  );
  for (const [k, run] of runs.entries()) {
    const all = run.trades.flatMap(({ r }) => (r === null ? [] : [r]));
    expect(rows[k]!.slice(2, 4)).toEqual([String(all.length), String(run.trades.length - all.length)]);
    if (all.length === 0) continue;
    const sum = fixedText(
      all.reduce((a, b) => a + b, 0),
      2,
    );
    expect(rows[k]![4]!.replace("+", "")).toBe(`${sum}R`);
  }
});

test("no dollars, no data, no notes, no quantities, and nothing that runs", () => {
  expect(html).not.toMatch(/\$\d|<script|application\/octet-stream/);
  expect(compareReport(comparison, { command: "x", version: "0" })).toMatch(/\$\d/);
  for (const run of runs)
    for (const { text, kind } of run.events) if (kind === "note") expect(html).not.toContain(text);
});

test("hostile names stay text", () => {
  const text = shareCompareReport(hostileComparison(), HOSTILE_CONTEXT);
  expect(text).not.toMatch(/<script|<img/);
  expect(text).toContain("&lt;");
});
