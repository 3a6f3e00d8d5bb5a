// Is a zone taken from the bars only where they prove it?

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Series } from "#domain/bars.js";
import { readBars } from "#importer/read-bars.js";
import { contract, faultOf, file, MES } from "./helpers.js";

const bundled = join(fileURLToPath(new URL("../../data/", import.meta.url)), "MES-5m.csv");
const days = (series: Series, first: number, count: number): number[] => {
  const { tradeDate } = series.bars;
  const dates = [...new Set(tradeDate)].slice(first, first + count);
  return Array.from(tradeDate.keys()).filter((i) => dates.includes(tradeDate[i]!));
};

/** The bars as a program in that zone would have written them, without saying so. */
function writtenIn(zone: string, { bars }: Series, rows: readonly number[], later = 0): string {
  const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  const lines = rows.map((i) =>
    [
      clock.format(bars.time[i]! + later),
      bars.open[i],
      bars.high[i],
      bars.low[i],
      bars.close[i],
      bars.volume[i],
    ].join(),
  );
  return ["Date,Open,High,Low,Close,Volume", ...lines].join("\n");
}

const whole = await readBars(bundled, { instrument: MES });

describe("a zone that no stamp names", () => {
  test.each([
    "America/Chicago",
    "America/New_York",
    "UTC",
    "America/Los_Angeles",
    "Europe/Berlin",
    "Asia/Tokyo",
    "Australia/Sydney",
  ])("%s is proved by the breaks of ten days, and the notes say how surely", async (zone) => {
    const rows = days(whole, 20, 10);
    const series = await readBars(file(writtenIn(zone, whole, rows)), { instrument: MES });
    expect([...series.bars.time]).toEqual(rows.map((i) => whole.bars.time[i]));
    const note = series.source.notes.find((text) => text.startsWith("Time:"))!;
    expect(note).toMatch(
      /by the session's breaks: (100\.0|99\.\d)% of the bars lie inside the session of MES, in the next best zone \([\w/]+\) 9\d\.\d%/,
    );
  });

  test("is proved of stamps at the close as well", async () => {
    const rows = days(whole, 20, 10);
    const text = writtenIn("America/New_York", whole, rows, 300_000);
    const series = await readBars(file(text), { instrument: MES, stamp: "close" });
    expect([...series.bars.time]).toEqual(rows.map((i) => whole.bars.time[i]));
  });

  test("goes after what the user says", async () => {
    const text = writtenIn("America/Chicago", whole, days(whole, 20, 10));
    const { source } = await readBars(file(text), { instrument: MES, timeZone: "America/New_York" });
    expect(source.notes.join(" ")).toContain("in America/New_York as told");
    expect(source.notes.join(" ")).toContain("while MES is closed");
  });

  const regular = (i: number) => {
    const hour = new Date(whole.bars.time[i]!).getUTCHours();
    return hour >= 15 && hour < 19;
  };
  test.each<[string, (rows: number[]) => number[], number, string]>([
    ["of regular hours only, which fit many zones", (rows) => rows.filter(regular), 10, "MES"],
    ["of a single day", (rows) => rows, 1, "MES"],
    ["of a market that never closes", (rows) => rows, 10, "PERP_BTC_0.01"],
  ])("is asked for in a file %s", async (_what, chosen, count, symbol) => {
    const text = writtenIn("America/Chicago", whole, chosen(days(whole, 20, count)));
    const fault = await faultOf(file(text), {
      instrument: contract(symbol),
      policy: { "off-grid": "repair" },
    });
    expect(fault.code).toBe("E308");
    expect(fault.detail.fix?.[0]).toMatch(/^say so {3}--tz /);
  });
});
