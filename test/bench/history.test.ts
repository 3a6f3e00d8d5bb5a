// Can the history of speed be read, and does recording lose nothing of it?

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Kept } from "../../bench/guard.js";
import { type Entry, entryOf, record } from "../../bench/history.js";
import { tableOf } from "../../bench/measured.js";

const bench = join(import.meta.dirname, "../../bench");
const lines = readFileSync(join(bench, "history.jsonl"), "utf8").trimEnd().split("\n");
const MACHINE = { cpu: "a", cores: 2, memoryGb: 1, node: "20.0.0", v8: "11", cc: null, load: 0 };

test("each line of the history says when, of which commit, on what machine, and how fast", () => {
  expect(lines.length).toBeGreaterThan(0);
  const commits = lines.map((line, k) => {
    const { date, commit, machine, figures, memory } = JSON.parse(line) as Entry;
    const where = `line ${k + 1}`;
    expect(date, where).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(commit, where).toMatch(/^[0-9a-f]{40}$/);
    expect(machine, where).toEqual(
      expect.objectContaining({
        cpu: expect.any(String),
        cores: expect.any(Number),
        node: expect.any(String),
      }),
    );
    expect(Object.keys(figures), where).toEqual(expect.arrayContaining(["W1", "W2", "W3", "W4", "W5", "W6"]));
    for (const figure of Object.values(figures)) {
      expect(figure.median, where).toBeGreaterThanOrEqual(figure.min);
      expect(figure.min, where).toBeGreaterThan(0);
      for (const ratio of Object.values(figure.ratios)) expect(ratio, where).toBeGreaterThan(0);
    }
    for (const { peak, beyond } of Object.values(memory)) expect(peak, where).toBeGreaterThan(beyond);
    return commit;
  });
  expect(new Set(commits).size).toBe(commits.length);
});

test("a commit that is measured again replaces its line, and the others stay as they were", () => {
  const folder = mkdtempSync(join(tmpdir(), "tickproof-history-"));
  try {
    const path = join(folder, "history.jsonl");
    const entry = (commit: string, ms: number): Entry => {
      const timings = [
        { who: "tickproof", ms: [ms] },
        { who: "plain", ms: [10] },
      ];
      const table = tableOf({ key: "W1", title: "", unit: "M bars/s", work: 1_000_000 }, timings);
      const peak = { bytes: 300, columns: 68, bars: 1 };
      const told = {
        workload: "W1",
        bars: 1,
        fingerprint: null,
        trades: null,
        tables: [table],
        peak,
        notes: [],
      };
      return entryOf({ commit, date: "2026-01-02" }, MACHINE, [told]);
    };
    record(path, entry("one", 20));
    record(path, entry("two", 30));
    const untouched = readFileSync(path, "utf8").split("\n")[1];
    record(path, entry("one", 40));
    const [first, second, end] = readFileSync(path, "utf8").split("\n");
    expect(first).toBe(untouched);
    expect(JSON.parse(second!)).toMatchObject({
      commit: "one",
      figures: { W1: { median: 40, min: 40, rate: 25, ratios: { plain: 4 } } },
      memory: { W1: { peak: 300, beyond: 232, bars: 1 } },
    });
    expect(end).toBe("");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the guard keeps what it measured, and on what machine", () => {
  const kept = JSON.parse(readFileSync(join(bench, "guard.json"), "utf8")) as Kept;
  expect(kept.ratio).toBeGreaterThan(1);
  expect(kept.allocated).toBeGreaterThan(0);
  expect(kept.mayGrow).toBeGreaterThan(0);
  expect(kept.mayGrow).toBeLessThanOrEqual(0.25);
  expect(kept.machine).not.toBe("");
});
