// Does the benchmark still run, and still measure the right answer?

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, test } from "vitest";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");

test("the small benchmark reproduces the known result of W1 before it reports a speed", async () => {
  // Inside the repository, so that `#…` and packages resolve as they do for `npm run bench`.
  const folder = mkdtempSync(join(root, "bench/out-"));
  try {
    await build({
      entryPoints: ["bench.ts", "data.ts", "plain-cold.ts", "workloads/*.ts"].map((name) =>
        join(root, "bench", name),
      ),
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
    const { stdout } = await run(process.execPath, [join(folder, "bench.mjs"), "--small"], { cwd: root });
    expect(stdout).toContain("662 trades");
    expect(stdout).toMatch(/fingerprint [0-9a-f]{16}/);
    expect(stdout).toMatch(/plain loop, same result .* the first takes [\d.]+ times as long/);
    expect(stdout).toMatch(/trade dates, bars in order +[\d.]+ ms\ntrade dates, in no order +[\d.]+ ms/);
    expect(stdout).toContain("301 trades");
    expect(stdout).toMatch(/tickproof, everything on .*M bars\/s/);
    expect(stdout).toMatch(/tickproof, everything on .*M bar-runs\/s/);
    expect(stdout).toMatch(/C loop, same result .* the first takes [\d.]+ times as long|no C compiler/);
    expect(stdout).toMatch(/peak memory \d+ MB: columns of bars \d+ MB, all else \d+ MB/);
    expect(stdout).toMatch(/CSV import .*MB\/s\ncsv-parse alone .*MB\/s\nbyte scan alone .*MB\/s/);
    expect(stdout).toMatch(
      /catalog, bars ready to run .*MB\/s\nbare read of the same bytes .*MB\/s\nratio to the bare read [\d.]+/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
