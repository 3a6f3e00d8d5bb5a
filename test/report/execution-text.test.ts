// Do the reports say in words by which rules orders met the market?

import { describe, expect, test } from "vitest";
import { limitFillText, participationText, slippageLabel, slippageText } from "#report/execution-text.js";
import { averageSlip } from "#report/fill-check.js";
import { dollarsText } from "#report/format.js";
import { assumptions } from "#report/panel/assumptions.js";
import { costs } from "#report/panel/costs.js";
import { runSummary } from "#report/terminal.js";
import type { SlippageModel } from "../../src/domain/execution.js";
import { FILL_KINDS, type Run } from "../../src/domain/run.js";
import { fixtureRun } from "./fixture.js";

const SPREAD = { model: "spread", regular: 1, overnight: 2, news: 4, newsMinutes: 2 } as const;
const OWN = { model: "own", name: "mine", file: "models/mine.ts", hash: "abc" } as const;

test.each([
  [1, "1 tick", "1 tick"],
  [0, "0 ticks", "0 ticks"],
  [
    SPREAD,
    "spread 1/2/4 ticks",
    "a spread of 1 tick in regular hours, 2 overnight, 4 within 2 minutes of an event",
  ],
  [
    { model: "atr", share: 0.05, period: 14 },
    "5% of ATR(14)",
    "5% of the average true range of the 14 bars before, up to a whole tick and at least one",
  ],
  [
    { model: "impact", coefficient: 0.6, period: 20 },
    "impact 0.6",
    "0.6 × ATR(20) × √(contracts ÷ the bar's volume), up to a whole tick and at least one: the square-root law of market impact",
  ],
  [OWN, "mine", "whatever models/mine.ts answers"],
  [{ ...OWN, file: "" }, "mine", "whatever the program's own function mine answers"],
] as const)("slippage of %o", (model, label, text) => {
  expect([slippageLabel(model), slippageText(model)]).toEqual([label, text]);
});

test("each limit rule has its sentence", () => {
  expect(limitFillText("touch")).toMatch(/touched, as if always first in the queue/);
  expect(limitFillText("through")).toMatch(/through the price by a tick; reaching it is not enough/);
  expect(limitFillText({ through: 2 })).toMatch(/through the price by 2 ticks/);
  expect(limitFillText({ volume: 3 })).toMatch(/3 times the order's contracts/);
});

test("so has the cap on participation", () => {
  expect(participationText({ participation: null })).toMatch(/No cap/);
  expect(participationText({ participation: 0.07 })).toMatch(/at most 7% of its volume/);
});

const WIDE = { colour: false, unicode: true, columns: 140, tsv: false };
const CONTEXT = { command: "tickproof run x -i MES", version: "0.1.0" };

/** The fixture's run as if `model` had charged its fills 1, 2, 1, 2 … ticks. */
function chargedBy(model: SlippageModel, ticks: readonly number[] = [1, 2]): Run {
  const run = fixtureRun();
  const slip = Int32Array.from(run.fills.slip, (_, i) => ticks[i % ticks.length]!);
  const charged = slip.reduce((sum, one, i) => sum + one * run.fills.qty[i]! * 1_250_000, 0);
  return {
    ...run,
    inputs: { ...run.inputs, execution: { ...run.inputs.execution, slippage: model } },
    fills: { ...run.fills, slip },
    totals: { ...run.totals, slippage: charged },
  };
}
const shown = (panel: typeof costs, run: Run): string => String(panel.render(run, CONTEXT));

describe("where a model decides what slips", () => {
  const run = chargedBy(SPREAD);
  const average = averageSlip(run)!;

  test("the average is by contracts, limits and targets left out", () => {
    expect(average).toBeGreaterThan(1);
    expect(average).toBeLessThan(2);
    const limits = Uint8Array.from(run.fills.kind, () => FILL_KINDS.indexOf("stop limit"));
    expect(averageSlip({ ...run, fills: { ...run.fills, kind: limits } })).toBeNull();
  });

  test("the panel of costs names rule and average, and has a row as run among the round numbers", () => {
    const html = shown(costs, run);
    expect(html).toContain(`within 2 minutes of an event, on average by ${average.toFixed(2)} ticks`);
    expect(html).toContain(`>${average.toFixed(2)} (as run)<`);
    expect([...html.matchAll(/\(as run\)/g)]).toHaveLength(1);
    // Same fills at the slippage that was charged: the net of the run.
    const row = html.slice(html.indexOf("(as run)"), html.indexOf("<tr>", html.indexOf("(as run)")));
    expect(row).toContain(`>${dollarsText(run.totals.net)}<`);
  });

  test("a whole average is marked in its own row", () => {
    const html = shown(costs, chargedBy({ ...OWN }, [2]));
    expect(html).toContain(">2 (as run)<");
    expect(html).toContain("whatever models/mine.ts answers, on average by 2 ticks");
  });

  test("the assumptions state rule, average and its dollars", () => {
    const html = shown(assumptions, run);
    expect(html).toContain("worse by a spread of 1 tick in regular hours");
    expect(html).toContain(
      `Charged: ${average.toFixed(2)} ticks ($${(1.25 * average).toFixed(2)}) a contract`,
    );
    expect(html).toContain("No cap: an order may take more than the bar traded.");
    expect(html).toContain(
      "No calendar of announcements was given, so the spread near an event was never used.",
    );
    const events = { file: "cpi-2025.csv", sha256: "" };
    const told = shown(assumptions, { ...run, inputs: { ...run.inputs, events } });
    expect(told).toContain("Announcements from cpi-2025.csv.");
    expect(shown(assumptions, chargedBy(OWN))).not.toContain("calendar of announcements");
  });

  test("the terminal has it in its second line", () => {
    expect(runSummary(run, WIDE)).toContain("+ spread 1/2/4 ticks slippage");
    expect(runSummary(chargedBy(OWN), WIDE)).toContain("+ mine slippage");
  });

  test("a file with markup in its name stays text", () => {
    const hostile = chargedBy({ ...OWN, name: "<b>", file: "<script>.ts" });
    for (const panel of [costs, assumptions]) expect(shown(panel, hostile)).not.toContain("<script>");
    const escaping = runSummary(chargedBy({ ...OWN, name: "mine\u001b[2J\nNet profit $1" }), WIDE);
    expect(escaping).not.toContain("\u001b");
    expect(escaping).not.toMatch(/^ *Net profit \$1/m);
  });
});
