// Does every broken input end in a clear error, the right exit code, and nothing half-written?

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { barsCsv, filesIn, project, REPO, tickproof, until } from "./cli.js";

const GOOD = barsCsv(60);
const lines = GOOD.trimEnd().split("\n");

/** The good file with its 11th line (the tenth bar) changed. */
const withLine = (change: (cells: string[]) => string[]): string =>
  `${lines.map((line, i) => (i === 10 ? change(line.split(",")).join(",") : line)).join("\n")}\n`;
const withCell = (column: number, text: string): string =>
  withLine((cells) => cells.map((cell, i) => (i === column ? text : cell)));
const swapped = lines.map((_, i) => lines[i === 10 ? 11 : i === 11 ? 10 : i]!).join("\n");
const repeated = [...lines.slice(0, 11), lines[10]!.replace(/,100$/, ",101"), ...lines.slice(11)].join("\n");

const strategy = (onBar: string): string => `
import { Strategy } from "tickproof";
export default class Mine extends Strategy {
  #n = 0;
  override onBar() {
    this.#n++;
    ${onBar}
  }
}
`;
const QUIET = strategy("");

interface Broken {
  readonly what: string;
  readonly bars?: string | Buffer;
  readonly strategy?: string;
  readonly config?: string;
  readonly args?: readonly string[];
  readonly instrument?: string;
  readonly code: string;
  readonly exit: number;
  /** What the message must lead to: a place, a value, a way out. */
  readonly says: readonly RegExp[];
}

const BROKEN: readonly Broken[] = [
  {
    what: "a column is missing",
    bars: lines.map((line) => line.split(",").toSpliced(3, 1).join(",")).join("\n"),
    code: "E320",
    exit: 3,
    says: [/low/, /mine\.csv/],
  },
  {
    what: "a price lies off the tick grid",
    bars: withCell(4, "5004.9"),
    code: "E333",
    exit: 3,
    says: [/mine\.csv:11:/, /5004\.9/, /0\.25/, /5004\.75/, /--policy off-grid=repair/],
  },
  {
    what: "a high is below the low",
    bars: withCell(2, "4000"),
    code: "E330",
    exit: 3,
    says: [/mine\.csv:11:/, /4000/],
  },
  { what: "time runs backwards", bars: swapped, code: "E336", exit: 3, says: [/mine\.csv:12/] },
  { what: "a stamp stands twice", bars: repeated, code: "E337", exit: 3, says: [/mine\.csv:12/] },
  { what: "a price is NaN", bars: withCell(4, "NaN"), code: "E328", exit: 3, says: [/mine\.csv:11:/, /NaN/] },
  { what: "the file is empty", bars: "", code: "E303", exit: 3, says: [/mine\.csv/, /empty/] },
  {
    what: "the file is binary",
    bars: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3, 255, 254, 0, 0, 10, 0, 200]),
    code: "E305",
    exit: 3,
    says: [/mine\.csv/, /not a text file/],
  },
  {
    what: "the delimiter is one that nobody knows",
    bars: GOOD.replaceAll(",", "^"),
    code: "E322",
    exit: 3,
    says: [/mine\.csv/, /\^/],
  },
  {
    what: "the contract is unknown",
    instrument: "MEX",
    code: "E210",
    exit: 3,
    says: [/MEX/, /did you mean +MES/, /tickproof\.config/],
  },
  {
    what: "a parameter is misspelt",
    strategy: "ema-trend",
    args: ["-p", "fasst=3"],
    code: "E130",
    exit: 2,
    says: [/fasst/, /Did you mean "fast"/],
  },
  {
    what: "a parameter is out of bounds",
    strategy: "ema-trend",
    args: ["-p", "fast=-3"],
    code: "E131",
    exit: 2,
    says: [/-p fast=-3/, /from \d+ to \d+/],
  },
  {
    what: "a config key is misspelt",
    config: '{\n  "cash": 5000,\n  "slipage": 1\n}\n',
    code: "E110",
    exit: 2,
    says: [/tickproof\.config\.json:3:3/, /Did you mean "slippage"/],
  },
  {
    what: "the strategy throws",
    strategy: strategy('if (this.#n === 20) throw new Error("no more ideas");'),
    code: "E401",
    exit: 4,
    says: [/mine\.ts:7:\d+/, /no more ideas/, /2025-03-03/],
  },
  {
    what: "the strategy loops for ever",
    strategy: strategy("while (this.#n > 5) this.#n += 1;"),
    args: ["--time-limit", "5s"],
    code: "E405",
    exit: 4,
    says: [/mine/, /--time-limit/],
  },
  {
    what: "the strategy loops for ever before it is even made",
    strategy: `for (;;) {}\n${QUIET}`,
    args: ["--time-limit", "5s"],
    code: "E405",
    exit: 4,
    says: [/mine/, /--time-limit/],
  },
  {
    what: "the strategy loops for ever, without workers",
    strategy: strategy("while (this.#n > 5) this.#n += 1;"),
    args: ["--time-limit", "5s", "--jobs", "1"],
    code: "E405",
    exit: 4,
    says: [/mine/],
  },
  {
    what: "onBar returns a promise",
    strategy: strategy("").replace("override onBar()", "override async onBar()"),
    code: "E404",
    exit: 4,
    says: [/promise/, /mine\.ts:5/],
  },
  {
    what: "the strategy orders no contract",
    strategy: strategy("if (this.#n === 3) this.buy({ qty: 0 });"),
    code: "E411",
    exit: 4,
    says: [/qty 0/, /mine\.ts:7:\d+/],
  },
  {
    what: "the strategy orders one and a half contracts",
    strategy: strategy("if (this.#n === 3) this.buy({ qty: 1.5 });"),
    code: "E411",
    exit: 4,
    says: [/qty 1\.5/, /mine\.ts:7:\d+/],
  },
  {
    what: "the strategy puts a stop on the wrong side",
    strategy: strategy("if (this.#n === 3) this.buy({ qty: 1, exit: { stop: this.close.now + 10 } });"),
    code: "E414",
    exit: 4,
    says: [/wrong side/, /mine\.ts:7:\d+/],
  },
  {
    what: "the disk is full when the report is written",
    args: ["--report", "/dev/full"],
    code: "E124",
    exit: 2,
    says: [/No space left/, /\/dev\/full/],
  },
  {
    what: "the strategy does not compile",
    strategy: "export default class {",
    code: "E402",
    exit: 4,
    says: [/mine\.ts:1:\d+/],
  },
  {
    what: "the file holds no strategy",
    strategy: "export const x = 1;",
    code: "E403",
    exit: 4,
    says: [/mine\.ts/, /export default/],
  },
  {
    what: "the strategy is not there",
    strategy: "emma-trend",
    code: "E120",
    exit: 2,
    says: [/Did you mean ema-trend/],
  },
  {
    what: "the file of bars is not there",
    args: ["--data", "mime.csv"],
    code: "E300",
    exit: 3,
    says: [/mime\.csv/, /mine\.csv/],
  },
  {
    what: "the file has a header and nothing else",
    bars: `${lines[0]}\n`,
    code: "E304",
    exit: 3,
    says: [/mine\.csv/],
  },
  {
    what: "a gzip file breaks off",
    bars: gzipSync(GOOD).subarray(0, 200),
    code: "E306",
    exit: 3,
    says: [/mine\.csv/, /gzip/],
  },
  {
    what: "stamps carry no zone",
    bars: GOOD.replaceAll(".000Z", ""),
    code: "E308",
    exit: 3,
    says: [/--tz America\/Chicago/],
  },
  {
    what: "the span holds no bars",
    args: ["--from", "2020", "--to", "2021"],
    code: "E350",
    exit: 3,
    says: [/2025-03-03/],
  },
  { what: "a flag is misspelt", args: ["--slipage", "1"], code: "E101", exit: 2, says: [/--slippage/] },
  {
    what: "no margin is known and estimates are refused",
    args: ["--margins", "strict"],
    code: "E214",
    exit: 3,
    says: [/MES/, /--margins/],
  },
];

describe.each(BROKEN)("$what", (broken) => {
  const named = broken.strategy !== undefined && /^[\w-]+$/.test(broken.strategy);
  const files = {
    "mine.csv": "",
    ...(named ? {} : { "mine.ts": broken.strategy ?? QUIET }),
    ...(broken.config === undefined ? {} : { "tickproof.config.json": broken.config }),
  };
  const start = (extra: readonly string[]) => {
    const folder = project(files);
    writeFileSync(join(folder, "mine.csv"), broken.bars ?? GOOD);
    const data = broken.args?.includes("--data") ? [] : ["--data", "mine.csv"];
    const args = ["run", named ? broken.strategy! : "./mine.ts", "-i", broken.instrument ?? "MES", ...data];
    return { folder, ended: tickproof([...args, ...(broken.args ?? []), ...extra], { cwd: folder }) };
  };

  test(`is ${broken.code}, exit ${broken.exit}, says what to do, shows no stack and leaves nothing behind`, async () => {
    const { folder, ended } = start([]);
    const before = filesIn(folder);
    const { code, stderr, stdout } = await ended;
    expect(stderr).toContain(`${broken.code}  `);
    expect(code).toBe(broken.exit);
    for (const part of broken.says) expect(stderr).toMatch(part);
    expect(`${stderr}${stdout}`).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    expect(`${stderr}${stdout}`).not.toContain(join(REPO, "dist"));
    expect(filesIn(folder)).toEqual(before);
  });

  test("is one JSON document with --json, on stdout and nowhere else", async () => {
    const { code, stdout } = await start(["--json"]).ended;
    expect(code).toBe(broken.exit);
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
    expect(document).toMatchObject({ schema: "tickproof.error/1", code: broken.code });
    expect(Object.keys(document)).toEqual([
      "schema",
      "code",
      "message",
      "where",
      "found",
      "expected",
      "why",
      "fix",
    ]);
  });
});

test("kill -9 during a run leaves no report, no half of one, and does not disturb the next run", async () => {
  const slow = strategy(
    'if (this.#n === 1) writeFileSync("begun", ""); const until = Date.now() + 60; while (Date.now() < until);',
  ).replace("import", 'import { writeFileSync } from "node:fs"; import');
  const folder = project({ "mine.ts": slow, "mine.csv": GOOD });
  const args = ["run", "./mine.ts", "-i", "MES", "--data", "mine.csv"];
  const killed = await tickproof(args, {
    cwd: folder,
    onStart: (kill) => until(() => existsSync(join(folder, "begun"))).then(() => kill("SIGKILL")),
  });
  expect(killed.signal).toBe("SIGKILL");
  expect(filesIn(folder)).toEqual(["begun", "mine.csv", "mine.ts"]);
  const next = await tickproof(args, { cwd: folder });
  expect(next.code).toBe(0);
  const [report] = readdirSync(join(folder, "reports"));
  expect(readFileSync(join(folder, "reports", report!), "utf8")).toMatch(/<\/html>\s*$/);
});
