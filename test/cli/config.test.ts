// Which setting holds, where does it come from, and where is a mistake in the config?

import { describe, expect, test } from "vitest";
import { readArguments } from "#cli/argv.js";
import { COMPARE_KEYS, RUN_KEYS } from "#cli/command-keys.js";
import { COMMANDS, NOUNS } from "#cli/commands.js";
import { configOf, loadConfig } from "#cli/config.js";
import { faultText } from "#cli/errors.js";
import { keyPlaces, placeOf, repeatedKey } from "#cli/key-place.js";
import { envName, KEYS, type Key, longFlag } from "#cli/options.js";
import { explained, givenParams, misspeltVariables, resolveSettings } from "#cli/resolve.js";
import { type Fault, faultData } from "#domain/fault.js";
import { project } from "./cli.js";

const plainStyle = { colour: false, unicode: true, columns: 100, tsv: true };

async function faultOf(work: () => unknown): Promise<Fault> {
  try {
    await work();
  } catch (error) {
    return error as Fault;
  }
  throw new Error("accepted");
}

describe("precedence", () => {
  const resolved = async (args: string[], env: Record<string, string>, config: string) => {
    const loaded = await loadConfig(undefined, project({ "tickproof.config.json": config }));
    return resolveSettings(RUN_KEYS, readArguments("run", RUN_KEYS, args).flags, env, loaded);
  };

  test("a flag beats the environment, that beats the config, that beats the default", async () => {
    const config = '{ "cash": 1000, "slippage": 2, "path": "ohlc" }';
    const { values, origins } = await resolved(
      ["--cash", "3k"],
      { TICKPROOF_CASH: "2000", TICKPROOF_SLIPPAGE: "3t" },
      config,
    );
    expect([values.cash, values.slippage, values.path.model, values.limitFill]).toEqual([
      3_000_000_000,
      3,
      "ohlc",
      "through",
    ]);
    expect([origins.cash, origins.slippage, origins.path, origins.limitFill].map((it) => it.from)).toEqual([
      "flag",
      "environment",
      "config",
      "default",
    ]);
  });

  test("--explain-config names key, value and the place it comes from", async () => {
    const all = explained(await resolved([], { TICKPROOF_CASH: "5k" }, '{\n  "path": "ohlc"\n}'), RUN_KEYS);
    expect(all.find((row) => row.key === "cash")).toEqual({
      key: "cash",
      value: "5k",
      origin: "environment TICKPROOF_CASH",
    });
    expect(all.find((row) => row.key === "path")).toEqual({
      key: "path",
      value: "ohlc",
      origin: "config tickproof.config.json:2:3",
    });
    expect(all.find((row) => row.key === "slippage")).toEqual({
      key: "slippage",
      value: "1t",
      origin: "default",
    });
  });

  test("a bad value in the environment or the config is reported where it was written", async () => {
    const env = await faultOf(() => resolved([], { TICKPROOF_CASH: "lots" }, "{}"));
    expect([env.code, env.message]).toEqual(["E104", 'TICKPROOF_CASH cannot be "lots"']);
    const config = await faultOf(() => resolved([], {}, '{\n  "slippage": 0.5\n}'));
    expect(config.message).toBe('tickproof.config.json:2:3 slippage cannot be "0.5"');
  });

  test("an empty variable says nothing, and a nearly right one is pointed out", async () => {
    const { values } = await resolved([], { TICKPROOF_CASH: "" }, "{}");
    expect(values.cash).toBe(25_000_000_000);
    expect(misspeltVariables({ TICKPROOF_SLIPAGE: "2", TICKPROOF_CASH: "1", PATH: "x" })).toEqual([
      "TICKPROOF_SLIPAGE is set but is no setting; did you mean TICKPROOF_SLIPPAGE?",
    ]);
  });
});

describe("a configuration file", () => {
  const load = (files: Record<string, string>, named?: string) => loadConfig(named, project(files));

  test("in TypeScript is compiled, may compute, and may import types", async () => {
    const config = await load({
      "tickproof.config.ts": `
        import { cash } from "./shared.js";
        export default { cash, data: { MES: "mes.csv" }, params: { "ema-trend": { fast: 5 } }, contracts: {} } as const;
      `,
      "shared.ts": "export const cash: number = 5 * 1000;",
    });
    expect(config.texts.get("cash")).toEqual(["5000"]);
    expect(config.texts.get("data")).toEqual(["MES=mes.csv"]);
    expect(config.params).toEqual({ "ema-trend": { fast: 5 } });
  });

  test.each(["tickproof.config.js", "tickproof.config.mjs", "tickproof.config.mts"])(
    "may be %s",
    async (name) => {
      expect((await load({ [name]: "export default { quiet: true }" })).texts.get("quiet")).toEqual(["true"]);
    },
  );

  test("none at all is fine", async () => {
    expect((await load({})).file).toBeNull();
  });

  test("an unknown key is an error with line, column and the key that was probably meant", async () => {
    const json = await faultOf(() => load({ "tickproof.config.json": '{\n  "cash": 1,\n  "slipage": 2\n}' }));
    expect(json.code).toBe("E110");
    expect(json.message).toBe(
      'tickproof.config.json:3:3 slipage: there is no such setting. Did you mean "slippage"?',
    );
    const ts = await faultOf(() =>
      load({
        "tickproof.config.ts":
          "const x = { slipage: 1 };\nexport default {\n  // slipage: 3\n  slipage: x.slipage,\n};",
      }),
    );
    expect(ts.code).toBe("E110");
    expect(ts.detail.where).toMatch(/^tickproof\.config\.ts:4:3$/);
  });

  test.each([
    [
      "json that breaks off",
      { "tickproof.config.json": '{\n  "cash": 1,\n  oops\n}' },
      "E111",
      /tickproof\.config\.json:3:3/,
    ],
    [
      "TypeScript that does not compile",
      { "tickproof.config.ts": "export default {\n  cash: ,\n};" },
      "E111",
      /tickproof\.config\.ts:2:9/,
    ],
    [
      "TypeScript that throws",
      { "tickproof.config.ts": 'const a = 1;\nthrow new Error("no" + a);\nexport default {};' },
      "E111",
      /tickproof\.config\.ts:2:7/,
    ],
    [
      "no default export",
      { "tickproof.config.ts": "export const cash = 1;" },
      "E111",
      /tickproof\.config\.ts/,
    ],
    [
      "the same key twice",
      { "tickproof.config.json": '{ "cash": 1,\n "cash": 2 }' },
      "E113",
      /tickproof\.config\.json:2:2/,
    ],
    [
      "an object where a number belongs",
      { "tickproof.config.json": '{\n "cash": { "usd": 5 } }' },
      "E113",
      /tickproof\.config\.json:2:2/,
    ],
    ["a list as a whole", { "tickproof.config.json": "[]" }, "E113", /tickproof\.config\.json/],
    [
      "a parameter that is a list",
      { "tickproof.config.json": '{ "params": {\n "orb": { "stop": [1] } } }' },
      "E113",
      /tickproof\.config\.json:2:11/,
    ],
    [
      "two of them in one folder",
      { "tickproof.config.json": "{}", "tickproof.config.ts": "export default {}" },
      "E112",
      /tickproof\.config\.ts/,
    ],
  ])("%s is refused with its place", async (_what, files, code, where) => {
    const fault = await faultOf(() => load(files as unknown as Record<string, string>));
    expect(fault.code).toBe(code);
    expect(fault.detail.where).toMatch(where);
    expect(faultText(faultData(fault), plainStyle)).not.toMatch(/\n\s+at /);
  });

  test("one that was named and is not there is refused", async () => {
    expect((await faultOf(() => load({}, "other.json"))).code).toBe("E106");
  });
});

describe("the place of a key", () => {
  const text = `{
  // "cash": 1
  "contracts": { "MES": { "commission": [{ "from": "2020", "usdPerSide": "x:{" }] } },
  'cash': 5, path: "ohlc"
}`;

  test("is found under its whole path, past comments and braces in text", () => {
    expect(placeOf(text, ["contracts", "MES", "commission"])).toMatchObject({ line: 3, column: 27 });
    expect(placeOf(text, ["contracts", "MES", "commission", "0", "usdPerSide"])).toMatchObject({ line: 3 });
    expect(placeOf(text, ["cash"])).toMatchObject({ line: 4, column: 3 });
    expect(placeOf(text, ["path"])).toMatchObject({ line: 4, column: 14 });
    expect(placeOf(text, ["nothing"])).toBeUndefined();
  });

  test("tells a key that is said twice from the same key in two objects", () => {
    expect(
      repeatedKey('{ "a": { "x": 1 }, "b": { "x": 1 }, "c": [{ "x": 1 }, { "x": 2 }] }'),
    ).toBeUndefined();
    expect(repeatedKey('{ "a": 1, "b": 2, "a": 3 }')?.path).toEqual(["a"]);
  });

  test("does not stumble over text that is no object at all", () => {
    for (const odd of ["", "}", "]]]", "{{{{", '"', "{a:{b:[", ":::"])
      expect(() => keyPlaces(odd)).not.toThrow();
  });
});

describe("arguments", () => {
  const read = (...args: string[]) => readArguments("run", RUN_KEYS, args);

  test("flags may stand anywhere, attached or apart, short or long", () => {
    const { operands, flags } = read(
      "-iMES",
      "ema-trend",
      "--cash=3k",
      "-p",
      "fast=10",
      "-p",
      "slow=30",
      "--json",
      "--from",
      "-90d",
    );
    expect(operands).toEqual(["ema-trend"]);
    expect(Object.fromEntries(flags)).toEqual({
      instrument: ["MES"],
      cash: ["3k"],
      param: ["fast=10", "slow=30"],
      json: ["true"],
      from: ["-90d"],
    });
  });

  test("--no-run-reports turns them off; --color alone means always", () => {
    const { flags } = readArguments("compare", COMPARE_KEYS, ["--no-run-reports", "a", "--color"]);
    expect([flags.get("runReports"), flags.get("color")]).toEqual([["false"], ["always"]]);
    expect(read("--no-color").flags.get("color")).toEqual(["never"]);
    expect(read("--color", "never", "a").operands).toEqual(["a"]);
  });

  test.each([
    [["--slipage", "1"], "E101", /did you mean --slippage/],
    [["--nonsense"], "E101", /tickproof run --help/],
    [["--report", "--json"], "E102", /--report <path/],
    [["a", "-i"], "E102", /--instrument <symbols>/],
    [["--json=yes"], "E101", /--json/],
  ])("%j is refused and answered with what was probably meant", async (args, code, hint) => {
    const fault = await faultOf(() => read(...args));
    expect(fault.code).toBe(code);
    expect(faultText(faultData(fault), plainStyle)).toMatch(hint);
  });

  test("a parameter is name=value, alone or for one strategy", async () => {
    const origin = (texts: string[]) => ({ from: "flag", where: "--param", texts }) as const;
    expect(givenParams(origin(["fast=10", "ema-trend.slow = 30", "mode=a=b"]))).toEqual([
      { strategy: null, name: "fast", value: "10" },
      { strategy: "ema-trend", name: "slow", value: "30" },
      { strategy: null, name: "mode", value: "a=b" },
    ]);
    for (const bad of ["fast", "fast=", "=10", "1x=3"]) {
      expect((await faultOf(() => givenParams(origin([bad])))).code).toBe("E104");
    }
  });
});

test("each setting has its own flag in a command, and its own variable", () => {
  const flags = KEYS.map(longFlag);
  const names = KEYS.map((key: Key) => envName(key));
  // `--to` is a date where a span is asked for, and a frame to `data resample`, which has no span; `--from` is one too, and a report to
  // `export`; `--detail` is said of a sweep's runs and of a report's bars, `--format` of books and of a journal.
  expect(flags.filter((flag, k) => flags.indexOf(flag) !== k)).toEqual([
    "--detail",
    "--from",
    "--format",
    "--to",
  ]);
  const verbs = Object.values(NOUNS).flatMap((noun) => Object.values(noun.verbs));
  for (const { keys } of [...Object.values(COMMANDS), ...verbs])
    expect(new Set(keys.map(longFlag)).size).toBe(keys.length);
  expect(new Set(names).size).toBe(KEYS.length);
  expect(envName("marginPolicy")).toBe("TICKPROOF_MARGIN_POLICY");
});

test("where not all settings are taken, one that is not is no suggestion", async () => {
  const asked = configOf({ seed: 5 }, () => "case.toml:2:9", "case.toml", ["instrument", "cash"]);
  await expect(asked).rejects.toMatchObject({
    code: "E110",
    message: "case.toml:2:9 seed: there is no such setting.",
    detail: { expected: "instrument, cash" },
  });
});
