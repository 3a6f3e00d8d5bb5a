// Which facts decide whether a run's numbers can be believed?

import { sumOf } from "../accountant/costs.js";
import { decimalOfTicks } from "../domain/money.js";
import type { Run, RunEvent } from "../domain/run.js";
import { costRate } from "../instrument/fees.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay } from "../instrument/time.js";
import { expectancyInterval } from "../metric/bootstrap.js";
import { leastClose } from "../metric/closes.js";
import { topDays, topTrades } from "../metric/concentration.js";
import { oncePerRun } from "../metric/metric.js";
import { orderCount, tradeResults } from "../metric/results.js";
import { needsLook } from "./data-account.js";
import { magnifiedPercent, magnifiedText } from "./execution-text.js";
import { fillsOutsideBars } from "./fill-check.js";
import { averagePrice, countText, dollarsText, percentText, plural, quantityText, signed } from "./format.js";
import { notTaken } from "./groups.js";
import { adjusted, breakEven, deterministic, lookAhead, luck, touches } from "./trust-market.js";

/** `ok`: checked and fine. `note`: know this before believing. `bad`: do not rely on the numbers. */
export type CheckState = "ok" | "note" | "bad";

export interface Check {
  readonly id: string;
  readonly state: CheckState;
  /** A few words with the number. */
  readonly label: string;
  /** What it means, a sentence or two. */
  readonly text: string;
}

/** Fewer trades than that say little about an expectancy, whatever the interval claims. */
const FEW_TRADES = 30;
/** From this share on a few lucky cases carry the result. */
const CONCENTRATED = 50;

/** In the order of reading: first what could make the whole run worthless. */
export const checksOf = (run: Run): readonly Check[] => checks(run)!;

const checks = oncePerRun((run: Run): readonly Check[] => {
  return [
    fillRange(run),
    ...lookAhead(run),
    ...deterministic(run),
    ...synthetic(run),
    ambiguity(run),
    ...magnification(run),
    touches(run),
    ...adjusted(run),
    sample(run),
    interval(run),
    ...luck(run),
    ...breakEven(run),
    ...concentration(run),
    margins(run),
    fees(run),
    openPosition(run),
    refused(run),
    ...debt(run),
    ...liquidations(run),
    ...notes(run),
    ...warnings(run),
  ];
});

function fillRange(run: Run): Check {
  const outside = fillsOutsideBars(run);
  return {
    id: "fill-range",
    state: outside === 0 ? "ok" : "bad",
    label: `${countText(outside)} of ${plural(run.fills.length, "fill")} outside the bar's range`,
    text:
      outside === 0
        ? "Every fill, slippage taken off, lies between the low and the high of its bar."
        : "These fills could not have happened at the prices that the data shows.",
  };
}

function synthetic({ inputs }: Run): readonly Check[] {
  if (!inputs.data.synthetic) return [];
  return [
    {
      id: "synthetic",
      state: "bad",
      label: "Synthetic data",
      text: "The bars were generated: good for learning the tool, they prove nothing about markets.",
    },
  ];
}

function ambiguity(run: Run): Check {
  const { bounds } = run;
  const { ambiguousTrades, ambiguousBars, adverseNet, favourableNet } = bounds;
  const none = ambiguousTrades === 0 && ambiguousBars === 0;
  return {
    id: "ambiguous",
    state: none ? "ok" : "note",
    label: `${countText(ambiguousTrades)} of ${plural(tradeResults(run).length, "trade")} ambiguous`,
    text: none
      ? "No bar left open what came first: the pessimistic and the optimistic path give the same result."
      : `In ${plural(ambiguousBars, "bar")} the order of high and low decides. Net is ${dollarsText(adverseNet)} on the pessimistic path and ${dollarsText(favourableNet)} on the optimistic one.`,
  };
}

/** Below this share the bars that were walked as they are could carry the result. */
const MOSTLY = 95;

function magnification(run: Run): readonly Check[] {
  const text = magnifiedText(run);
  if (text === null || run.magnified === null) return [];
  const percent = magnifiedPercent(run.magnified);
  return [
    {
      id: "magnified",
      state: percent < MOSTLY ? "note" : "ok",
      label: `${percentText(percent)} of ${plural(run.magnified.of, "bar")} magnified`,
      text: `${text[0]!.toUpperCase()}${text.slice(1)}.`,
    },
  ];
}

function sample(run: Run): Check {
  const { length: trades, entryBar } = tradeResults(run);
  // Trades of one date share its weather: dates, not trades, are what there is a sample of.
  const effective = new Set<number>();
  for (let at = 0; at < trades; at++) effective.add(run.bars.tradeDate[entryBar[at]!]!);
  return {
    id: "sample",
    state: trades < FEW_TRADES ? "note" : "ok",
    label: `${plural(trades, "trade")} on ${countText(effective.size)} of ${plural(run.daily.length, "trade date")}`,
    text:
      trades < FEW_TRADES
        ? `Fewer than ${FEW_TRADES} trades say next to nothing about what comes next.`
        : "Enough to compute an interval; one stretch of one market all the same.",
  };
}

function interval(run: Run): Check {
  const found = expectancyInterval(run);
  if (found === null) {
    return {
      id: "interval",
      state: "note",
      label: "No interval for the expectancy",
      text: "Too few days with trades to draw blocks of days from.",
    };
  }
  const { low, high } = found;
  const apart = low > 0 || high < 0;
  return {
    id: "interval",
    state: apart ? "ok" : "note",
    label: `Expectancy between ${dollarsText(low)} and ${dollarsText(high)} a trade`,
    text: `90% interval over ${plural(found.trades, "trade")}, by drawing blocks of days with replacement (seeded). ${
      apart ? "Zero lies outside." : "Zero lies inside: the result cannot be told from chance."
    }`,
  };
}

function concentration(run: Run): readonly Check[] {
  const shares = [
    { id: "top-trades", share: topTrades.of(run), what: "five best trades" },
    { id: "top-days", share: topDays.of(run), what: "five best days" },
  ];
  return shares.flatMap(({ id, share, what }) =>
    share === null
      ? []
      : [
          {
            id,
            state: share > CONCENTRATED ? ("note" as const) : ("ok" as const),
            label: `${percentText(share, 0)} of net came from the ${what}`,
            text:
              share > CONCENTRATED
                ? "Without a handful of them the picture would be another."
                : "No handful of them carries the result.",
          },
        ],
  );
}

function margins({ margin, inputs }: Run): Check {
  if (inputs.account.marginPolicy === "none") {
    return {
      id: "margin",
      state: "note",
      label: "Margin was not checked",
      text: "The account could hold any position; a broker would not have let it.",
    };
  }
  return margin.estimated
    ? {
        id: "margin",
        state: "note",
        label: "Margins are estimates",
        text: "No exchange figure is known for some of these dates; a percentage of notional stands in. --margins strict refuses instead.",
      }
    : {
        id: "margin",
        state: "ok",
        label: "Margins are the exchange's",
        text: "A dated exchange figure was known for every date.",
      };
}

function fees({ inputs, bars, totals }: Run): Check {
  const { contract, data, flatCost } = inputs;
  const paid = sumOf(totals.costs);
  const perSide = "commission, exchange, clearing and NFA on each side";
  if (paid === 0 && bars.length > 0) {
    return {
      id: "fees",
      state: flatCost === 0 ? "bad" : "ok",
      label: "No costs charged",
      text:
        flatCost === 0
          ? "Costs were switched off: no account trades like that."
          : "Nothing was traded, so nothing was charged.",
    };
  }
  if (flatCost !== null) {
    return {
      id: "fees",
      state: "ok",
      label: `Costs ${dollarsText(flatCost)} a side, all in`,
      text: `${dollarsText(paid)} in all. Given by the user in place of the dated schedule.`,
    };
  }
  const first = costRate(contract, data.firstDay);
  return {
    id: "fees",
    state: first.estimated ? "note" : "ok",
    label: first.estimated
      ? "Fees of the first dates are estimates"
      : `${dollarsText(paid)} of costs charged`,
    text: first.estimated
      ? `No fee is known on ${formatDay(data.firstDay)}; the earliest known one stands in for ${perSide}.`
      : `By the schedule dated for each fill: ${perSide}.`,
  };
}

function openPosition({ open, inputs }: Run): Check {
  if (open === null) {
    return {
      id: "open",
      state: "ok",
      label: "Nothing left open",
      text: "Net is made of finished trades only.",
    };
  }
  const { grid, lot } = instrumentOf(inputs.contract);
  const whole = open.entrySum % open.qty === 0;
  const at = whole
    ? decimalOfTicks(open.entrySum / open.qty, grid)
    : averagePrice(open.entrySum, open.qty, grid);
  return {
    id: "open",
    state: "note",
    label: `Still ${open.side === 1 ? "long" : "short"} ${quantityText(open.qty, lot)} at the end`,
    text: `Entered at ${at}, marked at the last close: ${signed(dollarsText(open.profit))} of net is not realised and stands in no trade.`,
  };
}

function refused(run: Run): Check {
  const rejected = notTaken(run).filter((group) => group.state === "rejected");
  const count = rejected.reduce((sum, group) => sum + group.count, 0);
  const most = rejected[0];
  return {
    id: "rejected",
    state: count === 0 ? "ok" : "note",
    label: `${countText(count)} of ${plural(orderCount(run), "order")} rejected`,
    text:
      most === undefined
        ? run.inputs.account.marginPolicy === "none"
          ? "Nothing that the strategy asked for was refused; whether the account could carry it was not looked at."
          : "The account could carry whatever the strategy asked for."
        : `Most often: ${most.example}`,
  };
}

/** At bar closes. An account that owes money is closed: all that it made from there on it would not have made. */
function debt(run: Run): readonly Check[] {
  const { equity, bars } = run;
  const worst = leastClose(run)!;
  const least = equity[worst] ?? 0;
  if (least >= 0) return [];
  const first = equity.findIndex((value) => value < 0);
  return [
    {
      id: "debt",
      state: "bad",
      label: "The account owed money",
      text: `Equity was below zero first on ${formatDay(bars.tradeDate[first]!)}, and at worst ${dollarsText(least)} on ${formatDay(bars.tradeDate[worst]!)}. A broker closes such an account: what it made from there on is not to be had.`,
    },
  ];
}

const BREACHES: ReadonlySet<RunEvent["kind"]> = new Set([
  "liquidation",
  "margin breach",
  "cut-off",
  "margin call",
]);

/** Where margin was not looked for, that nothing was found is no comfort. */
function liquidations({ events, margin, inputs }: Run): readonly Check[] {
  if (inputs.account.marginPolicy === "none") return [];
  const forced = events.filter((event) => event.kind === "liquidation").length;
  const count = (kind: RunEvent["kind"]): number => events.filter((event) => event.kind === kind).length;
  const breaches = count("margin breach");
  const cuts = count("cut-off");
  const calls = margin.calls.length;
  const seen = forced + breaches + cuts + calls;
  const first = events.find(({ kind }) => BREACHES.has(kind));
  const labels = [
    forced > 0 ? plural(forced, "liquidation") : "",
    cuts > 0 ? `${plural(cuts, "position")} cut at the cut-off` : "",
    calls > 0 ? plural(calls, "margin call") : "",
    breaches > 0 ? plural(breaches, "recorded breach", "recorded breaches") : "",
  ];
  return [
    {
      id: "liquidations",
      state: seen === 0 ? "ok" : "bad",
      label: seen === 0 ? "No margin breach" : labels.filter((label) => label !== "").join(", "),
      text:
        first === undefined
          ? "Equity stayed above the maintenance margin at the worst price that each bar reached."
          : `First: ${first.text}`,
    },
  ];
}

/** What the importer says of rows that it changed or dropped, and of bars that are not there. */
const TOUCHED = /\b[1-9][\d,]* (repaired|rejected|skipped)\b|\bgaps?\b/;

const notes = ({ inputs }: Run): readonly Check[] =>
  inputs.data.notes.length === 0
    ? []
    : [
        {
          id: "data",
          state:
            needsLook(inputs.data) || inputs.data.notes.some((note) => TOUCHED.test(note)) ? "note" : "ok",
          label: `${plural(inputs.data.bars, "bar")} from ${inputs.data.file}`,
          text: inputs.data.notes.join(" · "),
        },
      ];

/** Warnings of the engine that a check above already says, with its numbers. */
const COVERED = /^(Margins of |Fees of |A position of |No trade was made|\d+ of \d+ orders were rejected)/;

const warnings = (run: Run): readonly Check[] =>
  run.warnings
    .filter((text) => !COVERED.test(text))
    .map((text, i) => ({ id: `warning-${i + 1}`, state: "note", label: "Warning", text }));
