// Do risk rules reach a run from the command line, and does everything that comes out of it say so?

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { barsCsv, project, tickproof } from "./cli.js";

const BUYS = `
  import { Strategy } from "tickproof";
  export default class Buys extends Strategy {
    override onBar(): void {
      if (this.position === 0) this.buy({ qty: 9, exit: { stopTicks: 40, targetTicks: 8 }, reason: "again" });
    }
  }`;
const CALENDAR = "time,name\n2025-03-03 00:30,CPI\n";
const CONFIG = `{
  "size": "risk:1%",
  "tz": "UTC",
  "events": "news.csv",
  "costs": "none",
  "risk": { "maxContracts": 3, "dailyLoss": { "usd": 300, "action": "block" }, "blackout": { "before": 5, "after": 5 } }
}`;
const folder = (config = CONFIG, calendar = CALENDAR) =>
  project({
    "buys.ts": BUYS,
    "MES-5m.csv": barsCsv(60),
    "news.csv": calendar,
    "tickproof.config.json": config,
  });
const run = (cwd: string, ...more: readonly string[]) =>
  tickproof(["run", "./buys.ts", "-i", "MES", "--data", "MES-5m.csv", "--json", "-q", ...more], { cwd });

describe("a run with rules", () => {
  test("sizes by them, says all of them in its document and its report, and in the command that repeats it", async () => {
    const cwd = folder();
    const { code, stdout, stderr } = await run(cwd, "--report", "r.html", "--hours", "17:00-16:00");
    expect([code, stderr]).toEqual([0, ""]);
    const { inputs, fills, events } = JSON.parse(stdout);
    expect(inputs.risk.rules).toEqual([
      "risk 1% of equity over the stop distance, costs and slippage inside",
      "max contracts 3",
      "daily loss $300.00, blocks entries",
      "trading hours 17:00–16:00 exchange time",
      "blackout 5 minutes before and 5 minutes after",
    ]);
    expect(inputs.events.file).toBe("news.csv");
    // 1 % of $25,000 is $250; 40 ticks and one of slippage each way are $52.50: four, and the limit leaves three.
    expect(fills[0].qty).toBe(3);
    expect(events.map((event: { text: string }) => event.text)).toContain(
      "max contracts 3: reduced from 4 to 3",
    );
    const report = readFileSync(join(cwd, "r.html"), "utf8");
    expect(report).toContain("<li>max contracts 3</li>");
    expect(report).toContain("Announcements from news.csv");
    expect(report).toContain("--daily-loss 300/block");
    expect(report).toContain("--events news.csv");
  });

  test.each([
    ["a bad row of the calendar", CONFIG, "time,name\nsoon,CPI\n", "E326", "news.csv:2:1"],
    ["a blackout without a calendar", '{ "risk": { "blackout": "5/5" } }', CALENDAR, "E144", null],
    ["a rule that cannot be", '{ "risk": { "maxContracts": 0 } }', CALENDAR, "E104", null],
  ])("%s is one error document", async (_what, config, calendar, code, where) => {
    const ended = await run(folder(config, calendar));
    const document = JSON.parse(ended.stdout);
    expect([document.schema, document.code]).toEqual(["tickproof.error/1", code]);
    expect(ended.code).toBe(code.startsWith("E1") ? 2 : 3);
    if (where !== null) expect(document.where).toBe(where);
  });

  test("a rule beside the strategy that cannot be is shown with its line", async () => {
    const strategy = BUYS.replace(
      "override onBar",
      "static readonly risk = [maxContracts(0)];\n    override onBar",
    ).replace("{ Strategy }", "{ maxContracts, Strategy }");
    const cwd = project({ "buys.ts": strategy, "MES-5m.csv": barsCsv(60) });
    const document = JSON.parse((await run(cwd)).stdout);
    expect([document.code, document.where]).toEqual(["E440", expect.stringMatching(/^buys\.ts:4:/)]);
  });

  test("in two workers the rules of strategies and configuration hold alike", async () => {
    const cwd = folder();
    const compared = await tickproof(
      [
        "compare",
        "./buys.ts",
        "ema-trend",
        "-i",
        "MES",
        "--data",
        "MES=MES-5m.csv",
        "--json",
        "-q",
        "--report",
        "none",
        "-j",
        "2",
      ],
      { cwd },
    );
    const { cells } = JSON.parse(compared.stdout);
    const alone = JSON.parse((await run(cwd, "--report", "none")).stdout);
    expect(cells[0].fingerprint).toBe(alone.fingerprint);
  });
});
