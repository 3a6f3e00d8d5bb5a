// Does a slippage model do from the command line what it says, and say what is wrong with it?

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { barsCsv, type Ended, filesIn, project, tickproof } from "./cli.js";

/** Two contracts in at every twelfth bar and out again three bars later, at the market. */
const HOURLY = `
import { Strategy } from "tickproof";
export default class Hourly extends Strategy {
  #n = 0;
  override onBar() {
    this.#n++;
    if (this.#n % 12 === 0) this.buy({ qty: 2 });
    if (this.#n % 12 === 3) this.flatten("enough");
  }
}
`;
const DEAR = `
import type { SlippageContext } from "tickproof";
import { TIMES } from "./times.js";
let asked = 0;
/** Three ticks to buy, one to sell, and a tick more with every twentieth fill of the run. */
export default ({ side }: SlippageContext): number => (side === 1 ? TIMES : 1) + Math.floor(asked++ / 20);
`;
const FILES = {
  "strategies/hourly.ts": HOURLY,
  "strategies/hourly-too.ts": HOURLY.replace("Hourly", "HourlyToo"),
  "models/dear.ts": DEAR,
  "models/times.ts": "export const TIMES = 3;",
  "data/MES-5m.csv": barsCsv(400),
  "data/MNQ-5m.csv": barsCsv(400),
};

interface Document {
  readonly inputs: { readonly execution: Readonly<Record<string, unknown>> };
  readonly fills: readonly { readonly side: string; readonly slippageTicks: number; readonly time: string }[];
  readonly code?: string;
}
const json = (ended: Ended): Document => JSON.parse(ended.stdout) as Document;
const run = async (cwd: string, ...args: string[]): Promise<Document> =>
  json(await tickproof(["run", "hourly", "-i", "MES", "--json", "--report", "none", "-q", ...args], { cwd }));
const slips = ({ fills }: Document): number[] => [...new Set(fills.map((fill) => fill.slippageTicks))].sort();
/** 08:30 to 15:00 in Chicago, in winter. */
const isRegular = ({ time }: { readonly time: string }): boolean =>
  time.slice(11, 16) >= "14:30" && time.slice(11, 16) < "21:00";

describe("a model by its name", () => {
  test("the spread is that of the hour in which a fill happens, and stands in the document", async () => {
    const document = await run(project(FILES), "--slippage", "spread:1,3,9");
    expect(document.inputs.execution.slippage).toEqual({
      model: "spread",
      regular: 1,
      overnight: 3,
      news: 9,
      newsMinutes: 2,
    });
    expect(slips(document)).toEqual([1, 3]);
    for (const fill of document.fills) expect(fill.slippageTicks).toBe(isRegular(fill) ? 1 : 3);
  });

  test("near an announcement of the calendar file it is that of the news", async () => {
    const cwd = project({ ...FILES, "events.csv": "time,name\n2025-03-03T05:01:00Z,CPI\n" });
    const args = ["--slippage", "spread:1,3,9", "--events", "events.csv"];
    const { fills } = await run(cwd, ...args);
    const near = fills.filter((fill) => fill.slippageTicks === 9).map(({ time }) => time);
    expect(near).toEqual(["2025-03-03T05:00:00Z"]);
    expect(slips(await run(cwd, "--slippage", "spread:1,3,9"))).toEqual([1, 3]);
  });

  test("config, environment and flag take the same words, the config an object too", async () => {
    const cwd = project({
      ...FILES,
      "tickproof.config.ts": `export default {
        slippage: { model: "atr", share: 0.5, period: 5 },
        limitFill: { volume: 3 },
        participation: 0.25,
      };`,
    });
    const { inputs } = await run(cwd);
    expect(inputs.execution).toMatchObject({
      slippage: { model: "atr", share: 0.5, period: 5 },
      limitFill: { volume: 3 },
      participation: 0.25,
    });
    const said = await run(
      cwd,
      "--slippage",
      "impact:0.6",
      "--limit-fill",
      "through:2",
      "--participation",
      "none",
    );
    expect(said.inputs.execution).toMatchObject({
      slippage: { model: "impact", coefficient: 0.6, period: 14 },
      limitFill: { through: 2 },
      participation: null,
    });
  });

  test("each contract of a comparison has its own spread", async () => {
    const cwd = project({ ...FILES, "data/MCL-5m.csv": barsCsv(400) });
    const args = [
      "compare",
      "hourly",
      "-i",
      "MES,MCL",
      "--slippage",
      "spread",
      "--cash",
      "5m",
      "--csv",
      "out",
      "--report",
      "none",
    ];
    const ended = await tickproof(args, { cwd });
    expect(ended.stderr).not.toContain("failed");
    const slippageIn = (symbol: string) => {
      const file = filesIn(cwd).find((name) => name.includes(`-${symbol}-`) && name.endsWith("fills.csv"))!;
      const [head = "", ...rows] = readFileSync(join(cwd, file), "utf8").trim().split("\n");
      const at = head.split(",").indexOf("slippageTicks");
      return [...new Set(rows.map((row) => row.split(",")[at]))].sort();
    };
    expect([slippageIn("MES"), slippageIn("MCL")]).toEqual([
      ["1", "2"],
      ["2", "4"],
    ]);
  });

  test("the report says it in words, and the command repeats it", async () => {
    const cwd = project(FILES);
    await tickproof(
      [
        "run",
        "hourly",
        "-i",
        "MES",
        "--slippage",
        "spread",
        "--limit-fill",
        "volume:3",
        "--participation",
        "10%",
        "--report",
        "r.html",
      ],
      { cwd },
    );
    const html = readFileSync(join(cwd, "r.html"), "utf8");
    expect(html).toContain(
      "a spread of 1 tick in regular hours, 2 overnight, 4 within 2 minutes of an event",
    );
    expect(html).toContain("Fill only when 3 times the order&#39;s contracts have traded");
    expect(html).toContain("at most 10% of its volume");
    expect(html).toMatch(/on average by 1\.\d+ ticks/);
    expect(html).toContain("--slippage spread --limit-fill volume:3 --participation 10%");
    expect(html).not.toContain("[object Object]");
  });
});

describe("a model of one's own", () => {
  test("is a file with what it imports, and its hash stands in the document", async () => {
    const cwd = project(FILES);
    const document = await run(cwd, "--slippage", "models/dear.ts");
    expect(document.inputs.execution.slippage).toMatchObject({
      model: "own",
      name: "dear",
      file: "models/dear.ts",
    });
    expect((document.inputs.execution.slippage as { hash: string }).hash).toMatch(/^[0-9a-f]{64}$/);
    const first = document.fills.slice(0, 4).map(({ side, slippageTicks }) => [side, slippageTicks]);
    expect(first).toEqual([
      ["buy", 3],
      ["sell", 1],
      ["buy", 3],
      ["sell", 1],
    ]);
  });

  test("begins anew with each run, on two workers as on none", async () => {
    const cwd = project(FILES);
    const compare = async (...more: string[]) =>
      (
        await tickproof(
          [
            "compare",
            "hourly",
            "hourly-too",
            "-i",
            "MES,MNQ",
            "--slippage",
            "./models/dear.ts",
            "--json",
            "--report",
            "none",
            "-q",
            ...more,
          ],
          { cwd },
        )
      ).stdout;
    const two = await compare("--jobs", "2");
    expect(await compare("--jobs", "1")).toBe(two);
    const { cells } = JSON.parse(two) as { cells: { fingerprint: string; error: unknown }[] };
    expect(cells.map(({ error }) => error)).toEqual([null, null, null, null]);
    const [mes, , mesToo] = cells;
    expect(mes!.fingerprint).toBe(mesToo!.fingerprint);
  });

  test("with another number inside it is another model, and another result", async () => {
    const hashOf = ({ inputs }: Document) => (inputs.execution.slippage as { hash: string }).hash;
    const one = await run(project(FILES), "--slippage", "models/dear.ts");
    const same = await run(
      project({ ...FILES, "models/dear.ts": `// a remark\n${DEAR}` }),
      "--slippage",
      "models/dear.ts",
    );
    const other = await run(
      project({ ...FILES, "models/times.ts": "export const TIMES = 4;" }),
      "--slippage",
      "models/dear.ts",
    );
    expect(hashOf(same)).toBe(hashOf(one));
    expect(hashOf(other)).not.toBe(hashOf(one));
    expect(other.fills[0]!.slippageTicks).toBe(4);
  });

  test("the command of the report names it, and its hash is on the page", async () => {
    const cwd = project(FILES);
    await tickproof(
      ["run", "hourly", "-i", "MES", "--slippage", join(cwd, "models/dear.ts"), "--report", "r.html"],
      { cwd },
    );
    const html = readFileSync(join(cwd, "r.html"), "utf8");
    expect(html).toContain("--slippage models/dear.ts");
    expect(html).toMatch(
      /Slippage model<\/dt><dd>.*dear.* from <code>models\/dear\.ts<\/code><br><code>[0-9a-f]{64}</,
    );
    expect(html).toContain("worse by whatever models/dear.ts answers");
    expect(html).not.toContain(cwd);
  });
});

interface Wrong {
  readonly what: string;
  readonly model?: string;
  readonly slippage?: string;
  readonly config?: string;
  readonly args?: readonly string[];
  readonly code: string;
  readonly exit: number;
  readonly says: readonly (string | RegExp)[];
}
const wrongs: readonly Wrong[] = [
  {
    what: "names no file",
    slippage: "./models/deer.ts",
    code: "E123",
    exit: 2,
    says: ["no slippage model ./models/deer.ts", "--slippage ./models/dear.ts"],
  },
  {
    what: "does not compile",
    model: "export default (fill) => {\n  return 1 +;\n};",
    code: "E123",
    exit: 2,
    says: [/own\.ts:2:13/],
  },
  {
    what: "imports what is not there",
    model: 'import { ticks } from "tickproof";\nexport default () => ticks;',
    code: "E123",
    exit: 2,
    says: [/own\.ts:1:10/, '"tickproof" exports no ticks'],
  },
  {
    what: "exports no function",
    model: "export default 3;",
    code: "E123",
    exit: 2,
    says: [/own\.ts:1:1/, "a default export that is no function"],
  },
  {
    what: "exports a class",
    model: "export default class Mine {}",
    code: "E123",
    exit: 2,
    says: ["export default (fill) => 1"],
  },
  {
    what: "has no default export",
    model: "export const slip = () => 1;",
    code: "E123",
    exit: 2,
    says: [/own\.ts:1:1/, "no default export"],
  },
  {
    what: "throws while it is loaded",
    model: 'const table = JSON.parse("{");\nexport default () => table;',
    code: "E123",
    exit: 2,
    says: [/own\.ts:1:20/, "while it was loaded"],
  },
  {
    what: "never ends while it is loaded",
    model: "for (;;);\nexport default () => 1;",
    args: ["--time-limit", "5s"],
    code: "E405",
    exit: 4,
    says: ["own did not finish within 5 s", "at its top level"],
  },
  {
    what: "throws at a fill",
    model: "export default ({ bar }) => {\n  if (bar > 30) throw new Error(`no quote`);\n  return 1;\n};",
    code: "E434",
    exit: 4,
    says: [/own\.ts:2:23/, /own threw for the fill of bar 36 \(2025-03-03T03:00:00Z\): Error: no quote/],
  },
  {
    what: "answers half a tick",
    model: "export default () => 0.5;",
    code: "E434",
    exit: 4,
    says: ["own answered no whole number of ticks for the fill of bar 12", "found     0.5", "models/own.ts"],
  },
  {
    what: "never ends at a fill",
    model: "export default () => {\n  for (;;);\n};",
    args: ["--time-limit", "5s"],
    code: "E405",
    exit: 4,
    says: ["hourly on MES did not finish", "the slippage model"],
  },
  {
    what: "is a function of the config",
    config: "export default {\n  slippage: () => 1,\n};",
    code: "E104",
    exit: 2,
    says: [/tickproof\.config\.ts:2:3 slippage is a function/, 'slippage: "./my-slippage.ts"'],
  },
  {
    what: "is a mistyped object of the config",
    config: 'export default {\n  slippage: { model: "spread", regulr: 1 },\n};',
    code: "E104",
    exit: 2,
    says: [/tickproof\.config\.ts:2:3 slippage \(spread\) has no "regulr"/, "regular: 1"],
  },
  {
    what: "is a list",
    config: "export default {\n  slippage: [1, 2, 4],\n};",
    code: "E113",
    exit: 2,
    says: [/tickproof\.config\.ts:2:3/, "a list"],
  },
  {
    what: "needs volume that the file does not have",
    slippage: "impact:1",
    args: ["--data", "data/no-volume.csv"],
    code: "E129",
    exit: 2,
    says: ["no-volume.csv has no volume for slippage by market impact", "--slippage spread"],
  },
];

describe("what is wrong with a model is said where it is", () => {
  test.each(wrongs)("$what", async ({ model, config, slippage, args = [], code, exit, says }) => {
    const cwd = project({
      ...FILES,
      "data/no-volume.csv": barsCsv(400).replace(/,[^,\n]*$/gm, ""),
      ...(model !== undefined && { "models/own.ts": model }),
      ...(config !== undefined && { "tickproof.config.ts": config }),
    });
    const named = config === undefined ? ["--slippage", slippage ?? "models/own.ts"] : [];
    const every = ["--jobs", "1"].slice(code === "E434" ? 0 : 2);
    const ended = await tickproof(
      ["run", "hourly", "-i", "MES", "--report", "none", ...named, ...every, ...args],
      { cwd },
    );
    expect(ended.stderr).toContain(code);
    for (const text of says) {
      if (typeof text === "string") expect(ended.stderr).toContain(text);
      else expect(ended.stderr).toMatch(text);
    }
    expect(ended.stderr).not.toMatch(/\bat .*\.js:\d+/);
    expect(ended.code).toBe(exit);
  });
});
