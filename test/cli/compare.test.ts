// Does `tickproof compare` hold runs against each other, those that it runs and those that are finished?

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { emptyFolder, REPO, tickproof } from "./cli.js";

const STRATEGIES = ["ema-trend", "rsi-reversion"].map((name) => join(REPO, "strategies", `${name}.ts`));
const MES = ["-i", "MES", "--data", join(REPO, "data/MES-5m.csv")];
const json = (text: string) => JSON.parse(text);

describe("tickproof compare", { timeout: 120_000 }, () => {
  test("pins the baseline that is named, and with --diff lists every trade once", async () => {
    const cwd = emptyFolder();
    const args = [...STRATEGIES, ...MES, "--report", "none", "--baseline", "rsi-reversion", "--json"];
    const [few, all] = await Promise.all([
      tickproof(["compare", ...args], { cwd }),
      tickproof(["compare", ...args, "--diff"], { cwd }),
    ]);
    const [short, long] = [json(few.stdout), json(all.stdout)];
    expect(short.baseline).toEqual({ strategy: "rsi-reversion", instrument: "MES" });
    const [{ trades, onlyA, onlyB, changed, same }] = long.diffs;
    expect(trades).toHaveLength(onlyA.trades + onlyB.trades + changed.trades + same.trades);
    expect(short.diffs[0].trades).toHaveLength(20);
    expect({ ...long, diffs: [] }).toEqual({ ...short, diffs: [] });
  });

  test("takes finished runs, from a report and from a document, and greys the one on other terms", async () => {
    const cwd = emptyFolder();
    const [ema] = STRATEGIES;
    const run = (slip: string, to: string) =>
      tickproof(["run", ema!, ...MES, "--from", "2025-06", "--slippage", slip, "--report", to, "--json"], {
        cwd,
      });
    const [one, two] = await Promise.all([run("1t", "one.html"), run("2t", "two.html")]);
    const ended = await tickproof(["compare", "one.html", "two.html", "--report", "both.html", "--json"], {
      cwd,
    });
    expect(ended.code).toBe(0);
    const { cells, diffs, sharedError } = json(ended.stdout);
    expect(cells.map((cell: { summary: object }) => cell.summary)).toEqual([
      json(one.stdout).summary,
      json(two.stdout).summary,
    ]);
    expect(cells.map((cell: { strategy: string }) => cell.strategy)).toEqual(["one", "two"]);
    expect(cells[1].standing.greyed).toContain("other slippage than the baseline");
    expect(diffs[0]).toMatchObject({ a: "one", b: "two" });
    expect(sharedError.code).toBe("E163");
    expect(readFileSync(join(cwd, "both.html"), "utf8")).toContain("other slippage than the baseline");
    const [again, first] = await Promise.all([
      tickproof(["export", "--from", "both.html", "-o", "out"], { cwd }),
      tickproof(["export", "--from", "one.html", "-o", "first"], { cwd }),
    ]);
    expect([again.code, first.code]).toEqual([0, 0]);
    const { fingerprint } = json(one.stdout);
    const prefix = `ema-trend-MES-${fingerprint.slice(0, 4)}-`;
    for (const name of readdirSync(join(cwd, "first"))) {
      const text = (path: string) => readFileSync(join(cwd, path), "utf8");
      if (name !== "run.json") expect(text(`out/${prefix}${name}`)).toBe(text(`first/${name}`));
    }
    const { embedded, ...figures } = json(one.stdout);
    expect(embedded.length).toBeGreaterThan(10);
    expect(json(readFileSync(join(cwd, `out/${prefix}run.json`), "utf8"))).toEqual(figures);
  });

  test.each([
    [[...STRATEGIES, ...MES, "--baseline", "rsi"], "E160"],
    [[STRATEGIES[0]!, ...MES, "--diff"], "E161"],
    [["one.html", "ema-trend"], "E164"],
    [["one.html"], "E164"],
    [["one.html", "two.html"], "E394"],
  ])("what cannot be compared is told, and nothing is written: case %#", async (args, code) => {
    const cwd = emptyFolder();
    const ended = await tickproof(["compare", ...args], { cwd });
    expect(ended.stderr).toContain(code);
    expect(ended.code).toBeGreaterThan(0);
    expect(existsSync(join(cwd, "reports"))).toBe(false);
  });
});
