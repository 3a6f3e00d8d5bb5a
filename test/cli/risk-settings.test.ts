// Does a risk rule mean the same wherever it is written, and is a mistake shown where it stands?

import { describe, expect, test } from "vitest";
import { readArguments } from "#cli/argv.js";
import { RUN_KEYS } from "#cli/command-keys.js";
import { loadConfig } from "#cli/config.js";
import { explained, resolveSettings } from "#cli/resolve.js";
import { riskOf } from "#cli/risk-options.js";
import { reproducingCommand } from "#cli/terms.js";
import type { Fault } from "#domain/fault.js";
import {
  blackout,
  coolDown,
  correlatedExposure,
  dailyLoss,
  fixedContracts,
  flatByClose,
  kelly,
  ladder,
  maxContracts,
  maxDrawdown,
  maxMarginUse,
  maxTradesPerDay,
  NO_RISK,
  riskPercent,
  tradeLoss,
  tradingHours,
  volatilityTarget,
} from "#domain/risk.js";
import { project } from "./cli.js";

async function resolved(args: readonly string[], config = "{}", env: Record<string, string> = {}) {
  const loaded = await loadConfig(undefined, project({ "tickproof.config.json": config }));
  return resolveSettings(RUN_KEYS, readArguments("run", RUN_KEYS, [...args]).flags, env, loaded);
}
const rules = async (...args: Parameters<typeof resolved>) => riskOf((await resolved(...args)).values);

async function faultOf(...args: Parameters<typeof resolved>): Promise<Fault> {
  try {
    await resolved(...args);
  } catch (error) {
    return error as Fault;
  }
  throw new Error("accepted");
}

describe("on the command line", () => {
  test.each([
    ["fixed:2", fixedContracts(2)],
    ["risk:1%", riskPercent(1)],
    ["risk:0.75%/nocosts", riskPercent(0.75, { costs: false })],
    ["vol:15%", volatilityTarget(15)],
    ["vol:15%/60", volatilityTarget(15, { days: 60 })],
    ["kelly:0.5", kelly(0.5)],
    ["kelly:0.5/50/2", kelly(0.5, { after: 50, before: 2 })],
    ["ladder:2w/5%", ladder({ weeks: 2, drawdown: "5%" })],
    ["ladder:20t/1000/1-4", ladder({ trades: 20, drawdown: 1000, start: 1, most: 4 })],
  ])("--size %s", async (text, size) => {
    expect(await rules(["--size", text])).toEqual({ size, limits: [] });
  });

  test.each([
    ["--max-contracts", "4", maxContracts(4)],
    ["--margin-use", "50%", maxMarginUse(50)],
    ["--trade-loss", "200", tradeLoss(200)],
    ["--trade-loss", "1%/block", tradeLoss("1%", "block")],
    ["--daily-loss", "300/block", dailyLoss(300, "block")],
    ["--daily-loss", "312.50", dailyLoss("312.50")],
    ["--max-drawdown", "10%", maxDrawdown("10%")],
    ["--max-trades-per-day", "4", maxTradesPerDay(4)],
    ["--cool-down", "15", coolDown(15)],
    ["--hours", "regular", tradingHours("regular")],
    ["--hours", "08:30-14:55/flatten", tradingHours("08:30-14:55", { flatten: true })],
    ["--flat-by-close", "5", flatByClose(5)],
    ["--blackout", "5/15", blackout({ before: 5, after: 15 })],
    ["--blackout", "5/5/CPI,FOMC", blackout({ before: 5, after: 5, only: ["CPI", "FOMC"] })],
    ["--correlated", "0.7/6", correlatedExposure({ above: 0.7, contracts: 6 })],
    ["--correlated", "0.7/3x/90", correlatedExposure({ above: 0.7, leverage: 3, days: 90 })],
  ])("%s %s", async (flag, text, limit) => {
    expect(await rules([flag, text])).toEqual({ size: null, limits: [limit] });
  });

  test("nothing said is no rule", async () => {
    expect(await rules([])).toEqual(NO_RISK);
  });

  test.each([
    ["--size", "2"],
    ["--size", "risk:1"],
    ["--size", "risk:0%"],
    ["--size", "risk:1%/free"],
    ["--size", "kelly:2"],
    ["--size", "ladder:2/5%"],
    ["--size", "ladder:2w"],
    ["--size", "ladder:2w/5%/4-1"],
    ["--size", "martingale:2"],
    ["--max-contracts", "0"],
    ["--max-contracts", "1.5"],
    ["--margin-use", "0.5"],
    ["--daily-loss", "0"],
    ["--daily-loss", "300/stop"],
    ["--daily-loss", "300/block/flatten"],
    ["--max-trades-per-day", "0"],
    ["--cool-down", "1.5"],
    ["--hours", "25:00-26:00"],
    ["--hours", "regular/leave"],
    ["--flat-by-close", "-1"],
    ["--blackout", "5"],
    ["--blackout", "5/5/"],
    ["--correlated", "1.5/6"],
    ["--correlated", "0.7"],
  ])("%s %s is refused, not guessed", async (flag, text) => {
    const fault = await faultOf([`${flag}=${text}`]);
    expect([fault.code, fault.message]).toEqual(["E104", `${flag} cannot be "${text}"`]);
  });
});

describe("in the configuration", () => {
  test("rules stand together under `risk`, as numbers, texts or objects", async () => {
    const config = {
      size: "risk:1%",
      risk: {
        maxContracts: 4,
        marginUse: "50%",
        tradeLoss: 200,
        dailyLoss: { usd: 300, action: "block" },
        drawdown: { percent: 10 },
        maxTradesPerDay: 4,
        coolDown: 15,
        hours: { span: "regular", flatten: true },
        flatByClose: 5,
        blackout: { before: 5, after: 15, only: ["CPI"] },
        correlated: { above: 0.7, contracts: 6 },
      },
    };
    expect(await rules([], JSON.stringify(config))).toEqual({
      size: riskPercent(1),
      limits: [
        maxContracts(4),
        maxMarginUse(50),
        tradeLoss(200),
        dailyLoss(300, "block"),
        maxDrawdown("10%"),
        maxTradesPerDay(4),
        coolDown(15),
        tradingHours("regular", { flatten: true }),
        flatByClose(5),
        blackout({ before: 5, after: 15, only: ["CPI"] }),
        correlatedExposure({ above: 0.7, contracts: 6 }),
      ],
    });
  });

  test("a flag wins over the same rule of the configuration, and the others stay", async () => {
    const config = '{ "risk": { "maxContracts": 4, "dailyLoss": 300 } }';
    expect((await rules(["--daily-loss", "100"], config)).limits).toEqual([maxContracts(4), dailyLoss(100)]);
    const env = { TICKPROOF_MAX_CONTRACTS: "2" };
    expect((await rules([], config, env)).limits).toEqual([maxContracts(2), dailyLoss(300)]);
  });

  test("--explain-config shows each rule with the line that it stands in", async () => {
    const config =
      '{\n  "risk": {\n    "drawdown": "10%",\n    "dailyLoss": { "usd": 300, "action": "block" }\n  }\n}';
    const rows = explained(await resolved(["--max-contracts", "4"], config), RUN_KEYS);
    const row = (key: string) => rows.find((one) => one.key === key);
    expect(row("maxDrawdown")).toEqual({
      key: "maxDrawdown",
      value: "10%",
      origin: "config tickproof.config.json:3:5 risk.drawdown",
    });
    expect(row("dailyLoss")?.value).toBe("300/block");
    expect(row("maxContracts")?.origin).toBe("flag --max-contracts");
  });

  test.each([
    [
      '{\n  "risk": {\n    "maxContract": 4\n  }\n}',
      "E110",
      'maxContract: there is no such setting. Did you mean "maxContracts"?',
    ],
    [
      '{\n  "risk": {\n    "dailyLoss": { "usd": 300, "acton": "block" }\n  }\n}',
      "E110",
      'acton: there is no such setting. Did you mean "action"?',
    ],
    ['{\n  "risk": {\n    "dailyLoss": "a lot"\n  }\n}', "E104", 'risk.dailyLoss cannot be "a lot"'],
    ['{\n  "risk": {\n    "maxContracts": 0\n  }\n}', "E104", 'risk.maxContracts cannot be "0"'],
  ])("%j is shown by line and column", async (config, code, text) => {
    const fault = await faultOf([], config);
    expect(fault.code).toBe(code);
    expect(fault.message).toMatch(/^tickproof\.config\.json:3:\d+ /);
    expect(fault.message).toContain(text);
  });

  test("a rule that is said twice is refused: one of them would win without a word", async () => {
    expect((await faultOf([], '{ "maxContracts": 2, "risk": { "maxContracts": 4 } }')).code).toBe("E113");
    expect((await faultOf([], '{ "risk": { "drawdown": 100, "maxDrawdown": 200 } }')).code).toBe("E113");
  });

  test("the reproducing command spells out every rule", async () => {
    const config = '{ "size": "risk:1%", "risk": { "dailyLoss": { "usd": 300, "action": "block" } } }';
    const command = reproducingCommand("run", ["ema-trend"], ["MES"], {}, await resolved([], config));
    expect(command).toContain("--size risk:1%");
    expect(command).toContain("--daily-loss 300/block");
  });
});
