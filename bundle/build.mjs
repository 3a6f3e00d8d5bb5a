// How do the modules of the program become the few files that the command line loads?

// The last step of `npm run build`. What it makes, and why: docs/decisions/0023-how-the-program-starts.md.

import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const OUT = join(ROOT, "dist/program");

const EXTERNAL = ["esbuild", "danfojs-node"];

/**
 * What is not in the file is imported for it by `load.ts`: a script that Node compiles for us has no `import()` of its own,
 * unless by a way that Node calls experimental, on stderr, each time.
 */
const foreignImports = {
  name: "imports of what is not in the file",
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]dist[\\/].*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/\bimport\((?!"\.)/g, "IMPORT("),
    })),
};

/** zod brings its messages in fifty languages, a fifth of the whole program; ours are our own. */
const noLocales = {
  name: "zod in English",
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: "export {};" })),
};

/** Parts of Node that take a millisecond or more to begin: a command that does not come to what needs them does without. */
const LAZY = [
  "child_process",
  "crypto",
  "fs/promises",
  "readline",
  "readline/promises",
  "timers/promises",
  "worker_threads",
  "zlib",
];
const lazyNode = {
  name: "parts of Node, begun when they are needed",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: new RegExp(`^(node:)?(${LAZY.join("|")})$`) }, ({ path, namespace }) =>
      namespace === "lazy"
        ? { path, external: true }
        : { path: path.replace("node:", ""), namespace: "lazy" },
    );
    onLoad({ filter: /.*/, namespace: "lazy" }, async ({ path }) => {
      const names = Object.keys(await import(`node:${path}`)).filter((name) => name !== "default");
      const load = `() => (real ??= require("node:${path}"))`;
      return { contents: `let real; const load = ${load};\n${names.map(getter).join("\n")}`, loader: "js" };
    });
  },
};
const getter = (name) =>
  `Object.defineProperty(exports, "${name}", { enumerable: true, get: () => load()["${name}"] });`;

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

/** Programs that embed Tickproof call these; in a worker thread nobody does, and one who does gets them apart from all else. */
const programApart = {
  name: "what embeds the program",
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]dist[\\/]program\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(
        /\bimport\("\.\//g,
        'IMPORT(new URL("../", import.meta.url).href + "',
      ),
    })),
};

/**
 * What is not to be answered by the small file is not in it either: whoever comes to it asks the program. A configuration is taken as it is, without zod: one
 * that is no configuration has no results that were kept for it.
 */
const littleLater = {
  name: "little begun later",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^\.\// }, ({ kind, path }) =>
      kind === "dynamic-import" && path !== "./import-config.js" ? { path, namespace: "later" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "later" }, ({ path }) => ({
      contents:
        path === "./config-shape.js"
          ? "export const configIssue = () => null;"
          : 'throw new Error("asked of the program")',
    }));
  },
};

// One file, with each part that no command needs at once begun when it is asked for.
const one = {
  ...common,
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  // Found by their own place on disk (esbuild's binary), or with the user's project.
  external: EXTERNAL,
  define: { BUNDLED: "true", "import.meta.url": "MODULE_URL" },
  banner: { js: "(function (exports, require, module, MODULE_URL, IMPORT) {" },
  footer: { js: "})" },
};
const files = [
  await build({
    ...one,
    entryPoints: { program: "bundle/program.ts" },
    plugins: [lazyNode, foreignImports, noLocales],
  }),
  await build({
    ...one,
    entryPoints: { thread: "bundle/thread.ts" },
    plugins: [lazyNode, programApart, foreignImports, noLocales],
  }),
  await build({
    ...one,
    entryPoints: { ahead: "bundle/ahead.ts" },
    plugins: [littleLater, lazyNode, foreignImports, noLocales],
  }),
].map(({ metafile }) => metafile);

const built = createHash("sha256");
for (const { outputs } of files) {
  const [code] = Object.keys(outputs);
  // esbuild leaves tagged templates as they were written; load.ts counts on one byte a character.
  const text = readFileSync(join(ROOT, code), "utf8").replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  writeFileSync(join(ROOT, code), text);
  built.update(text);
}
await build({
  ...common,
  entryPoints: ["bundle/load.ts", "bundle/worker.ts", "bundle/command-line.ts"],
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  define: { BUILD: JSON.stringify(built.digest("hex").slice(0, 16)) },
  plugins: [
    {
      name: "one loader a thread",
      setup: ({ onResolve }) =>
        onResolve({ filter: /^\.\/load\.js$/ }, () => ({ path: "./load.cjs", external: true })),
    },
  ],
});

// What a strategy means by "tickproof": the framework of the very program that runs it.
const names = Object.keys(await import(join(ROOT, "dist/index.js")));
write(
  "program/index.js",
  `import load from "./load.cjs";\nexport const { ${names.join(", ")} } = load.framework();\n`,
);
// Strategies of which the next sweep may go on with the class of the one before.
const cache = mkdtempSync(join(tmpdir(), "tickproof-build-"));
process.env.TICKPROOF_CACHE = cache;
const { bundleStrategy } = await import(join(ROOT, "dist/strategy/bundle.js"));
const shipped = readdirSync(join(ROOT, "strategies")).filter((name) => name.endsWith(".ts"));
const bundles = await Promise.all(shipped.map((name) => bundleStrategy(join(ROOT, "strategies", name))));
write("strategy/shipped.json", `${JSON.stringify(bundles.map(({ hash }) => hash).sort())}\n`);
rmSync(cache, { recursive: true, force: true });
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
write("program/LICENSES", licences(files.flatMap(({ inputs }) => Object.keys(inputs))));
const main = readFileSync(join(ROOT, "dist/cli/main.cjs"), "utf8");
write("cli/main.cjs", main.replace('import("./command-line.js")', 'require("../program/command-line.cjs")'));

if (process.argv.includes("--sizes")) {
  for (const { outputs } of files) {
    const by = new Map();
    for (const [path, { bytesInOutput }] of Object.entries(Object.values(outputs)[0].inputs)) {
      const k = path
        .replace(/.*node_modules\//, "")
        .split("/")
        .slice(0, 2)
        .join("/");
      by.set(k, (by.get(k) ?? 0) + bytesInOutput);
    }
    console.table([...by].sort((a, b) => b[1] - a[1]).slice(0, 30));
  }
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
