// Does `tickproof journal review` say where the dollars went, from a folder of files?

import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { followSchema, reviewSchema } from "#report/review/schema.js";
import { tickproof } from "./cli.js";

const SAMPLE = new URL("../../data/journal/", import.meta.url).pathname;
let desk: string;
const micro = (text: string) => Math.round(Number(text) * 1e6);

beforeAll(async () => {
  desk = mkdtempSync(join(tmpdir(), "tickproof-review-"));
  cpSync(SAMPLE, join(desk, "journal"), { recursive: true });
  const files = ["ninjatrader-executions.csv", "tradovate-fills.csv", "tradovate-orders.csv"];
  const done = await tickproof(["journal", "import", ...files.map((file) => join("journal/exports", file))], {
    cwd: desk,
  });
  expect(done.code).toBe(0);
}, 60_000);

describe("the review of the bundled journal", () => {
  test("adds up: buckets, days, weeks and pairs to what was made less what the plan made", async () => {
    const { code, stdout } = await tickproof(["journal", "review", "--json"], { cwd: desk });
    expect(code).toBe(0);
    const document = reviewSchema.parse(JSON.parse(stdout));
    const { span } = document;
    expect(span.paired).toBeGreaterThan(30);
    expect(span.paired + span.missed + span.tried).toBe(span.signals);
    expect(span.paired + span.offPlan).toBe(span.trades);
    for (const period of [span, ...document.days, ...document.weeks]) {
      const sum = Object.values(period.bridge).reduce((all, text) => all + micro(text), 0);
      expect(sum).toBe(micro(period.actual) - micro(period.model));
    }
    const gaps = [
      ...document.pairs.map(({ gap }) => micro(gap)),
      ...document.missed.map(({ signal }) => -micro(signal.net)),
      ...document.offPlan.map(({ trade }) => micro(trade.net)),
    ];
    expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBe(micro(span.gap));
    expect(document.fills.inside).toBe(document.fills.checked);
    const page = readFileSync(join(desk, "journal/reports", "2025-06-16_2025-07-24.html"), "utf8");
    expect(page).not.toContain("<script");
    for (const id of [
      "summary",
      "rules",
      "sessions",
      "leaks",
      "missed",
      "execution",
      "behaviour",
      "calendar",
      "notes",
      "rows",
    ])
      expect(page).toContain(`<section id="${id}"`);
  }, 60_000);

  test("is the same to the byte when it is asked again", async () => {
    const [first, second] = [
      await tickproof(["journal", "review", "--report", "none"], { cwd: desk }),
      await tickproof(["journal", "review", "--report", "none"], { cwd: desk }),
    ];
    expect(second.stdout).toBe(first.stdout);
  }, 60_000);

  test("the last week is that of the newest trade; shared, it holds no dollar and no account", async () => {
    const { stdout, code } = await tickproof(["journal", "review", "--last", "week", "--share"], {
      cwd: desk,
    });
    expect(code).toBe(0);
    expect(stdout).toContain("2025-07-21");
    const page = readFileSync(join(desk, "journal/reports/2025-W30-shared.html"), "utf8");
    expect(page).not.toMatch(/\$\d|Sim101|DEMO-SYNTHETIC|blockquote>/);
  }, 60_000);

  test("--follow: each trade has who left first, and no bridge", async () => {
    const { stdout, code } = await tickproof(["journal", "review", "--last", "week", "--follow", "--json"], {
      cwd: desk,
    });
    expect(code).toBe(0);
    const { trades } = followSchema.parse(JSON.parse(stdout));
    expect(trades.length).toBeGreaterThan(8);
    expect(trades.filter(({ what }) => what === "together").length).toBeGreaterThan(6);
    expect(trades.find(({ what }) => what === "the plan left first")?.dollars).not.toBeNull();
  }, 60_000);

  test("what cannot be reviewed says why and the way out, as a document too", async () => {
    const empty = mkdtempSync(join(tmpdir(), "tickproof-review-"));
    const cases: [string[], string, string][] = [
      [["--last", "fortnight"], desk, "E196"],
      [["--last", "week", "--from", "2025-07-01"], desk, "E196"],
      [["--account", "nobody"], desk, "E194"],
      [["--plan", "rsi-mse"], desk, "E187"],
      [[], empty, "E191"],
    ];
    for (const [flags, folder, code] of cases) {
      const done = await tickproof(["journal", "review", "--json", ...flags], { cwd: folder });
      expect(done.code).toBe(2);
      expect(JSON.parse(done.stdout).code).toBe(code);
    }
  }, 60_000);

  test("hostile words in notes and plan stay words", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tickproof-review-"));
    cpSync(desk, folder, { recursive: true });
    const days = join(folder, "journal/days/2025-07-22.md");
    expect(existsSync(days)).toBe(true);
    const hostile = `</script><img src=x onerror=alert(1)> \u202e =cmd() \u001b[31m ${"x".repeat(10_000)}`;
    writeFileSync(days, readFileSync(days, "utf8").replaceAll("why.technical:", `why.technical: ${hostile}`));
    const { code, stdout } = await tickproof(["journal", "review", "--last", "week"], { cwd: folder });
    expect(code).toBe(0);
    for (const sign of ["\u001b", "\u202e"]) expect(stdout).not.toContain(sign);
    const page = readFileSync(join(folder, "journal/reports/2025-W30.html"), "utf8");
    expect(page).toContain("&lt;/script&gt;&lt;img src=x onerror");
    expect(page).not.toMatch(/<img|\u202e/);
  }, 60_000);
});
