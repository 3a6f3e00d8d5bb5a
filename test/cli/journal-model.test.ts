// Does the model of a review trade as the plan says, with the plan's account, whatever flags and config say beside it?

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { grouped } from "#journal/lists.js";
import { followSchema, reviewSchema } from "#report/review/schema.js";
import { project, tickproof } from "./cli.js";

/** Decides by the clock alone: wherever its bars begin, its trades are the same. */
const HOURLY = `import { int, Strategy } from "tickproof";

const params = { every: int({ default: 3, min: 1, max: 24 }) };

export default class Hourly extends Strategy<typeof params> {
  static override readonly params = params;
  override onBar(): void {
    const minute = Math.floor(this.time / 60_000);
    if (this.position !== 0 || this.working > 0 || minute % (60 * this.params.every) !== 0) return;
    this.buy({ qty: 1, exit: { stopTicks: 30, timeStop: 6 }, reason: "hour" });
  }
}
`;
/** Its own rules would let nobody in at these hours, nor after a loss, nor as many. */
const STRICT = HOURLY.replace(
  "int, Strategy",
  "fixedContracts, int, maxDrawdown, Strategy, tradingHours",
).replace(
  "static override readonly params = params;",
  'static override readonly params = params;\n  static readonly risk = [fixedContracts(1), tradingHours("03:00-03:05"), maxDrawdown(1)];',
);
const FILLS = [
  ["2025-05-27T14:00:10Z", "buy", "5930.00"],
  ["2025-05-27T14:40:10Z", "sell", "5928.00"],
  ["2025-05-29T18:02:00Z", "sell", "5950.00"],
  ["2025-05-29T18:32:00Z", "buy", "5951.00"],
  ["2025-06-06T15:00:10Z", "buy", "6000.00"],
  ["2025-06-06T15:30:10Z", "sell", "6001.00"],
];
const CSV = [
  "time,account,symbol,side,qty,price,fee,fill_id,order_id",
  ...FILLS.map(([time, side, price], k) => `${time},mine,MESM5,${side},3,${price},1.86,f-${k},o-${k}`),
].join("\n");

let desk: string;
beforeAll(async () => {
  desk = project({ "hourly.ts": HOURLY, "strict.ts": STRICT, "fills.csv": CSV });
  mkdirSync(join(desk, "journal"));
  write("accounts.toml", "[account.mine]\nstart_equity = 10_000\n");
  write("plan.toml", '[plan.hourly]\nstrategy = "./hourly.ts"\n');
  expect((await tickproof(["journal", "import", "fills.csv"], { cwd: desk })).code).toBe(0);
});

const write = (name: string, text: string) => writeFileSync(join(desk, "journal", name), text);
const plan = (...lines: string[]) =>
  write(
    "plan.toml",
    ["[plan.hourly]", 'strategy = "./hourly.ts"', 'instruments = ["MES"]', ...lines, ""].join("\n"),
  );

type Review = z.infer<typeof reviewSchema>;
async function review(...flags: string[]): Promise<Review> {
  const { code, stdout, stderr } = await tickproof(
    ["journal", "review", "--json", "--report", "review.html", ...flags],
    {
      cwd: desk,
    },
  );
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  return reviewSchema.parse(JSON.parse(stdout));
}
const signalsOf = ({ pairs, missed }: Review) =>
  [...pairs, ...missed].map(({ signal }) => signal).sort((a, b) => (a.entryTime < b.entryTime ? -1 : 1));
const byDay = (signals: ReturnType<typeof signalsOf>) => grouped(signals, ({ day }) => day);
const net = (review: Review) => Number(review.span.model);
/** As the page says that it is made again. */
const command = () =>
  /<code>(tickproof journal review [^<]*)<\/code>/.exec(readFileSync(join(desk, "review.html"), "utf8"))![1]!;

describe("the model's account", () => {
  test("opens on the first date: sizes by equity are those of a run that begins there, whatever was due before", async () => {
    plan();
    const flags = [
      "--size",
      "risk:0.5%",
      "--cash",
      "50000",
      "--monthly-fee",
      "3000",
      "--deposit",
      "2025-02-03=50000",
      "--interest",
      "2024-01-01=5%",
    ];
    const found = signalsOf(await review(...flags));
    const { code } = await tickproof(
      [
        "run",
        "./hourly.ts",
        "-i",
        "MES",
        "--from",
        "2025-05-27",
        "--to",
        "2025-06-20",
        "--report",
        "none",
        "--csv",
        "out",
        ...flags,
      ],
      { cwd: desk },
    );
    expect(code).toBe(0);
    const rows = readFileSync(join(desk, "out/trades.csv"), "utf8").trim().split(/\r?\n/);
    const heads = rows[0]!.split(",");
    const of = (row: string, name: string) => row.split(",")[heads.indexOf(name)]!;
    const made = rows
      .slice(1)
      .map((row) => ({ entryTime: of(row, "entryTime"), qty: Number(of(row, "qty")), net: of(row, "net") }))
      .filter(({ entryTime }) => entryTime < "2025-06-06T21");
    expect(found.map(({ entryTime, qty }) => ({ entryTime, qty }))).toEqual(
      made.map(({ entryTime, qty }) => ({ entryTime, qty })),
    );
    expect(found.map((one) => Number(one.net))).toEqual(made.map((one) => Number(one.net)));
    // The fee of June is due within the dates, and costs contracts.
    expect(new Set(found.map(({ qty }) => qty)).size).toBe(2);
  });

  test("pays the fees of accounts.toml, unless a flag says otherwise", async () => {
    plan();
    const scheduled = await review("--costs", "0.62");
    write("accounts.toml", "[account.mine]\nstart_equity = 10_000\nfees = { MES = 1.25 }\n");
    const own = await review();
    const contracts = signalsOf(own).reduce((sum, { qty }) => sum + qty, 0);
    expect(contracts).toBeGreaterThan(30);
    expect(net(own)).toBeCloseTo(net(scheduled) - contracts * 2 * (1.25 - 0.62), 6);
    const typed = await review("--costs", "0.62");
    expect(net(typed)).toBe(net(scheduled));
    expect(typed.warnings).toContain("--costs 0.62 stands in for the fees of accounts.toml");
    write("accounts.toml", '[account.mine]\nstart_equity = 10_000\nfees = "none"\n');
    expect(net(await review())).toBeCloseTo(net(scheduled) + contracts * 2 * 0.62, 6);
    write("accounts.toml", "[account.mine]\nstart_equity = 10_000\n");
  });

  test("that runs dry says so, in the terminal, in the document and in the page", async () => {
    plan();
    const poor = await review("--cash", "1000");
    const said =
      /the model could not pay for \d+ of its orders on MES, .*it began with \$1,000\.00; --cash gives it more/;
    expect(poor.warnings.join("\n")).toMatch(said);
    expect(poor.unpaid).toBeGreaterThan(10);
    expect(readFileSync(join(desk, "review.html"), "utf8")).toMatch(said);
    const { stdout } = await tickproof(["journal", "review", "--cash", "1000", "--report", "none"], {
      cwd: desk,
    });
    expect(stdout).toMatch(said);
    expect((await review("--cash", "50000")).warnings).toEqual([]);
  });
});

describe("the plan", () => {
  test("beats the config, a typed flag beats the plan and the review says so, and the page's command makes it again", async () => {
    plan("contracts = 2", "params = { every = 4 }", 'window = "09:30-15:30 America/New_York"');
    const alone = await review();
    expect(new Set(signalsOf(alone).map(({ qty }) => qty))).toEqual(new Set([2]));
    writeFileSync(
      join(desk, "tickproof.config.json"),
      JSON.stringify({
        size: "fixed:5",
        instrument: "MNQ",
        params: { hourly: { every: 1 } },
        risk: { maxContracts: 1, hours: "overnight" },
      }),
    );
    const beside = await review();
    expect({ ...beside, strategy: null }).toEqual({ ...alone, strategy: null });
    expect(beside.warnings).toEqual([]);
    expect(command()).not.toMatch(/fixed:5|MNQ|--hours|--max-contracts/);
    const typed = await review("--size", "fixed:3", "-p", "every=6", "--pair-window", "20m");
    const signals = signalsOf(typed);
    expect(new Set(signals.map(({ qty }) => qty))).toEqual(new Set([3]));
    expect(signals.length).toBeLessThan(signalsOf(alone).length);
    expect(typed.strategy.params).toContain("every 6");
    expect(typed.warnings).toEqual([
      "--size fixed:3 stands in for the plan's contracts = 2",
      "-p every=6 stands in for the plan's every = 4",
    ]);
    expect(command()).toMatch(
      /--from 2025-05-27 --to 2025-06-06 .*--pair-window 20m .*--param every=6 .*--size fixed:3/,
    );
    const again = await review(...command().split(" ").slice(3));
    expect({ ...again, span: { ...again.span, name: "" } }).toEqual({
      ...typed,
      span: { ...typed.span, name: "" },
    });
    writeFileSync(join(desk, "tickproof.config.json"), "{}");
  });

  test("is kept by its own model: trades a day, the loss of a day, and the time after a loss", async () => {
    plan("params = { every = 1 }");
    const free = signalsOf(await review());
    plan("params = { every = 1 }", "max_trades_per_day = 3");
    const few = signalsOf(await review());
    const perDay = [...byDay(few).values()].map((all) => all.length);
    expect(Math.max(...perDay)).toBe(3);
    expect(few.length).toBeLessThan(free.length);
    plan("params = { every = 1 }", "max_daily_loss = 60");
    const careful = signalsOf(await review());
    expect(careful.length).toBeLessThan(free.length);
    let stopped = 0;
    for (const all of byDay(careful).values()) {
      const sums = all.map((_, k) => all.slice(0, k + 1).reduce((sum, one) => sum + Number(one.net), 0));
      // Nothing follows once the day has lost that much.
      expect(sums.slice(0, -1).every((sum) => sum > -60)).toBe(true);
      if (sums.at(-1)! <= -60) stopped++;
    }
    expect(stopped).toBeGreaterThan(0);
    plan("params = { every = 1 }", 'cooldown_after_loss = "2h"');
    const calm = signalsOf(await review());
    calm.slice(1).forEach((one, k) => {
      const before = calm[k]!;
      if (Number(before.net) < 0)
        expect(Date.parse(one.entryTime) - Date.parse(before.exitTime!)).toBeGreaterThanOrEqual(7_200_000);
    });
    expect(calm.length).toBeLessThan(free.length);
    const typed = await review("--cool-down", "1");
    expect(signalsOf(typed)).toEqual(free);
    expect(typed.warnings).toEqual(["--cool-down 1 stands in for the plan's cooldown_after_loss"]);
  });
});

describe("--follow", () => {
  test("takes the trader's positions whatever limits of the strategy, of flags and of margin say", async () => {
    const follow = async (...flags: string[]) => {
      const { code, stdout } = await tickproof(["journal", "review", "--follow", "--json", ...flags], {
        cwd: desk,
      });
      expect(code).toBe(0);
      return followSchema.parse(JSON.parse(stdout)).trades.map(({ what, plan }) => [what, plan?.exitTime]);
    };
    plan();
    const free = await follow();
    expect(free.length).toBe(3);
    expect(free.map(([what]) => what)).not.toContain("not seeded");
    const bound = [
      "--hours",
      "03:00-03:05",
      "--size",
      "fixed:1",
      "--max-drawdown",
      "1",
      "--daily-loss",
      "1",
      "--cash",
      "100",
    ];
    expect(await follow(...bound)).toEqual(free);
    write("plan.toml", '[plan.strict]\nstrategy = "./strict.ts"\n');
    expect(await follow()).toEqual(free);
  });
});
