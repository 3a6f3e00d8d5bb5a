// Does what is kept from one command to the next change anything but the time it takes?

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { barsCsv, emptyFolder, project, tickproof } from "./cli.js";

/** Two days of bars with a row off the grid, one twice, and a blank line: there is something to tell. */
function dirty(): string {
  const rows = barsCsv(400).trimEnd().split("\n");
  rows[20] = rows[20]!.replace(/,100$/, ",100").replace(/(\d)\.25,/, "$1.27,");
  rows.splice(60, 0, rows[60]!);
  rows.push("");
  return `${rows.join("\n")}\n`;
}

const RUN = [
  "run",
  "ema-trend",
  "-i",
  "MES",
  "--data",
  "bars.csv",
  "--policy",
  "repair",
  "--report",
  "out.html",
];
/** How long it took is the one thing that may differ. */
const told = ({ code, stdout, stderr }: { code: number | null; stdout: string; stderr: string }) => ({
  code,
  stdout,
  stderr: stderr.replace(/ in [\d.]+ s/g, ""),
});

test("a run on a file that was read before says, writes and is the same as on one that is read afresh", async () => {
  const cwd = project({ "bars.csv": dirty() });
  const cache = emptyFolder();
  const env = { TICKPROOF_CACHE: cache };
  const report = () => readFileSync(join(cwd, "out.html"), "utf8");
  const fresh = told(await tickproof([...RUN, "--no-cache"], { cwd, env }));
  const page = report();
  expect(fresh.code).toBe(0);
  expect(fresh.stderr).toMatch(/repaired/);
  expect(existsSync(join(cache, "bars")), "--no-cache keeps nothing of bars").toBe(false);

  for (const time of ["read and kept", "taken from what was kept"]) {
    expect(told(await tickproof(RUN, { cwd, env })), time).toEqual(fresh);
    expect(report(), time).toBe(page);
    expect(readdirSync(join(cache, "bars"))).toHaveLength(2);
  }
  expect(told(await tickproof(RUN, { cwd, env: { TICKPROOF_CACHE: "none" } }))).toEqual(fresh);
  expect(report()).toBe(page);

  const documents = [["--no-cache"], []].map((flags) =>
    tickproof([...RUN, "--json", ...flags], { cwd, env }),
  );
  const [a, b] = await Promise.all(documents);
  expect(JSON.parse(b!.stdout)).toEqual(JSON.parse(a!.stdout));
});

test("a file that has changed is read again, and one that has become faulty is refused as ever", async () => {
  const cwd = project({ "bars.csv": barsCsv(300) });
  const env = { TICKPROOF_CACHE: emptyFolder() };
  const run = async () => {
    const { code, stdout } = await tickproof([...RUN, "--json"], { cwd, env });
    return { code, document: JSON.parse(stdout) };
  };
  const first = await run();
  writeFileSync(join(cwd, "bars.csv"), barsCsv(310));
  const second = await run();
  expect([first, second].map(({ document }) => document.inputs.data[0].bars)).toEqual([300, 310]);
  writeFileSync(join(cwd, "bars.csv"), barsCsv(310).replace("5000,5001", "5000,oops"));
  const third = await run();
  expect(third.code).toBe(3);
  expect(third.document.schema).toBe("tickproof.error/1");
});
