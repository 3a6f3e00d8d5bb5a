// How do the modules of the program become the few files that the command line loads?

// The last step of `npm run build`. What it makes, and why: docs/decisions/0023-how-the-program-starts.md.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const OUT = join(ROOT, "dist/program");

const EXTERNAL = ["esbuild", "piscina", "danfojs-node"];

/**
 * What is not in the file is imported for it by `load.js`: a script that Node compiles for us has no `import()` of its own,
 * unless by a way that Node calls experimental, on stderr, each time.
 */
const foreignImports = {
  name: "imports of what is not in the file",
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]dist[\\/].*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/\bimport\((?!"\.)(?="([^"]+)")?/g, (found, name) =>
        name === undefined || EXTERNAL.includes(name) ? "IMPORT(" : found,
      ),
    })),
};

/** zod brings its messages in fifty languages, a fifth of the whole program; ours are our own. */
const noLocales = {
  name: "zod in English",
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: "export {};" })),
};

const common = {
  absWorkingDir: ROOT,
  outdir: OUT,
  bundle: true,
  platform: "node",
  target: "node20.19",
  charset: "ascii",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

// One file, with each part that no command needs at once begun when it is asked for.
const program = await build({
  ...common,
  entryPoints: { program: "bundle/program.ts" },
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  // Found by their own place on disk (esbuild's binary, piscina's worker), or with the user's project.
  external: EXTERNAL,
  define: { BUNDLED: "true", "import.meta.url": "MODULE_URL" },
  banner: { js: "(function (exports, require, module, MODULE_URL, IMPORT) {" },
  footer: { js: "})" },
  plugins: [foreignImports, noLocales],
});
await build({
  ...common,
  entryPoints: ["bundle/load.ts", "bundle/worker.ts", "bundle/command-line.ts"],
  format: "esm",
  external: ["./load.js"],
});

// esbuild leaves tagged templates as they were written; load.ts counts on one byte a character.
const [code] = Object.keys(program.metafile.outputs).filter((path) => path.endsWith(".cjs"));
const text = readFileSync(join(ROOT, code), "utf8");
writeFileSync(
  join(ROOT, code),
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
);

// What a strategy means by "tickproof": the framework of the very program that runs it.
const names = Object.keys(await import(join(ROOT, "dist/index.js")));
write(
  "program/index.js",
  `import { program } from "./load.js";\nexport const { ${names.join(", ")} } = program;\n`,
);
// By which `tickproof regress` tells that the engine has changed.
const ENGINE = [
  "domain",
  "instrument",
  "bars",
  "indicator",
  "strategy",
  "risk",
  "broker",
  "accountant",
  "engine",
  "metric",
];
const engine = createHash("sha256");
for (const room of ENGINE) {
  const files = readdirSync(join(ROOT, "dist", room), { recursive: true }).filter((name) =>
    name.endsWith(".js"),
  );
  for (const name of files.sort()) engine.update(name).update(readFileSync(join(ROOT, "dist", room, name)));
}
write("program/engine.sha256", `${engine.digest("hex")}\n`);
write("program/LICENSES", licences(Object.keys(program.metafile.inputs)));
const main = readFileSync(join(ROOT, "dist/cli/main.js"), "utf8");
write("cli/main.js", main.replaceAll('"./command-line.js"', '"../program/command-line.js"'));

if (process.argv.includes("--sizes")) {
  const { inputs } = Object.values(program.metafile.outputs)[0];
  const by = new Map();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const k = path
      .replace(/.*node_modules\//, "")
      .split("/")
      .slice(0, 2)
      .join("/");
    by.set(k, (by.get(k) ?? 0) + bytesInOutput);
  }
  console.table([...by].sort((a, b) => b[1] - a[1]).slice(0, 30));
}

function write(path, text) {
  const whole = join(ROOT, "dist", path);
  if (!existsSync(whole) || readFileSync(whole, "utf8") !== text) writeFileSync(whole, text);
}

/** The packages whose code is in the file want their licences beside it. */
function licences(inputs) {
  const folders = new Set(
    inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  );
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
      const file = readdirSync(join(ROOT, folder)).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file === undefined ? "" : readFileSync(join(ROOT, folder, file), "utf8").trim();
      return `${name} ${version} (${license})\n\n${text}\n`;
    })
    .join("\n---\n\n");
}
