// How do the modules of the front end become the script and the sheet that a report carries?

// A step of `npm run build`. The renderer (src/report/assets.ts) puts what it makes into each report, so there are no source
// maps, and nothing in it that the machine or the day would change.

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** A browser of ten years from now runs what one of 2022 did. `platform: browser` refuses modules that need Node. */
const { outputFiles } = await build({
  absWorkingDir: ROOT,
  entryPoints: {
    head: "front/head.ts",
    boot: "front/boot.ts",
    run: "front/run.ts",
    compare: "front/compare.ts",
    review: "front/review.ts",
  },
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
const textOf = new Map(outputFiles.map(({ path, text }) => [path, text.trimEnd()]));
for (const [path, text] of textOf) {
  // What ends a script element in HTML does so inside of strings and comments as well.
  if (/<\/(script|style)|<!--/i.test(text))
    throw new Error(`${path} would end the element that it stands in`);
  if (text.includes("\0")) throw new Error(`${path} has the character that parts script and sheet`);
  writeFileSync(path, text);
  if (process.argv.includes("--sizes")) console.log(path.slice(ROOT.length), text.length);
  if (!/[\\/](run|compare|review)\.js$/.test(path)) continue;
  // As it stands in a report, with the sheet of what it makes: front/boot.ts gets both out again.
  const sheet = textOf.get(path.replace(/js$/, "css")) ?? "";
  const packed = deflateRawSync(`${sheet}\0${text}`, { level: 9 }).toString("base64");
  writeFileSync(path.replace(/js$/, "b64"), packed);
  if (process.argv.includes("--sizes")) console.log(path.slice(ROOT.length), "in a report", packed.length);
}
