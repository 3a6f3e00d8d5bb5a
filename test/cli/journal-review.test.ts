// Does `tickproof journal review` say where the dollars went, from a folder of files?

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { beforeAll, describe, expect, test } from "vitest";
import { followSchema, reviewSchema } from "#report/review/schema.js";
import { sharedReviewSchema } from "#report/review/shared-schema.js";
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
});

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
    // Nobody sees orders of the plan on this page: nor are the lines of code in it that sent them, which take a run more to find.
    expect(page).toContain('id="tp-h0-c0"');
    expect(page).not.toContain('id="tp-h0-lines"');
  });

  test("can be worked out again from the document alone: every bucket of every pair from the prices in it", async () => {
    const { stdout } = await tickproof(["journal", "review", "--json", "--report", "none"], { cwd: desk });
    const { pairs } = reviewSchema.parse(JSON.parse(stdout));
    const point = 5;
    expect(pairs.length).toBeGreaterThan(30);
    for (const { signal, trade, then, bridge } of pairs) {
      const d = trade.side === "long" ? 1 : -1;
      const moved = (from: string | null, to: string | null, qty: number) =>
        d * (Number(to) - Number(from)) * point * qty;
      const told = (bucket: keyof typeof bridge) => expect(Number(bridge[bucket]));
      told("entry timing").toBeCloseTo(moved(then.entryPrice, signal.entryPrice, signal.qty), 4);
      told("entry execution").toBeCloseTo(moved(trade.entryPrice, then.entryPrice, signal.qty), 4);
      told("exit timing").toBeCloseTo(moved(signal.exitPrice, then.exitPrice, signal.qty), 4);
      told("exit execution").toBeCloseTo(moved(then.exitPrice, trade.exitPrice, signal.qty), 4);
      told("size").toBeCloseTo(moved(trade.entryPrice, trade.exitPrice, trade.qty - signal.qty), 4);
      const planCosts = moved(signal.entryPrice, signal.exitPrice, signal.qty) - Number(signal.net);
      told("costs").toBeCloseTo(planCosts - Number(trade.costs), 4);
    }
  });

  test("is the same to the byte when it is asked again", async () => {
    const [first, second] = [
      await tickproof(["journal", "review", "--report", "none"], { cwd: desk }),
      await tickproof(["journal", "review", "--report", "none"], { cwd: desk }),
    ];
    expect(second.stdout).toBe(first.stdout);
  });

  test("a stop that was written down is the risk by which its promise is judged", async () => {
    const own = mkdtempSync(join(tmpdir(), "tickproof-review-"));
    cpSync(join(desk, "journal"), join(own, "journal"), { recursive: true });
    const review = async () => {
      const args = ["journal", "review", "--json", "--report", "none", "--account", "Sim101"];
      const { rules } = reviewSchema.parse(JSON.parse((await tickproof(args, { cwd: own })).stdout));
      return rules.find(({ rule }) => rule === "risk_per_trade")!;
    };
    const before = await review();
    expect(before.unknown).toBeGreaterThan(0);
    const csv = await tickproof(["journal", "export", "--account", "Sim101"], { cwd: own });
    const [head, first] = csv.stdout.split("\n").map((line) => line.split(","));
    const cell = (name: string) => first![head!.indexOf(name)]!;
    const stop = Number(cell("entry_price")) + (cell("side") === "long" ? -200 : 200);
    const said = await tickproof(["journal", "add", cell("trade"), "--plan-stop", stop.toFixed(2)], {
      cwd: own,
    });
    expect(said.code).toBe(0);
    const after = await review();
    expect(after.unknown).toBe(before.unknown - 1);
    expect(after.breaches.length).toBe(before.breaches.length + 1);
  });

  test("the last week is that of the newest trade; shared, it holds no dollar and no account", async () => {
    const { stdout, code } = await tickproof(["journal", "review", "--last", "week", "--share"], {
      cwd: desk,
    });
    expect(code).toBe(0);
    // From its Monday to the newest fill: what the plan did later nobody can have missed yet.
    expect(stdout).toMatch(/^dates\t2025-07-21 → 2025-07-24$/m);
    expect(stdout).not.toMatch(/Sim101|DEMO-SYNTHETIC/i);
    const page = readFileSync(join(desk, "journal/reports/2025-W30-shared.html"), "utf8");
    expect(page).not.toMatch(/\$\d|Sim101|DEMO-SYNTHETIC|blockquote>/);
  });

  test("the last week ends with the newest fill, where that left what was held overnight", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tickproof-review-"));
    cpSync(desk, folder, { recursive: true });
    const rows = [
      "time,account,symbol,side,qty,price,fee,fill_id,order_id",
      "2025-07-22T17:00:00Z,overnight,MESU5,buy,1,6400.00,0.62,1,",
      "2025-07-23T15:00:00Z,overnight,MESU5,sell,1,6410.00,0.62,2,",
    ];
    writeFileSync(join(folder, "overnight.csv"), rows.join("\n"));
    expect((await tickproof(["journal", "import", "overnight.csv"], { cwd: folder })).code).toBe(0);
    const dates = async (...last: string[]) => {
      const flags = [...last, "--account", "overnight", "--report", "none"];
      const { stdout } = await tickproof(["journal", "review", ...flags], { cwd: folder });
      return /^dates\t(.*)$/m.exec(stdout)?.[1];
    };
    expect(await dates("--last", "week")).toBe("2025-07-22 → 2025-07-23");
    expect(await dates("--last", "day")).toBe("2025-07-22");
    expect(await dates()).toBe("2025-07-22 → 2025-07-23");
  });

  test("shared as a document, it has shares of all deviations and nothing to work dollars out of", async () => {
    const ask = (...flags: string[]) =>
      tickproof(["journal", "review", "--json", "--report", "none", ...flags], { cwd: desk });
    const { stdout, code } = await ask("--share");
    expect(code).toBe(0);
    const shared = sharedReviewSchema.parse(JSON.parse(stdout));
    const own = reviewSchema.parse(JSON.parse((await ask()).stdout));
    const whole = Object.values(own.span.bridge).reduce((sum, one) => sum + Math.abs(Number(one)), 0);
    for (const [key, dollars] of Object.entries(own.span.bridge)) {
      expect(shared.span.bridge[key as keyof typeof own.span.bridge]).toBeCloseTo(Number(dollars) / whole, 3);
    }
    expect(shared.pairs.map(({ id }) => id)).toEqual(own.pairs.map(({ trade }) => trade.id));
    expect(shared.rules.map(({ breaches }) => breaches.length)).toEqual(
      own.rules.map(({ breaches }) => breaches.length),
    );
    expect(stdout).not.toMatch(/Sim101|DEMO-SYNTHETIC|\.csv|\$|"(qty|contracts|model|actual|net|price)":"/i);
    for (const amount of [own.span.gap, own.span.model, own.span.actual, own.pairs[0]!.trade.net]) {
      expect(stdout).not.toContain(amount.replace("-", ""));
    }
  });

  test("an account may be written in any case, or by an alias", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tickproof-review-"));
    cpSync(desk, folder, { recursive: true });
    const ask = async (account: string) => {
      const { stdout } = await tickproof(
        ["journal", "review", "--last", "week", "--json", "--report", "none", "--account", account],
        { cwd: folder },
      );
      return reviewSchema.parse(JSON.parse(stdout));
    };
    const [own] = readFileSync(join(folder, "journal/fills.jsonl"), "utf8").split("\n");
    const name: string = JSON.parse(own!).account;
    const exact = await ask(name);
    expect(exact.account).toBe(name);
    expect(await ask(name.toUpperCase())).toEqual(exact);
    expect(await ask(` ${name.toLowerCase()}`)).toEqual(exact);
  });

  test("screenshots: of the worst five trades, of all, or of none, and what is left out is counted", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tickproof-review-"));
    cpSync(desk, folder, { recursive: true });
    const picture = new PNG({ width: 60, height: 20 });
    picture.data.fill(90);
    mkdirSync(join(folder, "journal/shots"), { recursive: true });
    writeFileSync(join(folder, "journal/shots/0718-1.png"), PNG.sync.write(picture));
    // Every trade of two dates has the one picture, and a second that is none.
    writeFileSync(join(folder, "journal/shots/none.png"), "no picture");
    const days = join(folder, "journal/days");
    let trades = 0;
    for (const name of readdirSync(days).slice(0, 8)) {
      const text = readFileSync(join(days, name), "utf8");
      trades += text.match(/^## t-/gm)?.length ?? 0;
      writeFileSync(join(days, name), text.replace(/^## t-.*$/gm, "$&\nshots: 0718-1.png, none.png"));
    }
    const page = async (which: string) => {
      const said = await tickproof(["journal", "review", "--report", "shots.html", "--shots", which], {
        cwd: folder,
      });
      expect(said.code).toBe(0);
      return readFileSync(join(folder, "shots.html"), "utf8");
    };
    const owners = (html: string) => /<img [^>]*data-trade="([^"]*)"/.exec(html)?.[1]?.split(" ").length;
    const all = await page("all");
    expect(trades).toBeGreaterThan(8);
    expect(all.match(/<img [^>]*data-trade/g)).toHaveLength(1);
    expect(owners(all)).toBe(trades);
    expect(all).toContain("none.png: no picture in");
    expect(all).not.toContain("left out: --shots all");
    const none = await page("none");
    expect(none).not.toMatch(/<img [^>]*data-trade/);
    expect(none).toContain(`2 screenshots of ${trades} trades left out: --shots all`);
    expect((await tickproof(["journal", "review", "--shots", "some"], { cwd: folder })).code).toBe(2);
  });

  test("dates whose day files name another version of the plan are told, and each version is asked about its own", async () => {
    const own = mkdtempSync(join(tmpdir(), "tickproof-review-"));
    cpSync(join(desk, "journal"), join(own, "journal"), { recursive: true });
    const path = join(own, "journal/plan.toml");
    const before = readFileSync(path, "utf8").replace("[plan.rsi-mes]\nversion = 1", '[plan."rsi-mes@1"]');
    writeFileSync(path, `${before}\n${before.replace("@1", "@2").replace("period = 7", "period = 9")}`);
    const asked = async (...more: string[]) => {
      const args = ["journal", "review", "--json", "--report", "none", ...more];
      return reviewSchema.parse(JSON.parse((await tickproof(args, { cwd: own })).stdout));
    };
    const newest = await asked();
    expect(newest.plan.version).toBe("2");
    const [told] = newest.warnings;
    expect(told).toMatch(
      /name rsi-mes@1, and rsi-mes@2 is what judges here; by its own: tickproof journal review /,
    );
    const then = await asked(...told!.split("tickproof journal review ")[1]!.split(" "));
    expect(then.plan.version).toBe("1");
    expect(then.warnings).toEqual([]);
  });

  test("--follow: each trade has who left first, and no bridge", async () => {
    const { stdout, code } = await tickproof(["journal", "review", "--last", "week", "--follow", "--json"], {
      cwd: desk,
    });
    expect(code).toBe(0);
    const { trades } = followSchema.parse(JSON.parse(stdout));
    expect(trades.length).toBeGreaterThan(8);
    expect(trades.filter(({ what }) => what === "together").length).toBeGreaterThan(6);
    expect(trades.find(({ what }) => what === "the plan left first")?.dollars).not.toBeNull();
  });

  test("what cannot be reviewed says why and the way out, as a document too", async () => {
    const empty = mkdtempSync(join(tmpdir(), "tickproof-review-"));
    const cases: [string[], string, string][] = [
      [["--last", "fortnight"], desk, "E196"],
      [["--last", "week", "--from", "2025-07-01"], desk, "E196"],
      [["--account", "nobody"], desk, "E194"],
      [["--plan", "rsi-mse"], desk, "E187"],
      [[], empty, "E191"],
      [["--last", "week", "--share", "--follow"], desk, "E105"],
    ];
    for (const [flags, folder, code] of cases) {
      const done = await tickproof(["journal", "review", "--json", ...flags], { cwd: folder });
      expect(done.code).toBe(2);
      expect(JSON.parse(done.stdout).code).toBe(code);
    }
  });

  test("what the plan itself gets wrong is told of the plan, and its way out is a line of the plan", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tickproof-review-"));
    cpSync(desk, folder, { recursive: true });
    const path = join(folder, "journal/plan.toml");
    const plan = readFileSync(path, "utf8");
    const said = async (from: string | RegExp, to: string, ...more: string[]) => {
      writeFileSync(path, plan.replace(from, to));
      const { code, stderr } = await tickproof(["journal", "review", "--report", "none", ...more], {
        cwd: folder,
      });
      expect(code).not.toBe(0);
      return stderr;
    };
    const strategy = await said('"rsi-reversion"', '"rsi-revresion"');
    expect(strategy).toContain("journal/plan.toml: strategy of [plan.rsi-mes]");
    expect(strategy).toContain('strategy = "rsi-reversion"');
    const param = await said("period = 7", "perod = 7");
    expect(param).toMatch(/params of \[plan\.rsi-mes\][\s\S]*period = 14/);
    expect(param).not.toContain("-p ");
    expect(await said("[]", "[]", "-p", "perod=7")).toContain("-p perod=7");
    const contract = await said('["MES"]', '["MES", "MGC"]');
    expect(contract).toMatch(/E107[\s\S]*names it among its instruments[\s\S]*plan\.toml: instruments/);
    expect(await said("[]", "[]", "--from", "2024-01-01", "--to", "2024-02-01")).toMatch(
      /E197 {2}No bars of 2024-01-01 to 2024-02-01/,
    );
  });

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
  });
});
