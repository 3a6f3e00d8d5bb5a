// Do the commands answer as the contract of the command line says?

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { reportFailure } from "#cli/failure.js";
import { Output } from "#cli/output.js";
import { EXIT, Fault } from "#domain/fault.js";
import { errorSchema } from "#report/schema.js";
import { barsCsv, type Ended, emptyFolder, filesIn, project, REPO, save, tickproof, until } from "./cli.js";

const EVERY_HOUR = `
import { int, Strategy } from "tickproof";
const params = { every: int({ default: 12, min: 2, max: 100 }), hold: int({ default: 3, min: 1, max: 50 }) };
export default class Hourly extends Strategy<typeof params> {
  static override readonly params = params;
  #n = 0;
  override onBar() {
    this.#n++;
    if (this.#n % this.params.every === 0) this.buy({ qty: 1, reason: "hourly" });
    if (this.#n % this.params.every === this.params.hold) this.flatten("enough");
  }
}
`;
const OTHER = EVERY_HOUR.replace("Hourly", "Other")
  .replace("hold: int", "rest: int")
  .replaceAll("params.hold", "params.rest");
const THROWS = EVERY_HOUR.replace("this.#n++;", 'if (++this.#n === 40) throw new Error("tired");');
/** Says by a file that it has begun, and takes so long that nothing else can end it than the test. */
const SLOW = `import { writeFileSync } from "node:fs";${EVERY_HOUR.replace(
  "this.#n++;",
  `if (this.#n++ === 0) writeFileSync("begun", ""); const until = Date.now() + 200; while (Date.now() < until);`,
)}`;

const FILES = {
  "strategies/hourly.ts": EVERY_HOUR,
  "strategies/other.ts": OTHER,
  "strategies/tired.ts": THROWS,
  "strategies/slow.ts": SLOW,
  "data/MES-5m.csv": barsCsv(400),
  "data/MNQ-5m.csv": barsCsv(400),
};
const json = (ended: Ended): Record<string, unknown> => JSON.parse(ended.stdout) as Record<string, unknown>;

describe("tickproof run", () => {
  test("prints the summary, writes one report, and says where it is", async () => {
    const cwd = project(FILES);
    const ended = await tickproof(["run", "hourly", "-i", "mes"], { cwd });
    expect(ended.code).toBe(0);
    const [report] = filesIn(cwd).filter((file) => file.endsWith(".html"));
    expect(report).toMatch(/^reports\/hourly-MES-[0-9a-f]{4}\.html$/);
    expect(ended.stdout).toContain(report);
    expect(ended.stderr).toContain("data/MES-5m.csv");
    expect(readFileSync(join(cwd, report!), "utf8")).toContain("tickproof run hourly -i MES");
  });

  test("gives the same answer, byte for byte, twice, and on one worker as on none", async () => {
    const cwd = project(FILES);
    const [once, twice, alone] = await Promise.all([
      tickproof(["run", "hourly", "-i", "MES", "--json", "--report", "none"], { cwd }),
      tickproof(["run", "hourly", "-i", "/MES", "--json", "--report", "none"], { cwd }),
      tickproof(["run", "hourly", "-i", "MESH6", "--json", "--report", "none", "--jobs", "1"], { cwd }),
    ]);
    expect(once.stdout).toBe(twice.stdout);
    expect(once.stdout).toBe(alone.stdout);
    expect(json(once)).toMatchObject({ schema: "tickproof.run/1" });
    expect(filesIn(cwd).some((file) => file.startsWith("reports"))).toBe(false);
  });

  test("--json puts one document on stdout and nothing else, and --quiet leaves stderr empty", async () => {
    const ended = await tickproof(["run", "hourly", "-i", "MES", "--json", "--quiet"], {
      cwd: project(FILES),
    });
    expect(ended.stdout.trimEnd().split("\n")).toHaveLength(1);
    expect(ended.stderr).toBe("");
    const { fingerprint, inputs, trades } = json(ended) as {
      fingerprint: string;
      inputs: { params: object };
      trades: [];
    };
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(inputs.params).toEqual({ every: 12, hold: 3 });
    expect(trades.length).toBeGreaterThan(10);
  });

  test("what the terms cost shows in the result: no costs, then 62 cents a side", async () => {
    const cwd = project(FILES);
    const net = async (...args: string[]) => {
      const ended = await tickproof(["run", "hourly", "-i", "MES", "--json", "--report", "none", ...args], {
        cwd,
      });
      const { summary, fills } = json(ended) as {
        summary: { net: string; costs: { total: string } };
        fills: { qty: number }[];
      };
      return {
        net: Number(summary.net),
        costs: Number(summary.costs.total),
        sides: fills.reduce((sum, { qty }) => sum + qty, 0),
      };
    };
    const free = await net("--costs", "none", "--slippage", "0");
    const paid = await net("--costs", "0.62", "--slippage", "0");
    expect(free.costs).toBe(0);
    expect(paid.costs).toBeCloseTo(0.62 * paid.sides, 9);
    expect(paid.net).toBeCloseTo(free.net - paid.costs, 9);
  });

  test("--from and --to are trade dates, and the command in the report repeats them", async () => {
    const cwd = project(FILES);
    const args = [
      "run",
      "hourly",
      "-i",
      "MES",
      "--from",
      "2025-03-04",
      "--to",
      "2025-03",
      "--json",
      "--report",
      "r.html",
    ];
    const ended = await tickproof(args, { cwd });
    const { inputs } = json(ended) as { inputs: { data: { from: string; bars: number }[] } };
    expect(inputs.data[0]!.from).toBe("2025-03-03T23:00:00Z");
    expect(readFileSync(join(cwd, "r.html"), "utf8")).toContain("--from 2025-03-04 --to 2025-03");
  });

  test("--csv writes every table, whole", async () => {
    const cwd = project(FILES);
    await tickproof(["run", "hourly", "-i", "MES", "--report", "none", "--csv", "out"], { cwd });
    const tables = filesIn(join(cwd, "out"));
    const names = ["cash", "daily", "equity", "fills", "months", "orders", "postings", "rolls", "trades"];
    expect(tables).toEqual(names.map((name) => `${name}.csv`));
    expect(readFileSync(join(cwd, "out/equity.csv"), "utf8").trimEnd().split("\r\n")).toHaveLength(401);
  });

  test("a config's values hold until a variable or a flag says otherwise, and the report's command spells them out", async () => {
    const cwd = project({
      ...FILES,
      "tickproof.config.json": '{ "cash": 30000, "params": { "hourly": { "every": 20 } } }',
    });
    const args = ["run", "hourly", "-i", "MES", "--json", "--report", "r.html"];
    const ended = await tickproof(args, { cwd, env: { TICKPROOF_SLIPPAGE: "2" } });
    const { inputs } = json(ended) as { inputs: { params: object; account: { cash: string } } };
    expect(inputs.params).toEqual({ every: 20, hold: 3 });
    expect(inputs.account.cash).toBe("30000.00");
    const html = readFileSync(join(cwd, "r.html"), "utf8");
    expect(html).toContain("tickproof run hourly -i MES -p every=20 --slippage 2 --cash 30000");
  });

  test("--cwd works as if started there, and a report names no folder of this machine", async () => {
    const cwd = project(FILES);
    const ended = await tickproof(
      ["--cwd", cwd, "run", "hourly", "-i", "MES", "--data", join(cwd, "data/MES-5m.csv")],
      {
        cwd: emptyFolder(),
      },
    );
    expect(ended.code).toBe(0);
    const [report] = filesIn(cwd).filter((file) => file.endsWith(".html"));
    expect(readFileSync(join(cwd, report!), "utf8")).not.toContain(cwd);
  });

  test("a reader that has seen enough (| head) ends it without a complaint", async () => {
    const cwd = project(FILES);
    const { spawn } = await import("node:child_process");
    const child = spawn(
      "sh",
      ["-c", `"${process.execPath}" "${join(REPO, "dist/cli/main.cjs")}" contracts MES | head -n 1`],
      {
        cwd,
        env: { PATH: process.env.PATH ?? "", LANG: "C.UTF-8" },
      },
    );
    let stderr = "";
    child.stderr.on("data", (text: Buffer) => (stderr += text));
    await new Promise((done) => child.on("close", done));
    expect(stderr).toBe("");
  });

  test("which bars are meant is not guessed where there are two files", async () => {
    const cwd = project({ ...FILES, "data/MES-1m.csv": barsCsv(10) });
    const ended = await tickproof(["run", "hourly", "-i", "MES"], { cwd });
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining("--data MES=data/MES-1m.csv")]);
  });

  test("without bars of its own a project gets the bundled ones, and is told", async () => {
    const cwd = project({ "strategies/hourly.ts": EVERY_HOUR });
    const ended = await tickproof(["run", "hourly", "-i", "MCL", "--report", "none"], { cwd });
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain("MCL-5m.csv bundled with Tickproof");
    const none = await tickproof(["run", "hourly", "-i", "M2K"], { cwd });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("E107  No bars for M2K")]);
  });
});

describe("tickproof compare", () => {
  test("prints the table and writes a report of the comparison and one of each run, and all paths, where it is piped beside the table", async () => {
    const cwd = project(FILES);
    const ended = await tickproof(["compare", "hourly", "other", "-i", "MES,MNQ"], { cwd });
    expect(ended.code).toBe(0);
    const reports = filesIn(cwd).filter((file) => file.endsWith(".html"));
    expect(reports).toHaveLength(5);
    for (const report of reports) expect(ended.stderr).toContain(report);
  });

  test("--no-run-reports writes the comparison only; -p reaches those that have the parameter, or one by its name", async () => {
    const cwd = project(FILES);
    const args = [
      "compare",
      "hourly",
      "other",
      "-i",
      "MES",
      "--no-run-reports",
      "-p",
      "every=20",
      "-p",
      "other.rest=5",
    ];
    const ended = await tickproof([...args, "--json", "--report", "c.html"], { cwd });
    expect(ended.code).toBe(0);
    expect(filesIn(cwd).filter((file) => file.endsWith(".html"))).toEqual(["c.html"]);
    const html = readFileSync(join(cwd, "c.html"), "utf8");
    expect(html).toContain("-p hourly.every=20 -p other.every=20 -p other.rest=5");
    const strange = await tickproof(["compare", "hourly", "other", "-i", "MES", "-p", "resst=5"], { cwd });
    expect([strange.code, strange.stderr]).toEqual([2, expect.stringContaining('Did you mean "rest"')]);
    const stranger = await tickproof(["compare", "hourly", "-i", "MES", "-p", "othr.rest=5"], { cwd });
    expect([stranger.code, stranger.stderr]).toEqual([2, expect.stringContaining("E132")]);
  });

  test("a strategy that throws fails its own cells; the others are kept, and the exit code says so", async () => {
    const cwd = project(FILES);
    const ended = await tickproof(["compare", "hourly", "tired", "-i", "MES,MNQ", "--json"], { cwd });
    expect(ended.code).toBe(EXIT.strategy);
    const { cells } = json(ended) as {
      cells: { strategy: string; fingerprint: string | null; error: { code: string } | null }[];
    };
    expect(
      cells.map(({ strategy, fingerprint, error }) => [strategy, fingerprint !== null, error?.code]),
    ).toEqual([
      ["hourly", true, undefined],
      ["hourly", true, undefined],
      ["tired", false, "E401"],
      ["tired", false, "E401"],
    ]);
    expect(ended.stderr).toMatch(/tired on MES failed: E401 .*tired/);
  });

  test("files of bars are named by contract, and one file cannot be two contracts", async () => {
    const cwd = project(FILES);
    const named = [
      "compare",
      "hourly",
      "-i",
      "MES,MNQ",
      "--data",
      "MES=data/MES-5m.csv",
      "--data",
      "mnq=data/MNQ-5m.csv",
    ];
    expect((await tickproof([...named, "--report", "none"], { cwd })).code).toBe(0);
    const folder = ["compare", "hourly", "-i", "MES,MNQ", "--data", "data", "--report", "none"];
    expect((await tickproof(folder, { cwd })).code).toBe(0);
    const one = await tickproof(["compare", "hourly", "-i", "MES,MNQ", "--data", "data/MES-5m.csv"], { cwd });
    expect([one.code, one.stderr]).toEqual([2, expect.stringContaining("--data MES=data/MES-5m.csv")]);
  });

  test.each([
    ["1", ["hourly", "slow"]],
    ["2", ["hourly", "busy", "slow"]],
  ])(
    "Ctrl-C keeps what has finished, marked as interrupted, and ends with 130 (jobs %s)",
    async (jobs, names) => {
      const cwd = project({ ...FILES, "strategies/busy.ts": SLOW.replace("begun", "busy") });
      const ended = await tickproof(["compare", ...names, "-i", "MES", "--json", "--jobs", jobs], {
        cwd,
        // The last has begun: so hourly has given its place to it, and its result is there.
        onStart: (kill) => until(() => existsSync(join(cwd, "begun"))).then(() => kill("SIGINT")),
      });
      expect(ended.code).toBe(EXIT.interrupted);
      const document = json(ended) as { interrupted: boolean; cells: { strategy: string }[] };
      expect(document.interrupted).toBe(true);
      expect(document.cells.map(({ strategy }) => strategy)).toEqual(["hourly"]);
      expect(filesIn(cwd).filter((file) => file.endsWith(".html")).length).toBeGreaterThan(0);
    },
  );
});

test.each([[[]], [["--jobs", "1"]]])(
  "Ctrl-C during a single run %j ends with 130 and leaves nothing",
  async (more) => {
    const cwd = project(FILES);
    const ended = await tickproof(["run", "slow", "-i", "MES", ...more], {
      cwd,
      onStart: (kill) => until(() => existsSync(join(cwd, "begun"))).then(() => kill("SIGINT")),
    });
    expect(ended.code).toBe(EXIT.interrupted);
    expect(ended.stderr).toContain("E190  Interrupted");
    expect(filesIn(cwd)).toEqual([...Object.keys(FILES), "begun"].sort());
  },
);

describe("tickproof contracts", () => {
  test("shows tick, multiplier, session, margins and fees in force on a date, and marks what is an estimate", async () => {
    const cwd = emptyFolder();
    const today = await tickproof(["contracts", "/mes"], { cwd });
    for (const part of ["0.25 = $1.25", "$5 per point", "17:00", "15:00", "ESTIMATE", "Sources"])
      expect(today.stdout).toContain(part);
    const then = json(await tickproof(["contracts", "MES", "--on", "2021-12-25", "--json"], { cwd }));
    expect(then).toMatchObject({
      schema: "tickproof.contract/1",
      on: "2021-12-25",
      inForce: { margin: { estimated: false, initial: "1265.00", maintenance: "1150.00" } },
      contract: { symbol: "MES", tickValue: "1.25" },
    });
  });

  test("lists all of them, one a line, and knows those of the config", async () => {
    const cwd = project({
      "tickproof.config.json": '{ "contracts": { "XYZ": { "base": "MES", "name": "Mine" } } }',
    });
    const listed = await tickproof(["contracts"], { cwd });
    expect(listed.code).toBe(0);
    expect(listed.stdout.split("\n").filter((line) => /^(MES|MNQ|MCL|XYZ)\t/.test(line))).toHaveLength(4);
  });

  test("an unknown one is an error, never a default", async () => {
    const ended = await tickproof(["contracts", "MEX"], { cwd: emptyFolder() });
    expect([ended.code, ended.stdout]).toEqual([EXIT.input, ""]);
    expect(ended.stderr).toContain("MES (Micro E-mini S&P 500");
  });
});

describe("help and status", () => {
  test.each([
    [["--version"], /^\d+\.\d+\.\d+\n$/],
    [["-h"], /tickproof run ema-trend -i MES/],
    [["--help"], /TICKPROOF_CASH/],
    [["run", "-h"], /All flags: tickproof run --help/],
    [["run", "--help"], /--margin-policy/],
    [["help", "compare"], /--no-run-reports/],
    [["data"], /data check +what is wrong/],
    [["data", "-h"], /data check +what is wrong/],
    [["help", "data"], /data check +what is wrong/],
    [["data", "check", "-h"], /All flags: tickproof data check --help/],
    [["help", "data", "check"], /--date-order/],
    [[], /\$ tickproof run ema-trend -i MES/],
  ])("tickproof %j answers on stdout with exit code 0", async (args, shown) => {
    const ended = await tickproof(args, { cwd: emptyFolder() });
    expect([ended.code, ended.stderr]).toEqual([0, ""]);
    expect(ended.stdout).toMatch(shown);
  });

  test("alone in a project it says what is there and what to do next", async () => {
    const ended = await tickproof([], { cwd: project(FILES) });
    expect(ended.stdout).toContain("hourly, other, slow, tired");
    expect(ended.stdout).toContain("next: tickproof compare hourly other slow tired -i MES");
  });

  test.each([
    [["rum"], "E100", "did you mean run?"],
    [["run", "hourly", "-i", "MES", "--slipage", "2"], "E101", "did you mean --slippage?"],
    [["run", "-i", "MES"], "E103", "hourly"],
    [["run", "hourly"], "E103", "-i MES"],
    [["run", "a", "b", "-i", "MES"], "E103", "tickproof compare a b"],
    [["run", "hourly", "-i", "MES,MNQ"], "E103", "tickproof compare hourly -i MES,MNQ"],
    [["compare", "hourly", "hourly", "-i", "MES"], "E105", "hourly"],
    [["compare", "hourly", "-i", "MES,mes"], "E105", "MES"],
    [["run", "hourly", "-i", "MES", "--cwd", "nowhere"], "E106", "nowhere"],
  ])("tickproof %j is %s, and nothing is run", async (args, code, hint) => {
    const cwd = project(FILES);
    const ended = await tickproof(args, { cwd });
    expect([ended.code, ended.stdout]).toEqual([EXIT.usage, ""]);
    expect(ended.stderr).toContain(`${code}  `);
    expect(ended.stderr).toContain(hint);
    expect(existsSync(join(cwd, "reports"))).toBe(false);
  });

  test("--explain-config prints key, value and origin, and runs nothing", async () => {
    const cwd = project({ ...FILES, "tickproof.config.ts": "export default {\n  path: 'ohlc',\n};\n" });
    const ended = await tickproof(["run", "--explain-config", "--slippage", "2"], {
      cwd,
      env: { TICKPROOF_CASH: "50k" },
    });
    const rows = ended.stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t"));
    expect(rows).toContainEqual(["path", "ohlc", "config tickproof.config.ts:2:3"]);
    expect(rows).toContainEqual(["slippage", "2", "flag --slippage"]);
    expect(rows).toContainEqual(["cash", "50k", "environment TICKPROOF_CASH"]);
    expect(rows).toContainEqual(["margins", "estimate", "default"]);
    expect(filesIn(cwd).some((file) => file.startsWith("reports"))).toBe(false);
  });
});

describe("our own bug", () => {
  const written: string[] = [];
  const signal = new AbortController().signal;
  const circumstances = (json: boolean) => ({
    signal,
    out: new Output({ colour: "never", quiet: true, json }),
    args: ["run"],
    version: "1.2.3",
  });
  beforeEach(() => {
    written.length = 0;
    for (const stream of [process.stderr, process.stdout]) {
      vi.spyOn(stream, "write").mockImplementation((text) => written.push(String(text)) > 0);
    }
  });
  afterEach(() => {
    vi.restoreAllMocks();
    const [folder] = /\S*tickproof-crash-\w+/.exec(written.join("")) ?? [];
    if (folder) rmSync(folder.replace(/^.*"(?=[^"]*$)/, ""), { recursive: true, force: true });
  });

  test("ends with 70, keeps the stack in a crash file, and asks for it", async () => {
    expect(await reportFailure(new TypeError("x is not a function"), circumstances(false))).toBe(EXIT.bug);
    const text = written.join("");
    const [file] = /\S*crash\.txt/.exec(text) ?? [];
    expect(text).toContain("E199  Tickproof itself failed: x is not a function");
    expect(text).toContain("please send that file");
    expect(text).not.toMatch(/^\s+at /m);
    expect(readFileSync(file!, "utf8")).toMatch(
      /tickproof 1\.2\.3[\s\S]*TypeError: x is not a function\n\s+at /,
    );
  });

  test("is a document too, of the published shape", async () => {
    await reportFailure("thrown text", circumstances(true));
    const document = errorSchema.parse(JSON.parse(written.join("")));
    expect([document.code, document.message]).toEqual(["E199", "Tickproof itself failed: thrown text"]);
  });

  test("is not what a fault is: that ends with the code of its family", async () => {
    expect(await reportFailure(new Fault("E210", "Unknown contract"), circumstances(false))).toBe(EXIT.input);
  });
});

test("a report that cannot be written costs the user the report, not the numbers", async () => {
  const cwd = project(FILES);
  writeFileSync(join(cwd, "wall"), "");
  const ended = await tickproof(["run", "hourly", "-i", "MES", "--report", "wall/r.html"], { cwd });
  expect(ended.code).toBe(EXIT.usage);
  expect(ended.stdout).toContain("net");
  expect(ended.stderr).toContain("E126");
});

test("--watch runs again when the strategy changes, a fault does not end it, and each answer is one line", async () => {
  const cwd = project(FILES);
  const file = join(cwd, "strategies/hourly.ts");
  const documents = () =>
    lines.map((line) => JSON.parse(line) as { schema: string; fingerprint?: string; code?: string });
  let lines: string[] = [];
  const ended = tickproof(["run", "hourly", "-i", "MES", "--watch", "--json", "--report", "none"], {
    cwd,
    onStart: async (kill, printed) => {
      const steps = [
        () => save(file, "export default class {"),
        () => save(file, EVERY_HOUR.replace("default: 12", "default: 24")),
        () => kill("SIGINT"),
      ];
      for (const [i, step] of steps.entries()) {
        await until(() => printed().split("\n").length === i + 2);
        step();
      }
    },
  });
  const { code, stdout } = await ended;
  lines = stdout.trimEnd().split("\n");
  expect(code).toBe(EXIT.interrupted);
  expect(documents().map(({ schema, code }) => code ?? schema)).toEqual([
    "tickproof.run/1",
    "E402",
    "tickproof.run/1",
  ]);
  expect(documents()[0]!.fingerprint).not.toBe(documents()[2]!.fingerprint);
});
