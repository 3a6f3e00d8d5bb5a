// Is the future found that one run keeps for the next, wherever in its thread it can?

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { verifySchema } from "#report/verify-schema.js";
import { emptyFolder, tickproof } from "./cli.js";

const cwd = emptyFolder();
const SPAN = ["--from", "2025-01-02", "--to", "2025-01-10", "-q"];
writeFileSync(join(cwd, "store.cjs"), "module.exports = {};");

/** `put` keeps the column where there is none yet; `kept()` is what is there. */
const keeping = (head: string, put: string): string => `import { Strategy } from "tickproof";
${head}
export default class Keeps extends Strategy {
  x = this.indicator((close) => { ${put} return close; }, this.close);
  onBar() {
    if (Number.isNaN(this.close.ago(40))) return;
    const wanted = (kept()?.[this.bar + 1] ?? this.close.now) > this.close.now ? 1 : -1;
    if (wanted !== this.position) this.goTo(wanted, { reason: "signal" });
  }
}
`;

const run = async (command: "verify" | "run", name: string, text: string) => {
  writeFileSync(join(cwd, `${name}.ts`), text);
  const { code, stdout } = await tickproof([command, `./${name}.ts`, "-i", "MES", "--json", ...SPAN], {
    cwd,
  });
  expect(code).toBe(5);
  return JSON.parse(stdout) as unknown;
};

/** Where nothing can take it away: a run that is the first of its thread has none of it. */
const SEALED: Readonly<Record<string, string>> = {
  "sealed among the arguments of the program": keeping(
    "const kept = () => process.argv.kept;",
    'if (!kept()) Object.defineProperty(process.argv, "kept", { value: close.slice() });',
  ),
  "in data that Node keeps for threads": keeping(
    'import { getEnvironmentData, setEnvironmentData } from "node:worker_threads"; const kept = () => getEnvironmentData("kept");',
    'if (!kept()) setEnvironmentData("kept", close.slice());',
  ),
  "by a channel of messages": keeping(
    'import { channel } from "node:diagnostics_channel"; const at = channel("keeps"); const kept = () => { const box = {}; at.publish(box); return box.kept; };',
    "if (!at.hasSubscribers) { const mine = close.slice(); at.subscribe((box) => { box.kept = mine; }); }",
  ),
  "in a module by a name that is made up": keeping(
    `const store = (await import(["${cwd}/store", "cjs"].join("."))).default; const kept = () => store.kept;`,
    "store.kept ??= close.slice();",
  ),
  "on what a getter hands out": keeping("const kept = () => crypto.kept;", "crypto.kept ??= close.slice();"),
  "in the last text that a pattern met": keeping(
    "const kept = () => { try { return JSON.parse(RegExp.$_); } catch {} };",
    "if (!kept()) /x?/.exec(JSON.stringify([...close.slice(0, 200)]));",
  ),
};

test.each(Object.entries(SEALED))("%s: verify finds it", async (_name, text) => {
  const { findings } = verifySchema.parse(await run("verify", "keeps", text)).checked[0]!;
  expect(findings.map(({ code }) => code)).toEqual(["E501"]);
  expect(findings[0]).toMatchObject({
    message: "keeps decides with bars that had not closed: it keeps them for its next run",
    where: expect.stringMatching(/keeps\.ts/),
    asRun: expect.any(String),
  });
});

/** What was there before with another value: that is put back, so that the quick form finds it, too. */
const REPLACED: Readonly<Record<string, string>> = {
  "as an argument of the program": keeping(
    "const kept = () => (Array.isArray(process.argv[1]) ? process.argv[1] : undefined);",
    "if (!kept()) process.argv[1] = [...close];",
  ),
  "behind the arguments of the program": keeping(
    'const kept = () => process.argv.find((one) => typeof one !== "string");',
    "if (!kept()) process.argv.push(close.slice());",
  ),
  "as the value of a variable of the environment": keeping(
    'const kept = () => process.env.PATH[0] === "[" && JSON.parse(process.env.PATH);',
    "if (!kept()) process.env.PATH = JSON.stringify([...close.slice(0, 200)]);",
  ),
  "in a method of all strategies": keeping(
    "const kept = () => Strategy.prototype.cancelAll.kept;",
    "if (!kept()) { const real = Strategy.prototype.cancelAll; Strategy.prototype.cancelAll = function () { return real.call(this); }; Strategy.prototype.cancelAll.kept = close.slice(); }",
  ),
  "among the listeners of a warning": keeping(
    'const kept = () => process.listeners("warning").find((one) => one.kept)?.kept;',
    'if (!kept()) { const one = () => {}; one.kept = close.slice(); process.on("warning", one); }',
  ),
};

test.each(Object.entries(REPLACED))("%s: every reported run finds it", async (_name, text) => {
  expect(JSON.stringify(await run("run", "keeps", text))).toContain('"code":"E501"');
});
