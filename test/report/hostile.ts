// A run and a comparison in which every text that a user can choose tries to break the page.

import type { Comparison } from "#domain/comparison.js";
import type { Run } from "#domain/run.js";
import { fixtureRun } from "./fixture.js";

export const HOSTILE = `</script><img src=x onerror=alert(1)><svg/onload=alert(2)>"'\`><a href="javascript:alert(3)">x</a>\u202Egpj.exe\u0007`;

/** Texts that other programs have choked on, each in every field that a user can choose. */
export const EVILS = {
  markup: HOSTILE,
  "ten thousand characters": `${HOSTILE} `.repeat(90),
  "a formula": `=cmd|' /C calc'!A0`,
  "a terminal's escapes": "\u001b[31mred\u001b[0m\u001b]8;;http://evil.invalid\u0007link",
  "a closing block": `--></style></title></textarea></noscript><script>window.owned=1</script>`,
  "a template": `\${window.owned=1}{{constructor.constructor('window.owned=1')()}}`,
} as const;

export function hostileRun(text: string = HOSTILE): Run {
  const run = fixtureRun({ days: 30, every: 41 });
  const { inputs } = run;
  const months = [0, 900].map((bar) => ({
    contract: text,
    bar,
    offset: 0,
    seen: null,
    lastTradingDay: null,
    firstNotice: null,
  }));
  const found = { kind: "gap" as const, file: text, line: 7, found: text };
  const source = {
    ...inputs.data,
    symbol: text,
    file: text,
    notes: [text, text],
    repairs: {
      total: 1,
      counts: [{ kind: "off-grid" as const, action: "repaired" as const, count: 1 }],
      listed: [{ ...found, kind: "off-grid" as const, action: "repaired" as const, done: text }],
    },
    findings: {
      counts: [{ kind: "gap" as const, grade: "warning" as const, count: 1 }],
      listed: [
        {
          ...found,
          grade: "warning" as const,
          count: 1,
          from: run.bars.time[3]!,
          until: run.bars.time[4]!,
          expected: text,
        },
      ],
    },
  };
  return {
    ...run,
    inputs: {
      ...inputs,
      strategy: { name: text, file: text, hash: text, params: { [text]: text, plain: 1 } },
      data: source,
      finer: { ...source, timeframeMs: 60_000 },
      events: { file: text, sha256: text },
      settlements: { file: text, sha256: text, missing: "last trade" },
      execution: { ...inputs.execution, slippage: { model: "own", name: text, file: text, hash: text } },
      chain: {
        how: text,
        adjust: "difference",
        slippage: 1,
        expiry: { lead: null, fee: 0 },
        calendar: { file: text, sha256: text },
        files: [{ file: text, sha256: text, contract: text }],
      },
      contract: {
        ...inputs.contract,
        symbol: text,
        name: text,
        exchange: text,
        settlementTime: text,
        warnings: [text],
        sources: [text],
        commission: [{ from: "2019-05-06", usdPerSide: "0.25", source: text }],
      },
    },
    chain: {
      months,
      rolls: [
        {
          bar: 900,
          time: run.bars.time[900]!,
          from: text,
          to: text,
          spread: 0,
          quote: { from: 20_000, to: 20_000 },
          ratio: 1,
          why: text,
          qty: 0,
          prices: null,
          fill: -1,
        },
      ],
      expiries: [],
    },
    magnified: { bars: 10, of: 20, missing: 10, differing: 0, firstDiffering: null },
    fingerprint: text,
    reasons: run.reasons.map(() => text),
    trades: run.trades.map((trade) => ({
      ...trade,
      entryReason: text,
      exitReason: text,
      legs: trade.legs.map((leg) => ({ ...leg, reason: text })),
    })),
    orders: run.orders.map((order) => ({ ...order, reason: text, group: text, endReason: text })),
    events: [
      ...run.events.map((event) => ({ ...event, text })),
      { bar: 5, time: run.bars.time[5]!, kind: "note", text, order: 0, amount: 0 },
    ],
    plotted: [
      { name: text, values: run.bars.close, pane: null, levels: [] },
      { name: text, values: run.bars.volume, pane: text, levels: [0, -1e300] },
      { name: text, values: run.bars.volume, pane: "own", levels: [] },
    ],
    margin: { ...run.margin, rates: run.margin.rates.map((rate) => ({ ...rate, source: text })) },
    warnings: [text],
  };
}

export const contextOf = (text: string) => ({ command: text, version: text, strategySource: text });
export const HOSTILE_CONTEXT = contextOf(HOSTILE);

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

export function hostileComparison(text: string = HOSTILE): Comparison {
  const comparison = comparisonOf([hostileRun(text), hostileRun(text)]);
  const fault = { code: "E401" as const, message: text, where: text, found: text };
  return {
    ...comparison,
    cells: [...comparison.cells, { strategy: text, instrument: text, run: null, fault }],
    strategies: [text],
    instruments: [text],
  };
}
