import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { auditSchema } from "#report/audit-schema.js";
import { emptyFolder, tickproof } from "./cli.js";

const cwd = emptyFolder();
const SPAN = ["--from", "2025-01-02", "--to", "2025-01-31", "--report", "none", "-q"];

beforeAll(async () => {
  const { code, stdout } = await tickproof(["run", "ema-trend", "-i", "MES", "--json", ...SPAN], { cwd });
  expect(code).toBe(0);
  writeFileSync(join(cwd, "run.json"), stdout);
  // Some hand adds a dollar to the first fee.
  writeFileSync(join(cwd, "bad.json"), stdout.replace('"commission":"0.25"', '"commission":"1.25"'));
  writeFileSync(join(cwd, "cut.json"), stdout.slice(0, stdout.length / 2));
});

describe("tickproof audit", () => {
  test("says that the books hold, and ends with 0", async () => {
    const { code, stdout, stderr } = await tickproof(["audit", "run.json"], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^audit\tema-trend on MES, 2025-01-02 to 2025-01-31: the books hold$/m);
    expect(stdout).toMatch(/^postings\t[\d,]{4,}, replayed in decimals$/m);
  });

  test("names the first posting that disagrees, and ends with 5: the result cannot be trusted", async () => {
    const { code, stdout } = await tickproof(["audit", "bad.json"], { cwd });
    expect(code).toBe(5);
    expect(stdout).toMatch(/^first\tposting 2 of 2025-01-02, commission$/m);
    expect(stdout).toMatch(/^run\t1\.25$/m);
    expect(stdout).toMatch(/^replay\t0\.25$/m);
    expect(stdout).toMatch(/^altered\tfills\[0\]: not as Tickproof wrote it$/m);
  });

  test("with --json prints one document, which keeps to its schema, and ends with the same code", async () => {
    for (const [file, exit] of [
      ["run.json", 0],
      ["bad.json", 5],
    ] as const) {
      const { code, stdout } = await tickproof(["audit", file, "--json"], { cwd });
      expect(code).toBe(exit);
      const document = auditSchema.parse(JSON.parse(stdout));
      expect(document.ok).toBe(exit === 0);
      expect(document.first?.posting ?? null).toBe(exit === 0 ? null : 2);
    }
  });

  test("what is no document of a run is a fault of the input, without a stack", async () => {
    for (const [args, code, text] of [
      [["audit", "cut.json"], 3, "E390  cut.json ends in the middle"],
      [["audit", "nowhere.json"], 3, "E394  No file nowhere.json"],
      [["audit", "."], 3, "E394  . is a folder"],
      [["audit"], 2, "E103  tickproof audit takes the document of one run"],
      [["books", "run.json", "run.json"], 2, "E103  tickproof books takes the document of one run"],
      [["books", "cut.json"], 3, "E390"],
    ] as const) {
      const ended = await tickproof(args, { cwd });
      expect(ended.code, args.join(" ")).toBe(code);
      expect(ended.stderr).toContain(text);
      expect(ended.stderr).not.toMatch(/\n\s+at /);
      expect(ended.stdout).toBe("");
    }
  });
});

describe("tickproof books", () => {
  test("prints the books, or writes them where --out says", async () => {
    const printed = await tickproof(["books", "run.json", "--format", "hledger"], { cwd });
    expect(printed.code).toBe(0);
    expect(printed.stdout).toMatch(/^; Books of ema-trend on MES, 2025-01-02 to 2025-01-31, by Tickproof/);
    const written = await tickproof(["books", "run.json", "--format", "hledger", "--out", "run.journal"], {
      cwd,
    });
    expect(written.stdout).toContain("run.journal");
    expect(readFileSync(join(cwd, "run.journal"), "utf8")).toBe(printed.stdout);
  });

  test("are beancount's unless another program is named, and a wrong name is told", async () => {
    const { stdout } = await tickproof(["books", "run.json"], { cwd });
    expect(stdout).toContain('open Assets:Broker:Contracts "FIFO"');
    const wrong = await tickproof(["books", "run.json", "--format", "quicken", "--out", "no"], { cwd });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("beancount, hledger");
    expect(existsSync(join(cwd, "no"))).toBe(false);
  });
});

test("--rounding exact counts M6B without rounding to the cent, --rounding cent with it, and the run says which", async () => {
  const bars = ["time,open,high,low,close,volume"];
  for (let k = 0; k < 400; k++) {
    const price = (1.27 + 0.0001 * (k % 7) + 0.0002 * Math.floor(k / 40)).toFixed(4);
    const at = new Date(Date.UTC(2024, 0, 3, 15, k)).toISOString();
    bars.push([at, price, price, price, price, 100].join(","));
  }
  writeFileSync(join(cwd, "m6b.csv"), `${bars.join("\n")}\n`);
  const grossOf = async (rounding: string) => {
    const args = [
      "run",
      "ema-trend",
      "-i",
      "M6B",
      "--data",
      "m6b.csv",
      "--rounding",
      rounding,
      "--margin-policy",
      "none",
      "-p",
      "alwaysIn=true",
      "--json",
      "--report",
      "none",
      "-q",
    ];
    const { code, stdout, stderr } = await tickproof(args, { cwd });
    expect(code, stderr).toBe(0);
    const { summary, inputs, fills } = JSON.parse(stdout);
    expect(inputs.contract.rounding).toBe(rounding === "contract" ? "cent" : rounding);
    return {
      gross: summary.gross as string,
      fills: JSON.stringify(fills.map(({ price }: { price: string }) => price)),
    };
  };
  const [cent, exact, own] = [await grossOf("cent"), await grossOf("exact"), await grossOf("contract")];
  expect(cent.fills).toBe(exact.fills);
  expect(cent.gross).not.toBe(exact.gross);
  expect(own).toEqual(cent);
  // A tick is $0.625: exact results are whole multiples of it, rounded ones are whole cents.
  expect(Math.abs(Number(exact.gross) * 1000) % 625).toBe(0);
  expect(cent.gross).toMatch(/^-?\d+\.\d\d$/);
});

test("--fee-rounding rounds costs, the document says by what, and its audit holds", async () => {
  const runOf = async (...more: string[]) => {
    const args = [
      "run",
      "ema-trend",
      "-i",
      "MES",
      "--costs",
      "0.515",
      "--report",
      "none",
      "-q",
      "--json",
      ...more,
    ];
    const { code, stdout, stderr } = await tickproof(args, { cwd });
    expect(code, stderr).toBe(0);
    writeFileSync(join(cwd, "rounded.json"), stdout);
    const audit = await tickproof(["audit", "rounded.json"], { cwd });
    expect(audit.code, audit.stdout).toBe(0);
    const { inputs, summary, fills } = JSON.parse(stdout);
    const sides = (fills as { qty: number }[]).reduce((sum, { qty }) => sum + qty, 0);
    return { by: inputs.account.feeRounding as string, paid: Number(summary.costs.commission), sides };
  };
  const exact = await runOf();
  expect(exact.by).toBe("exact");
  expect(exact.paid).toBeCloseTo(0.515 * exact.sides, 6);
  const byContract = await runOf("--fee-rounding", "contract");
  expect(byContract.by).toBe("contract");
  expect(byContract.paid).toBeCloseTo(0.52 * byContract.sides, 6);
  const refused = await tickproof(["run", "ema-trend", "-i", "MES", "--fee-rounding", "cent"], { cwd });
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain("contract");
});
