// Does `tickproof regress` tell what changed, whose doing it is, and keep its hands off what it must not write?

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { regressSchema } from "#report/regress-schema.js";
import type { RegressDocument } from "../../src/report/regress-document.js";
import { type Ended, emptyFolder, REPO, tickproof } from "./cli.js";

/** A project with the built-in strategies, a helper module of its own, and baselines that were made with them. */
let made = "";
let cwd = "";

const CASES: Readonly<Record<string, string>> = {
  ema: 'run = { strategy = "strategies/ema-trend.ts", instrument = "MES", to = "2025-02-28" }',
  rsi: 'run = { strategy = "rsi-reversion", instrument = "MNQ", to = "2025-02-28", params = { period = 10 } }',
  tiered: 'run = { strategy = "tiered-take-profit", instrument = "MES", to = "2025-02-28", cash = "25k" }',
  profile: 'run = { strategy = "volume-profile-range", instrument = "MCL", to = "2025-02-28" }',
};

const run = (args: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  tickproof(["regress", ...args.split(" ").filter((word) => word !== "")], { cwd, env });

async function json(args = "", env: Readonly<Record<string, string>> = {}): Promise<RegressDocument> {
  const { stdout, code } = await run(`${args} --json`, env);
  const document = regressSchema.parse(JSON.parse(stdout)) as RegressDocument;
  expect(code).toBe(document.exit);
  return document;
}

const path = (file: string) => join(cwd, file);
const read = (file: string) => readFileSync(path(file), "utf8");
const write = (file: string, text: string) => {
  mkdirSync(join(path(file), ".."), { recursive: true });
  writeFileSync(path(file), text);
};
function edit(file: string, from: string | RegExp, to: string): void {
  const text = read(file);
  expect(text).toMatch(from);
  write(file, text.replace(from, to));
}
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd, stdio: "pipe" });
/** Every file of the baselines, with what is in it. */
const baselines = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(path("baselines"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(cwd.length), readFileSync(file, "utf8")]),
  );
const layersOf = ({ cases }: RegressDocument) =>
  cases.map(({ name, verdict, layers }) => [
    name,
    verdict,
    ...layers.filter(({ same }) => !same).map(({ layer }) => layer),
  ]);

beforeAll(async () => {
  made = cwd = emptyFolder();
  cpSync(join(REPO, "strategies"), path("strategies"), { recursive: true });
  mkdirSync(path("data"));
  cpSync(join(REPO, "data/MES-5m.csv"), path("data/MES-5m.csv"));
  for (const [name, text] of Object.entries(CASES)) write(`baselines/${name}/case.toml`, `[case]\n${text}\n`);
  // A stop distance of its own module, for a mutation of it.
  write("strategies/stops.ts", "/** In ATRs. */\nexport const far = (atrs: number): number => 1 * atrs;\n");
  edit("strategies/rsi-reversion.ts", /^import/, 'import { far } from "./stops.js";\nimport');
  edit("strategies/rsi-reversion.ts", "stopAtr * this.#atr.now", "far(stopAtr) * this.#atr.now");
  const { code, stderr } = await run("");
  expect([code, stderr]).toEqual([0, expect.stringContaining("wrote baselines/ema")]);
  git("init", "-q");
  git("add", "-A");
  git("commit", "-qm", "baselines");
});

beforeEach(() => {
  cwd = emptyFolder();
  cpSync(made, cwd, { recursive: true });
});

describe("whose doing a change is", () => {
  test("a strategy's: a period, a comparison, a stop distance, a helper module, each with its line", async () => {
    edit("strategies/ema-trend.ts", "default: 12, min: 2", "default: 13, min: 2");
    edit("strategies/stops.ts", "1 * atrs", "1.5 * atrs");
    edit(
      "strategies/tiered-take-profit.ts",
      "const risk = Math.max(this.tickSize, stopAtr",
      "const risk = Math.max(this.tickSize, 1.1 * stopAtr",
    );
    edit("strategies/volume-profile-range.ts", /(this\.close\.now) < /, "$1 <= ");
    const document = await json();
    const of = Object.fromEntries(document.cases.map((one) => [one.name, one]));
    expect(layersOf(document).slice(0, 1)).toEqual([["ema", "changed", "strategy"]]);
    expect(of.ema!.divergence!.changedLines[0]!.where).toBe("strategies/ema-trend.ts:4");
    expect(layersOf(document)).toContainEqual(["rsi", "changed", "strategy"]);
    expect(of.rsi!.layers.find(({ layer }) => layer === "strategy")!.changes.map(({ name }) => name)).toEqual(
      ["strategies/stops.ts"],
    );
    expect(of.rsi!.divergence!.changedLines[0]!.where).toBe("strategies/stops.ts:2");
    // Its entries are those of other strategies, too: their files are in its closure, and one of them has changed as well.
    expect(of.tiered).toMatchObject({ verdict: "changed" });
    expect(of.tiered!.layers.filter(({ same }) => !same).map(({ layer }) => layer)).toEqual(["strategy"]);
    expect(document.exit).toBe(1);
  });

  test("nobody's: comments, the order of imports, another way to write the same", async () => {
    edit(
      "strategies/ema-trend.ts",
      /import \{ ([^}]*) \} from "tickproof";/,
      '// why\nimport { Strategy, int, float, ema, bool, atr } from "tickproof";',
    );
    expect(layersOf(await json("ema"))).toEqual([["ema", "same"]]);
    edit(
      "strategies/ema-trend.ts",
      "const up = this.#fast.crossedAbove(this.#slow);",
      "const crossed = () => this.#fast.crossedAbove(this.#slow);\n    const up = crossed();",
    );
    expect(layersOf(await json("ema"))).toEqual([["ema", "same", "strategy"]]);
  });

  test("the parameters', the account's, the fill model's, the fees': by a configuration and by a case", async () => {
    edit("baselines/rsi/case.toml", "period = 10", "period = 11");
    write(
      "tickproof.config.json",
      JSON.stringify({
        limitFill: "touch",
        slippage: "2t",
        contracts: { MES: { commission: [{ from: "1900-01-01", usdPerSide: "0.99", source: "a letter" }] } },
      }),
    );
    edit("baselines/tiered/case.toml", '"25k"', '"5k"');
    const document = await json("ema rsi tiered");
    expect(layersOf(document)).toEqual([
      ["ema", "changed", "specs", "fill model"],
      ["rsi", "changed", "params", "fill model"],
      ["tiered", "changed", "params", "specs", "fill model"],
    ]);
    const specs = document.cases[0]!.layers.find(({ layer }) => layer === "specs")!;
    expect(specs.changes).toEqual([
      { name: "commission 1900-01-01.usdPerSide", baseline: "0.25", now: "0.99" },
    ]);
  });

  test("a margin row's, where it decides anything", async () => {
    const margins = [{ from: "2020-01-01", initial: "20000", maintenance: "19000", source: "a letter" }];
    write("tickproof.config.json", JSON.stringify({ contracts: { MES: { margins, percentMargins: [] } } }));
    expect(layersOf(await json("ema"))).toEqual([["ema", "changed", "specs"]]);
  });

  test("a margin row's, where the same trades only use more of it", async () => {
    const margins = [{ from: "2020-01-01", initial: "2000", maintenance: "1900", source: "a letter" }];
    write("tickproof.config.json", JSON.stringify({ contracts: { MES: { margins, percentMargins: [] } } }));
    const document = await json("ema");
    expect(layersOf(document)).toEqual([["ema", "changed", "specs"]]);
    expect(document.cases[0]!.outputs).toEqual([]);
    expect(document.cases[0]!.metrics.filter(({ differs }) => differs).map(({ key }) => key)).toEqual([
      "averageMargin",
      "peakMargin",
    ]);
  });

  test("the bars': one of them is another, and it is nobody's fault but exit code 3", async () => {
    const bars = read("data/MES-5m.csv").split("\n");
    const [time, open, , low, close, volume] = bars[5000]!.split(",");
    bars[5000] = [time, open, "6500.00", low, close, volume].join(",");
    write("data/MES-5m.csv", bars.join("\n"));
    const document = await json("ema rsi --expect change");
    expect(layersOf(document)).toEqual([
      ["ema", "data-drift", "data"],
      ["rsi", "same"],
    ]);
    expect(document.exit).toBe(3);
  });

  test("the calendar's: the market closes later, no bar tells of it, and what is flat by the close leaves later", async () => {
    const closing = (close: string) =>
      write(
        "tickproof.config.json",
        JSON.stringify({
          sessions: {
            own: {
              zone: "America/Chicago",
              open: "17:00",
              close,
              regular: "08:30-15:15",
              settlement: "15:00",
            },
          },
          contracts: { MES: { session: "own" } },
        }),
      );
    const text = CASES.ema!.replace("02-28", "01-31").replace("run = {", 'run = { flatByClose = "60",');
    write("baselines/early/case.toml", `[case]\n${text}\n`);
    closing("16:00");
    expect(layersOf(await json("early"))).toEqual([["early", "new"]]);
    closing("16:15");
    const { cases, exit } = await json("early --expect change");
    expect(layersOf({ cases } as RegressDocument)).toEqual([["early", "data-drift", "data"]]);
    expect(cases[0]!.layers.find(({ layer }) => layer === "data")!.changes.map(({ name }) => name)).toEqual([
      "hours of the market",
    ]);
    expect(cases[0]!.headline).toMatch(/^another calendar; /);
    expect(exit).toBe(3);
  });

  test("nobody's where a file of bars has only grown behind the span", async () => {
    const bars = read("data/MES-5m.csv").split("\n");
    write("data/MES-5m.csv", `${bars.slice(0, -500).join("\n")}\n`);
    expect(layersOf(await json("ema"))).toEqual([["ema", "same"]]);
  });
});

describe("what must never be accepted", () => {
  test("chance and look-ahead are invalid, and --update leaves the baseline as it was", async () => {
    edit("strategies/ema-trend.ts", "const up = this", "const up = Math.random() < 0.01 || this");
    edit(
      "strategies/rsi-reversion.ts",
      "this.indicator(rsi, this.close, this.params.period)",
      "this.indicator((close: Float64Array) => close.map((_, i) => (close[i + 1]! > close[i]! ? 20 : 80)), this.close)",
    );
    const before = baselines();
    const document = await json("ema rsi --update --reason chance");
    expect(layersOf(document).map(([, verdict]) => verdict)).toEqual(["invalid", "invalid"]);
    expect(document.cases.map(({ finding }) => finding?.code)).toEqual(["E503", "E501"]);
    expect(document.exit).toBe(5);
    expect(baselines()).toEqual(before);
  });

  test("a strategy that no longer trades is changed whatever is expected; one that throws is an error", async () => {
    edit("strategies/ema-trend.ts", "override onBar(): void {", "override onBar(): void {\n    return;");
    edit(
      "strategies/rsi-reversion.ts",
      "override onBar(): void {",
      'override onBar(): void {\n    throw new Error("oops");',
    );
    const document = await json("ema rsi --expect change");
    expect(document.cases.map(({ verdict, exit }) => [verdict, exit])).toEqual([
      ["changed", 1],
      ["error", 4],
    ]);
    expect(document.cases[0]!.headline).toMatch(/^no trades/);
    expect(document.cases[1]!.fault).toMatchObject({
      code: "E401",
      where: expect.stringContaining("rsi-reversion.ts:"),
    });
    expect((await json("ema --update --reason x")).accepted).toEqual([]);
    edit("baselines/ema/case.toml", /$/, "[allow]\nzeroTrades = true\n");
    expect((await json("ema --update --reason x")).accepted).toEqual(["ema"]);
  });
});

describe("the cache", () => {
  test("answers until something changes that a case hangs on, and says so", async () => {
    const first = await json();
    expect(first.cases.every(({ verdict }) => verdict === "same")).toBe(true);
    const second = await json();
    expect(second.cases.map(({ cached }) => cached)).toEqual([true, true, true, true]);
    const { files } = JSON.parse(readFileSync(join(cwd, ".tickproof/regress/kept/ema.json"), "utf8"));
    // Fees, margins and hours are files of the program.
    expect(Object.keys(files).some((path) => /instrument[\\/]contracts[\\/]MES\.json$/.test(path))).toBe(
      true,
    );
    edit("strategies/stops.ts", "In ATRs", "In average ranges");
    const third = await json();
    // Of the four only this one imports it; another has the whole strategy among its entries.
    expect(third.cases.map(({ name, cached }) => [name, cached])).toEqual([
      ["ema", true],
      ["profile", true],
      ["rsi", false],
      ["tiered", false],
    ]);
    expect((await json("ema --fresh")).cases[0]!.cached).toBe(false);
    edit("baselines/ema/case.toml", "2025-02-28", "2025-02-27");
    const { cases } = await json("ema");
    expect(cases[0]).toMatchObject({ cached: false, verdict: "changed" });
    expect((await json("ema")).cases[0]).toEqual({ ...cases[0], cached: true });
  });
});

/** What is said of a case, but for how long it took and whether it was known. */
const told = ({ cases }: RegressDocument) => cases.map((one) => ({ ...one, cached: null, seconds: null }));
const cachedIn = ({ cases }: RegressDocument) => cases.map(({ name, cached }) => `${name} ${cached}`);

describe("what has just become a baseline", () => {
  test("is known to be the same, and told as it would be told of a run; a file that is edited then is seen", async () => {
    write(
      "baselines/other/case.toml",
      `[case]\n${CASES.ema!.replace("02-28", "01-31")}\n[guard]\nruntime = { max = 60 }\n`,
    );
    edit("strategies/ema-trend.ts", /default: 12/, "default: 13");
    expect(layersOf(await json('ema other --update --reason "slower"'))).toEqual([
      ["ema", "changed", "strategy"],
      ["other", "new"],
    ]);
    const known = await json("ema other");
    expect(cachedIn(known)).toEqual(["ema true", "other true"]);
    expect(known.cases.map(({ verdict }) => verdict)).toEqual(["same", "same"]);
    const withoutTime = (all: ReturnType<typeof told>) =>
      all.map((one) => ({ ...one, metrics: one.metrics.filter(({ key }) => key !== "runtime") }));
    expect(withoutTime(told(known))).toEqual(withoutTime(told(await json("ema other --fresh"))));
    edit("baselines/other/summary.json", /"trades": \d+/, '"trades": 1');
    const { cases } = await json("ema other");
    expect(cases.map(({ verdict, fault }) => fault?.code ?? verdict)).toEqual(["same", "E178"]);
  });

  test("is not remembered where nothing is to be kept", async () => {
    rmSync(path("baselines/ema/fingerprint.json"));
    await json("ema --no-cache");
    expect(cachedIn(await json("ema"))).toEqual(["ema false"]);
  });
});

describe("the update flow", () => {
  test("writes what came out with the reason, shows it before with --dry-run, and is then the same to the byte", async () => {
    edit("strategies/ema-trend.ts", "default: 12, min: 2", "default: 13, min: 2");
    const before = baselines();
    const dry = await run("--update ema --dry-run");
    expect(dry.stderr).toContain("+++ baselines/ema/summary.json");
    expect(dry.stderr).toMatch(/^- {2}"trades": \d+/m);
    expect(baselines()).toEqual(before);
    expect((await json("--update ema --reason slower")).accepted).toEqual(["ema"]);
    const tree = JSON.parse(read("baselines/ema/fingerprint.json")) as { reasons: { text: string }[] };
    expect(tree.reasons.map(({ text }) => text)).toEqual(["first baseline", "slower"]);
    expect(layersOf(await json("ema"))).toEqual([["ema", "same"]]);
    const after = baselines();
    await json("--update ema --reason again");
    expect(baselines()).toEqual(after);
    for (const [file, text] of Object.entries(after)) {
      expect(text, file).not.toMatch(/\r/);
      expect(text.endsWith("\n"), file).toBe(true);
      expect(text.includes(cwd), file).toBe(false);
    }
  });

  test("refuses without a reason, under CI, and beside edits of other baselines", async () => {
    edit("strategies/ema-trend.ts", "default: 12, min: 2", "default: 13, min: 2");
    const before = baselines();
    const codeOf = async (args: string, env = {}) => {
      const { stdout, code } = await run(`${args} --json`, env);
      return [(JSON.parse(stdout) as { code: string }).code, code];
    };
    expect(await codeOf("--update ema")).toEqual(["E175", 2]);
    expect(await codeOf("--reason x")).toEqual(["E180", 2]);
    expect(await codeOf("--update --reason x", { CI: "true" })).toEqual(["E176", 2]);
    expect(await codeOf("--prune", { CI: "1" })).toEqual(["E176", 2]);
    expect(baselines()).toEqual(before);
    edit("baselines/rsi/summary.json", /"trades": \d+/, '"trades": 1');
    expect(await codeOf("--update ema --reason x")).toEqual(["E177", 2]);
    expect(await codeOf("emma")).toEqual(["E179", 2]);
    // What was edited by hand is no baseline.
    const { cases } = await json("rsi");
    expect(cases[0]!.fault).toMatchObject({ code: "E178", where: "baselines/rsi/summary.json" });
    expect((await json("--update rsi --reason mended")).accepted).toEqual(["rsi"]);
    expect(baselines()["/baselines/rsi/summary.json"]).toBe(before["/baselines/rsi/summary.json"]);
  });

  test("new and obsolete: written and listed at home, exit code 1 under CI, which writes nothing", async () => {
    cpSync(path("baselines/ema/case.toml"), path("baselines/more/case.toml"), { recursive: true });
    rmSync(path("baselines/rsi/case.toml"));
    const before = baselines();
    const ci = await json("more rsi", { CI: "true" });
    expect(layersOf(ci)).toEqual([
      ["more", "new"],
      ["rsi", "obsolete"],
    ]);
    expect(ci.exit).toBe(1);
    expect(baselines()).toEqual(before);
    const home = await json("more rsi");
    expect([home.exit, home.accepted, home.removed]).toEqual([0, ["more"], []]);
    expect(existsSync(path("baselines/more/trades.csv"))).toBe(true);
    expect(existsSync(path("baselines/rsi/trades.csv"))).toBe(true);
    expect((await json("rsi --prune")).removed).toEqual(["rsi"]);
    expect(existsSync(path("baselines/rsi"))).toBe(false);
  });

  test("an expected change passes its guards or fails them", async () => {
    edit("strategies/ema-trend.ts", "default: 12, min: 2", "default: 13, min: 2");
    const guarded = (text: string) =>
      write("baselines/ema/case.toml", `[case]\n${CASES.ema}\n[guard]\n${text}\n`);
    guarded('trades = { within = "90%" }');
    expect(layersOf(await json("ema --expect change"))).toEqual([["ema", "accepted", "strategy"]]);
    guarded("trades = { within = 0 }");
    const failed = await json("ema --expect change");
    expect(layersOf(failed)).toEqual([["ema", "changed", "strategy"]]);
    expect(failed.cases[0]!.headline).toMatch(/^guard of trades failed; \d+ metrics/);
    guarded('trades = { within = 0, level = "warn" }');
    const { cases } = await json("ema", { TICKPROOF_EXPECT: "change" });
    expect(cases[0]).toMatchObject({
      verdict: "accepted",
      notes: ["trades: guard within 0 (5.1%)"].map(() => expect.stringMatching(/^trades: guard within 0/)),
    });
  });
});

test("without a case it says how to make the first one; a wrong case says where it is wrong", async () => {
  rmSync(path("baselines"), { recursive: true });
  const none = await run("");
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("mkdir -p baselines/ema-mes")]);
  write(
    "baselines/a/case.toml",
    '[case]\nrun = { strategy = "ema-trend", instrument = "MES", costs = "much" }\n',
  );
  write(
    "baselines/b/case.toml",
    '[case]\nrun = { strategy = "ema-trend", instrument = "MES", instrumnt = "MES" }\n',
  );
  write(
    "baselines/c/case.toml",
    '[case]\nrun = { strategy = "ema-trend", instrument = "MES", params = { fst = 1 } }\n',
  );
  write("baselines/d/case.toml", '[case]\nrun = { strategy = "ema-trend", instrument = "MES,MNQ" }\n');
  const { cases, exit } = await json("");
  expect(exit).toBe(2);
  expect(cases.map(({ verdict, fault }) => [verdict, fault!.code])).toEqual([
    ["error", "E104"],
    ["error", "E110"],
    ["error", "E130"],
    ["error", "E174"],
  ]);
  expect(cases[0]!.fault!.message).toContain("baselines/a/case.toml:2:53");
  expect(cases[1]!.fault!.message).toContain("baselines/b/case.toml:2:53");
  expect(cases[3]!.fault).toMatchObject({ where: expect.stringContaining("baselines/d/case.toml:2:") });
});

test("what is the same from other code can be recorded; the same inputs with other outputs cannot", async () => {
  edit(
    "strategies/ema-trend.ts",
    "const up = this.#fast.crossedAbove(this.#slow);",
    "const up = (() => this.#fast.crossedAbove(this.#slow))();",
  );
  const was = read("baselines/ema/fingerprint.json");
  expect((await json("ema --update --reason rewritten")).accepted).toEqual(["ema"]);
  expect(read("baselines/ema/fingerprint.json")).not.toBe(was);
  expect((await json("ema --update --reason again")).accepted).toEqual([]);
  edit("baselines/ema/fingerprint.json", /"trades": "[0-9a-f]{8}/, '"trades": "00000000');
  const { cases, exit } = await json("ema --update --reason never");
  expect([exit, cases[0]!.verdict, cases[0]!.notes]).toEqual([
    5,
    "invalid",
    [expect.stringMatching(/^the same inputs come to other outputs/)],
  ]);
});

test("a strategy that reads a file by itself is run each time: what it reads is in no list", async () => {
  const text = `import { readFileSync } from "node:fs";
import { sma, Strategy } from "tickproof";
export default class Reads extends Strategy {
  #mean = this.indicator(sma, this.close, Number(readFileSync("bars.txt", "utf8")));
  override onBar(): void {
    const wanted = this.close.now > this.#mean.now ? 1 : -1;
    if (wanted !== this.position) this.goTo(wanted);
  }
}
`;
  writeFileSync(path("strategies/reads.ts"), text);
  writeFileSync(path("bars.txt"), "20");
  cpSync(path("baselines/ema/case.toml"), path("reading/reads/case.toml"));
  const toml = readFileSync(path("reading/reads/case.toml"), "utf8");
  writeFileSync(
    path("reading/reads/case.toml"),
    toml.replace(/strategy = "[^"]*"/, 'strategy = "strategies/reads.ts"'),
  );
  await json("--baselines reading");
  for (const _ of [1, 2])
    expect((await json("--baselines reading")).cases[0]).toMatchObject({ verdict: "same", cached: false });
  writeFileSync(path("bars.txt"), "21");
  expect((await json("--baselines reading")).cases[0]).toMatchObject({ verdict: "invalid", cached: false });
});

test("what is kept of a case is kept for its folder of baselines, and --no-cache asks for nothing of it", async () => {
  await json("ema");
  cpSync(path("baselines/ema"), path("others/ema"), { recursive: true });
  edit("others/ema/case.toml", "2025-02-28", "2025-02-20");
  expect((await json("--baselines others ema")).cases[0]).toMatchObject({
    verdict: "changed",
    cached: false,
  });
  expect((await json("ema --no-cache")).cases[0]).toMatchObject({ verdict: "same", cached: false });
});

test("piped it is a fact a line; in a terminal a table with the first divergent event", async () => {
  edit("strategies/ema-trend.ts", "default: 12, min: 2", "default: 13, min: 2");
  const { stdout, code } = await run("ema rsi");
  const lines = stdout.trimEnd().split("\n");
  expect(code).toBe(1);
  expect(lines[0]).toMatch(/^ema\tchanged\t\d+ metrics, \d+ of \d+ trades\t\d+\.\d{3}$/);
  expect(lines).toContainEqual(expect.stringMatching(/^rsi\tsame\t\t/));
  expect(lines).toContainEqual(
    "ema\tlayers\tstrategy changed (strategies/ema-trend.ts) · engine, params, data, specs, fill model, seed, runtime same",
  );
  expect(lines.some((line) => line.startsWith("ema\tchanged line\tstrategies/ema-trend.ts:4\t"))).toBe(true);
});
