import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readPlainly } from "../catalog/stored-bars.js";
import { emptyFolder, REPO, tickproof } from "./cli.js";

const MES = join(REPO, "data/MES-5m.csv");
const HEADER = "time,open,high,low,close,volume";
const at = (minute: number): string => new Date(Date.UTC(2024, 4, 14, 14, 5 * minute)).toISOString();
const bar = (minute: number, close = 5240): string =>
  `${at(minute)},5240,${close + 2},5238,${close},${minute + 1}`;
const file = (cwd: string, name: string, minutes: readonly number[], close?: number): string => {
  writeFileSync(join(cwd, name), `${[HEADER, ...minutes.map((minute) => bar(minute, close))].join("\n")}\n`);
  return name;
};
const upTo = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

interface Document {
  readonly fingerprint: string;
  readonly inputs: {
    readonly data: readonly { readonly notes: readonly string[]; readonly sha256: string }[];
  };
  readonly sets: readonly { readonly set: string; readonly bars: number; readonly sha256: string }[];
  readonly files: readonly { readonly status: string; readonly added?: number; readonly set: string }[];
  readonly code: string;
}
const json = async (cwd: string, ...args: string[]): Promise<Document & { readonly exit: number | null }> => {
  const { stdout, code } = await tickproof([...args, "--json", "-q"], { cwd });
  return { ...(JSON.parse(stdout) as Document), exit: code };
};

describe("tickproof data import", () => {
  test("keeps a file once: a run on the catalog is the run on the file, with the file's provenance", async () => {
    const cwd = emptyFolder();
    const first = await json(cwd, "data", "import", MES, "-i", "MES");
    expect(first.files.map(({ status, added, set }) => [status, added, set])).toEqual([
      ["stored", 41_025, "MES/5m"],
    ]);
    const again = await json(cwd, "data", "import", MES, "-i", "MES");
    expect(again.files.map(({ status }) => status)).toEqual(["already there"]);
    const run = ["run", "ema-trend", "-i", "MES", "--report", "none"];
    const [kept, plain] = [await json(cwd, ...run), await json(cwd, ...run, "--data", MES)];
    expect(kept.fingerprint).toBe(plain.fingerprint);
    const [{ notes, ...rest }] = kept.inputs.data as [Document["inputs"]["data"][0]];
    const [{ notes: own, ...same }] = plain.inputs.data as [Document["inputs"]["data"][0]];
    expect(rest).toEqual(same);
    expect(notes.slice(0, -1)).toEqual(own);
    expect(notes.at(-1)).toContain(
      `From the catalog: MES/5m, content SHA-256 ${first.sets[0]!.sha256.slice(0, 16)}`,
    );
    const { stderr } = await tickproof(run, { cwd });
    expect(stderr).toContain("bars of MES: catalog:MES/5m");
    const longer = [...run, "--resample", "30m", "--from", "2025-03", "--to", "2025-04"];
    expect((await json(cwd, ...longer)).fingerprint).toBe(
      (await json(cwd, ...longer, "--data", MES)).fingerprint,
    );
  });

  test("joins files that overlap, tells what each brought, and the same bars have the same hash", async () => {
    const cwd = emptyFolder();
    const names = [
      file(cwd, "a.csv", upTo(0, 60)),
      file(cwd, "b.csv", upTo(40, 100)),
      file(cwd, "c.csv", upTo(0, 100)),
    ];
    const { files, sets } = await json(cwd, "data", "import", names[0]!, names[1]!, "-i", "MES");
    expect(files.map(({ added }) => added)).toEqual([60, 40]);
    const whole = await json(cwd, "data", "import", names[2]!, "-i", "MES", "--label", "whole");
    expect(whole.sets[0]).toMatchObject({ set: "MES/5m-whole", bars: 100, sha256: sets[0]!.sha256 });
    const { stdout } = await tickproof(["data", "ls"], { cwd });
    expect(stdout.split("\n").map((line) => line.split("\t").slice(0, 5))).toEqual([
      ["set", "bars", "first date", "last date", "files"],
      ["MES/5m", "100", "2024-05-14", "2024-05-15", "2"],
      ["MES/5m-whole", "100", "2024-05-14", "2024-05-15", "1"],
      [""],
    ]);
    const { stderr, code } = await tickproof(["run", "ema-trend", "-i", "MES"], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining("Several data sets of MES in the catalog")]);
  });

  test("of bars that differ stores nothing, and shows both; then takes those that were asked for", async () => {
    const cwd = emptyFolder();
    await json(cwd, "data", "import", file(cwd, "a.csv", upTo(0, 30)), "-i", "MES");
    const before = readFileSync(join(cwd, ".tickproof/catalog/MES/5m.parquet"));
    file(cwd, "b.csv", upTo(20, 40), 5241);
    const refused = await tickproof(["data", "import", "b.csv", "-i", "MES"], { cwd });
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain("E357  b.csv differs from MES/5m at 10 times");
    expect(refused.stderr).toContain("there   open 5240  high 5242  low 5238  close 5240  volume 21");
    expect(refused.stderr).toContain("coming  open 5240  high 5243  low 5238  close 5241  volume 21");
    expect(readFileSync(join(cwd, ".tickproof/catalog/MES/5m.parquet")).equals(before)).toBe(true);
    const { files } = await json(cwd, "data", "import", "b.csv", "-i", "MES", "--on-conflict", "replace");
    expect(files[0]).toMatchObject({ added: 10, same: 0, conflicts: 10, kept: "coming" });
    const { stdout } = await tickproof(["data", "inspect", "MES", "--at", "2024-05-14T15:42"], { cwd });
    expect(stdout).toMatch(
      /^>\t2024-05-14T15:40:00Z\t2024-05-14\t5240\.00\t5243\.00\t5238\.00\t5241\.00\t21$/m,
    );
  });

  test("stores the files before one that cannot be read, and does not read them again", async () => {
    const cwd = emptyFolder();
    const good = file(cwd, "a.csv", upTo(0, 30));
    writeFileSync(join(cwd, "bad.csv"), `${HEADER}\n${bar(40).replace("5238", "9999")}\n`);
    const { code, stderr } = await tickproof(["data", "import", good, "bad.csv", "-i", "MES"], { cwd });
    expect(code).toBe(3);
    expect(stderr).toContain("1 file before it was stored");
    const { files } = await json(cwd, "data", "import", good, "-i", "MES");
    expect(files.map(({ status }) => status)).toEqual(["already there"]);
  });

  test("keeps contract months apart, by name of the file or of the contract", async () => {
    const cwd = emptyFolder();
    file(cwd, "MESH24.csv", upTo(0, 10));
    file(cwd, "MES 06-24.csv", upTo(0, 10), 5241);
    file(cwd, "u.csv", upTo(0, 10), 5239);
    const two = await json(cwd, "data", "import", "MESH24.csv", "MES 06-24.csv", "-i", "MES");
    expect(two.files.map(({ set }) => set)).toEqual(["MES/MESH24-5m", "MES/MESM24-5m"]);
    const third = await json(cwd, "data", "import", "u.csv", "-i", "MESU24");
    expect(third.files.map(({ set }) => set)).toEqual(["MES/MESU24-5m"]);
    for (const [name, close] of [
      ["MESH24", 5240],
      ["MESM24", 5241],
      ["MESU24", 5239],
    ] as const) {
      const { stdout } = await tickproof(["data", "export", name], { cwd });
      expect(stdout.trim().split("\n").slice(1)).toEqual(
        upTo(0, 10).map((minute) => {
          const [time = "", ...values] = bar(minute, close).split(",");
          const prices = values.slice(0, 4).map((price) => `${price}.00`);
          return [time.replace(".000", ""), ...prices, values[4]].join(",");
        }),
      );
    }
  });

  test("makes a set of each contract that a file holds, all of its step", async () => {
    const cwd = emptyFolder();
    // MESM24 trades each five minutes, MESZ24 each quarter of an hour.
    const rows = upTo(0, 60).flatMap((minute) => [
      `${bar(minute)},MESM24`,
      ...(minute % 3 === 0 ? [`${bar(minute, 5241)},MESZ24`] : []),
      `${bar(minute, 17)},NQM24`,
    ]);
    writeFileSync(join(cwd, "all.csv"), `${HEADER},symbol\n${rows.join("\n")}\n`);
    const { files, sets } = await json(cwd, "data", "import", "all.csv", "-i", "MES");
    expect(files.map(({ set, added }) => [set, added])).toEqual([
      ["MES/MESM24-5m", 60],
      ["MES/MESZ24-5m", 20],
    ]);
    expect(sets.length).toBe(2);
    const again = await json(cwd, "data", "import", "all.csv", "-i", "MES");
    expect(again.files.map(({ status }) => status)).toEqual(["already there", "already there"]);
  });
});

describe("tickproof data export", () => {
  test.each(["csv", "json"])("writes %s that is imported again to the same bars", async (format) => {
    const cwd = emptyFolder();
    const { sets } = await json(cwd, "data", "import", MES, "-i", "MES");
    const out = `again.${format}`;
    expect(
      (await tickproof(["data", "export", "MES/5m", "--format", format, "--out", out], { cwd })).code,
    ).toBe(0);
    const again = await json(cwd, "data", "import", out, "-i", "MES", "--catalog", "second");
    expect(again.sets[0]!.sha256).toBe(sets[0]!.sha256);
  });

  test("writes Parquet of some trade dates, and what it prints to a pipe is complete", async () => {
    const cwd = emptyFolder();
    await json(cwd, "data", "import", MES, "-i", "MES");
    const span = ["--from", "2025-03-03", "--to", "2025-03-04"];
    await tickproof(["data", "export", "MES", "--format", "parquet", "--out", "two.parquet", ...span], {
      cwd,
    });
    const bars = await readPlainly(join(cwd, "two.parquet"));
    expect([...new Set(bars.map(({ trade_date }) => trade_date.toISOString().slice(0, 10)))]).toEqual([
      "2025-03-03",
      "2025-03-04",
    ]);
    const { stdout } = await tickproof(["data", "export", "MES"], { cwd });
    expect(stdout.split("\n").length).toBe(41_025 + 3);
    const { stderr, code } = await tickproof(["data", "export", "MES", "--format", "ledger"], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining('--format cannot be "ledger"')]);
  });
});

describe("tickproof data rm, ls and inspect", () => {
  test("rm says what it removed; a name that is not there, or is not clear, removes nothing", async () => {
    const cwd = emptyFolder();
    file(cwd, "a.csv", upTo(0, 10));
    await json(cwd, "data", "import", "a.csv", "-i", "MES");
    await json(cwd, "data", "import", "a.csv", "-i", "MES", "--label", "x");
    const unclear = await tickproof(["data", "rm", "MES"], { cwd });
    expect([unclear.code, unclear.stderr]).toEqual([
      3,
      expect.stringContaining("Several data sets are meant by MES"),
    ]);
    const unknown = await tickproof(["data", "rm", "MES/5n"], { cwd });
    expect([unknown.code, unknown.stderr]).toEqual([3, expect.stringMatching(/did you mean +MES\/5m$/m)]);
    const { stdout } = await tickproof(["data", "rm", "MES/5m-x"], { cwd });
    expect(stdout).toContain("removed MES/5m-x · 10 bars · 2024-05-14 → 2024-05-14");
    expect(readdirSync(join(cwd, ".tickproof/catalog/MES"))).toEqual(["5m.parquet"]);
  });

  test("bars that were pinned by their hash are refused when they have changed", async () => {
    const cwd = emptyFolder();
    const { sets } = await json(cwd, "data", "import", file(cwd, "a.csv", upTo(0, 50)), "-i", "MES");
    const pinned = `catalog:MES/5m@${sets[0]!.sha256.slice(0, 10)}`;
    const run = ["run", "ema-trend", "-i", "MES", "--report", "none", "--data", pinned];
    expect((await json(cwd, ...run)).exit).toBe(0);
    await json(cwd, "data", "import", file(cwd, "b.csv", upTo(50, 53)), "-i", "MES");
    expect((await json(cwd, ...run)).code).toBe("E356");
  });

  test("a damaged file is told by ls beside the others, and by a run", async () => {
    const cwd = emptyFolder();
    await json(cwd, "data", "import", file(cwd, "a.csv", upTo(0, 50)), "-i", "MES");
    await json(cwd, "data", "import", "a.csv", "-i", "MNQ");
    const path = join(cwd, ".tickproof/catalog/MES/5m.parquet");
    const bytes = readFileSync(path);
    bytes[100]! ^= 4;
    writeFileSync(path, bytes);
    expect((await json(cwd, "data", "inspect", "MES", "--verify")).code).toBe("E395");
    expect((await json(cwd, "run", "ema-trend", "-i", "MES")).code).toBe("E395");
    writeFileSync(path, bytes.subarray(0, bytes.length - 20));
    const { stdout, stderr, code } = await tickproof(["data", "ls"], { cwd });
    expect(stdout).toContain("MNQ/5m\t50");
    expect([code, stderr]).toEqual([3, expect.stringContaining("E395")]);
  });

  test("what lies in the way of a catalog, or may not be written, is told without a stack", async () => {
    const cwd = emptyFolder();
    file(cwd, "a.csv", upTo(0, 10));
    writeFileSync(join(cwd, "taken"), "");
    const way = await json(cwd, "data", "import", "a.csv", "-i", "MES", "--catalog", "taken");
    expect([way.exit, way.code]).toEqual([3, "E397"]);
    if (process.getuid?.() === 0) return; // root may write anywhere
    mkdirSync(join(cwd, "closed"));
    chmodSync(join(cwd, "closed"), 0o500);
    expect((await json(cwd, "data", "import", "a.csv", "-i", "MES", "--catalog", "closed/c")).code).toBe(
      "E397",
    );
    expect(existsSync(join(cwd, "closed/c"))).toBe(false);
  });
});
