// Does `tickproof regress --watch` run again what hangs on a file that was saved, and nothing else?

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXIT } from "#domain/fault.js";
import type { RegressDocument } from "../../src/report/regress-document.js";
import { barsCsv, project, save, tickproof, until } from "./cli.js";

const strategy = (helper: string) => `import { Strategy } from "tickproof";
import { every } from "../lib/${helper}.js";
export default class Turns extends Strategy {
  override onBar() {
    if (this.bar % every === 0) this.goTo(this.position === 1 ? -1 : 1, { reason: "turn" });
  }
}
`;
const run = (name: string) =>
  `[case]\nrun = { strategy = "strategies/${name}.ts", instrument = "MES", data = "bars.csv" }\n`;
const FILES = {
  "bars.csv": barsCsv(400),
  "lib/often.js": "export const every = 10;\n",
  "lib/seldom.js": "export const every = 40;\n",
  "strategies/fast.ts": strategy("often"),
  "strategies/slow.ts": strategy("seldom"),
  "baselines/fast/case.toml": run("fast"),
  "baselines/slow/case.toml": run("slow"),
};

/** Starts it, does one step after each round that was told of, and answers what the rounds were. */
async function rounds(cwd: string, steps: readonly (() => void)[], args: readonly string[] = ["--json"]) {
  const { code, stdout, stderr } = await tickproof(["regress", "--watch", ...args], {
    cwd,
    onStart: async (kill, _printed, told) => {
      for (const [i, step] of [...steps, () => kill("SIGINT")].entries()) {
        await until(() => told().split("waiting for a change").length === i + 2);
        step();
      }
    },
  });
  return { code, stdout, stderr };
}

const verdicts = (line: string) =>
  (JSON.parse(line) as RegressDocument).cases.map(({ name, verdict, cached, layers, fault }) =>
    [
      name,
      fault?.code ?? verdict,
      ...layers.filter(({ changes }) => changes.length > 0).map(({ layer }) => layer),
    ]
      .concat(cached ? ["cached"] : [])
      .join(" "),
  );

test("a helper two files deep, a file that does not compile, a case: what hangs on it runs, the rest is kept; one document a line", async () => {
  const cwd = project(FILES);
  const write = (file: string, text: string) => () => save(join(cwd, file), text);
  const { code, stdout } = await rounds(cwd, [
    write("lib/often.js", "export const every = 20;\n"),
    write("lib/often.js", "export const every = ;\n"),
    write("lib/often.js", FILES["lib/often.js"]),
    write("baselines/slow/case.toml", run("slow").replace("data =", 'cash = "30k", data =')),
  ]);
  expect(code).toBe(EXIT.interrupted);
  expect(stdout.trimEnd().split("\n").map(verdicts)).toEqual([
    ["fast new", "slow new"],
    // What has just got its baseline is known to be the same.
    ["fast changed strategy", "slow same cached"],
    ["fast E402", "slow same cached"],
    ["fast same", "slow same cached"],
    ["fast same cached", "slow changed params"],
  ]);
  expect(readFileSync(join(cwd, "baselines/fast/fingerprint.json"), "utf8")).toContain("lib/often.js");
});

test("for people only what came out otherwise is said again", async () => {
  const cwd = project(FILES);
  await tickproof(["regress"], { cwd });
  const file = join(cwd, "lib/seldom.js");
  const { stdout } = await rounds(
    cwd,
    [
      () => save(file, "// A word.\nexport const every = 40;\n"),
      () => save(file, "export const every = 50;\n"),
    ],
    [],
  );
  const told = stdout.split("\n").filter((line) => /^(fast|slow)\t(same|changed)\t/.test(line));
  expect(told.map((line) => line.split("\t").slice(0, 2).join(" "))).toEqual([
    "fast same",
    "slow same",
    "slow changed",
  ]);
});
