import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { BAR_COLUMNS } from "#bars/columns.js";
import { cutToHours } from "#bars/hours.js";
import { resampled } from "#bars/resample.js";
import type { Series } from "#domain/bars.js";
import type { Contract, Instrument } from "#domain/contract.js";
import { readBars } from "#importer/read-bars.js";
import {
  isInSession,
  isSettlementDay,
  sessionClose,
  sessionOpen,
  sessionStretches,
  settlementDays,
  tradeDateOf,
} from "#instrument/calendar.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { type BarHours, wholeContract, withHours } from "#instrument/session-part.js";
import { formatDay, formatInstant, parseDay } from "#instrument/time.js";

const file = fileURLToPath(new URL("../../data/MES-5m.csv", import.meta.url));
const { get } = loadContracts();
const of = (contract: Contract, hours: BarHours): Instrument => instrumentOf(withHours(contract, hours));
const whole = await readBars(file, { instrument: instrumentOf(get("MES")) });
const cut = (hours: BarHours, contract = get("MES")): Series => cutToHours(whole, of(contract, hours));

/** Another road to Chicago's clock than the calendar's: `Intl` itself. */
const intl = new Intl.DateTimeFormat("en-GB", {
  timeZone: "America/Chicago",
  hour: "2-digit",
  minute: "2-digit",
  weekday: "short",
});
const clock = (at: number) => intl.format(at);

describe("bars cut to a part of the day", () => {
  test("regular bars are those of 08:30 to 15:00 on days that settle; the others are the rest, in order and untouched", () => {
    const kept = cut("regular").bars;
    const rest = cut("overnight").bars;
    const all = whole.bars;
    const regular: number[] = [];
    for (let i = 0; i < all.length; i++) {
      const time = clock(all.time[i]!).slice(-5);
      const day = Math.floor((all.time[i]! - 6 * 3_600_000) / 86_400_000);
      if (time >= "08:30" && time < "15:00" && isSettlementDay("equity_index", day)) regular.push(i);
    }
    expect(regular.length).toBeGreaterThan(10_000);
    for (const name of BAR_COLUMNS) {
      expect([...kept[name].subarray(0, kept.length)]).toEqual(regular.map((i) => all[name][i]));
    }
    const others = new Set(regular.map((i) => all.time[i]!));
    expect([...rest.time]).toEqual([...all.time].filter((at) => !others.has(at)));
    expect(kept.length + rest.length).toBe(all.length);
  });

  test("the source says what was kept, and where it begins and ends", () => {
    const { source, bars } = cut("regular");
    expect(source).toMatchObject({ bars: bars.length, from: bars.time[0], to: bars.time[bars.length - 1] });
    expect(source.notes.at(-1)).toMatch(
      /^Cut to the regular hours of MES, 08:30 to 15:00 Chicago time: [\d,]+ of [\d,]+ bars\.$/,
    );
    expect(cut("all")).toBe(whole);
  });

  test("hours made of them begin with them: 08:30, 09:30, … and the last is half as long", () => {
    const regular = of(get("MES"), "regular");
    const hours = resampled(cutToHours(whole, regular), regular, { kind: "span", ms: 60 * 60_000 });
    const day = [...hours.bars.time].filter((_, i) => hours.bars.tradeDate[i] === hours.bars.tradeDate[0]);
    expect(day.map((at) => clock(at).slice(-5))).toEqual([
      "08:30",
      "09:30",
      "10:30",
      "11:30",
      "12:30",
      "13:30",
      "14:30",
    ]);
    const days = resampled(cutToHours(whole, regular), regular, { kind: "day" });
    // But for 2025-01-09, a day of mourning that ended at 08:30.
    const dates = settlementDays("equity_index", whole.source.firstDay, whole.source.lastDay);
    expect(days.bars.length).toBe(dates.length - 1);
    expect(clock(days.bars.time[0]!).slice(-5)).toBe("08:30");
    const first = [...whole.bars.time].findIndex((at) => clock(at).slice(-5) === "08:30");
    expect(days.bars.openTicks[0]).toBe(whole.bars.openTicks[first]);
  });

  test("hours of one's own come before those of the session", () => {
    const own = loadContracts({ MES: { regularHours: "08:30-15:15" } }).get("MES");
    const longer = cut("regular", own).bars;
    const days = settlementDays("equity_index", whole.source.firstDay, whole.source.lastDay);
    const early = days.filter(
      (day) => sessionClose("equity_index", day) < sessionOpen("equity_index", day) + 22 * 3_600_000,
    );
    expect(longer.length - cut("regular").bars.length).toBe(3 * (days.length - early.length));
  });

  test("bars across the edge are refused, with the bar that lies there", () => {
    const hours = resampled(whole, instrumentOf(get("MES")), { kind: "span", ms: 60 * 60_000 });
    const days = resampled(whole, instrumentOf(get("MES")), { kind: "day" });
    const fault = (series: Series) => {
      try {
        cutToHours(series, of(get("MES"), "regular"));
      } catch (error) {
        return error as { code: string; detail: { found: string; expected: string } };
      }
    };
    expect(fault(hours)).toMatchObject({
      code: "E135",
      detail: { found: expect.stringMatching(/the bar of .*T1[34]:00:00Z, 60 minutes/) },
    });
    expect(fault(days)).toMatchObject({
      code: "E135",
      detail: { found: expect.stringMatching(/all hours of a day/) },
    });
    const quarter = resampled(whole, instrumentOf(get("MES")), { kind: "span", ms: 30 * 60_000 });
    expect(cutToHours(quarter, of(get("MES"), "regular")).bars.length).toBe(
      Math.ceil(cut("regular").bars.length / 6),
    );
  });
});

describe("a session's part", () => {
  test("has the stretches of those hours, cut by early closes; holidays have no regular hours", () => {
    const text = (hours: "regular" | "overnight", day: string, symbol = "MES") =>
      sessionStretches(withHours(get(symbol), hours).session, parseDay(day)).map(
        ({ from, until }) => `${clock(from)} to ${clock(until)}`,
      );
    expect(text("regular", "2024-06-05")).toEqual(["Wed 08:30 to Wed 15:00"]);
    expect(text("overnight", "2024-06-05")).toEqual(["Tue 17:00 to Wed 08:30", "Wed 15:00 to Wed 16:00"]);
    expect(text("overnight", "2019-06-05")).toEqual([
      "Tue 17:00 to Wed 08:30",
      "Wed 15:00 to Wed 15:15",
      "Wed 15:30 to Wed 16:00",
    ]);
    expect(text("regular", "2024-12-24")).toEqual(["Tue 08:30 to Tue 12:15"]);
    expect(text("overnight", "2024-12-24")).toEqual(["Mon 17:00 to Tue 08:30"]);
    expect(text("regular", "2026-01-20")).toEqual(["Tue 08:30 to Tue 15:00"]);
    expect(text("overnight", "2026-01-20").slice(0, 2)).toEqual([
      "Sun 17:00 to Mon 12:00",
      "Mon 17:00 to Tue 08:30",
    ]);
    expect(text("regular", "2026-04-02", "MCL")).toEqual(["Thu 08:00 to Thu 13:30"]);
  });

  test("keeps the trade dates: what is open on both sides is dated alike", () => {
    const parts = (["regular", "overnight"] as const).map((part) => withHours(get("MES"), part).session);
    for (let at = Date.UTC(2010, 0, 4); at < Date.UTC(2026, 5, 1); at += 7 * 3_600_000 + 11 * 60_000) {
      const inside = parts.filter((part) => isInSession(part, at));
      if (!isInSession("equity_index", at)) expect(inside).toEqual([]);
      else expect(inside).toHaveLength(1);
      for (const part of inside) expect(tradeDateOf(part, at)).toBe(tradeDateOf("equity_index", at));
    }
  });

  test("is refused where there is none", () => {
    const sessions = {
      stocks: { zone: "America/New_York", open: "09:30", close: "16:00", regular: "09:30-16:00" },
      plain: { zone: "UTC", open: "08:00", close: "16:00" },
    };
    const own = loadContracts(
      {
        A: { base: "MES", session: "stocks" },
        B: { base: "MES", session: "plain" },
        C: { base: "MES", regularHours: "16:00-17:00" },
      },
      "config",
      sessions,
    );
    for (const [contract, part] of [
      [get("PERP"), "regular"],
      [own.get("A"), "overnight"],
      [own.get("B"), "regular"],
      [own.get("C"), "regular"],
    ] as const) {
      expect(() => withHours(contract, part)).toThrow(expect.objectContaining({ code: "E134" }));
    }
    expect(
      formatInstant(sessionOpen(withHours(own.get("A"), "regular").session, parseDay("2024-06-05"))),
    ).toBe("2024-06-05T13:30:00Z");
  });

  test("goes back to the whole", () => {
    const part = withHours(get("MES"), "regular");
    expect(wholeContract(part)).toEqual(get("MES"));
    expect(withHours(part, "overnight").session).toMatchObject({ of: "equity_index", part: "overnight" });
    expect(formatDay(tradeDateOf(structuredClone(part).session, Date.UTC(2024, 5, 5, 15)))).toBe(
      "2024-06-05",
    );
  });
});
