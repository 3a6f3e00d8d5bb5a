// What does a command load before it does anything?

import { execFile } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { emptyFolder, project, REPO, tickproof } from "./cli.js";

const MAIN = join(REPO, "dist/cli/main.cjs");
const VERSION = (JSON.parse(readFileSync(join(REPO, "package.json"), "utf8")) as { version: string }).version;
/** `tsc` alone leaves the modules as they are; `npm run build` joins them. */
const joined = existsSync(MAIN) && readFileSync(MAIN, "utf8").includes("../program/");
const whenJoined = test.runIf(joined);

/** Files of ours and of packages that each thread loaded, the program's own thread last; strategies aside. */
async function loadedBy(args: readonly string[], cwd = emptyFolder()): Promise<string[][]> {
  const folder = emptyFolder();
  const { code, stderr } = await tickproof(args, { cwd, env: { NODE_V8_COVERAGE: folder } });
  expect(stderr).not.toMatch(/error|warning/i);
  expect(code).toBe(0);
  return readdirSync(folder)
    .sort((a, b) => Number(b.match(/(\d+)\.json$/)![1]) - Number(a.match(/(\d+)\.json$/)![1]))
    .map((name) => {
      const { result } = JSON.parse(readFileSync(join(folder, name), "utf8")) as {
        result: { url: string }[];
      };
      return result.flatMap(({ url }) => {
        const path = url.startsWith("file:") ? fileURLToPath(url) : url;
        return /[\\/](?:dist|node_modules)[\\/]/.test(path)
          ? [path.replace(/^.*[\\/]node_modules[\\/]/, "")]
          : [];
      });
    })
    .map((paths) => paths.map((path) => path.replace(`${REPO}dist/`, "").replaceAll("\\", "/")));
}

test("the version is answered by one file, whatever else there is", async () => {
  expect(await loadedBy(["--version"])).toEqual([["cli/main.cjs"]]);
});

whenJoined("a command loads the program as one file, and no package besides", async () => {
  const [own, ...others] = (await loadedBy(["contracts", "MES"])).reverse();
  expect(others).toEqual([]);
  expect(own!.sort()).toEqual([
    "cli/main.cjs",
    "program/command-line.cjs",
    "program/load.cjs",
    "program/program.cjs",
  ]);
});

whenJoined(
  "a run starts its thread with the file for threads, and loads nothing that it has no use for",
  async () => {
    const run = ["run", "ema-trend", "-i", "MES", "--report", "none"];
    await tickproof(run, { cwd: emptyFolder() }); // from now on the strategy is bundled, and esbuild is not wanted any more
    const threads = await loadedBy(run);
    expect(threads).toHaveLength(2);
    const packages = new Set(threads.flat().map((path) => /^[\w-]+/.exec(path)?.[0]));
    expect([...packages].sort()).toEqual(["cli", "program"]);
    const [thread, own] = threads.map((files) => files.filter((path) => path.startsWith("program/")).sort());
    expect(thread).toEqual([
      "program/index.js",
      "program/load.cjs",
      "program/thread.cjs",
      "program/worker.cjs",
    ]);
    expect(own).toEqual(["program/command-line.cjs", "program/load.cjs", "program/program.cjs"]);
    for (const files of threads)
      expect(files.filter((path) => /^(program|cli)\//.test(path)).length).toBeLessThan(6);
  },
);

/** Modules of the joined program that came to be: each is a function of its name there. */
async function begunBy(args: readonly string[]): Promise<string[]> {
  const folder = emptyFolder();
  await tickproof(args, { cwd: emptyFolder(), env: { NODE_V8_COVERAGE: folder } });
  type Covered = { url: string; functions: { functionName: string; ranges: { count: number }[] }[] };
  return readdirSync(folder)
    .flatMap((name) => (JSON.parse(readFileSync(join(folder, name), "utf8")) as { result: Covered[] }).result)
    .filter(({ url }) => url.endsWith("program.cjs"))
    .flatMap(({ functions }) => functions)
    .filter(({ functionName, ranges }) => functionName.startsWith("dist/") && ranges[0]!.count > 0)
    .map(({ functionName }) => functionName);
}

whenJoined(
  "beside a run the program's own thread begins neither the engine nor what draws and writes",
  async () => {
    const HEAVY =
      /^dist\/(engine\/backtest|research\/(outcome|in-process)|report\/(json|run-report|tables)|catalog\/write-bars)\.js$/;
    const run = ["run", "ema-trend", "-i", "MES", "--to", "2024-02-29"];
    const quiet = await begunBy([...run, "--report", "none"]);
    expect(quiet).toContain("dist/report/terminal.js");
    expect(quiet.filter((name) => HEAVY.test(name))).toEqual([]);
    const json = await begunBy([...run, "--report", "none", "--json"]);
    expect(json.filter((name) => HEAVY.test(name))).toContain("dist/report/json.js");
  },
);

const CASE = '[case]\nrun = { strategy = "ema-trend", instrument = "MES", to = "2025-01-31" }\n';
const ASKED_AHEAD = ["cli/main.cjs", "program/ahead.cjs", "program/command-line.cjs", "program/load.cjs"];

whenJoined("help is answered by a small file, and so is a regress of what nobody has touched", async () => {
  const cwd = project({ "baselines/ema/case.toml": CASE });
  for (const help of [["--help"], ["run", "-h"], ["data", "check", "--help"]])
    expect((await loadedBy(help, cwd)).map((files) => files.sort())).toEqual([ASKED_AHEAD]);
  await tickproof(["regress"], { cwd }); // writes the baseline
  const ran = await tickproof(["regress"], { cwd });
  expect((await loadedBy(["regress"], cwd)).map((files) => files.sort())).toEqual([ASKED_AHEAD]);
  const kept = await tickproof(["regress"], { cwd });
  expect(kept).toEqual({ ...ran, stdout: ran.stdout.replace(/[\d.]+\n$/, "cached\n") });
  const json = await tickproof(["regress", "--json"], { cwd });
  expect(JSON.parse(json.stdout)).toMatchObject({ exit: 0, cases: [{ verdict: "same", cached: true }] });
});

whenJoined(
  "what the small file cannot answer is asked of the program as if nobody had asked before",
  async () => {
    const root = project({ "inner/baselines/ema/case.toml": CASE, "inner/other/x": "" });
    const inner = join(root, "inner");
    expect(
      (await tickproof(["regress", "--cwd", "inner"], { cwd: root })).code,
      "from the folder above",
    ).toBe(0);
    expect(existsSync(join(inner, "baselines/ema/summary.json"))).toBe(true);

    const misspelt = await tickproof(["regress"], { cwd: inner, env: { TICKPROOF_SLIPAGE: "1" } });
    expect(misspelt.stderr.match(/TICKPROOF_SLIPAGE/g), "said once").toHaveLength(1);

    const wrong = await tickproof(["regress", "--frsh", "--json"], { cwd: inner });
    expect(wrong.code).toBe(2);
    expect(JSON.parse(wrong.stdout)).toMatchObject({ code: "E101" });
    const unknown = await tickproof(["regress", "emma"], { cwd: inner });
    expect(unknown.code).toBe(2);
    expect(unknown.stderr.match(/E179/g)).toHaveLength(1);
  },
);

whenJoined(
  "a regress of what nobody has touched is as quick with a configuration, and a wrong one is still wrong",
  async () => {
    const cwd = project({ "baselines/ema/case.toml": CASE });
    const regress = () => tickproof(["regress"], { cwd });
    const config = (file: string, text: string) => writeFileSync(join(cwd, file), text);
    config("tickproof.config.json", '{ "cash": 30000 }');
    await regress(); // writes the baseline
    await regress();
    expect((await loadedBy(["regress"], cwd)).map((files) => files.sort())).toEqual([ASKED_AHEAD]);
    config("tickproof.config.json", '{ "cash": ["30000"] }'); // the same text, but no configuration
    expect((await regress()).stderr).toMatch(/^E113 /);
    rmSync(join(cwd, "tickproof.config.json"));
    config("tickproof.config.ts", "export default { cash: 30_000 as number };");
    await regress();
    const [files] = await loadedBy(["regress"], cwd);
    expect(files!.filter((path) => path.startsWith("program/")).sort()).toEqual(
      ASKED_AHEAD.filter((path) => path.startsWith("program/")),
    );
    config(
      "tickproof.config.ts",
      'import { sma } from "tickproof";\nexport default { cash: sma ? 30_000 : 0 };',
    );
    await regress();
    expect((await regress()).stdout).toBe("ema\tsame\t\tcached\n");
  },
);

test.runIf(process.platform === "linux")("what comes up as the program ends is still said", async () => {
  const cwd = project({ "reports/r.html": "<p>" });
  const { stderr } = await tickproof(["open", "reports/r.html"], { cwd, env: { PATH: cwd } });
  expect(stderr).toContain("no browser could be started here");
});

whenJoined("one file or its modules: the answer and the report are the same to the byte", async () => {
  const joinedIn = emptyFolder();
  const apart = project({
    "main.mjs": `const { commandLine } = await import(${JSON.stringify(join(REPO, "dist/cli/command-line.js"))});
      process.exitCode = await commandLine(process.argv.slice(2), ${JSON.stringify(VERSION)});`,
  });
  const run = ["run", "tiered-take-profit", "-i", "MNQ", "--report", "report.html", "--color=always"];
  const one = await tickproof(run, { cwd: joinedIn });
  const other = await new Promise<string>((resolve) =>
    execFile(process.execPath, ["main.mjs", ...run], { cwd: apart }, (_error, stdout) => resolve(stdout)),
  );
  expect(one.stdout).toContain("−$");
  expect(one.stdout).toBe(other);
  const page = readFileSync(join(joinedIn, "report.html"), "utf8");
  expect(page).toContain("tiered-take-profit · MNQ");
  expect(page).toBe(readFileSync(join(apart, "report.html"), "utf8"));
});

whenJoined(
  "compiled code and clocks are kept for the next time; torn or open to others, it is made anew",
  async () => {
    const cache = emptyFolder();
    const cwd = emptyFolder();
    const kept = () =>
      readdirSync(join(cache, "code"))
        .sort()
        .map((name) => join(cache, "code", name));
    const contracts = () => tickproof(["contracts", "MES"], { cwd, env: { TICKPROOF_CACHE: cache } });
    const first = await contracts();
    const [path, zones, ...others] = kept().sort(
      (a, b) => (a.endsWith(".zones") ? 1 : 0) - (b.endsWith(".zones") ? 1 : 0),
    );
    expect(others).toEqual([]);
    expect(readFileSync(zones!, "utf8")).toContain('"america/chicago":{"2');
    const whole = readFileSync(path!);
    const { ino } = statSync(path!);

    expect(await contracts()).toEqual(first);
    expect(statSync(path!).ino, "kept, so not written again").toBe(ino);

    for (const torn of [whole.subarray(0, 100), Buffer.alloc(0), flipped(whole, 5_000), flipped(whole, 2)]) {
      writeFileSync(path!, torn);
      expect(await contracts()).toEqual(first);
      expect(readFileSync(path!).length, "made anew").toBeGreaterThan(100_000);
      expect(readFileSync(path!).equals(torn)).toBe(false);
    }
    const clocks = readFileSync(zones!);
    writeFileSync(zones!, flipped(clocks, clocks.length - 20));
    expect(await contracts()).toEqual(first);
    expect(readFileSync(zones!), "made anew").toEqual(clocks);
    if (process.platform !== "win32") {
      chmodSync(path!, 0o666);
      expect(await contracts()).toEqual(first);
      expect(statSync(path!).mode & 0o777).toBe(0o600);
    }
  },
);

whenJoined("without a place to keep compiled code a command answers the same", async () => {
  const cwd = emptyFolder();
  const file = join(cwd, "no-folder");
  writeFileSync(file, "");
  const without = await tickproof(["contracts", "MES"], { cwd, env: { TICKPROOF_CACHE: file } });
  expect(without).toEqual(await tickproof(["contracts", "MES"], { cwd }));
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 1;
  return copy;
}

whenJoined("what the one file prints beyond ASCII is what was written, in reports too", async () => {
  const program = readFileSync(join(REPO, "dist/program/program.cjs"));
  expect(program.findIndex((byte) => byte > 127)).toBe(-1);
  const cwd = emptyFolder();
  const { stdout } = await tickproof(["run", "ema-trend", "-i", "MES", "--report", "r.html"], { cwd });
  expect(stdout).toContain("r.html");
  expect(readFileSync(join(cwd, "r.html"), "utf8")).toContain("<h1>ema-trend · MES 5m</h1>");
});
