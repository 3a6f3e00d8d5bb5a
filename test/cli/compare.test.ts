// Does `tickproof compare` hold runs against each other, those that it runs and those that are finished?

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { emptyFolder, REPO, tickproof } from "./cli.js";

const STRATEGIES = ["ema-trend", "rsi-reversion"].map((name) => join(REPO, "strategies", `${name}.ts`));
const MES = ["-i", "MES", "--data", join(REPO, "data/MES-5m.csv")];
const json = (text: string) => JSON.parse(text);

describe("tickproof compare", () => {
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

  test("has the files of its strategies as they were bundled, whatever becomes of them while it runs", async () => {
    const cwd = emptyFolder();
    const own = join(cwd, "own.ts");
    const text =
      'import { Strategy } from "tickproof";\r\nimport { unlinkSync } from "node:fs";\r\n\r\nexport default class Own extends Strategy {\r\n  override onBar(): void {\r\n    if (this.bar === 5) unlinkSync(FILE);\r\n    if (this.bar % 50 === 9) this.buy({ qty: 1, reason: "in" });\r\n    if (this.bar % 50 === 29) this.flatten("out");\r\n  }\r\n}\r\n'.replace(
        "unlinkSync(FILE)",
        `try { unlinkSync(${JSON.stringify(own)}); } catch {}`,
      );
    for (const command of ["run", "compare"]) {
      writeFileSync(own, text);
      const others = command === "compare" ? [STRATEGIES[1]!] : [];
      const args = [command, "own.ts", ...others, ...MES, "--from", "2025-06", "--report", `${command}.html`];
      const ended = await tickproof(args, { cwd });
      expect(ended.stderr).not.toContain("E199");
      expect(ended.code).toBe(0);
      expect(existsSync(own)).toBe(false);
      const out = `${command}-out`;
      expect((await tickproof(["export", "--from", `${command}.html`, "-o", out], { cwd })).code).toBe(0);
      const [file] = readdirSync(join(cwd, out)).filter((name) => /^(own-.*)?strategy\.ts$/.test(name));
      expect(readFileSync(join(cwd, out, file!), "utf8")).toBe(text);
    }
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

  test("is drawn again from its page and from its document, without running, and leaves as files", async () => {
    const cwd = emptyFolder();
    const args = [
      "compare",
      ...STRATEGIES,
      ...MES,
      "--from",
      "2025-06",
      "--report",
      "c.html",
      "--csv",
      "csv",
      "--json",
    ];
    const compared = await tickproof(args, { cwd });
    expect(compared.code).toBe(0);
    const text = (path: string) => readFileSync(join(cwd, path), "utf8");
    writeFileSync(join(cwd, "c.json"), compared.stdout);
    const drawn = async (...more: string[]) => {
      const { code, stdout } = await tickproof(["report", ...more, "--json"], { cwd });
      return { code, ...json(stdout) };
    };
    // The runs' own reports have the lines of the strategy and its source, which the comparison does not keep.
    const ofRuns = readdirSync(cwd).filter((name) => /^(ema|rsi)-.*\.html$/.test(name));
    expect(ofRuns).toHaveLength(2);
    const before = ofRuns.map(text);
    const fingerprints = json(compared.stdout).cells.map((cell: { fingerprint: string }) => cell.fingerprint);
    const again = await drawn("c.html", "-o", "again.html");
    expect(again).toMatchObject({ code: 0, report: "again.html", fingerprint: null });
    expect(again.runs.map((one: { fingerprint: string }) => one.fingerprint)).toEqual(fingerprints);
    expect(again.runs.map((one: { report: string }) => one.report).sort()).toEqual(ofRuns);
    expect(ofRuns.map(text).every((page, k) => page === before[k])).toBe(true);
    const printed = await tickproof(["report", "c.html", "-o", "again.html", "--print"], { cwd });
    expect(printed.stderr).toContain("--print is for the pages of the runs");
    expect(printed.stdout).toMatch(/ema-trend-MES-\w+-print\.html/);
    const left = await tickproof(["report", "c.html"], { cwd });
    expect(left.stdout).toMatch(/run\treports.ema-trend/);
    const stays = await tickproof(["report", "c.html"], { cwd });
    expect(stays.stderr).toMatch(/reports.ema-trend-MES-\w+\.html is there already and stays as it is/);
    expect(stays.stdout.trim().split("\n")).toHaveLength(1);
    expect(text("again.html") === text("c.html")).toBe(true);
    expect(await drawn("c.json", "-o", "more.html", "--no-run-reports")).toMatchObject({ code: 0, runs: [] });
    expect(text("more.html") === text("c.html")).toBe(true);
    const shared = await drawn("c.json", "--share");
    expect(shared.report).toMatch(/-shared\.html$/);
    expect(text(shared.report)).not.toMatch(/\$\d|octet-stream/);

    const { embedded, ...figures } = json(compared.stdout);
    expect(embedded.length).toBeGreaterThan(10);
    writeFileSync(join(cwd, "bare.json"), JSON.stringify(figures));
    expect(await drawn("bare.json")).toMatchObject({ code: "E168" });
    figures.cells[0].summary.net = "1.00";
    writeFileSync(join(cwd, "altered.json"), JSON.stringify({ ...figures, embedded }));
    expect(await drawn("altered.json")).toMatchObject({ code: "E511", found: "cells" });
    writeFileSync(join(cwd, "other.json"), JSON.stringify({ ...figures, joint: 3 }));
    expect(await drawn("other.json")).toMatchObject({ code: "E393" });

    expect((await tickproof(["export", "--from", "c.html", "-o", "out"], { cwd })).code).toBe(0);
    const tables = readdirSync(join(cwd, "csv"));
    expect(tables.filter((name) => name.startsWith("together-"))).toHaveLength(4);
    for (const table of tables) expect(text(`out/${table}`) === text(`csv/${table}`), table).toBe(true);
    const whole = json(text("out/comparison.json"));
    expect(whole.shared).toEqual(figures.shared);
    const twice = await tickproof(["compare", "c.json", "c.html", "--report", "none", "--json"], { cwd });
    expect(json(twice.stdout).cells).toHaveLength(4);
  });

  test("looks at each strategy on each contract whether it sees the future: what does is greyed, and trusted by no exit code", async () => {
    const cwd = emptyFolder();
    writeFileSync(
      join(cwd, "peek.ts"),
      `import { Strategy } from "tickproof";
export default class Peek extends Strategy {
  readonly next = this.indicator((close: Float64Array) => close.map((price, i) => close[i + 1] ?? price), this.close);
  override onBar(): void {
    const wanted = this.next.now > this.close.now ? 1 : -1;
    if (wanted !== this.position) this.goTo(wanted);
  }
}
`,
    );
    const span = ["--from", "2025-06-02", "--to", "2025-06-13"];
    const args = [
      "compare",
      STRATEGIES[0]!,
      "peek.ts",
      ...MES,
      ...span,
      "--report",
      "c.html",
      "--no-run-reports",
    ];
    const ended = await tickproof([...args, "--json"], { cwd });
    expect(ended.code).toBe(5);
    const checks = json(ended.stdout).cells.map((cell: { standing: { checks: { id: string }[] } }) =>
      cell.standing.checks.find(({ id }) => id === "look-ahead"),
    );
    expect(checks).toMatchObject([{ state: "ok" }, { state: "bad", label: expect.stringMatching(/^E501/) }]);
    const page = readFileSync(join(cwd, "c.html"), "utf8");
    expect(page).toMatch(/fails a check: <[^>]*>E501|fails a check: E501/);
    expect(page).not.toContain("Look-ahead: not tested");
    const told = "peek on MES: E501 peek decides with bars that had not closed: tickproof verify says more";
    expect(ended.stderr).toContain(told);
    const piped = await tickproof(args, { cwd });
    const lines = piped.stdout.replace(/\n$/, "").split("\n");
    expect(new Set(lines.map((line) => line.split("\t").length)).size).toBe(1);
    expect(piped.stderr).toContain("c.html");
    expect(piped.stderr).toContain(told);
    // Finished, it is no better than it was.
    await tickproof(["run", "peek.ts", ...MES, ...span, "--report", "one.html"], { cwd });
    await tickproof(["run", STRATEGIES[0]!, ...MES, ...span, "--report", "two.html"], { cwd });
    const finished = await tickproof(["compare", "one.html", "two.html", "--report", "none"], { cwd });
    expect(finished.code).toBe(5);
    expect(finished.stderr).toContain(told);
    const fair = await tickproof(["compare", "two.html", "two.html", "--report", "none"], { cwd });
    expect(fair.code).toBe(0);
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
