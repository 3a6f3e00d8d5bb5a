// What is there to do differently next week, and where did the dollars go?

import { BUCKETS, type Bucket, type Review } from "../../domain/review.js";
import { gapOf } from "../../journal/review/bridge.js";
import { kindsAlone, tellable } from "../../journal/review/habits.js";
import { uprightBars } from "../chart/bars.js";
import { frame } from "../chart/frame.js";
import { axisOf } from "../chart/scale.js";
import { plural, shortDollars } from "../format.js";
import { type Html, html, NOTHING } from "../html.js";
import { figure, key } from "../page/figure.js";
import { hook } from "../page/hook.js";
import { number, table, text } from "../page/table.js";
import { given, prose } from "../page/value.js";
import { type AdviceCost, adviceOf, holds } from "./advice.js";
import { amounts, bucketInterval, type ReviewContext, type ReviewPanel } from "./panel.js";
import { bucketNote, contractsText, evidenceText, processShare, timesText } from "./words.js";

export const summary: ReviewPanel = {
  id: "summary",
  title: "What to do next week",
  short: "Next week",
  render(review, context) {
    const { span } = review;
    const money = amounts(review, context);
    const advice = adviceOf(review);
    const tiles: [string, Html | string, string][] = [
      ["Plan", context.share ? "—" : money.cell(span.model), "the strategy alone, from flat"],
      ["You", context.share ? "—" : money.cell(span.actual), "net, after costs"],
      ["Gap", money.cell(gapOf(span.bridge)), "you − plan"],
      ["Process", processShare(review), `${contractsText(review)} exactly per plan`],
      [
        "Counts",
        plural(span.paired, "pair"),
        `${plural(span.days, "session")} · ${plural(span.signals, "signal")} · ${plural(span.trades, "trade")}`,
      ],
    ];
    return html`<div class="next"><p class="do">${prose(advice.next)}.</p>${costLine(advice.cost, review, context)}<p class="say">${
      context.share ? "" : prose(advice.ground)
    } <strong>${evidenceText(review)}</strong></p></div><dl class="tiles five">${tiles.map(
      ([label, value, small]) => html`<div><dt>${label}</dt><dd>${value}<small>${small}</small></dd></div>`,
    )}</dl>${context.share ? bridgeFigure(review, context) : hook("bridge", bridgeFigure(review, context))}`;
  },
};

/** What the first line is about, and how often: a press shows its rows. */
function costLine(cost: AdviceCost | null, review: Review, context: ReviewContext): Html {
  if (cost === null) return NOTHING;
  const { dollars, times, days, find } = cost;
  const seen = timesText(times, days);
  return html`<p class="cost">${amounts(review, context).cell(dollars)} <span data-find="${find.key}" data-value="${find.value}">${seen}</span>${
    context.share ? html` <small class="soft">of all deviations</small>` : NOTHING
  }</p>`;
}

/** On a phone ten of them stand side by side: × is the execution. */
const NARROW: Readonly<Record<Bucket, string>> = {
  "entry timing": "in",
  "entry execution": "in ×",
  "exit timing": "out",
  "exit execution": "out ×",
  size: "size",
  costs: "fees",
  missed: "miss",
  "off-plan": "off",
};

function bridgeFigure(review: Review, context: ReviewContext): Html {
  const { span } = review;
  const money = amounts(review, context);
  const largest = [...BUCKETS].sort((a, b) => Math.abs(span.bridge[b]) - Math.abs(span.bridge[a]))[0]!;
  const starts = context.share ? [] : [{ label: "plan", narrow: "plan", amount: span.model, total: true }];
  const ends = context.share ? [] : [{ label: "you", narrow: "you", amount: span.actual, total: true }];
  const steps = [
    ...starts,
    ...BUCKETS.map((bucket) => ({
      label: bucket,
      narrow: NARROW[bucket],
      amount: span.bridge[bucket],
      total: false,
    })),
    ...ends,
  ];
  let level = 0;
  const bars = steps.map(({ amount, total }) => {
    const from = total ? 0 : level;
    level = total ? amount : level + amount;
    return { from, to: level, className: total ? "bar-total" : amount > 0 ? "bar-gain" : "bar-loss" };
  });
  const levels = bars.flatMap(({ from, to }) => [from, to]);
  const axis = axisOf(Math.min(0, ...levels), Math.max(0, ...levels), 4);
  return figure({
    id: "bridge",
    title: "From the plan to you",
    summary: context.share
      ? `The largest part is ${largest}: ${money.text(span.bridge[largest])} of all that differs.`
      : `The plan made ${money.text(span.model)}, you made ${money.text(span.actual)}; of the ${money.text(gapOf(span.bridge))} between, the largest part is ${largest}: ${money.text(span.bridge[largest])}.`,
    legend: html`${key("bar-gain", "+ better than the plan")}${key("bar-loss", "− worse")}${key("bar-total", "plan and you")}`,
    plot: frame({
      size: "short",
      axis,
      axisLabel: context.share ? () => "" : shortDollars,
      xLabels: steps.map(({ label, narrow }, i) => ({ at: (i + 0.5) / steps.length, text: label, narrow })),
      layers: uprightBars(bars, axis, 0.4),
    }),
    tableName: "The bridge",
    table: bridgeTable(review, context),
  });
}

function bridgeTable(review: Review, context: ReviewContext): Html {
  const { span } = review;
  const money = amounts(review, context);
  return table({
    name: "The bridge",
    heads: [
      text("Bucket"),
      text("What happened"),
      number(money.unit),
      number("A session, 90% interval", "bootstrap of whole trade dates; fewer than ten say nothing"),
    ],
    rows: [
      ...(context.share ? [] : [["plan (model)", "", money.cell(span.model), ""]]),
      ...BUCKETS.map((bucket) => [
        bucket,
        bucketNote(review, bucket),
        money.cell(span.bridge[bucket]),
        bucketInterval(review, bucket, context),
      ]),
      ...(context.share ? [] : [["you (actual)", "", money.cell(span.actual), ""]]),
    ],
    sums: ["sum of the buckets", "", money.cell(gapOf(span.bridge)), "= you − plan, exactly"],
  });
}

export const leaks: ReviewPanel = {
  id: "leaks",
  title: "Three things",
  render(review, context) {
    const money = amounts(review, context);
    const { leaks: found, habits } = review;
    const asked = tellable(habits).length;
    const rows = (
      found.length > 0
        ? found
        : kindsAlone(habits)
            .filter(({ total }) => total < 0)
            .slice(0, 3)
    ).map((habit) => [
      html`<span data-find="habit" data-value="${habit.name}">${given(habit.name)}</span>${
        found.length === 0 || asked === 1
          ? NOTHING
          : html`<span class="hit">${holds(habit) ? `holds with all ${asked} allowed for` : `may be chance, as one of ${asked}`}</span>`
      }`,
      html`<span class="wraps">${habit.instead}</span>`,
      habit.count,
      habit.days,
      money.cell(habit.total),
      money.cell(habit.mean),
      money.interval(habit.interval),
      html`<span class="wraps">${habit.examples.slice(0, 6).map((id, i) => html`${i === 0 ? "" : ", "}<code>${id}</code>`)}${
        habit.examples.length > 6 ? ` and ${habit.examples.length - 6} more` : ""
      }</span>`,
    ]);
    return html`<p class="say">${
      found.length > 0
        ? `The largest leaks that repeat: their 90% interval lies below zero. In the order of what they surely cost: the count times the near end of an interval that allows for ${asked === 1 ? "the one habit" : `all ${asked} habits`} seen on enough days to be told from chance, of ${habits.length} that were looked at.`
        : `No leak is proven: of ${plural(habits.length, "habit")} none has an interval that lies below zero on ten days or more. The dearest are shown, as anecdotes.`
    }</p>${
      rows.length === 0
        ? ""
        : table({
            name: "Leaks and what to do instead",
            heads: [
              text("Leak"),
              text("Instead"),
              number("Times"),
              number("Days"),
              number(`Total, ${money.unit}`),
              number("Each"),
              number("Each, 90%"),
              text("Trades, dearest first"),
            ],
            rows,
          })
    }`;
  },
};

export const rules: ReviewPanel = {
  id: "rules",
  title: "Rules",
  render(review, context) {
    const money = amounts(review, context);
    if (review.rules.length === 0)
      return html`<p class="say">The plan promises nothing that can be checked. In plan.toml: contracts, window, max_trades_per_day, max_daily_loss, risk_per_trade, cooldown_after_loss, stop_required_within.</p>`;
    const said = (one: Review["rules"][number]["breaches"][number] | undefined) =>
      one === undefined
        ? "—"
        : html`<span class="wraps">${money.cell(one.dollars)} <code>${one.trade}</code>${context.share ? "" : html` <span class="soft">${given(one.happened)}</span>`}</span>`;
    return html`<p class="say">Each promise of the plan against every trade. A breach that paid is still a breach.</p>${table(
      {
        name: "Rules and their breaches",
        heads: [
          text("Rule"),
          number("Judged", "trades of which it can be told, of all"),
          number("Breaches"),
          number(`Breaches, ${money.unit}`),
          text("Best breach"),
          text("Worst breach"),
        ],
        rows: review.rules.map(({ rule, promise, judged, unknown, breaches, dollars }) => {
          const sorted = [...breaches].sort((a, b) => b.dollars - a.dollars || (a.trade < b.trade ? -1 : 1));
          return [
            html`${breaches.length === 0 ? given(rule) : html`<span data-find="rule" data-value="${rule}">${given(rule)}</span>`}${context.share ? "" : html`<span class="hit">${given(promise)}</span>`}`,
            unknown === 0 ? judged : `${judged} of ${judged + unknown}`,
            breaches.length,
            breaches.length === 0 ? "—" : money.cell(dollars),
            said(sorted[0]),
            said(sorted.length > 1 ? sorted.at(-1) : undefined),
          ];
        }),
      },
    )}`;
  },
};
