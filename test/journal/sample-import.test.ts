// Does the bundled journal come in whole?

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { importTexts } from "./pipeline.js";

const sample = (name: string) =>
  [name, readFileSync(new URL(`../../data/journal/exports/${name}`, import.meta.url), "utf8")] as const;

test("Tradovate's fills and orders: the orders take their clock from the fills, stops tell the risk", () => {
  const { files, journal } = importTexts([sample("tradovate-orders.csv"), sample("tradovate-fills.csv")]);
  const [fills, orders] = files;
  expect(fills).toMatchObject({
    title: "Tradovate Fills",
    version: 2,
    clock: { zone: null, said: "UTC column present; local column is UTC−4" },
    counts: { lines: 72, fills: 72, duplicates: 0, rejected: 0 },
  });
  expect(orders!.clock.said).toMatch(/of its fills stand in a report with UTC times: America\/New_York$/);
  expect(orders!.counts).toMatchObject({ lines: 80, orders: 80 });
  expect(journal.fills.every(({ grain }) => grain === "fill")).toBe(true);
  expect(journal.fills.length).toBe(72);
  expect(journal.trades.length).toBeGreaterThan(20);
  expect(journal.trades.filter(({ risk }) => risk !== null).length).toBeGreaterThan(10);
});
