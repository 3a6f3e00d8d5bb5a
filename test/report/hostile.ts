// A run and a comparison in which every text that a user can choose tries to break the page.

import type { Comparison } from "#domain/comparison.js";
import type { Run } from "#domain/run.js";
import { fixtureRun } from "./fixture.js";

export const HOSTILE = `</script><img src=x onerror=alert(1)><svg/onload=alert(2)>"'\`><a href="javascript:alert(3)">x</a>\u202Egpj.exe\u0007`;

export function hostileRun(): Run {
  const run = fixtureRun({ days: 30, every: 41 });
  const { inputs } = run;
  return {
    ...run,
    inputs: {
      ...inputs,
      strategy: {
        name: HOSTILE,
        file: HOSTILE,
        hash: HOSTILE,
        params: { [HOSTILE]: HOSTILE, plain: 1 },
      },
      data: { ...inputs.data, symbol: HOSTILE, file: HOSTILE, notes: [HOSTILE, HOSTILE] },
      contract: {
        ...inputs.contract,
        symbol: HOSTILE,
        name: HOSTILE,
        exchange: HOSTILE,
        settlementTime: HOSTILE,
        warnings: [HOSTILE],
        sources: [HOSTILE],
        commission: [{ from: "2019-05-06", usdPerSide: "0.25", source: HOSTILE }],
      },
    },
    fingerprint: HOSTILE,
    reasons: run.reasons.map(() => HOSTILE),
    trades: run.trades.map((trade) => ({ ...trade, entryReason: HOSTILE, exitReason: HOSTILE })),
    orders: run.orders.map((order) => ({ ...order, reason: HOSTILE, endReason: HOSTILE })),
    events: run.events.map((event) => ({ ...event, text: HOSTILE })),
    plotted: [{ name: HOSTILE, values: run.bars.close }],
    margin: { ...run.margin, rates: run.margin.rates.map((rate) => ({ ...rate, source: HOSTILE })) },
    warnings: [HOSTILE],
  };
}

export const HOSTILE_CONTEXT = { command: HOSTILE, version: HOSTILE, strategySource: HOSTILE };

export function comparisonOf(runs: readonly Run[], changes: Partial<Comparison> = {}): Comparison {
  const cells = runs.map((run, i) => ({
    strategy: run.inputs.strategy.name,
    instrument: ["MES", "MNQ", "MCL"][i % 3]!,
    run,
    fault: null,
  }));
  const daily = runs[0]?.daily ?? [];
  return {
    cells,
    strategies: [...new Set(cells.map((cell) => cell.strategy))],
    instruments: [...new Set(cells.map((cell) => cell.instrument))],
    firstDay: daily[0]?.day ?? 0,
    lastDay: daily.at(-1)?.day ?? 0,
    correlation: {
      labels: cells.map((cell) => `${cell.strategy} ${cell.instrument}`),
      matrix: cells.map((_, i) => cells.map((_cell, j) => (i === j ? 1 : 0.25))),
    },
    shared: {
      cash: 10_000_000_000,
      net: -123_450_000,
      maxDrawdown: 456_000_000,
      peakMarginPercent: 71.2,
      parts: cells.map(({ strategy, instrument }) => ({
        strategy,
        instrument,
        net: -41_150_000,
        trades: 10,
        refused: 1,
        liquidations: 0,
      })),
      daily: daily.map(({ day, equity }) => ({ day, equity })),
      sumOfSingles: runs.reduce((sum, run) => sum + run.totals.net, 0),
    },
    interrupted: false,
    ...changes,
  };
}

export function hostileComparison(): Comparison {
  const comparison = comparisonOf([hostileRun(), hostileRun()]);
  const fault = { code: "E401" as const, message: HOSTILE, where: HOSTILE, found: HOSTILE };
  return {
    ...comparison,
    cells: [...comparison.cells, { strategy: HOSTILE, instrument: HOSTILE, run: null, fault }],
    strategies: [HOSTILE],
    instruments: [HOSTILE],
  };
}
