// Does the page for others keep amounts out, also those that can be worked out, and is each share signed once?

import { beforeAll, expect, test } from "vitest";
import type { Run } from "#domain/run.js";
import { reviewReport } from "#report/review-report.js";
import { checksOf } from "#report/trust.js";
import { backtest } from "#research/library.js";
import { reviewCase } from "./review-case.js";

let runs: readonly Run[];
let page: string;
beforeAll(async () => {
  runs = [await backtest({ strategy: "rsi-reversion", instrument: "MES", data: "data/MES-5m.csv" })];
  page = reviewReport(reviewCase(runs, "waited"), {
    runs,
    rows: [],
    reconciled: [],
    version: "0",
    command: "tickproof journal review --share",
    share: true,
  });
});

test("checks from which the model's dollars follow are not in it, those without any are", () => {
  const said = (id: string) => checksOf(runs[0]!).find((check) => check.id === id)!;
  // Ticks a side, of so many sides: without a dollar sign, and all the same what it made.
  expect(said("break-even").label).toMatch(/reak-even|break even/);
  expect(said("break-even").text).not.toContain("$");
  expect(page).not.toMatch(/break-even|break even/i);
  expect(page).toContain(said("sample").label);
  expect(page).toContain("Synthetic data");
});

test("each share of the deviations has one sign", () => {
  expect(page).toMatch(/>\+[\d.]+%</);
  expect(page).not.toMatch(/\+\+|−−/);
});
