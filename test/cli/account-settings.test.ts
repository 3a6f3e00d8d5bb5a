// Do the account's terms mean from the command line, a configuration and a call what they say?

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseDay } from "#instrument/time.js";
import {
  accountOfRequest,
  readDayMargin,
  readDayWindow,
  readDeadline,
  readInterest,
  readOffset,
  readTransfers,
} from "#research/account-words.js";
import { barsCsv, type Ended, project, tickproof } from "./cli.js";

describe("the words", () => {
  test("of day margin: dollars or a share, for one contract or the others", () => {
    expect(readDayMargin("MES=50, MNQ=$100,12.5%", "--day-margin")).toEqual([
      { symbol: "MES", usd: 50_000_000, share: 0 },
      { symbol: "MNQ", usd: 100_000_000, share: 0 },
      { symbol: null, usd: null, share: 12_500_000 },
    ]);
  });
  test("of its window: from the open or a clock time, which may lie on the evening before", () => {
    expect(readDayWindow("open-15:45,energy=07:45-15:30,MBT=18:00-9:05", "")).toEqual([
      { of: null, from: null, to: 945 },
      { of: "energy", from: 465, to: 930 },
      { of: "MBT", from: 1080, to: 545 },
    ]);
  });
  test("of a deadline, an offset, transfers and interest", () => {
    expect(readDeadline("12:00", "")).toEqual({ days: 1, minute: 720 });
    expect(readDeadline("2d 15:30", "")).toEqual({ days: 2, minute: 930 });
    expect(readOffset("MES/MNQ=70%,2 MES/3 M2K=40.5%", "")).toEqual([
      { first: "MES", second: "MNQ", ratio: [1, 1], credit: 70_000_000 },
      { first: "MES", second: "M2K", ratio: [2, 3], credit: 40_500_000 },
    ]);
    expect(readTransfers("2024-03-01=1,000.50,2024-04-01=$2", "", -1)).toEqual([
      { day: parseDay("2024-03-01"), amount: -1_000_500_000 },
      { day: parseDay("2024-04-01"), amount: -2_000_000 },
    ]);
    expect(readInterest("5%,2024-01-01=5.33%/9%", "")).toEqual([
      { from: 0, credit: 5_000_000, debit: 0 },
      { from: parseDay("2024-01-01"), credit: 5_330_000, debit: 9_000_000 },
    ]);
  });
  test("of a call are the same, as texts, lists or objects; what nobody spoke of stays out", () => {
    expect(accountOfRequest({})).toEqual({});
    const one = accountOfRequest({
      dayMargin: { MES: 50 },
      deposit: { "2024-03-01": 1000 },
      withdraw: "2024-02-01=5",
    });
    expect(one.dayMargin).toMatchObject({
      rates: [{ symbol: "MES", usd: 50_000_000 }],
      windows: [{ of: null, to: 945 }],
    });
    expect(one.transfers!.map(({ amount }) => amount)).toEqual([-5_000_000, 1_000_000_000]);
    expect(
      accountOfRequest({ dayMargin: ["MES=50"], dayWindow: "MES=open-15:30" }).dayMargin!.windows,
    ).toHaveLength(2);
  });

  const wrong: [string, (text: string) => unknown, string[]][] = [
    [
      "day margin",
      (text) => readDayMargin(text, "x"),
      ["MES=", "fifty", "-5", "25 %%", "MES=50=6", "1.0000001"],
    ],
    [
      "a window",
      (text) => readDayWindow(text, "x"),
      ["15:45", "open-", "16:00-15:00", "open-17:30", "25:00-26:00", "open-15:75"],
    ],
    ["a deadline", (text) => readDeadline(text, "x"), ["noon", "0d 12:00", "12", "17:30", "2d"]],
    [
      "an offset",
      (text) => readOffset(text, "x"),
      ["MES/MES=70%", "MES/MNQ", "MES/MNQ=170%", "0 MES/MNQ=70%", "MES/MNQ=70"],
    ],
    [
      "a transfer",
      (text) => readTransfers(text, "x", 1),
      ["1000", "2024-02-30=5", "2024-03=5", "2024-03-01=0", "2024-03-01=-5"],
    ],
    ["interest", (text) => readInterest(text, "x"), ["5", "-5%", "2024-13-01=5%", "5%/x", "500%"]],
  ];
  test.each(wrong)("what is not %s is refused, with an example of what is", (_name, read, texts) => {
    for (const text of texts)
      expect(() => read(text), text).toThrow(expect.objectContaining({ code: "E104" }));
  });
});

const HOLD = `
import { Strategy } from "tickproof";
export default class Hold extends Strategy {
  override onBar() {
    if (this.position === 0) this.buy({ qty: 2 });
  }
}
`;
const FILES = { "strategies/hold.ts": HOLD, "data/MES-5m.csv": barsCsv(700) };
interface Document {
  readonly inputs: { readonly account: Readonly<Record<string, unknown>> };
  readonly fills: readonly { readonly kind: string }[];
  readonly cash: readonly { readonly kind: string; readonly amount: string }[];
  readonly fingerprint: string;
  readonly code?: string;
  readonly found?: string;
}
const document = (ended: Ended): Document => JSON.parse(ended.stdout) as Document;
const run = async (files: Readonly<Record<string, string>>, ...args: string[]): Promise<Document> =>
  document(
    await tickproof(["run", "hold", "-i", "MES", "--json", "--report", "none", "-q", ...args], {
      cwd: project(files),
    }),
  );

describe("the command line", () => {
  const flags = [
    "--cash",
    "3000",
    "--day-margin",
    "mes=50",
    "--violation-fee",
    "25",
    "--deposit",
    "2025-03-04=100",
    "--order-margin",
  ];

  test("takes them, and a contract by any of its names", async () => {
    const { inputs, fills, cash } = await run(FILES, ...flags);
    expect(inputs.account).toMatchObject({
      dayMargin: {
        rates: [{ symbol: "MES", usd: "50.00", share: "0" }],
        atCutOff: "cut",
        violationFee: "25.00",
      },
      orderMargin: true,
      transfers: [{ date: "2025-03-04", amount: "100.00" }],
    });
    expect(fills.some(({ kind }) => kind === "cut-off")).toBe(true);
    expect(cash.filter(({ kind }) => kind === "deposit")).toMatchObject([{ amount: "100.00" }]);
  });

  test("writes them into the command that reproduces the run, and that command does", async () => {
    const cwd = project(FILES);
    const first = await tickproof(["run", "hold", "-i", "MES", "--report", "a.html", "-q", ...flags], {
      cwd,
    });
    expect(first.code).toBe(0);
    const page = readFileSync(join(cwd, "a.html"), "utf8");
    const [command = ""] = /tickproof run hold[^<]*/.exec(page) ?? [];
    expect(command).toContain("--day-margin mes=50");
    expect(command).toMatch(/--order-margin($| -)/);
    const args = command.trim().split(/\s+/).slice(1);
    const again = document(await tickproof([...args, "--json", "--report", "none", "-q"], { cwd }));
    expect(again.fingerprint).toBe((await run(FILES, ...flags)).fingerprint);
  });

  test("says the same as a configuration does", async () => {
    const config = JSON.stringify({
      cash: 3000,
      dayMargin: { MES: 50 },
      violationFee: 25,
      deposit: { "2025-03-04": 100 },
      orderMargin: true,
    });
    const [said, written] = [
      await run(FILES, ...flags),
      await run({ ...FILES, "tickproof.config.json": config }),
    ];
    expect(written.fingerprint).toBe(said.fingerprint);
    expect(written.inputs.account).toEqual(said.inputs.account);
  });

  test("refuses a contract that there is not, and a value that means nothing, with its place", async () => {
    expect(await run(FILES, "--day-margin", "MESS=50")).toMatchObject({ code: "E210" });
    const config = JSON.stringify({ interest: { "2024-01-01": "five" } }, null, 2);
    const bad = await run({ ...FILES, "tickproof.config.json": config });
    expect(bad).toMatchObject({ code: "E104", found: '"2024-01-01=five"' });
  });
});
