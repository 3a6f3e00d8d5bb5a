import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { microOf } from "#instrument/instrument.js";
import type { Run } from "../../src/domain/run.js";
import { book } from "./books.js";
import { chance, runOf } from "./random-run.js";

const usd = microOf;
const RUNS = 150 * Number(process.env.TICKPROOF_FUZZ ?? 1);

type Place = readonly (string | number)[];

/** Every number of a run that money follows from, or that is money: where it stands. */
function placesOf(run: Run): Place[] {
  const places: Place[] = [["inputs", "account", "cash"]];
  const columns = (name: "fills" | "cash", fields: readonly string[]) => {
    for (const field of fields) for (let k = 0; k < run[name].length; k++) places.push([name, field, k]);
  };
  columns("fills", ["bar", "time", "day", "side", "qty", "price", "slip"]);
  columns("cash", ["amount"]);
  for (let k = 0; k < run.cash.length; k++) {
    // A settlement of nothing may stand on any date.
    if (run.cash.amount[k] !== 0) places.push(["cash", "day", k]);
    if (run.cash.kind[k] === 0) places.push(["cash", "qty", k], ["cash", "value", k]);
  }
  run.daily.forEach((_, k) => {
    for (const field of ["day", "balance", "variation", "costs", "equity", "close", "position"])
      places.push(["daily", k, field]);
  });
  run.trades.forEach((trade, k) => {
    for (const field of [
      "n",
      "side",
      "qty",
      "gross",
      "net",
      "slippage",
      "entrySum",
      "exitSum",
      "entryTime",
      "exitTime",
    ])
      places.push(["trades", k, field]);
    for (const field of ["risk", "r"] as const) if (trade[field] !== null) places.push(["trades", k, field]);
    for (const part of ["commission", "exchange", "clearing", "nfa"])
      places.push(["trades", k, "costs", part]);
    trade.legs.forEach((_, leg) => {
      for (const field of ["qty", "entry", "exit", "exitTime", "gross"])
        places.push(["trades", k, "legs", leg, field]);
    });
  });
  for (const field of Object.keys(run.totals))
    if (field !== "costs") places.push(["totals", field]);
    else
      for (const part of ["commission", "exchange", "clearing", "nfa"])
        places.push(["totals", "costs", part]);
  if (run.open !== null)
    for (const field of ["side", "qty", "entryTime", "entrySum", "profit"]) places.push(["open", field]);
  return places;
}

function changed(run: Run, place: Place, by: number): Run {
  const copy = structuredClone(run) as Run;
  let at = copy as unknown as Record<string | number, unknown>;
  for (const step of place.slice(0, -1)) at = at[step] as typeof at;
  const last = place.at(-1)!;
  at[last] = (at[last] as number) + by;
  return copy;
}

describe("a run with any one number changed", () => {
  test("fails its audit, which names what disagrees", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(chance, fc.nat(), fc.constantFrom(1, -1, 10_000, -2), (wish, pick, by) => {
        const run = runOf(wish);
        const places = placesOf(run);
        const place = places[pick % places.length]!;
        const other = changed(run, place, by);
        // Prices of CRUMB may be rounded to the same cent, and a mark of nothing is none: neither changes any money.
        fc.pre(wish.symbol !== "CRUMB");
        fc.pre(!(place.at(-1) === "close" && run.daily[place[1] as number]!.position === 0));
        const audit = auditRun(other);
        expect(audit.ok, place.join(".")).toBe(false);
        expect(audit.first).not.toBeNull();
        expect(audit.first!.run).not.toBe(audit.first!.replay);
        seen.add(place.filter((step) => typeof step === "string").join("."));
      }),
      { numRuns: 3 * RUNS, endOnFailure: true },
    );
    expect(seen.size).toBeGreaterThan(30);
  }, 300_000);
});

describe("the first posting that disagrees", () => {
  const run = book(
    "MES",
    [
      { at: "2024-01-03T15:00:00Z", price: "5000.50", order: "buy 2" },
      { at: "2024-01-03T20:59:00Z", price: "5012.25" },
      { at: "2024-01-04T15:00:00Z", price: "5003.00", order: "sell 2" },
      { at: "2024-01-04T20:59:00Z", price: "5001.00" },
    ],
    { cash: "5000.00" },
  );
  const firstOf = (place: Place, by: number) => auditRun(changed(run, place, by)).first;

  test("is named by its number, its date, its kind and both amounts", () => {
    expect(firstOf(["cash", "amount", 0], usd("0.01"))).toEqual({
      posting: 6,
      date: "2024-01-03",
      kind: "settlement",
      run: "117.51",
      replay: "117.5",
    });
    expect(auditRun(changed(run, ["cash", "amount", 0], usd("0.01"))).problems[0]).toBe(
      "posting 6 of 2024-01-03, settlement: run 117.51, replay 117.5",
    );
  });

  test("a figure that is no posting stands behind the last one before it", () => {
    expect(firstOf(["trades", 0, "net"], 1)).toMatchObject({
      posting: 11,
      kind: "net of trade 1",
      run: "22.520001",
    });
    expect(firstOf(["daily", 0, "equity"], -1)).toMatchObject({ posting: 6, kind: "equity of the date" });
    expect(firstOf(["totals", "net"], 1)).toMatchObject({ posting: 12, kind: "net" });
  });
});
