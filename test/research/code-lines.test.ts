// Does a run know which of its strategy's lines sent its orders?

import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Run } from "#domain/run.js";
import { blocksOfPage, runsOf } from "#report/embed/read-report.js";
import { runReport } from "#report/run-report.js";
import { runCells } from "#research/cells.js";
import { reasonLines } from "#strategy/reason-lines.js";
import { codeOf, pathText } from "../../front/trades/code.js";
import { recordsOf } from "../../front/trades/records.js";
import { storyOf } from "../../front/trades/story.js";
import type { PageMeta } from "../../src/report/embed/layout.js";
import { openPage } from "../report/embedded.js";
import { fixture, spec } from "./spec.js";

const NAME = "asks-in-many-ways";
const source = readFileSync(fixture(NAME), "utf8");
const lineWith = (text: string): string =>
  `${NAME}.ts:${source.split("\n").findIndex((line) => line.includes(text)) + 1}`;

describe.each([1, 2])("on %d lanes", (jobs) => {
  let run: Run;
  beforeAll(async () => {
    const cells = await runCells([spec(NAME), spec(NAME)], { jobs, watch: true });
    run = cells[1]!.run!;
  });

  test("every order of the strategy has the line that sent it, and who called that", async () => {
    const { orders, where, text } = run.lines!;
    expect(orders).toHaveLength(run.orders.length);
    run.orders.forEach(({ reason, kind }, at) => {
      const line = reason === "pu" ? "this.goTo(1" : kind === "limit" ? "this.buy(" : "this.flatten(";
      expect(source.split("\n")[Number(where[orders[at]!]!.split("\n")[0]!.split(":")[1]) - 1]).toContain(
        line,
      );
    });
    const entry = orders[run.orders.findIndex(({ reason }) => reason === "pu")]!;
    expect(where[entry]!.split("\n").map((one) => one.slice(one.lastIndexOf("/") + 1))).toEqual([
      lineWith("this.goTo(1"),
      lineWith('this.#enter("up")'),
    ]);
    expect(text[entry]!.split("\n")[0]).toBe("this.goTo(1, { reason, exit: { stop: { points: 40 } } });");
    expect(where.join()).not.toMatch(/(^|,)(\/|[A-Z]:)/);
  });

  test("a page tells the line of each thing that the strategy asked for, and gives the run back", async () => {
    const html = runReport(run, { command: "x", version: "0", strategySource: source });
    const page = await openPage(html);
    const records = await recordsOf(page);
    const lines = new Map<string, Set<string>>();
    for (let i = 0; i < page.trades.length; i++)
      for (const { what, code, text } of storyOf(page, records, i)) {
        const of = what === "stop moved" ? `${what} ${text.split(" · ")[1]}` : what;
        lines.set(of, (lines.get(of) ?? new Set()).add(code?.short ?? "none"));
      }
    expect(lines.get("submitted")).toEqual(
      new Set([
        lineWith("this.goTo(1"),
        lineWith("step === 5"),
        lineWith("step === 9"),
        lineWith("this.flatten("),
      ]),
    );
    expect(lines.get("amended")).toEqual(new Set([lineWith("this.amend(")]));
    expect(lines.get("cancelled")).toEqual(new Set([lineWith("this.cancel("), lineWith("this.cancelAll(")]));
    expect(lines.get("stop moved moved by the strategy")).toEqual(new Set([lineWith("this.moveStop(")]));
    expect(lines.get("filled")).toEqual(new Set(["none"]));
    const [back] = await runsOf(blocksOfPage(html, "x"), "x");
    expect(back!.run.lines).toEqual(run.lines);
  });
});

test("words in a comment, and words that two calls share, name no line: the order's own is told", async () => {
  const name = "says-it-twice";
  const [cell] = await runCells([spec(name)], { watch: true });
  const run = cell!.run!;
  const text = readFileSync(fixture(name), "utf8");
  const at = (words: string) =>
    `${name}.ts:${text.split("\n").findIndex((line) => line.includes(words)) + 1}`;
  const page = await openPage(runReport(run, { command: "x", version: "0", strategySource: text }));
  const records = await recordsOf(page);
  expect(records.code.isSeen).toBe(true);
  const told = [0, 1, 2].map((i) =>
    storyOf(page, records, i).flatMap(({ what, code }) => (what === "submitted" ? [code?.short] : [])),
  );
  // Each trade but the first begins with the order that ends the one before it.
  const [buy, sell, breakout] = [at("this.goTo(1,"), at("this.goTo(-1,"), at("this.goTo(2,")];
  expect(told).toEqual([
    [buy, sell],
    [sell, breakout],
    [breakout, sell],
  ]);
});

test("where nobody looked, a comment with the words of a reason is not taken for its line", () => {
  const text = readFileSync(fixture("says-it-twice"), "utf8");
  const line = text.split("\n").findIndex((one) => one.includes("this.goTo(2,")) + 1;
  expect(reasonLines(text, ["breakout"])).toEqual({ breakout: line });
});

test("a caller is told with its file where that is another one", () => {
  const path = (...where: string[]) => pathText(where.map((one) => ({ where: one, text: "" })));
  expect(path("a.ts:8")).toBe("a.ts:8");
  expect(path("a.ts:8", "a.ts:3", "a.ts:14")).toBe("a.ts:8, from line 3, from line 14");
  expect(path("helper.ts:8", "h/base.ts:3", "h/own.ts:14", "h/own.ts:2")).toBe(
    "helper.ts:8, from h/base.ts:3, from h/own.ts:14, from line 2",
  );
});

test("what a strategy changed is found by its bar among many, and only that", () => {
  const n = 5000;
  const lines = {
    orders: new Int32Array(0),
    bar: Int32Array.from({ length: n }, (_, k) => k >> 1),
    change: new Int32Array(n).fill(1),
    order: Int32Array.from({ length: n }, (_, k) => k + 1),
    place: Int32Array.from({ length: n }, (_, k) => k % 2),
    where: ["a.ts:1", "a.ts:2"],
    text: ["", ""],
  };
  const meta = { strategy: { file: "a.ts" }, source: [], reasonLines: {} } as unknown as PageMeta;
  const code = codeOf(meta, lines);
  for (const k of [0, 1, 2, 777, 4998, 4999])
    expect(code.changed("cancelled", k >> 1, k + 1)?.short).toBe(`a.ts:${(k % 2) + 1}`);
  expect(code.changed("cancelled", 3, 1)).toBeNull();
  expect(code.changed("moved", 3, 7)).toBeNull();
  expect(code.changed("cancelled", 2500, 5001)).toBeNull();
});

test("of a strategy that does not do the same again no line is told", async () => {
  const [cell] = await runCells([spec("never-the-same")], { watch: true });
  expect(cell!.run!.orders.length).toBeGreaterThan(0);
  expect(cell!.run!.lines).toBeUndefined();
});
