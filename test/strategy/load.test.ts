import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { bundleStrategy } from "#strategy/bundle.js";
import { cacheFolder } from "#strategy/cache.js";
import { docOf } from "#strategy/doc.js";
import { excerptOf } from "#strategy/excerpt.js";
import { resolveStrategyFile, strategyNames } from "#strategy/find.js";
import { importStrategy, strategyFault } from "#strategy/load.js";
import { schemaProblem } from "#strategy/schema.js";
import { Strategy } from "#strategy/strategy.js";
import type { Fault } from "../../src/domain/fault.js";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const fixture = (name: string): string => join(root, "test/fixtures/strategies", `${name}.ts`);
const folder = mkdtempSync(join(tmpdir(), "tickproof-load-"));
const cache = join(folder, "cache");
const before = process.env.TICKPROOF_CACHE;

beforeAll(() => {
  process.env.TICKPROOF_CACHE = cache;
});
afterEach(() => {
  process.env.TICKPROOF_CACHE = cache;
});
afterAll(() => {
  if (before === undefined) delete process.env.TICKPROOF_CACHE;
  else process.env.TICKPROOF_CACHE = before;
  rmSync(folder, { recursive: true, force: true });
});

/** A strategy file somewhere on disk, far from the project and without node_modules. */
function written(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const GOOD = `import { Strategy } from "tickproof";
export default class Good extends Strategy { onBar() {} }
`;

async function faultOf(work: Promise<unknown> | (() => unknown)): Promise<Fault> {
  try {
    await (typeof work === "function" ? work() : work);
  } catch (error) {
    return error as Fault;
  }
  throw new Error("nothing was thrown");
}

describe("which file a name means", () => {
  const desk = join(folder, "desk");
  beforeAll(() => {
    written("desk/strategies/orb.ts", GOOD);
    written("desk/strategies/orb.test.ts", "");
    written("desk/strategies/fade.mjs", GOOD);
    written("desk/loose.ts", GOOD);
    written("desk/notes.txt", "");
    written("desk/bare", GOOD);
  });

  test.each([
    ["orb", "strategies/orb.ts"],
    ["fade", "strategies/fade.mjs"],
    ["strategies/orb", "strategies/orb.ts"],
    ["./loose", "loose.ts"],
    ["loose.ts", "loose.ts"],
    ["./strategies/../loose.ts", "loose.ts"],
  ])("%s is %s of the project", (name, file) => {
    expect(resolveStrategyFile(name, desk)).toBe(join(desk, file));
    expect(resolveStrategyFile(join(desk, file), folder)).toBe(join(desk, file));
  });

  test("a project's own strategy comes before the built-in one of the same name, and a built-in one is found from anywhere", () => {
    const names = strategyNames(folder);
    for (const name of names)
      expect(resolveStrategyFile(name, folder)).toBe(join(root, "strategies", `${name}.ts`));
    expect(strategyNames(desk)).toEqual([...new Set([...names, "fade", "orb"])].sort());
    if (names[0] === undefined) return;
    const own = written(`shadowed/strategies/${names[0]}.ts`, GOOD);
    expect(resolveStrategyFile(names[0], join(folder, "shadowed"))).toBe(own);
  });

  test.each([
    ["obr", "orb"],
    ["strategies/obr.ts", "./strategies/orb.ts"],
    ["loose", "./loose.ts"],
    ["./looze.ts", "./loose.ts"],
    ["orb.ts", "orb"],
  ])("%s is nobody's name, and %s was probably meant", async (name, meant) => {
    const fault = await faultOf(() => resolveStrategyFile(name, desk));
    expect(fault.code).toBe("E120");
    expect(fault.message).toContain(JSON.stringify(name));
    expect(fault.detail.fix).toContain(meant);
    expect(fault.exit).toBe(2);
  });

  test("a name that resembles nothing lists what there is", async () => {
    for (const name of ["qqqqqqqqq", ""]) {
      const fault = await faultOf(() => resolveStrategyFile(name, desk));
      expect([fault.code, fault.message]).toEqual(["E120", `There is no strategy ${JSON.stringify(name)}.`]);
      expect(fault.detail.expected).toContain("orb");
      expect(fault.detail.expected).not.toContain("orb.test");
    }
  });

  test.each(["notes.txt", "./bare", "strategies/", "."])(
    "%s is there but is no strategy file",
    async (name) => {
      const fault = await faultOf(() => resolveStrategyFile(name, desk));
      expect([fault.code, fault.exit]).toEqual(["E121", 2]);
    },
  );
});

describe("a strategy file becomes a module", () => {
  test("anywhere on disk, and extends the very Strategy that the program runs", async () => {
    const bundle = await bundleStrategy(written("anywhere/good.ts", GOOD));
    const Good = await importStrategy(bundle);
    expect(Good.prototype).toBeInstanceOf(Strategy);
    expect([bundle.name, Good.name]).toEqual(["good", "Good"]);
  });

  test.each(["js", "mjs", "mts"])("written in .%s as well", async (extension) => {
    const bundle = await bundleStrategy(written(`kinds/good.${extension}`, GOOD));
    expect((await importStrategy(bundle)).name).toBe("Good");
  });

  test("with what TypeScript adds: enums, parameter properties, JSON, helpers named .js or not at all", async () => {
    written("features/levels.json", '{ "entry": 5000 }');
    written("features/lib/side.ts", "export enum Side { long = 1, short = -1 }");
    written("features/lib/more.ts", "export class Level { constructor(readonly price: number) {} }");
    const path = written(
      "features/all.ts",
      `import { Strategy, int } from "tickproof";
       import levels from "./levels.json";
       import { Side } from "./lib/side.js";
       import { Level } from "./lib/more";
       const params = { level: int({ default: new Level(levels.entry).price, min: 0, max: 9999, hint: Side[Side.long] }) };
       export default class All extends Strategy<typeof params> { static readonly params = params; onBar() {} }`,
    );
    const All = await importStrategy(await bundleStrategy(path));
    expect(All.params?.level).toMatchObject({ default: 5000, hint: "long" });
  });

  test("with packages of npm that are CommonJS and reach for Node's own modules", async () => {
    written(
      "npm/node_modules/old-package/index.js",
      'module.exports = { name: require("path").basename("/a/level") };',
    );
    const path = written(
      "npm/uses.ts",
      `import old from "old-package";
       import { Strategy, choice } from "tickproof";
       const params = { word: choice({ default: old.name, of: [old.name, "other"] }) };
       export default class Uses extends Strategy<any> { static params = params; onBar() {} }`,
    );
    const Uses = await importStrategy(await bundleStrategy(path));
    expect(Uses.params?.word).toMatchObject({ default: "level" });
  });

  test("is imported anew for each run: what one leaves in the module's variables is not there for the next", async () => {
    const bundle = await bundleStrategy(fixture("counts-in-its-module"));
    const [one, two] = [await importStrategy(bundle), await importStrategy(bundle)];
    expect(one).not.toBe(two);
  });

  test("through a symbolic link, with imports beside the real file", async () => {
    written("real/lib.ts", "export const name = 'real';");
    const real = written("real/linked.ts", `import "./lib.js";\n${GOOD}`);
    mkdirSync(join(folder, "links"));
    symlinkSync(real, join(folder, "links/linked.ts"));
    expect((await bundleStrategy(join(folder, "links/linked.ts"))).hash).toBe(
      (await bundleStrategy(real)).hash,
    );
  });
});

describe("a strategy's identity", () => {
  const hashOf = async (name: string, text: string) => (await bundleStrategy(written(name, text))).hash;

  test("is its code: not its folder, its file's name, its comments or its layout", async () => {
    const hash = await hashOf("id/a.ts", GOOD);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    const same = GOOD.replace("{ onBar", "{\n  // waits\n  onBar").replace(
      "export",
      "\n\n/** Good. */\nexport",
    );
    expect(await hashOf("id/deeper/b.ts", same)).toBe(hash);
    expect(await hashOf("id/other.ts", GOOD.replace("onBar() {}", "onBar() { this.flatten(); }"))).not.toBe(
      hash,
    );
  });

  test("includes the helpers that it imports", async () => {
    const main = `import { n } from "./n.js";\n${GOOD.replace("onBar() {}", "onBar() { this.goTo(n); }")}`;
    written("helped/one/n.ts", "export const n: number = 1;");
    written("helped/two/n.ts", "export const n: number = 2;");
    expect(await hashOf("helped/one/main.ts", main)).not.toBe(await hashOf("helped/two/main.ts", main));
  });

  test("names neither this machine nor the place of the framework", async () => {
    const bundle = await bundleStrategy(written("id/a.ts", GOOD));
    // The executed module does, so the hash cannot be the module's.
    expect(readFileSync(bundle.module, "utf8")).toContain("dist/index.js");
    const elsewhere = mkdtempSync(join(tmpdir(), "tickproof-else-"));
    writeFileSync(join(elsewhere, "a.ts"), GOOD);
    expect((await bundleStrategy(join(elsewhere, "a.ts"))).hash).toBe(bundle.hash);
    rmSync(elsewhere, { recursive: true });
  });
});

describe("the cache of bundles", () => {
  test("lies where the user says, else where the system keeps caches", () => {
    expect(cacheFolder({ TICKPROOF_CACHE: "/x/y", XDG_CACHE_HOME: "/z" })).toBe(resolve("/x/y"));
    expect(cacheFolder({ XDG_CACHE_HOME: "/z" })).toBe(join("/z", "tickproof"));
    expect(cacheFolder({ XDG_CACHE_HOME: "relative" }, "linux")).toMatch(/\.cache.tickproof$/);
    expect(cacheFolder({ LOCALAPPDATA: "/l" }, "win32")).toBe(join("/l", "tickproof", "cache"));
    expect(cacheFolder({ TICKPROOF_CACHE: "none", XDG_CACHE_HOME: "/z" })).toBeNull();
  });

  test("holds each version once, whole, and no leftovers", async () => {
    process.env.TICKPROOF_CACHE = join(folder, "fresh");
    const path = written("cached/good.ts", GOOD);
    const all = await Promise.all([bundleStrategy(path), bundleStrategy(path), bundleStrategy(path)]);
    expect(new Set(all.map(({ module }) => module)).size).toBe(1);
    expect(readdirSync(join(folder, "fresh")).filter((name) => name !== "bundles")).toHaveLength(2); // the module and its map
    expect(readdirSync(join(folder, "fresh/bundles"))).toHaveLength(1);
  });

  test("is repaired where a full disk left a torso", async () => {
    const path = written("torn/good.ts", GOOD);
    const { module } = await bundleStrategy(path);
    const whole = readFileSync(module, "utf8");
    writeFileSync(module, whole.slice(0, 40));
    await bundleStrategy(path);
    expect(readFileSync(module, "utf8")).toBe(whole);
  });

  test("is not needed: where it cannot be written, a private temporary folder does", async () => {
    const readOnly = join(folder, "read-only");
    mkdirSync(readOnly);
    chmodSync(readOnly, 0o500);
    // Root may write everywhere, so a file in the folder's place stands for the read-only disk.
    for (const place of [readOnly, written("a-file", "")]) {
      process.env.TICKPROOF_CACHE = join(place, "cache");
      const bundle = await bundleStrategy(written("no-cache/good.ts", GOOD));
      expect((await importStrategy(bundle)).name).toBe("Good");
    }
  });

  test("where no disk takes it at all, the fault says which were tried", () => {
    const script = `
      import { bundleStrategy } from ${JSON.stringify(join(root, "dist/strategy/bundle.js"))};
      const fault = await bundleStrategy(${JSON.stringify(written("full/good.ts", GOOD))}).catch((error) => error);
      console.log(fault.code, fault.detail.expected);`;
    const full = written("c-file", "");
    const env = { ...process.env, TICKPROOF_CACHE: join(full, "cache"), TMPDIR: join(full, "tmp") };
    const said = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      env,
      encoding: "utf8",
    });
    expect(said).toBe(`E122 a folder that can be written: ${join(full, "cache")} or ${join(full, "tmp")}\n`);
  });

  test("the temporary folder goes when the program ends", () => {
    const script = `
      import { bundleStrategy } from ${JSON.stringify(join(root, "dist/strategy/bundle.js"))};
      console.log((await bundleStrategy(${JSON.stringify(written("gone/good.ts", GOOD))})).module);`;
    const env = { ...process.env, TICKPROOF_CACHE: join(written("b-file", ""), "cache"), TMPDIR: folder };
    const module = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      env,
      encoding: "utf8",
    }).trim();
    expect(module.startsWith(join(folder, "tickproof-"))).toBe(true);
    expect(() => readFileSync(module)).toThrow(/ENOENT/);
  });
});

describe("a file that does not compile is reported with its own line", () => {
  test("a syntax error", async () => {
    const path = written(
      "broken/syntax.ts",
      `import { Strategy } from "tickproof";\n\nclass A {\n\tonBar() { const é = 1; if ( }\n}\n`,
    );
    const fault = await faultOf(bundleStrategy(path));
    expect([fault.code, fault.exit]).toEqual(["E402", 4]);
    expect(fault.detail.where).toBe(`${path}:4:30`);
    expect(fault.message).toContain("does not compile: Unexpected");
    const lines = fault.detail.excerpt!.split("\n");
    expect(lines[2]).toBe("4 │ \tonBar() { const é = 1; if ( }");
    expect(lines[3]).toMatch(/^ {2}│ \t {28}\^ Unexpected/);
  });

  test.each([
    ["./helpr.js", "did the author mean ./helper?", ['import … from "./helper.ts"']],
    ["tickprof", "a misspelt framework", ['import { … } from "tickproof"', "npm install tickprof"]],
    ["@scope/levels/deep", "a package that is not installed", ["npm install @scope/levels"]],
    ["tickproof/dist/engine", "the inside of the framework", ['import { … } from "tickproof"']],
  ])("an import of %s: %s", async (specifier, _what, fix) => {
    written("broken/helper.ts", "export {}");
    const path = written(
      "broken/imports.ts",
      `import x from ${JSON.stringify(specifier)};\nconsole.log(x);\n${GOOD}`,
    );
    const fault = await faultOf(bundleStrategy(path));
    expect(fault.code).toBe("E402");
    expect(fault.message).toContain(`there is no "${specifier}" to import`);
    expect(fault.detail.where).toBe(`${path}:1:15`);
    expect(fault.detail.fix).toEqual(fix);
  });

  test("a mistake in a helper is reported in the helper", async () => {
    const helper = written("broken/lib/bad.ts", "export const = 1;\n");
    const fault = await faultOf(bundleStrategy(written("broken/uses.ts", `import "./lib/bad.js";\n${GOOD}`)));
    expect(fault.detail.where).toBe(`${helper}:1:14`);
  });

  test("a name that the framework does not export", async () => {
    const path = written("broken/name.ts", GOOD.replaceAll("Strategy", "Strateggy"));
    const fault = await faultOf(bundleStrategy(path).then(importStrategy));
    expect(fault.code).toBe("E402");
    expect(fault.message).toContain('"tickproof" exports no Strateggy');
    expect(fault.detail).toMatchObject({
      where: `${path}:1:10`,
      fix: ['import { Strategy } from "tickproof"'],
    });
  });

  test("a file that is not there", async () => {
    expect((await faultOf(bundleStrategy(join(folder, "nowhere.ts")))).code).toBe("E120");
  });
});

describe("a module that holds no strategy says what it holds", () => {
  test.each([
    ["export const x = 1;", "no default export, only x"],
    ["", "no export at all"],
    ["export default {};", "a default export that is an object"],
    ["export default 3;", "a default export that is a number"],
    ["export default null;", "a default export that is null"],
    ["export default () => {};", "a default export that is a function, not a class"],
    ["export default class A {}", "a default export that is a class that does not extend Strategy"],
    [
      'import { Strategy } from "tickproof"; export default Strategy;',
      "a default export that is Strategy itself",
    ],
  ])("%s", async (text, found) => {
    const fault = await faultOf(bundleStrategy(written("empty/none.ts", text)).then(importStrategy));
    expect([fault.code, fault.exit, fault.detail.found]).toEqual(["E403", 4, found]);
  });

  test("a strategy that is exported by name only needs one word more", async () => {
    const fault = await faultOf(bundleStrategy(fixture("no-default-export")).then(importStrategy));
    expect(fault.detail.where).toBe("test/fixtures/strategies/no-default-export.ts:3:1");
    expect(fault.detail.fix).toEqual(["export default class NoDefaultExport extends Strategy"]);
  });

  test.each([
    [{ fast: 10 }, "fast", /bare number 10/],
    [{ fast: "10" }, "fast", /bare string/],
    [{ fast: { default: 3 } }, "fast", /not made by/],
    [{ a: { type: "int", default: 1.5, min: 1, max: 2, step: 1 } }, "a", /default 1.5, which is not whole/],
    [{ a: { type: "int", default: 3, min: 1, max: 2, step: 1 } }, "a", /default 3, outside 1 to 2/],
    [{ a: { type: "float", default: 3, min: 5, max: 2, step: 1 } }, "a", /min 5 above max 2/],
    [{ a: { type: "float", default: Number.NaN, min: 5, max: 2, step: 1 } }, "a", /default NaN/],
    [{ a: { type: "int", default: 1, min: 1, step: 1 } }, "a", /max undefined/],
    [{ a: { type: "bool", default: 1 } }, "a", /neither true nor false/],
    [{ a: { type: "choice", default: "x", of: [] } }, "a", /needs its choices/],
    [{ a: { type: "choice", default: "x", of: ["y"] } }, "a", /not among y/],
    [{ "a=b": { type: "bool", default: true } }, "a=b", /no name that -p could give/],
    [[], null, /one entry a parameter/],
    ["fast", null, /one entry a parameter/],
  ])("parameters declared as %j are refused", (schema, name, message) => {
    const problem = schemaProblem(schema);
    expect(problem?.name).toBe(name);
    expect(problem?.message).toMatch(message);
  });

  test("no parameters, or all of the kinds that there are, are well declared", () => {
    expect(schemaProblem(undefined)).toBeNull();
    expect(
      schemaProblem({ a: { type: "float", default: 1.5, min: -1, max: 2, step: 0.5, hint: "" } }),
    ).toBeNull();
    expect(schemaProblem({ a: { type: "choice", default: "y", of: ["y"], hint: "" } })).toBeNull();
  });
});

describe("what user code throws is shown in the author's own file", () => {
  test("at the top of the module, through the source map and without any flag of Node's", async () => {
    const fault = await faultOf(bundleStrategy(fixture("throws-at-top-level")).then(importStrategy));
    expect([fault.code, fault.exit]).toEqual(["E401", 4]);
    expect(fault.message).toMatch(/^throws-at-top-level threw while it was loaded: SyntaxError: /);
    expect(fault.detail.where).toBe("test/fixtures/strategies/throws-at-top-level.ts:3:31");
    expect(fault.detail.excerpt).toContain('3 │ const levels: number[] = JSON.parse("[5000, ");');
  });

  test("as it was when it ran, even if the author has edited it since", async () => {
    const path = written("edited/live.ts", `${GOOD}throw new Error("as it was");\n`);
    const bundle = await bundleStrategy(path);
    writeFileSync(path, "// all gone\n");
    expect((await faultOf(importStrategy(bundle))).detail.excerpt).toContain('throw new Error("as it was");');
  });

  test.each([
    ["a text", '"no more ideas"'],
    [Symbol("levels"), "symbol Symbol(levels)"],
    [undefined, "undefined undefined"],
    [Object.create(null), "something that cannot be shown"],
    [new TypeError(""), "TypeError"],
    [new Error("two\nlines \u001b[31mred"), "Error: two lines  [31mred"],
  ])("whatever it is: %o", async (thrown, text) => {
    const bundle = await bundleStrategy(fixture("buys-and-holds"));
    const expected = text === '"no more ideas"' ? '"a text"' : text;
    expect(strategyFault(thrown, bundle).message).toBe(`buys-and-holds threw: ${expected}`);
  });
});

describe("an excerpt", () => {
  test("shows two lines before, and the marker under the word", () => {
    expect(excerptOf("one\n  two\nthree\nfour", { line: 3, column: 1 }, "why")).toBe(
      ["1 │ one", "2 │   two", "3 │ three", "  │ ^^^^^ why"].join("\n"),
    );
    expect(excerptOf("one", { line: 1, column: 2, length: 1 }, "why")).toBe("1 │ one\n  │  ^ why");
  });

  test("of a line of a megabyte shows the part around the column", () => {
    const [line, marker] = excerptOf(`${"x ".repeat(500_000)}`, { line: 1, column: 400_001 }, "why").split(
      "\n",
    );
    expect(line!.length).toBeLessThan(130);
    expect(marker).toMatch(/^ {2}│ {56}\^ why$/);
  });

  test("of a line that is not there is the message alone", () => {
    expect(excerptOf("one", { line: 9, column: 1 }, "why")).toBe("why");
  });
});

test("the doc comment over the class is the strategy's description, whichever way it is exported", () => {
  const doc = "/**\n * Trend following.\n *\n * - buys strength\n */\n";
  const plain = "Trend following.\n\n- buys strength";
  expect(docOf(`/** not this */\nconst x = 1;\n${doc}export default class A extends B {}`)).toBe(plain);
  expect(docOf(`${doc}class A extends B {}\nexport { A as default };`)).toBe(plain);
  expect(docOf(`${doc}class A extends B {}\nexport default A;`)).toBe(plain);
  expect(docOf("/** not this */\nconst x = 1;\nexport default class A {}")).toBe("");
});
