import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { filesIn, project, tickproof } from "./cli.js";

const START = Date.UTC(2024, 0, 1, 20);
const BARS = [
  "time,open,high,low,close",
  ...Array.from({ length: 30 }, (_, k) => {
    const price = 100 + (k % 5);
    return `${new Date(START + k * 3_600_000).toISOString()},${price},${price + 1},${price - 1},${price}`;
  }),
].join("\n");
const RATES = [
  "time,rate",
  ...[0, 8, 16].map((h) => `2024-01-02T${String(h).padStart(2, "0")}:00Z,0.0001`),
  "2024-01-03T00:00Z,-0.0002",
].join("\n");
const HOLDER = `import { Strategy } from "tickproof";
export default class Holder extends Strategy {
  override onBar(): void {
    if (this.bar === 0) this.buy({ qty: 12.5 });
  }
}
`;
const CONFIG = JSON.stringify({
  contracts: { COIN: { base: "PERP", tickSize: "0.01", lotSize: "0.1", takerRate: "0.0005" } },
});
const FILES = {
  "tickproof.config.json": CONFIG,
  "holder.ts": HOLDER,
  "bars.csv": BARS,
  "rates.csv": RATES,
  "marks.csv": "time,mark\n2024-01-02T08:00Z,110.5",
};
const RUN = ["run", "./holder.ts", "-i", "COIN", "--data", "bars.csv", "--slippage", "0", "--report", "none"];

describe("a run on a perpetual", () => {
  test("takes rates, mark prices, leverage and mode; the document says what was paid", async () => {
    const cwd = project(FILES);
    const settings = [
      "--funding",
      "rates.csv",
      "--mark",
      "COIN=marks.csv",
      "--leverage",
      "5x",
      "--margin-mode",
      "isolated",
    ];
    const { code, stdout, stderr } = await tickproof([...RUN, ...settings, "--json"], { cwd });
    expect(stderr).not.toMatch(/^E\d/m);
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    expect(document.inputs.perpetual).toMatchObject({
      funding: { file: "rates.csv", hours: 8 },
      marks: { file: "marks.csv" },
      leverage: 5,
      marginMode: "isolated",
    });
    expect(document.fundings).toHaveLength(4);
    expect(document.fundings[1]).toMatchObject({ rate: "0.0001", mark: "110.5" });
    // 12.5 × (last trade 103, mark 110.5, last trade 104, last trade 102) × the rates.
    const paid = document.cash.filter(({ kind }: { kind: string }) => kind === "funding");
    expect(paid.map(({ amount }: { amount: string }) => amount)).toEqual(
      ["-0.12875", "-0.138125", "-0.13", "0.255"].map((text) => text),
    );
    expect(document.open).toMatchObject({ qty: 12.5, funding: "-0.141875" });
    expect(document.warnings.join()).toContain("at 3 of 4 stamps");
  });

  test("one rate for all stamps, by configuration; a future beside it is left alone", async () => {
    const config = JSON.stringify({ ...JSON.parse(CONFIG), funding: "0.01%" });
    const cwd = project({ ...FILES, "tickproof.config.json": config });
    const { stdout } = await tickproof([...RUN, "--json"], { cwd });
    expect(JSON.parse(stdout).inputs.perpetual.funding).toMatchObject({ file: "constant" });
    const future = await tickproof(
      ["run", "ema-trend", "-i", "MES", "--report", "none", "--to", "2024-01-05", "--json"],
      { cwd },
    );
    expect(JSON.parse(future.stdout).inputs?.perpetual ?? null).toBeNull();
  });

  const refused: [string, readonly string[], string, RegExp][] = [
    [
      "a flag for what is no perpetual",
      ["--funding", "0.01%", "-i", "MES"],
      "E384",
      /--funding is for perpetuals/,
    ],
    ["a leverage that cannot be", ["--leverage", "0"], "E104", /--leverage/],
    ["a mode that is none", ["--margin-mode", "portfolio"], "E104", /cross, isolated/],
    [
      "two files of rates",
      ["--funding", "rates.csv", "--funding", "COIN=rates.csv"],
      "E105",
      /two things of COIN/,
    ],
    ["rates of a contract that does not run", ["--funding", "PERP=rates.csv"], "E105", /does not run/],
    ["a rate that cannot be", ["--funding", "3"], "E104", /funding rate/],
    ["a file that is not there", ["--mark", "none.csv"], "E300", /none.csv/],
  ];
  test.each(refused)("%s", async (_name, settings, expected, text) => {
    const { code, stdout } = await tickproof([...RUN, ...settings, "--json"], { cwd: project(FILES) });
    expect(code).not.toBe(0);
    expect(JSON.parse(stdout).code).toBe(expected);
    expect(stdout).toMatch(text);
  });

  test("the report and the terminal tell the funding, and the command that makes it again names the files", async () => {
    const cwd = project(FILES);
    const args = [...RUN.slice(0, -2), "--funding", "rates.csv", "--leverage", "5"];
    const { stdout } = await tickproof([...args, "--color", "never"], { cwd, env: { COLUMNS: "120" } });
    expect(stdout).toContain("reports/");
    const [report] = filesIn(join(cwd, "reports"));
    const html = readFileSync(join(cwd, "reports", report!), "utf8");
    expect(html).toContain("Funding every 8 hours from midnight UTC at the rates of rates.csv");
    expect(html).toContain("--funding rates.csv");
    expect(html).toContain("--leverage 5");
  });
});
