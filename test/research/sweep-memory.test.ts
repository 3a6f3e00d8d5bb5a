// Does a sweep take more memory the more it runs?

import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { barsCsv, project, REPO } from "../cli/cli.js";

const LIBRARY = pathToFileURL(join(REPO, "dist/index.js")).href;

/** Prints heap and columns in bytes after each of two sweeps, the results of both still held. */
const program = (jobs: number) => `
import { instrumentOf, loadContracts, readBars, sweep } from ${JSON.stringify(LIBRARY)};
const bars = await readBars("mes.csv", { instrument: instrumentOf(loadContracts().get("MES")) });
const params = { alwaysIn: "*", fast: "2..60", slow: "61..200", contracts: "1..3" };
const held = [];
for (const sample of [500, 1000, 9000]) {
  const result = await sweep({ strategy: "ema-trend", data: { MES: bars }, params, sample, jobs: ${jobs} });
  held.push(result);
  if (result.parts[0].done !== sample) throw new Error("not all of them ran");
  const { figures, state } = result.parts[0];
  const columns = Object.values(figures).reduce((sum, { byteLength }) => sum + byteLength, state.byteLength);
  for (let k = 0; k < 5; k++) { gc(); await new Promise((resolve) => setTimeout(resolve, 20)); }
  console.log(process.memoryUsage().heapUsed, columns);
}`;

test.each([1, 2])(
  "nine times as many runs leave nothing behind but their columns, with %i jobs",
  async (jobs) => {
    const cwd = project({ "mes.csv": barsCsv(60) });
    const run = promisify(execFile);
    const args = ["--expose-gc", "--input-type=module", "-e", program(jobs)];
    const { stdout } = await run(process.execPath, args, {
      cwd,
      env: { ...process.env, TICKPROOF_CACHE: cwd },
    });
    const [, few, many] = stdout
      .trim()
      .split("\n")
      .map((line) => line.split(" ").map(Number));
    expect(many![0]! - few![0]!).toBeLessThan(2 * 2 ** 20); // 8,000 runs more: 250 bytes each would be seen
    expect(many![1]! / 9000).toBeLessThan(130);
  },
);
