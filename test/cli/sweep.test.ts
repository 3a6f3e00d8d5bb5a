// Does `tickproof sweep` answer as the contract of the command line says?

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sweepSchema } from "#report/sweep-schema.js";
import { barsCsv, type Ended, filesIn, project, tickproof, until } from "./cli.js";

const HOURLY = `
import { Fault, int, Strategy } from "tickproof";
const params = {
  every: int({ default: 12, min: 2, max: 100, step: 2 }),
  hold: int({ default: 3, min: 1, max: 50 }),
};
export default class Hourly extends Strategy<typeof params> {
  static override readonly params = params;
  #n = 0;
  constructor(context: ConstructorParameters<typeof Strategy>[0]) {
    super(context);
    if (this.params.hold >= this.params.every) throw new Fault("E131", "hold " + this.params.hold + " is no less than every", {});
  }
  override onBar() {
    this.#n++;
    if (this.#n % this.params.every === 0) this.buy({ qty: 1, reason: "hourly" });
    if (this.#n % this.params.every === this.params.hold) this.flatten("enough");
  }
}
`;
/** The first run has said by a file that it has begun. While there is another file, the later combinations come to no end. */
const SLOW = `import { existsSync, writeFileSync } from "node:fs";${HOURLY.replace(
  "this.#n++;",
  'if (this.#n++ === 0) { writeFileSync("begun", ""); while (this.params.every > 8 && existsSync("hold")); }',
)}`;
const FILES = {
  "strategies/hourly.ts": HOURLY,
  "strategies/slow.ts": SLOW,
  "data/MES-5m.csv": barsCsv(400),
  "data/MNQ-5m.csv": barsCsv(300),
};
const GRID = ["-p", "every=6..14", "-p", "hold=1..7:2"]; // 5 × 4, of which every=6 hold=7 is refused
const json = ({ stdout }: Ended) => sweepSchema.parse(JSON.parse(stdout));

describe("tickproof sweep", () => {
  test("says how much is coming, shows the first result, and lists all of them, best first", async () => {
    const ended = await tickproof(["sweep", "hourly", "-i", "MES", ...GRID], { cwd: project(FILES) });
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain("20 combinations (every 5 × hold 4), 8,000 bars in all");
    expect(ended.stderr).toMatch(/first: every 6 hold \d on MES: net \S+, \d+ trades/);
    const [head, ...rows] = ended.stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t"));
    expect(head!.slice(0, 4)).toEqual(["instrument", "every", "hold", "net"]);
    const nets = rows.map((row) => Number(row[3]));
    expect(nets).toHaveLength(19);
    expect(nets).toEqual([...nets].sort((a, b) => b - a));
  });

  test("each row is what tickproof run gives with the same parameters, to the cent", async () => {
    const cwd = project(FILES);
    const swept = json(await tickproof(["sweep", "hourly", "-i", "MES", ...GRID, "--json"], { cwd }));
    const [part] = swept.instruments;
    for (const row of [0, 7, 19]) {
      const words = Object.entries(swept.params).flatMap(([name, values]) => [
        "-p",
        `${name}=${values[row]}`,
      ]);
      const ended = await tickproof(["run", "hourly", "-i", "MES", ...words, "--json", "--report", "none"], {
        cwd,
      });
      const { summary } = JSON.parse(ended.stdout) as { summary: Record<string, unknown> };
      for (const key of ["net", "gross", "maxDrawdown", "trades", "winRate", "sharpe", "profitFactor"])
        expect(part!.figures[key]![row], key).toEqual(summary[key]);
    }
  });

  test("--json is one document, the same for any number of workers, on several instruments", async () => {
    const cwd = project(FILES);
    const args = ["sweep", "hourly", "-i", "MES,MNQ", ...GRID, "--json", "--quiet", "--metric", "sharpe"];
    const [one, two] = await Promise.all([
      tickproof([...args, "--jobs", "1"], { cwd }),
      tickproof([...args, "--jobs", "2"], { cwd }),
    ]);
    expect(one.stdout).toBe(two.stdout);
    expect([one.stderr, one.stdout.trimEnd().split("\n").length]).toEqual(["", 1]);
    const document = json(one);
    expect(document).toMatchObject({ rows: 20, space: 20, seed: null, metric: "sharpe", interrupted: false });
    expect(document.instruments.map(({ instrument, done, failed }) => [instrument, done, failed])).toEqual([
      ["MES", 19, 1],
      ["MNQ", 19, 1],
    ]);
    const [mes] = document.instruments;
    expect(mes!.failures).toMatchObject([{ row: 3, count: 1, error: { code: "E131" } }]);
    const sharpes = mes!.figures.sharpe as (number | null)[];
    expect(mes!.best!.value).toBe(Math.max(...sharpes.filter((value) => value !== null)));
    expect(mes!.deflatedSharpe!.tried).toBe(sharpes.filter((value) => value !== null).length);
  });

  test("--csv writes every combination in its order, --sample draws some", async () => {
    const cwd = project(FILES);
    const args = ["sweep", "hourly", "-i", "MES", "-p", "every=*", "-p", "hold=*", "--csv", "out"];
    const ended = await tickproof([...args, "--sample", "30", "--seed", "5"], { cwd });
    expect(ended.stderr).toContain("30 of 2,500 combinations, drawn with seed 5 (every 50 × hold 50)");
    const lines = readFileSync(join(cwd, "out/sweep.csv"), "utf8").trimEnd().split("\r\n");
    expect(lines).toHaveLength(31);
    expect(lines[0]).toMatch(/^instrument,every,hold,state,net,/);
    const states = new Set(lines.slice(1).map((line) => line.split(",")[3]));
    expect(states).toEqual(new Set(["done", "failed"]));
  });

  test.each([
    [["-p", "every=6..14:x"], "E145"],
    [["-p", "every=6..999"], "E131"],
    [["-p", "evry=6..14"], "E130"],
    [["-p", "every=6"], "E145"],
    [["-p", "every=6..14", "-p", "every=20"], "E105"],
    [["-p", "every=6..14", "-p", "other.hold=1..3"], "E132"],
    [["-p", "every=6..14", "--metric", "shrape"], "E114"],
    [["-p", "every=6..14", "--sample", "0"], "E104"],
    [["-p", "every=6..14", "--resume"], "E147"],
    [["-p", "every=2..3", "-p", "hold=20..30"], "E131"], // all of them are refused by the strategy
  ])("%j ends with %s, and nothing is written", async (words, code) => {
    const cwd = project(FILES);
    const before = filesIn(cwd);
    const ended = await tickproof(["sweep", "hourly", "-i", "MES", ...words, "--json"], { cwd });
    expect(JSON.parse(ended.stdout)).toMatchObject({ schema: "tickproof.error/1", code });
    expect(ended.code).toBe(2);
    expect(filesIn(cwd)).toEqual(before);
  });

  test("looks at its best whether it sees the future: page, document and exit code say so, the document without a page, too", async () => {
    const peek = `import { int, Strategy } from "tickproof";
export default class Peek extends Strategy<{ rest: ReturnType<typeof int> }> {
  static override readonly params = { rest: int({ default: 1, min: 1, max: 9 }) };
  readonly next = this.indicator((close: Float64Array) => close.map((price, i) => close[i + 1] ?? price), this.close);
  override onBar(): void {
    const wanted = this.next.now > this.close.now ? 1 : -1;
    if (this.bar % this.params.rest === 0 && wanted !== this.position) this.goTo(wanted);
  }
}
`;
    const cwd = project({ ...FILES, "strategies/peek.ts": peek });
    const lookOf = ({ stdout }: Ended) => sweepSchema.parse(JSON.parse(stdout)).instruments[0]!.lookAhead;
    const args = ["-i", "MES", "--json", "--report"];
    const [seen, fine, alone] = await Promise.all([
      tickproof(["sweep", "peek", "-p", "rest=1..3", ...args, "peek.html"], { cwd }),
      tickproof(["sweep", "hourly", ...GRID, ...args, "fine.html"], { cwd }),
      tickproof(["sweep", "peek", "-p", "rest=1..3", ...args, "none"], { cwd }),
    ]);
    expect([seen.code, fine.code, alone.code]).toEqual([5, 0, 5]);
    expect(lookOf(seen)).toMatchObject({ own: true, cuts: 8, finding: { code: "E501" } });
    expect(lookOf(fine)).toMatchObject({ finding: null });
    // The document is as good with no page beside it; whoever wants neither is not made to wait.
    expect(alone.stdout).toBe(seen.stdout);
    const numbers = await tickproof(["sweep", "peek", "-i", "MES", "-p", "rest=1..3", "--report", "none"], {
      cwd,
    });
    expect([numbers.code, numbers.stderr.includes("E501")]).toEqual([0, false]);
    expect(seen.stderr).toContain("E501");
    const page = (name: string) => readFileSync(join(cwd, name), "utf8");
    expect(page("peek.html")).toMatch(/✗ (<bdi>)?E501: peek decides with bars that had not closed/);
    expect(page("fine.html")).toMatch(/tickproof verify [\w/]*hourly.ts -i MES/);
  });

  test("takes one strategy", async () => {
    const ended = await tickproof(["sweep", "hourly", "slow", "-i", "MES", ...GRID], { cwd: project(FILES) });
    expect([ended.code, ended.stderr.includes("takes one strategy, not 2")]).toEqual([2, true]);
  });
});

describe("Ctrl-C", () => {
  const SWEEP = ["sweep", "slow", "-i", "MES", ...GRID, "--jobs", "2"];

  test("keeps what is done, says how many, and --resume goes on to the same end", async () => {
    const cwd = project(FILES);
    const whole = json(await tickproof([...SWEEP, "--json"], { cwd }));
    writeFileSync(join(cwd, "hold"), "");
    let sent = false;
    const stopped = await tickproof(SWEEP, {
      cwd,
      onStart(kill, _printed, told) {
        void until(() => told().includes("first:")).then(() => {
          sent = true;
          kill("SIGINT");
        });
      },
    });
    expect([sent, stopped.code]).toEqual([true, 130]);
    const [, done] =
      /interrupted: (\d+) of 20 runs are done and kept in (\S+\.part);/.exec(stopped.stderr) ?? [];
    expect(Number(done)).toBeGreaterThan(0);
    expect(Number(done)).toBeLessThan(20);
    expect(stopped.stdout.trimEnd().split("\n").length).toBeGreaterThan(1); // what is done is shown
    const [part] = filesIn(cwd).filter((file) => file.endsWith(".part"));
    expect(part).toMatch(/^reports\/sweep-slow-MES-[0-9a-f]{4}\.part$/);

    rmSync(join(cwd, "hold"));
    const other = await tickproof([...SWEEP, "--resume", "--costs", "1"], { cwd });
    expect([other.code, other.stderr.includes("E148")]).toEqual([2, true]);
    expect(other.stderr).toContain(part);

    const resumed = await tickproof([...SWEEP, "--resume", "--json"], { cwd });
    expect(resumed.code).toBe(0);
    expect(json(resumed)).toEqual(whole);
    expect(existsSync(join(cwd, part!))).toBe(false);
  });

  test("before anything is done leaves nothing behind", async () => {
    const cwd = project({ ...FILES, hold: "", "strategies/slow.ts": SLOW.replace("every > 8", "every > 0") });
    const ended = await tickproof(SWEEP, {
      cwd,
      onStart: (kill) => void until(() => existsSync(join(cwd, "begun"))).then(() => kill("SIGINT")),
    });
    expect(ended.code).toBe(130);
    expect(filesIn(cwd).filter((file) => file.startsWith("reports"))).toEqual([]);
  });
});
