// Could these fills, at these prices, have been had in the market?

import type { Run } from "../domain/run.js";
import { sum } from "../indicator/statistics.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatInstant } from "../instrument/time.js";
import { metricOf } from "../metric/all.js";
import { deflatedOf } from "../metric/deflated.js";
import { orderCount, tradeResults } from "../metric/results.js";
import { slipped } from "../metric/slipping.js";
import { touchFills } from "../metric/touch.js";
import {
  countText,
  dollarsText,
  fixedText,
  percentText,
  plural,
  probabilityText,
  quantityText,
} from "./format.js";
import type { Check } from "./trust.js";

/** Limit orders that filled although the market did no more than reach them. */
export function touches(run: Run): Check {
  const { resting, touched, trades, netWithout } = touchFills(run);
  if (resting === 0) {
    return {
      id: "touch",
      state: "ok",
      label: "No fill needed a place in the queue",
      text: "No order filled while it rested at a limit.",
    };
  }
  const { length, net: nets } = tradeResults(run);
  const net = sum(nets);
  return {
    id: "touch",
    state: touched === 0 ? "ok" : "note",
    label: `${countText(touched)} of ${plural(resting, "resting limit fill")} (${percentText((100 * touched) / resting)}) touch-only`,
    text:
      touched === 0
        ? "In the bar of every one of them the market traded beyond the limit as well."
        : `Their bars reached the limit and went no further: whoever stood last in the queue got nothing. Without the ${plural(trades.size, "trade")} that had one, the other ${countText(length - trades.size)} made ${dollarsText(netWithout)} instead of ${dollarsText(net)}.`,
  };
}

/** Less room than that, in ticks a side, is within what slippage can be wrong by. */
const ROOM = 1;

/** How wrong the slippage may be before nothing is left. */
export function breakEven(run: Run): readonly Check[] {
  const at = metricOf("break-even-slippage").of(run);
  if (at === null) return [];
  const { lots, ticks: paid } = slipped(run.fills);
  const charged = paid / lots;
  const sides = `${quantityText(lots, instrumentOf(run.inputs.contract).lot)} contract ${lots === 1 ? "side" : "sides"} filled at the market`;
  const ticks = `${fixedText(at, 1)} ticks a side`;
  if (at < 0) {
    return [
      {
        id: "break-even",
        state: "note",
        label: "No slippage low enough to break even",
        text: `Even fills without any slippage would have lost (break-even at ${ticks}, over ${plural(run.fills.length, "fill")}): slippage alone is not what makes it lose.`,
      },
    ];
  }
  return [
    {
      id: "break-even",
      state: at - charged < ROOM ? "note" : "ok",
      label: `Break-even slippage ${ticks}`,
      text:
        at >= charged
          ? `${fixedText(charged, 1)} were charged on average; ${fixedText(at - charged, 1)} more on each of ${sides} would leave nothing.`
          : `${fixedText(charged, 1)} were charged on average, over ${sides}: that is what makes it lose.`,
    },
  ];
}

/** Prices that no market ever showed, where rolls were smoothed. */
export function adjusted({ inputs, chain }: Run): readonly Check[] {
  if (inputs.chain === null || chain === null || chain.rolls.length === 0) return [];
  const how = {
    difference: "by the spread of each roll, so differences are right and percentages of old prices are not",
    ratio: "by the ratio of each roll, so percentages are right and differences of old prices are not",
    none: "not at all: the jump of each roll is in them",
  }[inputs.chain.adjust];
  return [
    {
      id: "adjusted",
      state: "note",
      label: `Bars joined over ${plural(chain.rolls.length, "roll")}`,
      text: `What the strategy read was adjusted ${how}. Fills, money and margin are at the contract's own price.`,
    },
  ];
}

/** What the quick look came to. */
export function lookAhead({ lookAhead }: Pick<Run, "lookAhead">): readonly Check[] {
  if (lookAhead === undefined) return [];
  const { own, cuts, finding } = lookAhead;
  if (finding !== null) {
    const when = finding.time === null ? "" : ` First at ${formatInstant(finding.time)}`;
    const where = finding.where === null ? "" : `, ${finding.where}`;
    return [
      {
        id: "look-ahead",
        state: "bad",
        label: `${finding.code}: ${finding.message}`,
        text: `With the bars as they are: ${finding.asRun ?? "nothing"}. With those up to there alone: ${finding.watched ?? "nothing"}.${when}${where}. tickproof verify says more.`,
      },
    ];
  }
  return [
    {
      id: "look-ahead",
      state: "ok",
      label: own
        ? `No look-ahead at ${plural(cuts, "cut")}`
        : "No look-ahead: it computes no column of its own",
      text: own
        ? `With the future taken away at ${plural(cuts, "instant")}, and with noise in its place, it sent the same orders. tickproof verify looks at a hundred.`
        : "Every column that it reads is the framework's, and each of those looks back only.",
    },
  ];
}

/** The quick look ran all of it once more, from another copy of its module: with the same orders and fills it does the same twice. */
const ranTwice = ({ lookAhead }: Run): boolean =>
  lookAhead?.own === true && lookAhead.cuts > 0 && lookAhead.finding === null;

export const deterministic = (run: Run): readonly Check[] =>
  ranTwice(run)
    ? [
        {
          id: "deterministic",
          state: "ok",
          label: "Did the same twice",
          text: `A second run, from another copy of its module, sent the same ${plural(orderCount(run), "order")} and had the same ${plural(run.fills.length, "fill")}. tickproof verify also listens for clock and chance.`,
        },
      ]
    : [];

const USUAL_BAR = 0.95;

/** The best of many looks good by luck: how good, for as many as somebody says there were. */
export function luck(run: Run): readonly Check[] {
  if (run.trials === undefined) return [];
  const left = deflatedOf(run);
  const tried = plural(run.trials, "configuration");
  if (left === null)
    return [
      {
        id: "trials",
        state: "note",
        label: `${tried} tried`,
        text: "This one has no Sharpe ratio that the luck of so many could be taken off.",
      },
    ];
  const { sharpe, lucky, probability } = left;
  return [
    {
      id: "trials",
      state: probability >= USUAL_BAR ? "ok" : "note",
      label: `Deflated Sharpe ${probabilityText(probability)} after ${tried}`,
      text: `Sharpe is ${fixedText(sharpe, 2)}. The best of ${countText(run.trials)} without any skill is to be expected to show ${fixedText(lucky, 2)} over so many days; the probability that there is more to this one is ${probabilityText(probability)}, and 0.95 the usual bar. How many were tried was told with --trials, how far apart their ratios lay is taken from chance.`,
    },
  ];
}

export interface Unknown {
  readonly id: string;
  readonly label: string;
  readonly text: string;
}

/** What one run cannot know of itself: said, so that its absence is not taken for a clean result. */
export const unknowns = (run: Run): readonly Unknown[] => [
  ...(run.lookAhead === undefined
    ? [
        {
          id: "look-ahead",
          label: "Look-ahead: not tested",
          text: "0 cuts were made. A strategy reads closed bars only, but its own code was not run again with the future hidden.",
        },
      ]
    : []),
  ...(ranTwice(run)
    ? []
    : [
        {
          id: "deterministic",
          label: "Determinism: not tested",
          text: `This is 1 run. The command under Provenance makes it again; the same fingerprint, ${run.fingerprint.slice(0, 8)}…, says that nothing changed.`,
        },
      ]),
  ...(run.trials === undefined
    ? [
        {
          id: "trials",
          label: "Trials so far: unknown",
          text: "How many variants were tried before this one is not recorded: --trials tells it, and the deflated Sharpe ratio is given. Of a sweep, its own report knows.",
        },
      ]
    : []),
];
