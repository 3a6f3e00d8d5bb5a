import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hasRealData, realDataNote, sharedPath } from "../fixtures/real-data.js";
import { project, tickproof } from "./cli.js";

const KEEPER = `import { Strategy } from "tickproof";
/** Buys two when the first bar closes and keeps them. */
export default class Keeper extends Strategy {
  override onBar(): void {
    if (this.bar === 0) this.buy({ qty: 2, exit: { stopTicks: 400 } });
  }
}
`;

const days = (prices: Readonly<Record<string, number>>): string =>
  `date,open,high,low,close\n${Object.entries(prices)
    .map(([day, price]) => `${day},${price},${price},${price},${price}`)
    .join("\n")}\n`;

/** MESH24 and MESM24 around the roll of 11 March, 50 points apart; the last days of MESH24. */
const H = { "2024-03-07": 5100, "2024-03-08": 5110, "2024-03-11": 5120, "2024-03-12": 5125 };
const M = { "2024-03-08": 5160, "2024-03-11": 5171, "2024-03-12": 5180, "2024-03-13": 5185 };
const folder = (): string =>
  project({
    "strategies/keeper.ts": KEEPER,
    "months/MESH24.csv": days(H),
    "months/MES 06-24.csv": days(M),
    "last.csv": days({ "2024-03-13": 5100, "2024-03-14": 5110, "2024-03-15": 5120 }),
    "settlements.csv":
      "date,contract,settlement,kind\n2024-03-14,MESH24,5111.25,\n2024-03-15,MESH24,5121.37,final\n",
  });

const terms = ["--costs", "0.62", "--margin-policy", "none", "--report", "none", "--slippage", "0"];
const run = (cwd: string, args: readonly string[]) =>
  tickproof(["run", "keeper", ...args, ...terms, "--json"], { cwd });

describe("contract months on the command line", () => {
  test("a chain runs from files to a document that the audit replays", async () => {
    const cwd = folder();
    const { stdout, stderr, code } = await run(cwd, ["-i", "MES", "--chain", "months", "--csv", "out"]);
    expect(code).toBe(0);
    expect(stderr).toContain("MESH24 → MESM24");
    const document = JSON.parse(stdout);
    expect(document.chain.rolls).toMatchObject([
      { from: "MESH24", to: "MESM24", spread: "50.00", qty: 2, fromPrice: "5110.00", toPrice: "5160.25" },
    ]);
    expect(
      document.fills.map((fill: { contract: string; kind: string }) => `${fill.contract} ${fill.kind}`),
    ).toEqual(["MESH24 market", "MESH24 roll", "MESM24 roll"]);
    // 24.75 points since the roll, for two; six sides of costs.
    expect(document.summary.net).toBe("243.78");
    const rolls = readFileSync(join(cwd, "out/rolls.csv"), "utf8").trim().split("\n");
    expect(rolls).toHaveLength(2);
    writeFileSync(join(cwd, "run.json"), stdout);
    expect((await tickproof(["audit", "run.json"], { cwd })).code).toBe(0);
  });

  test("an altered roll is found out, in the document that says what it was", async () => {
    const cwd = folder();
    const { stdout } = await run(cwd, ["-i", "MES", "--chain", "months"]);
    writeFileSync(join(cwd, "run.json"), stdout.replace('"toPrice":"5160.25"', '"toPrice":"5160.00"'));
    expect((await tickproof(["audit", "run.json"], { cwd })).code).not.toBe(0);
  });

  test("one month expires at the final price of the settlement file", async () => {
    const cwd = folder();
    const settle = ["--settlements", "settlements.csv", "--expiry-fee", "0.25"];
    const page = ["--report", "page.html", "--cash", "30000"];
    await tickproof(["run", "keeper", "-i", "MESH4", "--data", "last.csv", ...settle, ...page], { cwd });
    const report = readFileSync(join(cwd, "page.html"), "utf8");
    expect(report).toMatch(/tickproof run keeper -i MESH24 .*--settlements settlements\.csv/);
    expect(report).toContain("5121.37");
    const { stdout, code } = await run(cwd, ["-i", "MESH4", "--data", "last.csv", ...settle]);
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    expect(document.chain.expiries).toMatchObject([
      { contract: "MESH24", qty: 2, price: "5121.37", value: "25606.85", source: "final settlement" },
    ]);
    // (5121.37 − 5110.00) × 5 × 2, two sides of costs, two final settlements.
    expect(document.summary.net).toBe("111.96");
    expect(document.fills.at(-1)).toMatchObject({ kind: "expiry", price: "5121.37" });
    writeFileSync(join(cwd, "run.json"), stdout);
    expect((await tickproof(["audit", "run.json"], { cwd })).code).toBe(0);
  });

  test("a settlement price that is missing stops the run, with the line to add", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "settlements.csv"), "date,settlement\n2024-03-13,5100\n");
    const args = ["-i", "MESH4", "--data", "last.csv", "--settlements", "settlements.csv"];
    const refused = await run(cwd, args);
    expect(refused.code).toBe(3);
    expect(JSON.parse(refused.stdout)).toMatchObject({ code: "E376" });
    expect(refused.stdout).toContain("2024-03-14,MESH24,PRICE");
    expect((await run(cwd, [...args, "--missing-settlement", "last-trade"])).code).toBe(0);
  });

  test("what does not go together is said before anything runs", async () => {
    const cwd = folder();
    const both = await run(cwd, ["-i", "MES", "--chain", "months", "--data", "last.csv"]);
    expect(JSON.parse(both.stdout)).toMatchObject({ code: "E378" });
    const rule = await run(cwd, ["-i", "MES", "--data", "last.csv", "--rolls", "last-trading-day:4"]);
    expect(JSON.parse(rule.stdout)).toMatchObject({ code: "E378" });
    const words = await run(cwd, ["-i", "MES", "--chain", "months", "--roll-slippage", "a lot"]);
    expect(words.code).toBe(2);
  });

  test("compare takes chains by symbol", async () => {
    const cwd = folder();
    const answer = await tickproof(
      ["compare", "keeper", "ema-trend", "-i", "MES", "--chain", "MES=months", ...terms, "--json"],
      { cwd },
    );
    expect(answer.code).toBe(0);
    expect(JSON.parse(answer.stdout).cells[0].summary.net).toBe("243.78");
  });
});

describe.skipIf(!hasRealData)(
  `raw front months of MNQ with the roll of September 2025${realDataNote}`,
  () => {
    test("are adjusted, rolled and audited", async () => {
      const cwd = folder();
      const data = sharedPath("data/micro_intraday_nolicence/MNQ_5m_20250907_20251114.csv.gz");
      writeFileSync(
        join(cwd, "rolls.csv"),
        "date,from,to,spread\n2025-09-16T08:15:00Z,MNQU25,MNQZ25,243.75\n",
      );
      const args = ["-i", "MNQ", "--data", data, "--rolls", "rolls.csv", "--continuous", "raw"];
      const { stdout, code } = await tickproof(
        ["run", "ema-trend", ...args, "--policy", "off-grid=repair", "--report", "none", "--json"],
        { cwd },
      );
      expect(code).toBe(0);
      const { chain, fills, summary } = JSON.parse(stdout);
      expect(chain.rolls).toMatchObject([{ from: "MNQU25", to: "MNQZ25", spread: "243.75" }]);
      // The same by hand: what was paid for each contract at its price, and all costs.
      let cents = 0;
      for (const { side, qty, price, costs } of fills) {
        cents -= (side === "buy" ? 1 : -1) * qty * Math.round(Number(price) * 200);
        for (const cost of Object.values(costs)) cents -= Math.round(Number(cost) * 100);
      }
      expect((cents / 100).toFixed(2)).toBe(summary.net);
      writeFileSync(join(cwd, "run.json"), stdout);
      expect((await tickproof(["audit", "run.json"], { cwd })).code).toBe(0);
    });
  },
);

describe("tickproof data continuous", () => {
  const continuous = (cwd: string, args: readonly string[]) =>
    tickproof(["data", "continuous", ...args], { cwd });

  test("writes the series that a strategy reads, the contract's own close beside it, and the table of rolls", async () => {
    const cwd = folder();
    const made = await continuous(cwd, ["months", "-i", "MES", "--out", "mes.csv"]);
    expect(made.code).toBe(0);
    expect(made.stdout).toContain("MESH24 → MESM24  5110.00 → 5160.00  +50.00  × 1.009785");
    expect(readFileSync(join(cwd, "mes.csv"), "utf8").trim().split("\n")).toEqual([
      "time,open,high,low,close,held,own_close",
      "2024-03-06T23:00:00Z,5150.00,5150.00,5150.00,5150.00,MESH24,5100.00",
      "2024-03-07T23:00:00Z,5160.00,5160.00,5160.00,5160.00,MESH24,5110.00",
      "2024-03-10T22:00:00Z,5171.00,5171.00,5171.00,5171.00,MESM24,5171.00",
      "2024-03-11T22:00:00Z,5180.00,5180.00,5180.00,5180.00,MESM24,5180.00",
      "2024-03-12T22:00:00Z,5185.00,5185.00,5185.00,5185.00,MESM24,5185.00",
    ]);
    const [head, roll] = readFileSync(join(cwd, "mes.rolls.csv"), "utf8").trim().split("\n");
    expect(head).toMatch(/^time,bar,from,to,oldPrice,newPrice,spread,ratio,adjustment,factor,rule/);
    expect(roll).toMatch(
      /^2024-03-10T22:00:00Z,2,MESH24,MESM24,5110.00,5160.00,50.00,1\.00978473\d*,50.00,1\.00978473/,
    );
    // What was written is bars again.
    const again = await tickproof(["data", "check", "mes.csv", "-i", "MES"], { cwd });
    expect(again.code).toBe(0);
  });

  test("by ratio and unadjusted, to stdout and as a document", async () => {
    const cwd = folder();
    const ratio = await continuous(cwd, ["months", "-i", "MES", "--adjust", "ratio"]);
    const closes = ratio.stdout
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => Number(line.split(",")[4]));
    expect(closes.slice(2)).toEqual([5171, 5180, 5185]);
    expect(closes[0]).toBeCloseTo((5100 * 5160) / 5110, 9);
    const none = await continuous(cwd, ["months", "-i", "MES", "--adjust", "none", "--json"]);
    const document = JSON.parse(none.stdout);
    expect(document).toMatchObject({
      schema: "tickproof.continuous/1",
      adjust: "none",
      bars: 5,
      rolls: [{ from: "MESH24", to: "MESM24", spread: "50.00", adjustment: "50.00" }],
    });
    expect(document.text).toContain("2024-03-06T23:00:00Z,5100.00,");
  });

  test("without files, a contract or months says what it takes", async () => {
    const cwd = folder();
    expect((await continuous(cwd, [])).stderr).toContain("takes contract files");
    expect((await continuous(cwd, ["months"])).stderr).toContain("which contract the bars are of");
    const word = await continuous(cwd, ["months", "-i", "MES", "--rolls", "volum"]);
    expect([word.code, word.stderr]).toEqual([2, expect.stringContaining("--rolls volume")]);
    const { stderr, code } = await continuous(cwd, ["last.csv", "-i", "MES"]);
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining("does not tell which contract month it holds"),
    ]);
  });
});
