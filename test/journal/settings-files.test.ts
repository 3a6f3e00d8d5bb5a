// Are accounts and plans read strictly, and their money to the last digit?

import { describe, expect, test } from "vitest";
import { accountNamed, accountsOf, DISPLAY_ZONE } from "#journal/accounts-file.js";
import { planNamed, plansOf, spanMs, titleOf, windowOf } from "#journal/plan-file.js";
import { faultFrom } from "../broker/fault-of.js";

const accounts = (text: string) => accountsOf(text, "accounts.toml");
const plans = (text: string) => plansOf(text, "plan.toml");

describe("accounts.toml", () => {
  test("says equity, fees, zone and transfers, in millionths of a dollar", () => {
    const { displayZone, accounts: all } = accounts(
      `display_zone = "America/Chicago"
[account.eval-50k]
broker = "tradovate"
aliases = ["DEMO1234567"]
currency = "USD"
start_equity = 50_000.10
transfers = [{ date = 2026-03-10, amount = -250.55 }, { date = 2026-03-02, amount = 500 }]
fees = 0.62
time_zone = "America/Chicago"
[account."Live no 2"]
`.replace("Live, no", "Live no 2"),
    );
    expect(displayZone).toBe("America/Chicago");
    expect(all[0]).toEqual({
      name: "eval-50k",
      aliases: ["DEMO1234567"],
      broker: "tradovate",
      currency: "USD",
      startEquity: 50_000_100_000,
      transfers: [
        { day: 20_514, amount: 500_000_000 },
        { day: 20_522, amount: -250_550_000 },
      ],
      fees: 620_000,
      timeZone: "America/Chicago",
    });
    expect(all[1]).toEqual({
      name: "Live no 2",
      aliases: [],
      broker: null,
      currency: "USD",
      startEquity: null,
      transfers: [],
      fees: "schedule",
      timeZone: null,
    });
  });

  test("an empty file has no accounts and shows New York's time", () => {
    expect(accounts("")).toEqual({ displayZone: DISPLAY_ZONE, accounts: [] });
  });

  test.each([
    ['fees = "schedule"', "schedule"],
    ['fees = "none"', "none"],
    ["fees = 0", 0],
    ["fees = { mes = 0.62, MNQ = 0.3125 }", { MES: 620_000, MNQ: 312_500 }],
  ])("%s", (line, fees) => {
    expect(accounts(`[account.a]\n${line}`).accounts[0]!.fees).toEqual(fees);
  });

  test.each([
    ["start_equty = 1", "E171", "accounts.toml:2:1", "did you mean start_equity?"],
    ['start_equity = "50000"', "E172", "accounts.toml:2:1", "without quotes"],
    ["start_equity = -1", "E186", "accounts.toml:2:1", "from zero on"],
    ["start_equity = 0.1234567", "E186", "accounts.toml:2:1", "six decimals"],
    ["start_equity = inf", "E172", "accounts.toml:2:1", "dollars"],
    ["start_equity = 1e5", "E186", "accounts.toml:2:1", "such as 300"],
    ['time_zone = "America/Chigaco"', "E172", "accounts.toml:2:1", 'did you mean "America/Chicago"?'],
    ['currency = "EUR"', "E172", "accounts.toml:2:1", "USD"],
    ["transfers = [{ date = 2026-02-30, amount = 1 }]", "E170", "accounts.toml:2:", ""],
    ['transfers = [{ date = "soon", amount = 1 }]', "E172", "accounts.toml:2:16", "2026-03-02"],
    [
      "transfers = [{ date = 2026-03-02, amount = 1, note = 2 }]",
      "E171",
      "accounts.toml:2:",
      "did you mean date?",
    ],
    ["fees = -1", "E186", "accounts.toml:2:1", "from zero on"],
    ['aliases = ["a,b"]', "E172", "accounts.toml:2:", "without a comma"],
    ["nonsense", "E170", "accounts.toml:", ""],
  ])("refuses %s", (line, code, where, says) => {
    const fault = faultFrom(() => accounts(`[account.a]\n${line}\n`));
    expect([fault.code, fault.detail.where?.startsWith(where), fault.exit]).toEqual([code, true, 2]);
    expect(`${fault.detail.expected}`).toContain(says);
  });

  test("refuses one name for two accounts", () => {
    const fault = faultFrom(() =>
      accounts('[account.a]\naliases = ["X1"]\n[account.b]\naliases = ["X0", "X1"]'),
    );
    expect(fault).toMatchObject({ code: "E186", detail: { where: "accounts.toml:4:18", found: "a and b" } });
  });

  test("finds an account by name or alias, and by another case where that leaves no doubt", () => {
    const both = accounts('[account.eval]\naliases = ["DEMO1"]\n[account.Eval2]\n[account.EVAL2]');
    const called = (text: string) => accountNamed(both, text)?.name ?? null;
    expect(["eval", "DEMO1", "demo1", "EVAL2", "eVAL2", "other"].map(called)).toEqual([
      "eval",
      "eval",
      "eval",
      "EVAL2",
      null,
      null,
    ]);
  });
});

describe("plan.toml", () => {
  const UX = `[plan.orb-mes]
strategy   = "strategies/orb.ts"
params     = { range = 15, stop = 40, target = 80 }     # ticks
instruments = ["MES"]
contracts  = 2
window     = "09:30-15:30 America/New_York"
max_trades_per_day = 4
max_daily_loss = 300
risk_per_trade = 105
cooldown_after_loss = "15m"
stop_required_within = "10s"
`;

  test("every promise of the example is read", () => {
    expect(plans(UX).plans).toEqual([
      {
        name: "orb-mes",
        version: null,
        strategy: "strategies/orb.ts",
        params: { range: 15, stop: 40, target: 80 },
        instruments: ["MES"],
        contracts: 2,
        window: { spans: [{ from: 570, until: 930 }], zone: "America/New_York" },
        maxTradesPerDay: 4,
        maxDailyLoss: 300_000_000,
        riskPerTrade: 105_000_000,
        cooldownAfterLossMs: 900_000,
        stopRequiredWithinMs: 10_000,
      },
    ]);
  });

  test("its words come to those that are known; setups are free until some are named", () => {
    const { vocabulary } = plans('[vocabulary]\nemotions = ["In-The-Zone", "calm"]\nmistakes = ["tilt"]');
    expect(vocabulary.emotions.filter((word) => word === "calm" || word === "in-the-zone")).toHaveLength(2);
    expect(vocabulary.mistakes).toContain("tilt");
    expect(vocabulary.mistakes).toContain("early-exit");
    expect(vocabulary.setups).toBeNull();
    expect(plans('[vocabulary]\nsetups = ["orb"]').vocabulary.setups).toEqual(["orb"]);
  });

  test.each([
    ["contrats = 2", "E171", "did you mean contracts?"],
    ["contracts = 2.5", "E172", "a whole number of contracts"],
    ["contracts = 0", "E172", "at least one"],
    ["contracts = true", "E172", "a whole number"],
    ['window = "09:30-15:30"', "E172", "with their time zone"],
    ['window = "09:30-15:30 Mars/Base"', "E172", "with their time zone"],
    ['window = "25:30-15:30 UTC"', "E172", "with their time zone"],
    ['cooldown_after_loss = "15"', "E172", "15m"],
    ["cooldown_after_loss = 15", "E172", "in quotes"],
    ['stop_required_within = "0s"', "E172", "10s"],
    ["max_daily_loss = -300", "E186", "from zero on"],
    ['max_daily_loss = "300"', "E172", "without quotes"],
    ["instruments = []", "E172", '["MES"]'],
    ["params = { stop = [1] }", "E172", "a number"],
  ])("refuses %s", (line, code, says) => {
    const fault = faultFrom(() => plans(`[plan.p]\n${line}\n`));
    expect([fault.code, fault.detail.where?.startsWith("plan.toml:2:")]).toEqual([code, true]);
    expect(fault.detail.expected).toContain(says);
  });

  test("a plan is found by name and version; a wrong one is never taken for it", () => {
    const both = plans('[plan."orb@3"]\ncontracts = 1\n[plan.orb]\nversion = 4\n[plan.fade]');
    const found = (called: string | null) => titleOf(planNamed(both, called));
    expect([found("orb"), found("orb@3"), found("orb@4"), found("fade@9")]).toEqual([
      "orb@4",
      "orb@3",
      "orb@4",
      "fade",
    ]);
    expect(faultFrom(() => found("orb@5"))).toMatchObject({
      code: "E187",
      message: 'There is no plan "orb@5"',
    });
    expect(faultFrom(() => found("orbb"))).toMatchObject({ detail: { fix: ["did you mean   --plan orb"] } });
    expect(faultFrom(() => found(null)).message).toBe("Which plan?");
    expect(titleOf(planNamed(plans("[plan.only]"), null))).toBe("only");
    expect(faultFrom(() => planNamed(plans(""), null)).message).toBe("There is no plan");
    expect(faultFrom(() => plans('[plan."orb@3"]\nversion = 4')).code).toBe("E186");
    expect(faultFrom(() => plans('[plan."orb @"]')).code).toBe("E186");
  });

  test("times and hours", () => {
    expect(["15m", "10s", "1h30m", "90 m", "m", "-5s", ""].map(spanMs)).toEqual([
      900_000,
      10_000,
      5_400_000,
      null,
      null,
      null,
      null,
    ]);
    expect(windowOf("18:00-02:00, 09:30\u201311:00 UTC")?.spans).toEqual([
      { from: 1080, until: 120 },
      { from: 570, until: 660 },
    ]);
    expect(windowOf("00:00-24:00 UTC")?.spans).toEqual([{ from: 0, until: 1440 }]);
    expect(windowOf("10:00-10:00 UTC")).toBeNull();
  });
});
