import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { Fault } from "#domain/fault.js";
import { auditDocument } from "#report/audit-document.js";
import { type RunDocument, runDocument } from "#report/json.js";
import { parseRunDocument } from "#report/read-document.js";
import { book } from "../accountant/books.js";
import { chance, runOf } from "../accountant/random-run.js";

const RUNS = 60 * Number(process.env.TICKPROOF_FUZZ ?? 1);

const auditText = (text: string) => auditDocument(parseRunDocument(text, "run.json"), "run.json");

const twoDays = () =>
  JSON.stringify(
    runDocument(
      book(
        "MES",
        [
          { at: "2024-01-03T15:00:00Z", price: "5000.50", order: "buy 2" },
          { at: "2024-01-03T20:59:00Z", price: "5012.25" },
          { at: "2024-01-04T15:00:00Z", price: "5003.00", order: "sell 2" },
          { at: "2024-01-04T20:59:00Z", price: "5001.00" },
        ],
        { cash: "5000.00" },
      ),
    ),
  );

describe("the document of any run", () => {
  test("holds all that a replay needs: the audit of it agrees with that of the run, posting by posting", () => {
    fc.assert(
      fc.property(chance, (wish) => {
        const run = runOf(wish);
        const audit = auditText(JSON.stringify(runDocument(run)));
        expect(audit.problems).toEqual([]);
        expect(audit.altered).toEqual([]);
        expect(audit.postings).toBe(auditRun(run).postings);
      }),
      { numRuns: 3 * RUNS },
    );
  });

  test("with any one value changed is caught, and what was changed is named", () => {
    let proved = 0;
    fc.assert(
      fc.property(chance, fc.nat(), fc.nat(), (wish, pick, kind) => {
        const document = JSON.parse(JSON.stringify(runDocument(runOf(wish))));
        // Tables hold far more values than the rest: half of the time one of theirs.
        const tables = ["fills", "cash", "daily", "trades", "summary"].filter(
          (name) => leavesOf(document[name]).length > 0,
        );
        const section = kind % 2 === 0 ? tables[kind % tables.length]! : null;
        const leaves = section === null ? leavesOf(document) : leavesOf(document[section], [section]);
        const path = leaves[pick % leaves.length]!;
        fc.pre(path[0] !== "schema");
        change(document, path);
        try {
          const audit = auditText(JSON.stringify(document));
          expect(audit.ok, path.join(".")).toBe(false);
          if (audit.first !== null) proved++;
          else
            expect(audit.altered.join(), path.join(".")).toContain(
              String(path[0] === "integrity" ? path[2] : path[0]),
            );
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          expect(["E211", "E212", "E393", "E204"], error.message).toContain(error.code);
        }
      }),
      { numRuns: 5 * RUNS },
    );
    expect(proved).toBeGreaterThan(RUNS / 4);
  });

  test("may be printed otherwise: white space and the order of keys change nothing", () => {
    const document = JSON.parse(twoDays());
    const turned = (value: unknown): unknown =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, one]) => [key, turned(one)]),
          )
        : Array.isArray(value)
          ? value.map(turned)
          : value;
    expect(auditText(JSON.stringify(turned(document), null, 4)).ok).toBe(true);
  });
});

describe("a document that was altered by hand", () => {
  const alteredBy = (change: (document: RunDocument) => void) => {
    const document = JSON.parse(twoDays()) as RunDocument;
    change(document);
    return auditText(JSON.stringify(document));
  };

  test.each([
    [
      "a fee of a fill",
      (d: RunDocument) => (d.fills[0]!.costs.commission = "0.60"),
      "posting 2 of 2024-01-03, commission: run 0.6, replay 0.5",
      "fills[0]",
    ],
    [
      "a price of a fill",
      (d: RunDocument) => (d.fills[1]!.price = "5003.25"),
      "posting 8 of 2024-01-04, leg 1 of trade 1: exit in ticks: run 20012, replay 20013",
      "fills[1]",
    ],
    [
      "a cash row",
      (d: RunDocument) => (d.cash[0]!.amount = "117.51"),
      "posting 6 of 2024-01-03, settlement: run 117.51, replay 117.5",
      "cash[0]",
    ],
    [
      "a daily figure",
      (d: RunDocument) => (d.daily[0]!.equity = "5116.27"),
      "posting 6 of 2024-01-03, equity of the date: run 5116.27, replay 5116.26",
      "daily[0]",
    ],
    [
      "a trade",
      (d: RunDocument) => (d.trades[0]!.net = "22.53"),
      "posting 11 of 2024-01-04, net of trade 1: run 22.53, replay 22.52",
      "trades[0]",
    ],
    [
      "a total",
      (d: RunDocument) => (d.summary.costs.exchange = "1.41"),
      "posting 12 of 2024-01-04, total exchange: run 1.41, replay 1.4",
      "summary",
    ],
    [
      "start cash",
      (d: RunDocument) => (d.inputs.account.cash = "5000.01"),
      "posting 6 of 2024-01-03, balance of the date: run 5116.26, replay 5116.27",
      "inputs",
    ],
    [
      "the fee schedule",
      (d: RunDocument) => ((d.inputs.contract.nfaFee as { usdPerSide: string }[])[0]!.usdPerSide = "0.03"),
      "posting 4 of 2024-01-03, NFA fee: run 0.04, replay 0.06",
      "inputs",
    ],
  ])("%s is named by the first posting that disagrees", (_, change, first, row) => {
    const audit = alteredBy(change);
    expect(audit.problems[0]).toBe(first);
    expect(audit.altered).toEqual([row]);
  });

  test("what no replay can compute is found by the seal, row by row", () => {
    expect(alteredBy((d) => (d.trades[0]!.mae = "-100.00")).altered).toEqual(["trades[0]"]);
    expect(alteredBy((d) => (d.orders[1]!.reason = "a better one")).altered).toEqual(["orders[1]"]);
    expect(alteredBy((d) => Object.assign(d.summary, { sharpe: 3 })).altered).toEqual(["summary"]);
    expect(alteredBy((d) => d.warnings.push("none")).altered).toEqual(["warnings"]);
    expect(alteredBy((d) => d.daily.pop())).toMatchObject({ ok: false, altered: ["daily: 1 rows fewer"] });
  });
});

describe("what is no document of a run is a fault that says so", () => {
  const faultOf = (text: string): Fault => {
    try {
      auditText(text);
    } catch (error) {
      if (error instanceof Fault) return error;
      throw error;
    }
    throw new Error("nothing was wrong with it");
  };
  const without = (key: string): string => {
    const document = JSON.parse(twoDays());
    delete document[key];
    return JSON.stringify(document);
  };

  test("cut off, empty, no JSON at all, HTML", () => {
    const text = twoDays();
    for (const share of [0.1, 0.5, 0.9, 0.999])
      expect(faultOf(text.slice(0, Math.floor(share * text.length)))).toMatchObject({
        code: "E390",
        message: "run.json ends in the middle",
      });
    expect(faultOf("")).toMatchObject({ code: "E390", message: "run.json is not JSON" });
    expect(faultOf("date,balance\n2024-01-03,5\n").code).toBe("E390");
    expect(faultOf("<!doctype html><title>ema-trend</title>")).toMatchObject({ code: "E391" });
  });
  test("another document", () => {
    expect(faultOf("[]").code).toBe("E391");
    expect(faultOf("null").code).toBe("E391");
    expect(faultOf('{"schema":"tickproof.compare/1","cells":[]}').message).toContain("a comparison");
    expect(faultOf('{"schema":"tickproof.error/1","code":"E394"}').message).toContain("the error");
    expect(faultOf('{"schema":"tickproof.run/2"}').detail.found).toBe('schema "tickproof.run/2"');
  });
  test("an older one, and one with a part missing or of another kind", () => {
    const document = JSON.parse(twoDays());
    const { cash: _c, integrity: _i, ...older } = document;
    expect(faultOf(JSON.stringify(older)).code).toBe("E392");
    const flagged = JSON.parse(twoDays());
    flagged.trades[0].flags = ["H"];
    expect(faultOf(JSON.stringify(flagged))).toMatchObject({
      code: "E392",
      message: expect.stringContaining("older Tickproof"),
    });
    expect(faultOf(without("fills"))).toMatchObject({
      code: "E393",
      detail: { where: "run.json: fills", found: "nothing" },
    });
    document.fills[1].price = "about 5003";
    expect(faultOf(JSON.stringify(document))).toMatchObject({
      code: "E393",
      detail: { where: "run.json: fills[1].price", found: '"about 5003"' },
    });
    document.fills[1].price = "5003.10";
    expect(faultOf(JSON.stringify(document)).detail).toMatchObject({
      where: "run.json: fills[1].price",
      expected: "a price on the grid of MES, in steps of 0.25",
    });
  });
});

type Path = readonly (string | number)[];

function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, one]) =>
    leavesOf(one, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function change(document: object, path: Path): void {
  let at = document as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as typeof at;
  const last = path.at(-1)!;
  const value = at[last];
  if (typeof value === "number") at[last] = value + 1;
  else if (typeof value === "boolean") at[last] = !value;
  else if (typeof value === "string" && /^-?\d+\.\d+$/.test(value))
    at[last] = value.startsWith("-") ? value.slice(1) : `1${value}`;
  else if (typeof value === "string") at[last] = `${value}0`;
  else at[last] = "0.00";
}
