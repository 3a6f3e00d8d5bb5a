// Does a session of the user's own reach everything that a run does, and does `--bar-hours` cut its bars?

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { project, tickproof } from "./cli.js";

const shared = process.env.TICKPROOF_SHARED ?? fileURLToPath(new URL("../../../shared", import.meta.url));
const FESX = join(shared, "data", "futures_intraday", "FESX_1m_20060102_20060227.csv.gz");
const isMissing = !existsSync(FESX);

const FLIPS = `
  import { Strategy } from "tickproof";
  export default class Flips extends Strategy {
    override onBar(): void {
      if (this.position === 0) this.buy({ qty: 1, reason: "in" });
      else this.sell({ qty: 1, reason: "out" });
    }
  }`;
const HOLDS = `
  import { Strategy } from "tickproof";
  export default class Holds extends Strategy {
    override onBar(): void {
      if (this.position === 0) this.buy({ qty: 1, reason: "in" });
    }
  }`;
const contract = (session: string, more: object = {}) => ({
  session,
  tickSize: "1",
  multiplier: "10",
  commission: "0.50",
  exchangeFee: "0.30",
  nfaFee: "0",
  margins: { initial: "2500", maintenance: "2000" },
  ...more,
});
const CONFIG = {
  sessions: {
    eurex: {
      zone: "Europe/Berlin",
      open: "09:00",
      close: "22:00",
      regular: "09:00-17:30",
      settlement: "17:30",
      holidays: ["2006-04-14"],
    },
    nyse: {
      zone: "America/New_York",
      open: "09:30",
      close: "16:00",
      regular: "09:30-16:00",
      holidays: ["2024-11-28"],
      earlyCloses: { "2024-11-29": "13:00" },
    },
  },
  contracts: { FESX: contract("eurex"), SHARE: contract("nyse", { tickSize: "0.01", multiplier: "1" }) },
};

/** Bars on the clock of an exchange, days named, from one clock time to another; no zone beside the stamps. */
function bars(days: readonly string[], from: string, until: string, minutes: number): string {
  const lines = ["time,open,high,low,close,volume"];
  let price = 4000;
  for (const day of days) {
    for (
      let at = Date.parse(`${day}T${from}Z`);
      at < Date.parse(`${day}T${until}Z`);
      at += minutes * 60_000
    ) {
      const next = price + (Math.floor(at / 60_000) % 7) - 3;
      const stamp = new Date(at).toISOString().slice(0, 19).replace("T", " ");
      lines.push(`${stamp},${price},${Math.max(price, next) + 1},${Math.min(price, next) - 1},${next},10`);
      price = next;
    }
  }
  return `${lines.join("\n")}\n`;
}
const FEBRUARY = Array.from({ length: 28 }, (_, i) => `2006-02-${String(i + 1).padStart(2, "0")}`).filter(
  (day) => new Date(day).getUTCDay() % 6 !== 0,
);
const THANKSGIVING = ["2024-11-25", "2024-11-26", "2024-11-27", "2024-11-29", "2024-12-02", "2024-12-03"];

const files = (more: Record<string, string>) => ({
  "flips.ts": FLIPS,
  "holds.ts": HOLDS,
  "tickproof.config.json": JSON.stringify(CONFIG, null, 2),
  ...more,
});

describe("a session of one's own", () => {
  test("proves the zone of its bars, dates and settles them, and stands in report and document", async () => {
    const cwd = project(files({ "bars.csv": bars(FEBRUARY, "09:00:00", "22:00:00", 5) }));
    const run = ["run", "./holds.ts", "-i", "FESX", "--data", "bars.csv"];
    const { code, stdout, stderr } = await tickproof([...run, "--json", "-q", "--report", "r.html"], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    const { inputs, daily, cash } = JSON.parse(stdout);
    expect(inputs.data[0].notes.join(" ")).toMatch(/in Europe\/Berlin by the session's breaks: 100\.0%/);
    expect(inputs.data[0]).toMatchObject({ from: "2006-02-01T08:00:00Z", to: "2006-02-28T20:55:00Z" });
    expect(inputs.contract.session).toMatchObject({ name: "eurex", zone: "Europe/Berlin" });
    expect(daily.map((row: { date: string }) => row.date)).toEqual(FEBRUARY);
    const settled = cash.filter((row: { kind: string }) => row.kind === "settlement");
    expect(new Set(settled.map((row: { time: string }) => row.time.slice(11)))).toEqual(
      new Set(["16:30:00Z"]),
    );
    const page = readFileSync(join(cwd, "r.html"), "utf8");
    expect(page).toContain("Berlin time");
    expect(page).not.toContain("Chicago time");
    // The document alone is enough for the audit: no config beside it.
    const alone = project({ "run.json": stdout });
    expect(await tickproof(["audit", "run.json"], { cwd: alone })).toMatchObject({ code: 0 });
  });

  test("crosses into workers: one and two of them give the same fingerprint", async () => {
    const cwd = project(files({ "bars.csv": bars(FEBRUARY, "09:00:00", "22:00:00", 15) }));
    const prints = async (jobs: string) => {
      const { stdout } = await tickproof(
        [
          "compare",
          "./flips.ts",
          "./holds.ts",
          "-i",
          "FESX",
          "--data",
          "bars.csv",
          "--jobs",
          jobs,
          "--json",
          "-q",
        ],
        { cwd },
      );
      return JSON.parse(stdout).cells.map((cell: { fingerprint: string }) => cell.fingerprint);
    };
    const one = await prints("1");
    expect(one).toEqual([expect.stringMatching(/^[0-9a-f]{16}/), expect.stringMatching(/^[0-9a-f]{16}/)]);
    expect(await prints("2")).toEqual(one);
  });

  test("a share's day: hours from 09:30, an early close, a holiday, and the position left before the close", async () => {
    const cwd = project(
      files({
        "bars.csv":
          bars(THANKSGIVING.slice(0, 3), "09:30:00", "16:00:00", 5) +
          bars(["2024-11-29"], "09:30:00", "13:00:00", 5).split("\n").slice(1).join("\n") +
          bars(THANKSGIVING.slice(4), "09:30:00", "16:00:00", 5).split("\n").slice(1).join("\n"),
      }),
    );
    const run = [
      "run",
      "./holds.ts",
      "-i",
      "SHARE",
      "--data",
      "bars.csv",
      "--resample",
      "1h",
      "--cash",
      "100000",
    ];
    const tz = ["--tz", "America/New_York", "--flat-by-close", "30", "--json", "-q"];
    const { stdout, stderr, code } = await tickproof([...run, ...tz], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    const { trades, inputs, daily } = JSON.parse(stdout);
    expect(inputs.data[0].notes.at(-1)).toMatch(/^Resampled: 39 bars of 60 minutes/);
    expect(inputs.data[0].from).toBe("2024-11-25T14:30:00Z");
    expect(daily.map((row: { date: string }) => row.date)).toEqual(THANKSGIVING);
    // 13:00 in New York less half an hour: the hour from 11:30 to 12:30 is the last one.
    expect(trades.map((trade: { exitTime: string }) => trade.exitTime)).toContain("2024-11-29T16:30:00Z");
  });

  test("a mistake is named with line and column, in JSON and in TypeScript", async () => {
    const json = JSON.stringify(
      { sessions: { eurex: { zone: "Europe/Berlin", open: "9:00", close: "22:00" } } },
      null,
      2,
    );
    const ts = `export default {
  sessions: {
    eurex: { zone: "Europe/Berlin", open: "09:00", close: "22:00", holidays: ["2006-02-30"] },
  },
};`;
    for (const [name, text, where] of [
      ["tickproof.config.json", json, "tickproof.config.json:5:7 sessions.eurex.open"],
      ["tickproof.config.ts", ts, "tickproof.config.ts:3:68 sessions.eurex.holidays.0"],
      [
        "tickproof.config.json",
        '{ "sessions": { "eurex": { "open": "09:00" } } }',
        "tickproof.config.json:1:17 sessions.eurex.zone",
      ],
    ] as const) {
      const { code, stderr } = await tickproof(["contracts"], { cwd: project({ [name]: text }) });
      expect(code).toBe(2);
      expect(stderr).toContain("E133");
      expect(stderr).toContain(where);
    }
    const unknown = project({
      "tickproof.config.json": JSON.stringify({ contracts: { X: contract("eurx") } }),
    });
    expect((await tickproof(["contracts"], { cwd: unknown })).stderr).toMatch(/E215[\s\S]*eurx/);
  });

  test.skipIf(isMissing)(`the real FESX of 2006${isMissing ? " (skipped: no real data)" : ""}`, async () => {
    const cwd = project(files({}));
    const check = await tickproof(["data", "check", FESX, "-i", "FESX", "--json"], { cwd });
    const [found] = JSON.parse(check.stdout).files;
    expect(found).toMatchObject({ bars: 30_889, firstDay: "2006-01-02", lastDay: "2006-02-27" });
    expect(found.clean).toEqual(expect.arrayContaining(["outside-session", "missing-session"]));
    expect(found.coverage.expected).toBe(41 * 13 * 60);
    const run = ["run", "./holds.ts", "-i", "FESX", "--data", FESX, "--json", "-q"];
    const all = JSON.parse((await tickproof(run, { cwd })).stdout);
    const regular = JSON.parse((await tickproof([...run, "--bar-hours", "regular"], { cwd })).stdout);
    expect(all.daily).toHaveLength(41);
    expect(regular.daily.map((row: { date: string }) => row.date)).toEqual(
      all.daily.map((row: { date: string }) => row.date),
    );
    expect(regular.inputs.data[0].notes.at(-1)).toMatch(
      /^Cut to the regular hours of FESX, 09:00 to 17:30 Berlin time/,
    );
  });
});

describe("--bar-hours", () => {
  const regular = files({ "bars.csv": bars(FEBRUARY, "09:00:00", "22:00:00", 30) });
  const run = [
    "run",
    "./flips.ts",
    "-i",
    "FESX",
    "--data",
    "bars.csv",
    "--tz",
    "Europe/Berlin",
    "--json",
    "-q",
  ];

  test("by flag, by config, by variable", async () => {
    const cwd = project(regular);
    const counts: number[] = [];
    for (const hours of ["all", "regular", "overnight"]) {
      const { stdout } = await tickproof([...run, "--bar-hours", hours], { cwd });
      counts.push(JSON.parse(stdout).inputs.data[0].bars);
    }
    expect(counts).toEqual([20 * 26, 20 * 17, 20 * 9]);
    const set = project({
      ...regular,
      "tickproof.config.json": JSON.stringify({ ...CONFIG, barHours: "overnight" }),
    });
    expect(JSON.parse((await tickproof(run, { cwd: set })).stdout).inputs.data[0].bars).toBe(20 * 9);
    const env = { TICKPROOF_BAR_HOURS: "regular" };
    expect(JSON.parse((await tickproof(run, { cwd, env })).stdout).inputs.data[0].bars).toBe(20 * 17);
  });

  test("says where it cannot be", async () => {
    const cwd = project({ ...regular, "hours.csv": bars(FEBRUARY, "09:00:00", "22:00:00", 60) });
    const hours = run.map((it) => (it === "bars.csv" ? "hours.csv" : it));
    const astride = await tickproof([...hours, "--bar-hours", "regular"], { cwd });
    expect([astride.code, JSON.parse(astride.stdout).code]).toEqual([2, "E135"]);
    const none = await tickproof([...run, "--bar-hours", "lunch"], { cwd });
    expect(JSON.parse(none.stdout).code).toBe("E104");
    const share = [
      "run",
      "./flips.ts",
      "-i",
      "SHARE",
      "--data",
      "bars.csv",
      "--json",
      "-q",
      "--bar-hours",
      "overnight",
    ];
    expect(JSON.parse((await tickproof(share, { cwd })).stdout).code).toBe("E134");
  });
});
