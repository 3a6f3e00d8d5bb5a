import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { bundleStrategy } from "#strategy/bundle.js";

const root = mkdtempSync(join(tmpdir(), "tickproof-kept-"));
const before = process.env.TICKPROOF_CACHE;
let n = 0;
let project = "";
const at = (name: string): string => join(project, name);
const write = (name: string, text: string): void => writeFileSync(at(name), text);

beforeEach(() => {
  project = join(root, `project-${++n}`);
  process.env.TICKPROOF_CACHE = join(root, `cache-${n}`);
  mkdirSync(at("strategies/rules"), { recursive: true });
  write("tsconfig.base.json", "{}");
  write("tsconfig.json", '{ "extends": "./tsconfig.base.json" }');
  write("strategies/rules/size.ts", "export const SIZE = 3;\n");
  symlinkSync("rules", at("strategies/linked"));
  mkdirSync(at("strategies/others"));
  write("strategies/others/size.ts", "export const SIZE = 4;\n");
  write(
    "strategies/mine.ts",
    `import { Strategy } from "tickproof";
import { SIZE } from "./linked/size.js";
export default class Mine extends Strategy { onBar() { this.buy({ qty: SIZE, reason: "always" }); } }
`,
  );
});
afterAll(() => {
  if (before === undefined) delete process.env.TICKPROOF_CACHE;
  else process.env.TICKPROOF_CACHE = before;
  rmSync(root, { recursive: true, force: true });
});

const bundle = () => bundleStrategy(at("strategies/mine.ts"));
const records = (): string[] => {
  const folder = join(process.env.TICKPROOF_CACHE!, "bundles");
  return readdirSync(folder).map((name) => join(folder, name));
};

/** Bundles, and writes into the record something by which it is known again. */
async function marked() {
  const first = await bundle();
  const [record, ...others] = records();
  expect(others).toEqual([]);
  const text = readFileSync(record!, "utf8");
  expect(text).toContain(first.hash);
  writeFileSync(record!, text.replace(`"hash":"${first.hash}"`, '"hash":"kept"'));
  return first;
}

test("the same files are not bundled again", async () => {
  const first = await marked();
  expect(await bundle()).toEqual({ ...first, hash: "kept" });
});

describe("is bundled anew when", () => {
  const changes: readonly [string, () => void, changed: boolean][] = [
    [
      "its file is another",
      () =>
        write(
          "strategies/mine.ts",
          readFileSync(at("strategies/mine.ts"), "utf8").replace("always", "never"),
        ),
      true,
    ],
    ["what it imports is another", () => write("strategies/rules/size.ts", "export const SIZE = 5;\n"), true],
    ["a link that it goes through leads elsewhere", () => relink(), true],
    [
      "a file is new that an import could mean",
      () => write("strategies/rules/size.js", "export const SIZE = 9;\n"),
      true,
    ],
    ["an unrelated file is new beside it", () => write("strategies/another.ts", "export {};\n"), false],
    ["a tsconfig comes between", () => write("strategies/tsconfig.json", "{}"), false],
    [
      "a tsconfig that another extends says something else",
      () => write("tsconfig.base.json", '{ "a": 1 }'),
      false,
    ],
    ["a package.json comes above", () => write("package.json", "{}"), false],
    ["the kept module is torn", () => truncateSync(keptModule(), 40), false],
    ["its source map is gone", () => unlinkSync(`${keptModule()}.map`), false],
    ["the record is torn", () => truncateSync(records()[0]!, 60), false],
  ];
  test.each(changes)("%s", async (_what, change, changed) => {
    const first = await marked();
    change();
    const again = await bundle();
    expect(again.hash).not.toBe("kept");
    expect(again.hash === first.hash).toBe(!changed);
    expect(await bundle(), "and kept again").toEqual(again);
    expect(readFileSync(again.module, "utf8")).toContain("Mine as default");
  });
});

test("a configuration of a package, or a part of one, is nothing to keep a bundle by", async () => {
  write("tsconfig.json", '{ "extends": "@tsconfig/strictest" }');
  mkdirSync(at("node_modules/@tsconfig/strictest"), { recursive: true });
  write("node_modules/@tsconfig/strictest/package.json", '{ "name": "@tsconfig/strictest" }');
  write("node_modules/@tsconfig/strictest/tsconfig.json", "{}");
  await bundle();
  expect(() => records()).toThrow("ENOENT");

  write("tsconfig.json", "{}");
  mkdirSync(at("node_modules/helper"), { recursive: true });
  write("node_modules/helper/package.json", '{ "name": "helper", "main": "index.js" }');
  write("node_modules/helper/index.js", "export const SIZE = 2;\n");
  write(
    "strategies/mine.ts",
    readFileSync(at("strategies/mine.ts"), "utf8").replace("./linked/size.js", "helper"),
  );
  await bundle();
  expect(() => records()).toThrow("ENOENT");
});

test("without a cache nothing is kept, and the bundle is the same", async () => {
  const first = await bundle();
  process.env.TICKPROOF_CACHE = "none";
  const { module, ...rest } = await bundle();
  expect(rest).toEqual({ file: first.file, hash: first.hash, name: first.name, source: first.source });
  expect(readFileSync(module, "utf8")).toContain("Mine as default");
});

function relink(): void {
  unlinkSync(at("strategies/linked"));
  symlinkSync("others", at("strategies/linked"));
}

function keptModule(): string {
  return (JSON.parse(readFileSync(records()[0]!, "utf8")) as { module: string }).module;
}
