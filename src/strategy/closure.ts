// Of which files is a strategy made, and what does each of them say to the machine?

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { extname, isAbsolute, relative } from "node:path";
import type { Loader } from "esbuild";
import type { Bundle } from "./bundle.js";
import { shownPath } from "./find.js";

export interface CodeFile {
  /** Relative to where the program was started, with forward slashes; of a package its name alone. */
  readonly name: string;
  /** Of its code: comments, layout, types and the order of its imports have no say in it. */
  readonly hash: string;
  /** As it was bundled; of a package nothing. */
  readonly text: string;
}

const PACKAGE = "package ";

const LOADERS: Readonly<Record<string, Loader>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
  ".jsx": "jsx",
  ".js": "js",
  ".mjs": "js",
  ".cjs": "js",
};

/** The strategy's own file first, then all that it imports, by name. The files of a package count as one. */
export async function codeFiles(bundle: Pick<Bundle, "module" | "source">, cwd: string): Promise<CodeFile[]> {
  const { transform } = await import("esbuild");
  const files = new Map<string, { readonly hashes: string[]; readonly text: string }>();
  for (const { path, text } of sourcesOf(bundle)) {
    const loader = LOADERS[extname(path)];
    const made =
      loader === undefined
        ? null
        : await transform(text, {
            loader,
            minifyWhitespace: true,
            charset: "utf8",
            logLevel: "silent",
          }).catch(() => null);
    const name = nameOf(path, cwd);
    const file = files.get(name) ?? { hashes: [], text: name.startsWith(PACKAGE) ? "" : text };
    file.hashes.push(sha256(made === null ? text : ordered(made.code)));
    files.set(name, file);
  }
  return [...files].map(([name, { hashes, text }]) => ({
    name,
    hash: (hashes.length === 1 ? hashes[0]! : sha256(hashes.sort().join("\n"))).slice(0, 16),
    text,
  }));
}

/** What was bundled, as it was then. */
export function sourcesOf({
  module,
  source,
}: Pick<Bundle, "module" | "source">): { readonly path: string; readonly text: string }[] {
  const map = JSON.parse(readFileSync(`${module}.map`, "utf8")) as {
    sources: string[];
    sourcesContent: string[];
  };
  const found = map.sources.map((path, i) => ({ path, text: map.sourcesContent[i]! }));
  const rank = ({ path }: { path: string }) => (path === source ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
}

function nameOf(path: string, cwd: string): string {
  const [, inside] = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(path) ?? [];
  if (inside !== undefined) return `${PACKAGE}${inside.replaceAll("\\", "/")}`;
  const shown = shownPath(path, cwd);
  // Nothing of this machine goes into a baseline.
  return isAbsolute(shown) ? relative(cwd, path).replaceAll("\\", "/") : shown;
}

/** `import\b`: whoever joins the program takes the word with a bracket behind it for a call. */
const IMPORT_LINE = /import\b(?:[\w$*{}, ]+from)?"[^"]*";/g;

/** The same imports in whatever order are the same code. */
function ordered(code: string): string {
  const imports = (code.match(IMPORT_LINE) ?? []).map((line) =>
    line.replace(/\{([^}]*)\}/, (_, names: string) => `{${names.split(",").sort().join(",")}}`),
  );
  return [...imports.sort(), code.replaceAll(IMPORT_LINE, "").trim()].join("\n");
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
