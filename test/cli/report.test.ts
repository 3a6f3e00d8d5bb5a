// Can a report be drawn again, opened, shared and taken apart from the command line?

import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { backtest } from "#index.js";
import { sealedBlocks } from "#report/embed/blocks.js";
import { elementOf } from "#report/embed/seal.js";
import { summaryOf } from "#report/json.js";
import { blocksIn, openPage } from "../report/embedded.js";
import { emptyFolder, tickproof } from "./cli.js";

const RUN = ["run", "tiered-take-profit", "-i", "MCL"];
const text = (cwd: string, path: string): string => readFileSync(join(cwd, path), "utf8");

test("the document of a run draws the same page again, and the page gives back the same document and tables", async () => {
  const cwd = emptyFolder();
  const told = [...RUN, "--trials", "40"];
  const ran = await tickproof([...told, "--json", "--report", "first.html", "--csv", "tables"], { cwd });
  expect(ran.code).toBe(0);
  const { trials } = JSON.parse(ran.stdout);
  expect(trials).toMatchObject({ tried: 40, luckySharpe: expect.any(Number) });
  expect(trials.deflatedSharpe).toBeGreaterThan(0);
  expect(text(cwd, "first.html")).toMatch(/Deflated Sharpe 0\.\d+ after 40 configurations/);
  expect(text(cwd, "first.html")).toContain(`tickproof run tiered-take-profit -i MCL --trials 40`);
  writeFileSync(join(cwd, "run.json"), ran.stdout);

  expect(await tickproof(["report", "run.json", "-o", "second.html"], { cwd })).toMatchObject({ code: 0 });
  // Lines of the strategy are as exact as the page shows them: their static drawing may differ by a hair.
  const drawn = (page: string) => text(cwd, page).replace(/<path class="plotted[^>]*>/g, "");
  expect(drawn("second.html") === drawn("first.html")).toBe(true);

  expect(await tickproof(["export", "--from", "first.html", "-o", "out"], { cwd })).toMatchObject({
    code: 0,
  });
  expect(text(cwd, "out/run.json")).toBe(ran.stdout);
  const tables = readdirSync(join(cwd, "tables"));
  expect(tables.length).toBeGreaterThan(6);
  for (const table of tables) expect(text(cwd, `out/${table}`)).toBe(text(cwd, `tables/${table}`));
  const bars = text(cwd, "out/bars.csv").trim().split("\n");
  expect(bars).toHaveLength(2 + JSON.parse(ran.stdout).inputs.data[0].bars);

  const asJson = await tickproof(["export", "--from", "first.html", "--format", "json"], { cwd });
  expect(asJson.stdout).toBe(ran.stdout);
  const again = await tickproof([...RUN, "--json", "--report", "none", "--data", "out/bars.csv"], { cwd });
  expect(JSON.parse(again.stdout).summary).toEqual(JSON.parse(ran.stdout).summary);
});

test("panes and levels of a strategy's lines are drawn again as they were, with the same numbers", async () => {
  const cwd = emptyFolder();
  const ran = await tickproof(["run", "rsi-reversion", "-i", "MNQ", "--json", "--report", "first.html"], {
    cwd,
  });
  writeFileSync(join(cwd, "run.json"), ran.stdout);
  expect(await tickproof(["report", "run.json", "-o", "second.html"], { cwd })).toMatchObject({ code: 0 });
  const drawn = (page: string) => text(cwd, page).replace(/<path class="plotted[^>]*>/g, "");
  expect(drawn("first.html")).toMatch(
    /RSI\(14\) went from [\d.]+ to [\d.]+, between [\d.]+ and [\d.]+; levels at 30, 70\./,
  );
  // What a reader sees; blocks hold the lines themselves, rounded anew.
  const seen = (page: string) => drawn(page).replace(/<script type="application.*?<\/script>/g, "");
  expect(seen("second.html") === seen("first.html")).toBe(true);
  const meta = async (page: string) => (await openPage(text(cwd, page))).meta.plots;
  const declared = (await meta("first.html")).map(({ name, pane, levels, extent }) => [
    name,
    pane,
    levels,
    extent,
  ]);
  expect(declared.map(([name, pane]) => [name, pane])).toEqual([
    ["RSI(14)", "own"],
    ["mean", "price"],
  ]);
  expect(
    (await meta("second.html")).map(({ name, pane, levels, extent }) => [name, pane, levels, extent]),
  ).toEqual(declared);
});

test("what was written with other figures is drawn anew, and its export has those of today", async () => {
  const cwd = emptyFolder();
  const run = await backtest({ strategy: "tiered-take-profit", instrument: "MCL", data: "data/MCL-5m.csv" });
  type Figures = ReturnType<typeof summaryOf> & { readonly breakEvenSlippage?: number };
  const now: Figures = summaryOf(run);
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  const pageOf = (summary: Figures) => {
    const blocks = sealedBlocks({ ...run }, { command: "tickproof run", version, summary });
    return `<!doctype html><html>${blocks.map(elementOf).join("")}</html>\n`;
  };
  const drawn = async (name: string, summary: Figures) => {
    writeFileSync(join(cwd, `${name}.html`), pageOf(summary));
    const again = `${name}-again.html`;
    expect(await tickproof(["report", `${name}.html`, "-o", again], { cwd })).toMatchObject({ code: 0 });
    const exported = await tickproof(["export", "--from", again, "--format", "json"], { cwd });
    return { page: text(cwd, again), summary: JSON.parse(exported.stdout).summary as Figures };
  };
  const kept = await drawn("kept", now);
  expect(blocksIn(kept.page)).toEqual(blocksIn(pageOf(now)));
  const before = await drawn("before", { ...now, breakEvenSlippage: -0.7229 });
  expect(before.summary.breakEvenSlippage).toBe(now.breakEvenSlippage);
  expect(before.summary).toEqual(kept.summary);
});

test("a report that is to go nowhere is refused, whoever said so", async () => {
  const cwd = emptyFolder();
  const refused = async (...args: string[]) => {
    const { code, stdout } = await tickproof(["report", "run.json", ...args, "--json"], { cwd });
    return [code, JSON.parse(stdout)];
  };
  const fault = { schema: "tickproof.error/1", code: "E105" };
  expect(await refused("--report", "none")).toMatchObject([2, { ...fault, where: "--report" }]);
  expect(await refused("--out", "none")).toMatchObject([2, fault]);
  expect(await refused("--report", "none", "-o", "page.html")).toMatchObject([3, { code: "E394" }]);
});

test("what is neither a run nor a comparison is told so", async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, "other.json"), '{"schema":"tickproof.sweep/1"}');
  writeFileSync(join(cwd, "cut.json"), '{"schema":"tickproof.compare/1","ce');
  const told = async (name: string) =>
    JSON.parse((await tickproof(["report", name, "--json"], { cwd })).stdout);
  expect(await told("other.json")).toMatchObject({
    code: "E391",
    message: "other.json is no document of a run or a comparison",
    expected: 'schema "tickproof.run/1" or "tickproof.compare/1"',
    fix: [expect.stringContaining("tickproof run"), expect.stringContaining("tickproof compare")],
  });
  expect(await told("cut.json")).toMatchObject({
    code: "E390",
    expected: "the whole document of a run or a comparison",
  });
  expect(await told("none.json")).toMatchObject({
    code: "E394",
    expected: "the document of a run or a comparison",
  });
});

test("a document that was altered, or has no bars, and a page that keeps too few are refused with the way out", async () => {
  const cwd = emptyFolder();
  const ran = await tickproof([...RUN, "--json", "--report", "less.html", "--detail", "overview"], { cwd });
  const document = JSON.parse(ran.stdout);
  const refused = async (name: string, content: object) => {
    writeFileSync(join(cwd, name), JSON.stringify(content));
    const { stdout } = await tickproof(["report", name, "--json"], { cwd });
    return JSON.parse(stdout);
  };
  document.trades[3].net = "999.00";
  expect(await refused("altered.json", document)).toMatchObject({ code: "E511", found: "trades[3]" });
  const { embedded: _embedded, ...bare } = JSON.parse(ran.stdout);
  expect(await refused("bare.json", bare)).toMatchObject({ code: "E155" });
  const less = await tickproof(["report", "less.html"], { cwd });
  expect(less.stderr).toContain("E156");
  expect(text(cwd, "less.html")).toContain("no single bars kept");
  const tables = await tickproof(["export", "--from", "less.html"], { cwd });
  expect(tables.stderr).toContain("keeps 0 of");
  expect(readdirSync(join(cwd, "less")).sort()).not.toContain("bars.csv");
  const figures = ({ embedded: _e, ...rest }: { embedded?: unknown }) => rest;
  expect(JSON.parse(text(cwd, "less/run.json"))).toEqual(figures(JSON.parse(ran.stdout)));
  const none = await tickproof(["export", "--from", "nowhere.html"], { cwd });
  expect(none).toMatchObject({ code: 2 });
  expect(none.stderr).toContain("E153");
});

test("a shared page has no dollar, no quantity, no note and no data in it", async () => {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, "strategies"));
  writeFileSync(
    join(cwd, "strategies/secret.ts"),
    `import { Strategy } from "tickproof";
export default class Secret extends Strategy {
  override onBar() {
    if (this.bar % 40 === 3 && this.position === 0) {
      this.note("SECRET NOTE");
      this.buy({ qty: 3, exit: { stopTicks: 20, targetTicks: 31 }, reason: "SECRET REASON" });
    }
  }
}
`,
  );
  const ran = await tickproof(
    ["run", "secret", "-i", "MES", "--cash", "54321", "--json", "--share", "--report", "shared.html"],
    { cwd },
  );
  expect(ran.code).toBe(0);
  const page = text(cwd, "shared.html");
  const { summary, trades } = JSON.parse(ran.stdout);
  expect(trades.length).toBeGreaterThan(100);
  expect(page).toContain("Results in R");
  expect(blocksIn(page)).toEqual([]);
  for (const secret of [
    "$",
    "SECRET",
    "54,321",
    "54321",
    summary.net,
    summary.costs.total,
    trades[0].entryPrice,
  ])
    expect(page).not.toContain(secret);
  const sum = trades.reduce((all: number, { r }: { r: number }) => all + r, 0);
  expect(page).toContain(`${Math.abs(sum).toFixed(2)}R`);
});

test("open names the newest report, or the one that is asked for, and says so where there is none", async () => {
  const cwd = emptyFolder();
  const opened = async (...args: string[]) => {
    const { stdout } = await tickproof(["open", ...args, "--json"], { cwd, env: { PATH: "" } });
    return JSON.parse(stdout);
  };
  expect(await opened()).toMatchObject({ code: "E157" });
  mkdirSync(join(cwd, "reports"));
  for (const [name, at] of [
    ["old", 1_000_000],
    ["new", 2_000_000],
  ] as const) {
    writeFileSync(join(cwd, `reports/${name}.html`), "<!doctype html>");
    utimesSync(join(cwd, `reports/${name}.html`), at, at);
  }
  expect((await opened()).report).toBe(join("reports", "new.html"));
  expect((await opened("old")).report).toBe(join("reports", "old.html"));
  expect(await opened("other")).toMatchObject({ code: "E157" });
  expect(existsSync(join(cwd, "reports/new.html"))).toBe(true);
});
