// Is the tree still what src/README.md says it is?

import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

interface Source {
  /** From the root, with forward slashes: "src/broker/stop.ts". */
  readonly path: string;
  readonly text: string;
}

function sourcesUnder(folder: string, extension = ".ts"): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}

/** What a file imports, statically, for its types or when it runs. */
const importsOf = ({ text }: Source): string[] =>
  [
    ...text.matchAll(
      /^(?:import|export)\b[^;'"]*?\bfrom\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm,
    ),
  ].map((match) => (match[1] ?? match[2] ?? match[3])!);

const src = sourcesUnder("src");
const front = sourcesUnder("front");
const strategies = sourcesUnder("strategies");
/** The rooms in the order of the table in src/README.md. */
const rooms = [...readFileSync(join(ROOT, "src/README.md"), "utf8").matchAll(/^\| `([a-z]+)\/` +\|/gm)].map(
  (match) => match[1]!,
);
const roomOf = (path: string): string => (path.split("/").length > 2 ? path.split("/")[1]! : FACE);
/** What lies in src/ itself is the library's face: it imports from all rooms, and no room from it. */
const FACE = "index";

/** Rooms that one file imports from, by relative path. */
const neighbours = (source: Source): string[] =>
  importsOf(source)
    .filter((name) => name.startsWith("."))
    .map((name) => roomOf(posix.join(dirname(source.path), name)));

describe("the rooms of src/", () => {
  test("are those of the map, all of them", () => {
    const found = readdirSync(join(ROOT, "src"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(found.sort()).toEqual([...rooms].sort());
  });

  test("import only from rooms above them", () => {
    const wrong = src
      .filter(({ path }) => roomOf(path) !== FACE)
      .flatMap((source) =>
        neighbours(source)
          .filter((room) => rooms.indexOf(room) > rooms.indexOf(roomOf(source.path)) || room === FACE)
          .map((room) => `${source.path} imports from ${room}/`),
      );
    expect(wrong).toEqual([]);
  });

  test("strategy, risk, broker and accountant know nothing of one another: they meet in the engine", () => {
    const four = ["strategy", "risk", "broker", "accountant"];
    const wrong = src
      .filter(({ path }) => four.includes(roomOf(path)))
      .flatMap((source) =>
        neighbours(source)
          .filter((room) => four.includes(room) && room !== roomOf(source.path))
          .map((room) => `${source.path} imports from ${room}/`),
      );
    expect(wrong).toEqual([]);
  });

  test("import one another by path and extension, never through the public face", () => {
    const wrong = src.flatMap((source) =>
      importsOf(source)
        .filter((name) => name === "tickproof" || (name.startsWith(".") && !/\.c?js(on)?$/.test(name)))
        .map((name) => `${source.path}: ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test("have one barrel, src/index.ts", () => {
    const barrels = src.filter(({ text }) => {
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "").trim();
      const statements = code.split(/;\s*/).filter(Boolean);
      return statements.length > 0 && statements.every((one) => /^export\b[\s\S]*\bfrom\b/.test(one));
    });
    expect(barrels.map(({ path }) => path)).toEqual(["src/index.ts"]);
    const named = src.filter(({ path }) => basename(path) === "index.ts").map(({ path }) => path);
    expect(named).toEqual(["src/index.ts"]);
  });
});

describe("a strategy", () => {
  test("imports nothing but tickproof and the strategies beside it", () => {
    const wrong = strategies.flatMap((source) =>
      importsOf(source)
        .filter((name) => name !== "tickproof" && !/^\.\/[a-z0-9-]+\.js$/.test(name))
        .map((name) => `${source.path}: ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test("has a doc comment of a page, and no more than about 80 lines of code without its parameters", () => {
    for (const { path, text } of strategies) {
      const comments = text.match(/\/\*\*[\s\S]*?\*\//g) ?? [];
      const longest = Math.max(...comments.map((comment) => comment.split("\n").length));
      const params = text.match(/^const params = \{[\s\S]*?^\};/m)?.[0] ?? "";
      const code = text
        .replace(params, "")
        .replace(/\/\*[\s\S]*?\*\//g, "")
        .split("\n")
        .filter((line) => line.trim() !== "" && !line.trim().startsWith("//"));
      expect(longest, `${path}: lines of its doc comment`).toBeGreaterThan(20);
      expect(code.length, `${path}: lines of code`).toBeLessThanOrEqual(85);
    }
  });
});

/** What is said, without what is remarked. */
const codeOf = ({ text }: Source): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");

/** Files outside cli/ that set a timer, and why. None of them decides what a run comes to. */
const TIMERS: Readonly<Record<string, string>> = {
  "src/research/memory.ts": "looks now and then whether a worker has grown too large",
  "src/research/pool.ts": "stops a strategy that never returns",
};

/** It listens whether a strategy asks them, and hands on the answer. */
const LISTENS = "src/research/traps.ts";

describe("the same inputs give the same run", () => {
  test("no clock and no unseeded chance outside cli/", () => {
    const reads =
      /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bMath\.random\b|\bhrtime\b|\brandom(UUID|Bytes|Int)\b/;
    const wrong = src.filter(
      (source) => roomOf(source.path) !== "cli" && source.path !== LISTENS && reads.test(codeOf(source)),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test("timers only where a run is watched", () => {
    const sets = src.filter(
      (source) => roomOf(source.path) !== "cli" && /\bset(Timeout|Interval)\(/.test(codeOf(source)),
    );
    expect(sets.map(({ path }) => path).filter((path) => !(path in TIMERS))).toEqual([]);
  });
});

describe("files", () => {
  const all = [...src, ...front, ...strategies];

  test("open with the question that they answer", () => {
    const mute = [...src, ...front.filter(({ path }) => !path.endsWith(".d.ts"))]
      .filter(({ text }) => !/^(#!.*\n)?\/\/ .*\?/.test(text))
      .map(({ path }) => path);
    expect(mute).toEqual([]);
  });

  test("answer it in at most 400 lines", () => {
    const long = all.filter(({ text }) => text.split("\n").length > 401);
    expect(long.map(({ path, text }) => `${path}: ${text.split("\n").length - 1} lines`)).toEqual([]);
  });

  test("have kebab-case names, but none that says nothing", () => {
    const odd = all
      .map(({ path }) => basename(path))
      .filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.ts$/.test(name));
    const empty = all.filter(({ path }) =>
      /^(utils?|helpers?|misc|common|shared|types)\.ts$/.test(basename(path)),
    );
    expect([...odd, ...empty]).toEqual([]);
  });

  test("hold no path of a machine, no switched-off check and no promise to finish later", () => {
    const shirks = /@ts-(ignore|expect-error|nocheck)|biome-ignore|eslint-disable|\b(TODO|FIXME|XXX)\b/;
    const untyped = /:\s*any\b|<any>|\bas any\b|\bany\[\]/;
    const places = /\/home\/|\/work\/|\/Users\/|[A-Z]:\\\\/;
    const wrong = all
      .filter((source) => {
        const code = codeOf(source);
        return shirks.test(source.text) || places.test(source.text) || untyped.test(code);
      })
      .map(({ path }) => path);
    expect(wrong).toEqual([]);
  });
});
