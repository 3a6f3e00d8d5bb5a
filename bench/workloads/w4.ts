// W4: what do the four built-in strategies on three instruments take with one account, beside an account for each?

import { createHash } from "node:crypto";
import { syntheticBars } from "#bars/synthetic.js";
import { MARKETS } from "#bars/synthetic-market.js";
import type { SharedData } from "#domain/comparison.js";
import { backtestData } from "#engine/backtest.js";
import { runShared } from "#engine/portfolio.js";
import type { BacktestSpec } from "#engine/spec.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { parseDay } from "#instrument/time.js";
import { seriesOf } from "../canonical.js";
import { work } from "../child.js";
import { inTurn, timed } from "../in-turn.js";
import { tableOf } from "../measured.js";
import { builtIns, insistFingerprint } from "../specs.js";

const NAME = "W4";
const SYMBOLS = ["MES", "MNQ", "MCL"];
/** More than twelve strategies can lose: nothing is refused, so that both ways must come to the same money. */
const CASH = 1_000_000_000_000;

await work({
  name: NAME,
  async prepare(length) {
    const specs = (await Promise.all(SYMBOLS.map((symbol) => builtIns(minutesOf(symbol, length))))).flat();
    return { specs, length };
  },
  held: ({ specs }) => [...new Set(specs.map(({ series }) => series.bars))],
  once: async ({ specs }) => runShared(specs, CASH),
  check({ specs, length }, account) {
    const alone = specs.map((spec) => backtestData(spec));
    for (const [k, { totals, trades }] of alone.entries()) {
      const { strategy, instrument, net, trades: count } = account.parts[k]!;
      if (net === totals.net && count === trades.length) continue;
      throw new Error(
        `${NAME}: ${strategy} on ${instrument} makes ${net} in ${count} trades, alone ${totals.net} in ${trades.length}`,
      );
    }
    const fingerprint = fingerprintOf(account);
    insistFingerprint(NAME, length, fingerprint);
    return { fingerprint, trades: account.parts.reduce((sum, { trades }) => sum + trades, 0) };
  },
  async measure({ specs }, { rounds }) {
    const timings = await inTurn(
      [
        { who: "tickproof, one account", once: () => timed(() => runShared(specs, CASH)) },
        {
          who: "twelve runs, an account each",
          once: () => timed(() => specs.map((spec) => backtestData(spec))),
        },
      ],
      { rounds: Math.ceil(rounds / 5), warmup: 1 },
    );
    const title =
      "four built-in strategies on MES, MNQ and MCL; a bar counts once for each strategy that sees it";
    return {
      tables: [tableOf({ key: NAME, title, unit: "M bars/s", work: barsIn(specs) }, timings)],
    };
  },
});

/** Seeded one-minute bars of whole trade dates from 2025-01-02 on: about a tenth of `length`. */
function minutesOf(symbol: string, length: number) {
  const firstDay = parseDay("2025-01-02");
  const calendarDays = Math.ceil((length / 10 / 1380) * (7 / 5));
  const instrument = instrumentOf(loadContracts().get(symbol));
  const market = MARKETS.find((one) => one.symbol === symbol)!;
  const options = { seed: 42, firstDay, lastDay: firstDay + calendarDays, stepMs: 60_000 };
  return seriesOf(syntheticBars(instrument, market, options), symbol);
}

/** Bars that strategies see: each as often as there are strategies on them. */
function barsIn(specs: readonly BacktestSpec[]): number {
  return specs.reduce((sum, { series }) => sum + series.bars.length, 0);
}

function fingerprintOf(account: SharedData): string {
  const parts = account.parts.map(({ strategy, instrument, net, trades, refused, liquidations }) => {
    return { strategy, instrument, net, trades, refused, liquidations };
  });
  const daily = account.daily.map(({ day, equity }) => ({ day, equity }));
  const { maxDrawdown } = account;
  return createHash("sha256").update(JSON.stringify({ parts, daily, maxDrawdown })).digest("hex");
}
