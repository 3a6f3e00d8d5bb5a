// How do the modules of the front end become the script and the sheet that a report carries?

// A step of `npm run build`. The renderer (src/report/assets.ts) puts what it makes into each report, so there are no source
// maps, and nothing in it that the machine or the day would change.

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** A browser of ten years from now runs what one of 2022 did. `platform: browser` refuses modules that need Node. */
const { outputFiles } = await build({
  absWorkingDir: ROOT,
  entryPoints: { head: "front/head.ts", run: "front/run.ts", compare: "front/compare.ts" },
  outdir: "dist/front",
  bundle: true,
  minify: true,
  format: "iife",
  platform: "browser",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "inline",
  logLevel: "warning",
  write: false,
});

mkdirSync(`${ROOT}dist/front`, { recursive: true });
for (const { path, text } of outputFiles) {
  // What ends a script element in HTML does so inside of strings and comments as well.
  if (/<\/(script|style)|<!--/i.test(text))
    throw new Error(`${path} would end the element that it stands in`);
  writeFileSync(path, text.trimEnd());
  if (process.argv.includes("--sizes")) console.log(path.slice(ROOT.length), text.length);
}
