// How does the engine become one module, so that a strategy class may have a copy of its own?

// What for: src/engine/own-engine.ts. The rooms that learn from what runs in them are in it; all others, whose classes and tables
// a strategy meets as well, stay the modules that they are.

import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const OUT = join(DIST, "engine/copied.js");
const INSIDE = ["accountant", "broker", "engine", "risk"];

await build({
  entryPoints: [join(DIST, "engine/backtest.js")],
  outfile: OUT,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  minifyWhitespace: true,
  legalComments: "none",
  logLevel: "warning",
  plugins: [
    {
      name: "other rooms stay outside",
      setup: ({ onResolve }) =>
        onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
          const found = resolve(resolveDir, path);
          if (INSIDE.includes(relative(DIST, found).split(sep)[0])) return undefined;
          return { path: relative(dirname(OUT), found).split(sep).join("/"), external: true };
        }),
    },
  ],
});
