import { expect, test } from "vitest";
import { emptyFolder, tickproof } from "./cli.js";

/** Makes Node fail to load one of our files, as after an installation that broke off in the middle. */
const without = (file: string): string => {
  const hook = `export async function load(url, context, next) {
    if (url.endsWith(${JSON.stringify(file)})) throw new Error("this file is broken");
    return next(url, context);
  }`;
  const register = `import { register } from "node:module"; register(${JSON.stringify(dataUrl(hook))});`;
  return `--import=${dataUrl(register)}`;
};
const dataUrl = (code: string): string =>
  `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;

test("an installation that cannot even report its failure says so once and ends", async () => {
  const { code, stderr } = await tickproof(["run", "nosuch", "-i", "MES", "--json"], {
    cwd: emptyFolder(),
    env: { NODE_OPTIONS: without("report/json.js") },
    // Without an end of its own the process would report its own reports for ever.
    onStart: (kill) => setTimeout(() => kill("SIGKILL"), 20_000).unref(),
  });
  expect(code).toBe(70);
  expect(stderr.match(/and while that was reported/g)).toHaveLength(1);
  expect(stderr).toContain("Error: this file is broken");
});
