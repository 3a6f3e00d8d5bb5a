// Does the benchmark still run, and still measure the right answer?

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WORKLOADS } from "../../bench/options.js";
import { insist, insistFingerprint } from "../../bench/specs.js";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
let folder = "";

beforeAll(async () => {
  // Inside the repository, so that `#…` and packages resolve as they do for `npm run bench`.
  folder = mkdtempSync(join(root, "bench/out-"));
  const sources = ["bench.ts", "guard.ts", "plain-cold.ts", "write-csv.ts", "workloads/*.ts"];
  await build({
    entryPoints: sources.map((name) => join(root, "bench", name)),
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    external: ["#*"],
    outdir: folder,
    entryNames: "[name]",
    outExtension: { ".js": ".mjs" },
    logLevel: "silent",
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bench = (...words: string[]) =>
  run(process.execPath, [join(folder, "bench.mjs"), ...words], { cwd: root });

test("the small benchmark goes through every workload and holds each to its known result before it reports a speed", async () => {
  const { stdout } = await bench("--small", "--rounds", "1");
  const parts = stdout.trim().split("\n\n");
  expect(parts.map((text) => text.slice(0, text.indexOf(":")))).toEqual([...WORKLOADS]);
  for (const text of parts) {
    expect(text).toMatch(/^\w+: [\d,]+ bars/);
    expect(text).toMatch(/^ {2}peak memory \d+ MB: columns of bars \d+ MB, all else \d+ MB/m);
    expect(text).toMatch(/ms +[\d.]+ (M bars|M bar-runs|MB)\/s/);
    if (!text.startsWith("W1x10")) expect(text).toMatch(/the first takes [\d.]+ times as long/);
  }
  const [w1, , w2, w3] = parts;
  expect(w1).toContain("fingerprint 23acac6ce6ab082f, 662 trades");
  expect(w1).toMatch(/tickproof run, from the catalog +[\d.]+ ms/);
  expect(w2).toContain("fingerprint 97140a21aa7526bc, 301 trades");
  expect(w3).toContain("42,828 trades");
  for (const text of [w1, w2, w3]) {
    expect(text).toMatch(/plain loop, same result .* the first takes/);
    expect(text).toMatch(/C loop, same result .* the first takes|no C compiler/);
  }
});

test("figures for machines are one JSON document, with all that history keeps", async () => {
  const { stdout } = await bench("w2", "--small", "--rounds", "1", "--json");
  const { machine, results } = JSON.parse(stdout);
  expect(machine.node).toBe(process.versions.node);
  expect(results).toHaveLength(1);
  expect(results[0]).toMatchObject({ workload: "W2", bars: 20_000, trades: 301 });
  expect(results[0].tables[0].lines[1]).toMatchObject({ who: "plain loop, same result", role: "reference" });
  expect(results[0].peak.columns).toBe(68 * 20_000);
});

test("where there is no C compiler the plain loop stands alone, and the output says so", async () => {
  const env = { ...process.env, PATH: join(folder, "nothing") };
  const words = [join(folder, "bench.mjs"), "W2", "--small", "--rounds", "1"];
  const { stdout } = await run(process.execPath, words, { cwd: root, env });
  expect(stdout).toContain("no C compiler: nothing is compared with C");
  expect(stdout).toMatch(/plain loop, same result .* the first takes/);
  expect(stdout).not.toContain("C loop, same");
});

test("a fast wrong answer is not measured", () => {
  const known = { trades: 301, net: -696_990_000 };
  insist("W2", known, { ...known, fees: 1 });
  expect(() => insist("W2", known, { ...known, net: -696_990_001 })).toThrow(
    "W2 net: -696990001, expected -696990000. A fast wrong answer is not measured.",
  );
  insistFingerprint("W2", 20_000, "97140a21aa7526bc00");
  expect(() => insistFingerprint("W2", 20_000, "07140a21aa7526bc00")).toThrow("Another run is not measured");
});

test("--profile leaves a profile of the workload alone, and says where", async () => {
  const { stdout } = await bench("W2", "--small", "--rounds", "2", "--profile");
  const path = /^W2: 2 times in a row, CPU profile in (.+)$/m.exec(stdout)![1]!;
  const { nodes, samples } = JSON.parse(readFileSync(join(root, path), "utf8"));
  expect(samples.length).toBeGreaterThan(10);
  const names = new Set(
    nodes.map((node: { callFrame: { functionName: string } }) => node.callFrame.functionName),
  );
  expect(names).toContain("runBacktest");
  expect(names).not.toContain("plainRsi");
});

describe("the guard", () => {
  const guard = async (kept: { ratio: number; allocated: number }) => {
    const path = join(folder, `guard-${kept.ratio}-${kept.allocated}.json`);
    writeFileSync(path, JSON.stringify({ bars: 20_000, ...kept, mayGrow: 0.2, machine: "", node: "" }));
    const words = [join(folder, "guard.mjs"), "--cpu", "--against", path];
    return run(process.execPath, words, { cwd: root }).catch((error: unknown) => error);
  };

  test("lets a loop pass that is as fast as the one that was kept, and takes no more memory", async () => {
    const passed = await guard({ ratio: 10_000, allocated: 10_000 });
    expect(passed).toMatchObject({
      stdout: expect.stringMatching(
        /^guard: W1 takes [\d.]+ times as long as the plain loop over 20,000 bars: kept 10000.*\nguard: W1 takes [\d.]+ bytes a bar/,
      ),
    });
    expect(passed).not.toHaveProperty("code");
  });

  test("refuses one that has become slower, and says what to do", async () => {
    expect(await guard({ ratio: 0.01, allocated: 10_000 })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /kept 0.01, may grow by 20 % to 0.01. The bar loop has become slower.\n.*--profile/,
      ),
    });
  });

  test("refuses one that takes more from the heap, however fast it is", async () => {
    expect(await guard({ ratio: 10_000, allocated: -8 })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^guard: W1 takes [\d.]+ bytes a bar .*may grow by 8 bytes a bar. The bar loop allocates more/,
      ),
    });
  });
});

test("a workload that there is not, a count that is none, and figures of few bars for the history are refused", async () => {
  await expect(bench("W9")).rejects.toThrow('no workload "W9": there are W1, W1x10, W2');
  await expect(bench("--rounds", "0.5")).rejects.toThrow("--rounds 0.5: expected a whole number above 0");
  await expect(bench("--small", "--record")).rejects.toThrow("leave out --small and --bars");
});
