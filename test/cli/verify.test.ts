import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { verifySchema } from "#report/verify-schema.js";
import { emptyFolder, project, tickproof } from "./cli.js";

const cwd = emptyFolder();
const SPAN = ["--from", "2025-01-02", "--to", "2025-01-31", "-q"];

writeFileSync(
  join(cwd, "peek.ts"),
  `import { Strategy } from "tickproof";
/** Buys what will rise. */
export default class Peek extends Strategy {
  readonly next = this.indicator(later, this.close);
  override onBar(): void {
    const wanted = this.next.now > this.close.now ? 1 : -1;
    if (wanted !== this.position) this.goTo(wanted, { reason: "<b>later</b>" });
  }
}
function later(close: Float64Array): Float64Array {
  return close.map((price, i) => close[i + 1] ?? price);
}
`,
);
writeFileSync(
  join(cwd, "own.ts"),
  `import { Strategy } from "tickproof";
/** A column of its own that looks back only. */
export default class Own extends Strategy {
  readonly before = this.indicator((close: Float64Array) => close.map((_, i) => close[i - 3] ?? Number.NaN), this.close);
  override onBar(): void {
    const wanted = this.close.now > this.before.now ? 1 : -1;
    if (wanted !== this.position) this.goTo(wanted);
  }
}
`,
);

describe("tickproof verify", () => {
  test("says of a strategy that looks back that it does, and ends with 0", async () => {
    const { code, stdout } = await tickproof(["verify", "ema-trend", "-i", "MES,MCL", ...SPAN], { cwd });
    expect(code).toBe(0);
    expect(
      stdout.match(/^look-ahead\tok the same orders .* \d{2,3} instants \(\d+ with an order\)/gm),
    ).toHaveLength(2);
    expect(stdout).not.toMatch(/found|E50/);
  });

  test("what comes out otherwise on several threads at once is found; --jobs 1 asks for none", async () => {
    writeFileSync(
      join(cwd, "thread.ts"),
      `import { threadId } from "node:worker_threads";
import { Strategy } from "tickproof";
export default class Thread extends Strategy {
  override onBar(): void {
    if (this.bar % (50 + threadId) === 0) this.goTo(this.position === 1 ? -1 : 1);
  }
}
`,
    );
    const args = ["verify", "thread.ts", "-i", "MES", "--json", ...SPAN];
    const { code, stdout } = await tickproof([...args, "--jobs", "2"], { cwd });
    const [checked] = verifySchema.parse(JSON.parse(stdout)).checked;
    expect(checked).toMatchObject({ threads: 2, findings: [{ code: "E503", where: "thread.ts" }] });
    expect(code).toBe(5);
    const alone = await tickproof([...args, "--jobs", "1"], { cwd });
    expect(verifySchema.parse(JSON.parse(alone.stdout)).checked).toMatchObject([
      { threads: 0, findings: [] },
    ]);
    const { stdout: fine } = await tickproof(["verify", "ema-trend", "-i", "MES", "--jobs", "2", ...SPAN], {
      cwd,
    });
    expect(fine).toMatch(/^twice\tok .* and 2 runs at once on as many threads come out the same$/m);
  });

  test("names decision, values and line of one that does not, and ends with 5", async () => {
    const args = ["verify", "peek.ts", "-i", "MES", "--sarif", "found.sarif", "--json", ...SPAN];
    const { code, stdout } = await tickproof(args, { cwd });
    expect(code).toBe(5);
    const [checked] = verifySchema.parse(JSON.parse(stdout)).checked;
    const [finding] = checked!.findings;
    expect(finding).toMatchObject({ code: "E501", where: "peek.ts:7:40", values: [{ name: "later()" }] });
    expect(finding!.time).toMatch(/^2025-01-\d\dT/);
    const sarif = JSON.parse(readFileSync(join(cwd, "found.sarif"), "utf8"));
    expect(sarif.version).toBe("2.1.0");
    expect(sarif.runs[0].results).toHaveLength(1);
    const [result] = sarif.runs[0].results;
    expect(result.ruleId).toBe("E501");
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "peek.ts" },
      region: { startLine: 7, startColumn: 40 },
    });
  });

  test("holds the warm-up against what is stated", async () => {
    const args = (bars: string) => ["verify", "ema-trend", "-i", "MES", "--warmup", bars, ...SPAN];
    const { code, stdout } = await tickproof(args("3"), { cwd });
    expect(code).toBe(5);
    expect(stdout).toMatch(
      /^E504\tema-trend takes \d+ bars until history before its start no longer matters; 3 were stated$/m,
    );
    expect((await tickproof(args("9000"), { cwd })).code).toBe(0);
  });
});

describe("tickproof run", () => {
  const lookAheadOf = async (strategy: string, ...more: string[]) => {
    const { code, stdout } = await tickproof(["run", strategy, "-i", "MES", "--json", ...more, ...SPAN], {
      cwd,
    });
    return { code, ...JSON.parse(stdout).lookAhead };
  };

  test("looks quickly, and not at all where nothing of the strategy's own computes a column", async () => {
    expect(await lookAheadOf("ema-trend")).toEqual({ code: 0, own: false, cuts: 0, finding: null });
    expect(await lookAheadOf("own.ts")).toEqual({ code: 0, own: true, cuts: 8, finding: null });
  });

  test("catches who has something to put in the place of a future that is gone", async () => {
    const own = project({
      "centred.ts": `import { Strategy } from "tickproof";
        const centred = (close: Float64Array): Float64Array =>
          close.map((_, i) => (close[i - 1]! + close[i]! + (close[i + 1] ?? close[i]!)) / 3);
        export default class Centred extends Strategy {
          readonly #c = this.indicator(centred, this.close);
          override onBar(): void {
            if (this.#c.now > this.close.now) this.goTo(1);
            else this.goTo(-1);
          }
        }`,
    });
    const { code, stdout } = await tickproof(["run", "centred.ts", "-i", "MES", "--json"], { cwd: own });
    const { finding } = JSON.parse(stdout).lookAhead;
    expect({ code, finding }).toMatchObject({ code: 5, finding: { code: "E501", where: "centred.ts:7:52" } });
  });

  test("one that was caught is shown, and ends with 5; its report says why, and names stay text", async () => {
    const found = await lookAheadOf("peek.ts", "--report", "peek.html");
    expect(found).toMatchObject({
      code: 5,
      own: true,
      cuts: 8,
      finding: { code: "E501", where: "peek.ts:7:40" },
    });
    const page = readFileSync(join(cwd, "peek.html"), "utf8");
    expect(page).toMatch(/id="check-look-ahead"/);
    expect(page).toContain("E501: peek decides with bars that had not closed");
    expect(page).not.toContain("<b>later</b>");
    const drawn = await tickproof(["report", "peek.html", "--out", "again.html", "-q"], { cwd });
    expect([drawn.code, drawn.stderr]).toEqual([0, ""]);
    expect(readFileSync(join(cwd, "again.html"), "utf8")).toContain("E501: peek decides");
  });
});
