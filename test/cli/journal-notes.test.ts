// Can a trader write, find and take away what was thought of trades?

import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { PassThrough } from "node:stream";
import { parse } from "csv-parse/sync";
import { PNG } from "pngjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { placeArguments, wordsOf } from "#cli/editor.js";
import { askAt, askedNote } from "#cli/journal-ask.js";
import { plansOf } from "#journal/plan-file.js";
import type { journalSchema } from "#report/journal-document.js";
import { PUBLISHED } from "#report/schema.js";
import { A1 } from "../journal/notes/trade.js";
import { project, REPO, tickproof } from "./cli.js";

type Document = z.infer<typeof journalSchema>;
const TOML = '[account.eval]\nstart_equity = 10000\ntime_zone = "America/New_York"\n';
const PLAN = '[plan.orb]\ncontracts = 1\n[vocabulary]\nsetups = ["orb", "fade"]\n';
const FILLS = `time,account,symbol,side,qty,price,fee,fill_id,order_id
2026-03-12T13:49:12Z,eval,MESH6,buy,2,5614.00,1.24,f1,o1
2026-03-12T14:12:40Z,eval,MESH6,sell,2,5622.50,1.24,f2,o2
2026-03-12T15:05:00Z,eval,MESH6,sell,1,5617.75,0.62,f3,o3
2026-03-12T15:22:00Z,eval,MESH6,buy,1,5628.50,0.62,f4,o4
`;

let cwd: string;
const at = (...path: string[]) => join(cwd, "journal", ...path);
const run = (...args: string[]) => tickproof(["journal", ...args], { cwd });
const json = async (...args: string[]): Promise<Document> => {
  const { stdout } = await run(...args, "--json");
  const value = JSON.parse(stdout) as Document;
  expect(PUBLISHED["journal.schema.json"].parse(value)).toEqual(value);
  return value;
};
const DAY = () => readFileSync(at("days", "2026-03-12.md"), "utf8");

beforeAll(async () => {
  cwd = project({ "journal/accounts.toml": TOML, "journal/plan.toml": PLAN, "fills.csv": FILLS });
  const { code, stdout } = await run("import", "fills.csv");
  expect([code, stdout]).toEqual([0, expect.stringContaining("(+2 stubs)")]);
});

describe("tickproof journal", () => {
  test("ls --lots lists exits, by the way of matching that is asked for", async () => {
    const { lots, trades } = await json("ls", "--lots", "average");
    expect(lots).toEqual({
      matched: "average",
      exits: [
        {
          trade: trades[0]!.trade,
          time: "2026-03-12T14:12:40Z",
          contracts: 2,
          entryPrice: "5614.00",
          exitPrice: "5622.50",
          gross: "85.00",
          net: "82.52",
          broker: null,
          brokerAfterCosts: null,
        },
        expect.objectContaining({ trade: trades[1]!.trade, gross: "-53.75", net: "-54.99" }),
      ],
    });
    expect((await json("ls")).lots).toBeNull();
    const { stdout } = await run("ls", "--lots", "lifo");
    expect(stdout.split("\n")[1]).toBe(
      `2026-03-12\t10:12:40\t${trades[0]!.trade}\tMES long 2\t5614.00\t5622.50\t85.00\t82.52\t—`,
    );
    expect(await run("ls", "--lots", "fifo", "--days")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("E105"),
    });
  });

  test("--last, and --from -6d, count from the newest trade of the account that is asked for, by any of its names", async () => {
    const folder = project({
      "journal/accounts.toml": `${TOML}aliases = ["DEMO-7"]\n[account.late]\n`,
      "fills.csv": `${FILLS}2026-04-20T15:00:00Z,late,MESM6,buy,1,5700.00,0.62,g1,p1
2026-04-20T15:30:00Z,late,MESM6,sell,1,5701.00,0.62,g2,p2
`,
    });
    const last = (...args: string[]) => tickproof(["journal", ...args, "--last", "week"], { cwd: folder });
    const within = async (...args: string[]) =>
      (await tickproof(["journal", "ls", "--from", "-6d", ...args], { cwd: folder })).stdout;
    expect((await tickproof(["journal", "import", "fills.csv"], { cwd: folder })).code).toBe(0);
    for (const account of ["eval", "EVAL", "demo-7"]) {
      const { stdout } = await last("ls", "--account", account);
      expect(stdout.match(/^2026-03-12\t/gm), account).toHaveLength(2);
      const { trades: own } = JSON.parse((await last("export", "--json", "--account", account)).stdout);
      expect(own, account).toHaveLength(2);
      expect((await within("--account", account)).match(/^2026-03-12\t/gm), account).toHaveLength(2);
    }
    expect((await within()).match(/^2026-/gm)).toEqual(["2026-"]);
    expect((await within("--to", "-5d")).match(/^2026-/gm)).toBeNull();
    expect((await last("ls")).stdout.match(/^2026-04-20\t/gm)).toHaveLength(1);
    expect((await last("ls")).stdout).not.toContain("2026-03-12");
  });

  test("ls lists trades and days, for people and as a document that keeps to its schema", async () => {
    const { trades, days, faults } = await json("ls");
    expect(faults).toEqual([]);
    expect(trades.map(({ net, state, note }) => [net, state, note?.mistakes])).toEqual([
      ["82.52", "empty", [{ name: "oversize", suggested: true }]],
      ["-54.99", "empty", []],
    ]);
    expect(trades[0]).toMatchObject({
      entryPrice: "5614.00",
      exitPrice: "5622.50",
      side: "long",
      contracts: 2,
    });
    expect(days).toMatchObject([{ date: "2026-03-12", trades: 2, net: "27.53", written: 0, plan: "orb" }]);
    const list = await run("ls", "--from", "2026-03", "--unwritten");
    expect(list.stdout.split("\n")).toHaveLength(4);
    // --last means the same dates as to a review: back from the newest trade, not from today.
    for (const span of ["day", "week", "4w"])
      expect((await run("ls", "--last", span)).stdout, span).toBe(
        (await run("ls", "--from", "2026-03")).stdout,
      );
    expect((await run("ls", "--last", "fortnight")).stderr).toMatch(/^E196 .*"fortnight"/);
    expect((await run("ls", "--last", "week", "--to", "2026-03-12")).stderr).toMatch(
      /^E196 .*do not go together/,
    );
    expect((await run("ls", "--days")).stdout).toContain("2026-03-12\t2\t27.53\t0/2\torb");
  });

  test("add takes notes from flags, a picture too, and the same again changes nothing", async () => {
    const { trades } = await json("ls");
    const id = trades[0]!.trade;
    const picture = new PNG({ width: 4, height: 4 });
    picture.data.fill(200);
    writeFileSync(join(cwd, "chart.png"), Buffer.concat([PNG.sync.write(picture), Buffer.from("SECRET")]));
    const add = () =>
      run(
        "add",
        id,
        "--setup",
        "ORB",
        "--emotion",
        "calm > anxious",
        "--shot",
        "chart.png",
        "--note",
        "Late.",
      );
    expect((await add()).code).toBe(0);
    expect(DAY()).toContain("setup: ORB\n");
    expect(DAY()).toContain("shots: 0312-1.png\n\nLate.\n");
    expect(readFileSync(at("shots", "0312-1.png")).includes("SECRET")).toBe(false);
    expect((await run("add", id, "--setup", "fade", "--shot", "chart.png")).code).toBe(2);
    expect((await run("add", id, "--setup", "orb", "--shot", "chart.png")).code).toBe(0);
    expect(readdirSync(at("shots"))).toEqual(["0312-1.png"]);
    const { trades: after } = await json("ls", "--setup", "orb");
    expect(after).toMatchObject([
      { state: "written", note: { setup: "orb", shots: ["0312-1.png"], prose: "Late." } },
    ]);
  });

  test("add finds R by the stop that was planned, and tells it in the heading at once", async () => {
    const { trades } = await json("ls");
    const { code } = await run("add", trades[1]!.trade, "--plan-stop", "5628.00");
    expect(code).toBe(0);
    // 10.25 points of $5: −54.99 ÷ 51.25.
    expect((await json("ls")).trades[1]).toMatchObject({ risk: "51.25", r: expect.closeTo(-1.073, 3) });
    expect(DAY()).toContain("−$54.99 (−1.07R)");
  });

  test.each([
    [["add", "t-ffffff", "--grade", "A"], 2, "E185"],
    [["add", "--grade", "A"], 2, "E185"],
    [["add", "%0", "--emotion", "angy"], 2, "did you mean angry?"],
    [["add", "%0", "--setup", "orbb"], 2, "did you mean orb?"],
    [["add", "%0", "--shot", "fills.csv"], 3, "E349"],
    [["add", "%0", "--shot", "none.png"], 2, "E185"],
    [["add", "%0"], 2, "E188"],
    [["edit"], 2, "E103"],
    [["edit", "someday"], 2, "E109"],
    [["edit", "2026-03-12"], 2, "neither VISUAL nor EDITOR"],
    [["ls", "more"], 2, "E103"],
  ] as const)("%j ends with %i", async (args, exit, says) => {
    const { trades } = await json("ls");
    const before = DAY();
    const { code, stderr } = await run(...args.map((word) => (word === "%0" ? trades[0]!.trade : word)));
    expect([code, stderr.includes(says)]).toEqual([exit, true]);
    expect(DAY()).toBe(before);
    const told = JSON.parse(
      (await run(...args.map((w) => (w === "%0" ? trades[0]!.trade : w)), "--json")).stdout,
    );
    expect(told.schema).toBe("tickproof.error/1");
  });

  test("edit opens the first trade without notes, checks what comes back, and begins a day that has nothing yet", async () => {
    const edit = (editor: string, ...args: string[]) =>
      tickproof(["journal", "edit", ...args], { cwd, env: { EDITOR: editor } });
    const script = join(cwd, "ed.mjs");
    writeFileSync(
      script,
      'import fs from "node:fs"; const p = process.argv.at(-1);' +
        'fs.writeFileSync(p, fs.readFileSync(p, "utf8").replace("focus:", process.argv.includes("bad") ? "fokus: 3" : "focus: 4/5"));',
    );
    const node = `"${process.execPath}" "${script}"`;
    const bad = await edit(`${node} bad`, "2026-03-12");
    expect(bad.code).toBe(3);
    expect(bad.stderr).toContain('days/2026-03-12.md:6:1  Unknown key "fokus": did you mean focus?');
    writeFileSync(at("days", "2026-03-12.md"), DAY().replace("fokus: 3", "focus:"));
    expect((await edit(node, "2026-03-12")).code).toBe(0);
    expect((await json("ls")).days[0]).toMatchObject({ focus: 4 });
    expect((await edit(node, "2026-03-16")).code).toBe(0);
    expect(readFileSync(at("days", "2026-03-16.md"), "utf8")).toBe(
      "---\ndate: 2026-03-16\naccount: eval\nplan: orb\nsleep:\nfocus: 4/5\npremarket:\n---\n",
    );
    expect((await edit("no-such-editor-here", "2026-03-12")).stderr).toContain("E188");
  });

  test("export: numbers stay numbers, text that is a formula is disarmed, and every note comes back", async () => {
    const { trades } = await json("ls");
    const note = '=cmd()|"x"\n</script><img src=x onerror=alert(1)> \u202Eback `code` [a](javascript:b)';
    await run(
      "add",
      trades[1]!.trade,
      "--why-technical",
      '=HYPERLINK("evil")',
      "--note",
      note,
      "--tags",
      "@sum,+1",
    );
    const { stdout } = await run("export");
    const rows = parse(stdout, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ net, plan_stop }) => [net, plan_stop])).toEqual([
      ["82.52", ""],
      ["-54.99", "5628.00"],
    ]);
    expect(rows[1]).toMatchObject({ why_technical: `'=HYPERLINK("evil")`, tags: "'@sum, +1" });
    expect(rows[1]!.note).toBe(`'${note}`);
    const { trades: told } = await json("export");
    expect(told[1]!.note).toMatchObject({ whyTechnical: '=HYPERLINK("evil")', prose: note });
    const page = (await run("export", "--format", "markdown")).stdout;
    expect(page).not.toMatch(/<script|<img|\u202E|\]\(javascript|`code`/);
    expect((await run("ls")).stdout).not.toMatch(/[\u202E]/);
  });

  test("fills that were exported are imported as the same trades", async () => {
    const other = project({});
    await run("export", "--format", "fills", "--out", join(other, "again.csv"));
    const imported = await tickproof(["journal", "import", "again.csv"], { cwd: other });
    expect(imported.code).toBe(0);
    const again = JSON.parse(
      (await tickproof(["journal", "ls", "--json"], { cwd: other })).stdout,
    ) as Document;
    const facts = ({ trades }: Document) =>
      trades.map(({ entryTime, net, entryPrice }) => [entryTime, net, entryPrice]);
    expect(facts(again)).toEqual(facts(await json("ls")));
    expect(existsSync(join(other, "journal", "plan.toml"))).toBe(true);
  });

  test("export has the worst and best of a trade where there are bars of it", async () => {
    const other = project({});
    cpSync(join(REPO, "data/journal"), join(other, "journal"), { recursive: true });
    await tickproof(["journal", "import", "journal/exports"], { cwd: other });
    const { stdout } = await tickproof(["journal", "export", "--to", "2025-06-20"], { cwd: other });
    const rows = parse(stdout, { columns: true }) as Record<string, string>[];
    expect(rows.length).toBeGreaterThan(3);
    for (const { mae, mfe, gross } of rows) {
      expect(Number(mae)).toBeLessThanOrEqual(Math.min(0, Number(gross)));
      expect(Number(mfe)).toBeGreaterThanOrEqual(Number(gross));
    }
    for (const row of rows) {
      expect(Number(row.give_back)).toBeCloseTo(Number(row.mfe) - Number(row.gross), 6);
      expect(Number(row.ticks) * 1.25 * Number(row.contracts)).toBeCloseTo(Number(row.gross), 6);
      expect(Number(row.net_pct_of_equity)).toBeCloseTo((100 * Number(row.net)) / Number(row.equity), 6);
      expect(["regular", "overnight"]).toContain(row.hours);
    }
  });

  test("two imports at once leave each trade with one heading", async () => {
    const other = project({
      "a.csv": FILLS,
      "b.csv": FILLS.replaceAll("2026-03-12", "2026-03-13").replaceAll(",f", ",g"),
    });
    const both = ["a.csv", "b.csv", "a.csv", "b.csv"].map((file) =>
      tickproof(["journal", "import", file], { cwd: other }),
    );
    for (const { code, stderr } of await Promise.all(both))
      expect([code, stderr.includes("E3")]).toEqual([0, false]);
    const days = readdirSync(join(other, "journal", "days"));
    const headings = days.flatMap((name) =>
      readFileSync(join(other, "journal", "days", name), "utf8").match(/^## t-\w+/gm),
    );
    expect(headings).toHaveLength(4);
    expect(new Set(headings).size).toBe(4);
  });
});

describe("questions at a terminal", () => {
  const context = { vocabulary: plansOf("", "plan.toml").vocabulary, zone: "America/New_York" };
  const entry = { trade: A1, note: null, state: "none" as const };
  const asked = async (...answers: (string | null)[]) => {
    const told: string[] = [];
    const questions: string[] = [];
    const result = await askedNote(
      async (question) => {
        questions.push(question.split(" (")[0]!);
        return answers.length > 0 ? answers.shift()! : null;
      },
      (text) => told.push(text),
      entry,
      20_524,
      context,
    );
    return { ...result, told, questions };
  };

  test("are those of a day file; an empty answer says nothing, one that cannot be is asked again", async () => {
    const { keys, prose, told, questions } = await asked(
      "orb",
      "",
      "",
      "high",
      "5604",
      "",
      "calm > clam",
      "calm",
      "",
      "",
      "B",
      "Words.",
    );
    expect([...keys]).toEqual([
      ["setup", "orb"],
      ["plan.stop", "5604"],
      ["emotion", "calm"],
      ["grade", "B"],
    ]);
    expect(prose).toBe("Words.");
    expect(told).toEqual([expect.stringContaining("a price"), expect.stringContaining("did you mean calm?")]);
    expect(questions.filter((one) => one === "plan.stop")).toHaveLength(2);
  });

  test("end with Ctrl-D, and what was said before it counts", async () => {
    expect([...(await asked("orb", null)).keys]).toEqual([["setup", "orb"]]);
    const input = new PassThrough();
    const lines = createInterface({ input, output: new PassThrough() });
    const ask = askAt(lines, new AbortController().signal);
    const first = ask("one");
    input.write("said\n");
    expect(await first).toBe("said");
    const second = ask("two");
    input.end();
    expect(await second).toBeNull();
    expect(await ask("three")).toBeNull();
  });
});

test("editors are opened at the line, each in its own way", () => {
  expect(wordsOf(`code --wait "a b" 'c d'`)).toEqual(["code", "--wait", "a b", "c d"]);
  expect(placeArguments("/usr/bin/vim", "f", 7)).toEqual(["+7", "f"]);
  expect(placeArguments("code.cmd", "f", 7)).toEqual(["--goto", "f:7"]);
  expect(placeArguments("hx", "f", 7)).toEqual(["f:7"]);
  expect(placeArguments("notepad", "f", 7)).toEqual(["f"]);
});
