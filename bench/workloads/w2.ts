// W2: what do brackets inside the bar take, beside a loop by hand?

import { backtest } from "#index.js";
import { byHand } from "../by-hand.js";
import { canonicalSeries } from "../canonical.js";
import { work } from "../child.js";
import { inTurn, timed } from "../in-turn.js";
import { tableOf } from "../measured.js";
import { Output, plainRsi } from "../plain-loops.js";
import { checked, figuresOf, requestOf, rsiBrackets } from "../specs.js";

const NAME = "W2";

await work({
  name: NAME,
  async prepare(length) {
    const series = canonicalSeries(length);
    return { series, request: requestOf(await rsiBrackets(series)) };
  },
  held: ({ series }) => [series.bars],
  once: ({ request }) => backtest(request),
  check: (_, run) => checked(NAME, run),
  async measure({ series, request }, { rounds }) {
    const { bars } = series;
    const output = new Output(bars.length);
    const found = figuresOf(await backtest(request));
    const hand = byHand(NAME, bars, found, () => plainRsi(bars, output));
    const timings = await inTurn(
      [{ who: "tickproof, everything on", once: () => timed(() => backtest(request)) }, ...hand.parties],
      { rounds, warmup: 5 },
    );
    hand.close();
    const title = "RSI(14) 30/70, stop 20 and target 40 ticks inside the bar";
    return {
      tables: [tableOf({ key: NAME, title, unit: "M bars/s", work: bars.length }, timings)],
      notes: hand.notes,
    };
  },
});
