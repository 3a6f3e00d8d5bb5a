// A trader who follows a plan half of the time, with words of any kind in whatever a person can write.

import type { JournalFill, JournalTrade } from "#domain/journal.js";
import type { RuleResult, TradeNote } from "#domain/journal-notes.js";
import type { Review } from "#domain/review.js";
import type { Run } from "#domain/run.js";
import { instrumentOf } from "#instrument/instrument.js";
import { marketOf } from "#journal/review/moments.js";
import { reviewOf } from "#journal/review/review.js";
import { signalsOf } from "#journal/review/signals.js";
import { ASKED, followed } from "../journal/review/made.js";

interface Change {
  readonly minutes?: number;
  /** By which the exit was worse. */
  readonly ticks?: number;
  readonly times?: number;
  readonly id?: string;
}

/** The same trade, left later, at a worse price, or of another size. */
function changed(
  trade: JournalTrade,
  run: Run,
  { minutes = 0, ticks = 0, times = 1, id }: Change,
): JournalTrade {
  const { tickValue } = instrumentOf(run.inputs.contract);
  const qty = trade.qty * times;
  const entrySum = trade.entrySum * times;
  const exitSum = (trade.exitSum - trade.side * ticks * trade.qty) * times;
  const entryTime = trade.entryTime + (id === undefined ? 0 : minutes * 60_000);
  const exitTime = trade.exitTime! + minutes * 60_000;
  const gross = trade.side * (exitSum - entrySum) * tickValue;
  const costs = trade.costs * times;
  return {
    ...trade,
    ...(id !== undefined && { id }),
    qty,
    most: qty,
    entryTime,
    exitTime,
    entrySum,
    exitSum,
    gross,
    costs,
    net: gross - costs,
    legs: [{ qty, entryTime, exitTime, entrySum, exitSum, gross }],
  };
}

export function reviewCase(runs: readonly Run[], words: string, days = 25): Review {
  const lastDay = Math.min(...runs.map(({ inputs }) => inputs.data.lastDay));
  const firstDay = lastDay - days;
  const trades: JournalTrade[] = [];
  const fills: JournalFill[] = [];
  for (const run of runs) {
    const { symbol } = run.inputs.contract;
    for (const [k, signal] of signalsOf(run, firstDay, lastDay).entries()) {
      const made = followed(signal, k, run);
      if (made.trade.exitTime === null) continue;
      const trade = { ...made.trade, id: `t-${symbol.toLowerCase()}${k}` };
      fills.push(...made.fills);
      if (k % 5 === 0) trades.push(trade);
      if (k % 5 === 1) trades.push(changed(trade, run, { minutes: 25, ticks: 7 }));
      if (k % 5 === 2) trades.push(changed(trade, run, { times: 3 }));
      if (k % 5 === 3)
        trades.push(trade, changed(trade, run, { minutes: 180, ticks: 40, id: `t-off-${symbol}${k}` }));
    }
  }
  trades.sort((a, b) => a.entryTime - b.entryTime || (a.id < b.id ? -1 : 1));
  const notes = trades.map(
    ({ id, day }, k): TradeNote => ({
      trade: id,
      date: day,
      line: 1,
      setup: k % 2 === 0 ? words : "plain",
      whyTechnical: words,
      whyFundamental: words,
      planStop: null,
      planTarget: null,
      emotion: { before: words, during: "calm", after: null },
      mistakes: [{ name: words, suggested: true }],
      tags: ["trend", words],
      grade: "B",
      shots: [words],
      signal: null,
      extra: { "x.other": words },
      prose: `${words}\nwaited for a second close`,
    }),
  );
  const large = trades.filter(({ qty, id }) => qty > 2 || id.startsWith("t-off"));
  const rules: RuleResult[] = [
    {
      rule: "contracts",
      promise: words,
      dollarsAre: words,
      judged: trades.length,
      unknown: 0,
      dollars: large.reduce((sum, { net }) => sum + net, 0),
      breaches: large.map(({ id, account, day, entryTime, net }) => ({
        trade: id,
        account,
        day,
        time: entryTime,
        promised: words,
        happened: words,
        dollars: net,
      })),
    },
  ];
  return reviewOf({
    ...ASKED,
    plan: { ...ASKED.plan, name: words },
    account: words,
    name: "span",
    firstDay,
    lastDay,
    markets: runs.map((run) => marketOf(run, null)),
    trades,
    fills,
    notes,
    rules,
    warnings: [words],
  });
}
