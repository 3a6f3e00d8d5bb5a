// W1: what does an always-in EMA cross over all bars take, beside a loop by hand?

import { backtestData, runBacktest } from "#engine/backtest.js";
import { backtest } from "#index.js";
import { ColumnCache } from "#strategy/columns.js";
import { byHand } from "../by-hand.js";
import { canonicalSeries } from "../canonical.js";
import { inAnotherProcess, work } from "../child.js";
import { coldStart } from "../cold.js";
import { inTurn, timed } from "../in-turn.js";
import { tableOf } from "../measured.js";
import { Output, plainEma } from "../plain-loops.js";
import { builtIns, checked, emaCross, everyColumn, figuresOf, requestOf } from "../specs.js";

const NAME = "W1";

await work({
  name: NAME,
  async prepare(length) {
    const series = canonicalSeries(length);
    const spec = await emaCross(series);
    return { series, spec, request: requestOf(spec) };
  },
  held: ({ series }) => [series.bars],
  once: ({ request }) => backtest(request),
  check: (_, run) => checked(NAME, run),
  async before({ series }) {
    for (const spec of await builtIns(series)) for (let k = 0; k < 3; k++) await backtest(requestOf(spec));
  },
  async measure({ series, spec, request }, terms) {
    const { bars } = series;
    const output = new Output(bars.length);
    const run = await backtest(request);
    const found = figuresOf(run);
    const columns = new ColumnCache();
    // Both wait as long for their turns as each other: what an idle process forgets is no difference between them.
    const alone = inAnotherProcess("alone in its process", false, terms);
    const after = inAnotherProcess("after all built-in strategies", true, terms);
    const hand = byHand(NAME, bars, found, () => plainEma(bars, 12, 26, output));
    const timings = await inTurn(
      [
        { who: "tickproof, everything on", once: () => timed(() => backtest(request)) },
        { who: "indicators at hand", once: () => timed(() => runBacktest({ ...spec, columns })) },
        {
          who: "the same, every column read",
          once: () => timed(() => everyColumn(backtestData({ ...spec, columns }))),
        },
        ...hand.parties,
      ],
      { rounds: terms.rounds, warmup: 5 },
    );
    hand.close();
    const others = await inTurn([alone, after], { rounds: terms.rounds, warmup: 5 });
    alone.close();
    after.close();
    const title = "EMA 12/26 always in, costs, slippage and margin on";
    const cold = await coldStart(series, run.fingerprint, found.trades, Math.ceil(terms.rounds / 3));
    return {
      tables: [
        tableOf({ key: NAME, title, unit: "M bars/s", work: bars.length }, timings, 1),
        tableOf(
          { key: "W1 after", title: "the same with other strategies", unit: "M bars/s", work: bars.length },
          others,
          1,
        ),
        cold,
      ],
      notes: hand.notes,
    };
  },
});
