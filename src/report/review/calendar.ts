// How did each date and each week go, and on what ground does all this stand?

import { BUCKETS, type Review } from "../../domain/review.js";
import { formatDay, weekdayOf } from "../../instrument/time.js";
import { gapOf } from "../../journal/review/bridge.js";
import { mondayOf } from "../../journal/review/periods.js";
import { spanText } from "../format.js";
import { html, NOTHING } from "../html.js";
import { number, table, text } from "../page/table.js";
import { given, prose } from "../page/value.js";
import { type Check, checksOf } from "../trust.js";
import { amounts, empty, type ReviewContext, type ReviewPanel, toneWord } from "./panel.js";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri"];

export const calendar: ReviewPanel = {
  id: "calendar",
  isScreenOnly: true,
  title: "Calendar",
  render(review, context) {
    const money = amounts(review, context);
    const byDay = new Map(review.days.map((day) => [day.firstDay, day]));
    const cell = (monday: number, k: number) => {
      const day = byDay.get(monday + k);
      if (day === undefined) return html`<span class="soft">—</span>`;
      return html`<span class="${toneWord(day.bridge)}">${money.text(gapOf(day.bridge))}</span><br><small class="soft">${day.trades} of ${day.signals}</small>`;
    };
    const sunday = review.days.some(({ firstDay }) => [0, 6].includes(weekdayOf(firstDay)));
    const names = sunday ? [...DAYS, "Sat", "Sun"] : DAYS;
    return html`<p class="say">The gap of each trade date, with its trades and the plan's signals. Weeks begin on Monday.</p>${table(
      {
        name: "Calendar of gaps",
        tall: review.weeks.length > 12,
        heads: [
          text("Week"),
          ...names.map((name) => number(name)),
          ...(context.share ? [] : [number("Plan"), number("You")]),
          number("Gap"),
        ],
        rows: review.weeks.map((week) => [
          html`${week.name} <small class="soft">${formatDay(week.firstDay)}</small>`,
          ...names.map((_, k) => cell(mondayOf(week.firstDay), k)),
          ...(context.share ? [] : [money.cell(week.model), money.cell(week.actual)]),
          money.cell(gapOf(week.bridge)),
        ]),
      },
    )}<details><summary>Weeks by bucket</summary>${table({
      name: "Weeks by bucket",
      wide: true,
      heads: [text("Week"), number("Pairs"), ...BUCKETS.map((bucket) => number(bucket)), number("Gap")],
      rows: review.weeks.map((week) => [
        week.name,
        week.paired,
        ...BUCKETS.map((bucket) => money.cell(week.bridge[bucket])),
        money.cell(gapOf(week.bridge)),
      ]),
    })}</details>${pairsByBucket(review, context)}`;
  },
};

const MOST_PAIRS = 200;

/** Largest gap first: whoever looks for one trade's story begins with those that matter. */
function pairsByBucket(review: Review, context: ReviewContext) {
  const money = amounts(review, context);
  const pairs = [...review.pairs].sort(
    (a, b) => Math.abs(gapOf(b.bridge)) - Math.abs(gapOf(a.bridge)) || a.trade.entryTime - b.trade.entryTime,
  );
  const shown = pairs.slice(0, MOST_PAIRS);
  const of =
    shown.length < pairs.length ? `the ${shown.length} of ${pairs.length} with the largest gap` : "all";
  return html`<details><summary>Pairs by bucket: ${of}</summary>${table({
    name: "Pairs by bucket",
    wide: true,
    tall: true,
    heads: [text("Trade"), text("Deviation"), ...PAIRED.map((bucket) => number(bucket)), number("Gap")],
    rows: shown.map(({ trade, signal, bridge, deviations }) => [
      html`<code>${trade.id}</code> <small class="soft">${formatDay(signal.day)} ${signal.id}</small>`,
      deviations.join(", ") || "followed",
      ...PAIRED.map((bucket) => money.cell(bridge[bucket])),
      money.cell(gapOf(bridge)),
    ]),
  })}</details>`;
}

/** A pair was neither missed nor off-plan. */
const PAIRED = BUCKETS.filter((bucket) => bucket !== "missed" && bucket !== "off-plan");

const MARKS = { bad: "✗", note: "!", ok: "✓" } as const;
const WORDS = { bad: "problem", note: "note", ok: "fine" } as const;
const RANK = ["bad", "note", "ok"] as const;

/** Checks from whose words no amount follows: ticks a side of so many sides are one, too. */
const SHARED: ReadonlySet<string> = new Set([
  "adjusted",
  "ambiguous",
  "deterministic",
  "fill-range",
  "look-ahead",
  "magnified",
  "margin",
  "sample",
  "synthetic",
  "top-days",
  "top-trades",
  "touch",
  "trials",
]);
/** Some of these name amounts where something was found. */
const isShared = ({ id, label, text: said }: Check): boolean =>
  SHARED.has(id) && !(label + said).includes("$");

export const trust: ReviewPanel = {
  id: "believe",
  isScreenOnly: true,
  title: "Can the plan be the judge?",
  short: "Trust",
  render(review, { runs, share }) {
    if (runs.length === 0) return empty("No strategy was run: there is no judge.");
    return html`<p class="say">An overfitted plan makes a bad judge. Its own run shows this: it enters on these dates alone, what it held over the last of them is left to its own exit, and the dates before only warm it up${share ? " (amounts left out)" : ""}; <code>tickproof verify</code> and <code>tickproof sweep</code> ask more.</p>${runs.map(
      (run) => {
        const checks = [...checksOf(run)].sort((a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state));
        const shown = share ? checks.filter(isShared) : checks;
        return html`<h3 class="gap">${given(run.inputs.strategy.name)} on ${given(run.inputs.contract.symbol)}${share || review.strategy.params === "" ? NOTHING : html` <span class="soft">${given(review.strategy.params)}</span>`}</h3><ul class="checks">${shown.map(
          ({ state, label, text: said }) =>
            html`<li class="${state}"><span class="mark" role="img" aria-label="${WORDS[state]}">${MARKS[state]}</span><div><b>${prose(label)}</b><p>${prose(said)}</p></div></li>`,
        )}</ul>`;
      },
    )}`;
  },
};

export const ground: ReviewPanel = {
  id: "rows",
  title: "Rows, reconciliation and method",
  short: "Method",
  render(review, context) {
    const { rows, reconciled, share, command } = context;
    const { checked, inside } = review.fills;
    return html`${
      share || rows.length === 0
        ? NOTHING
        : table({
            name: "Rows of the broker's files",
            heads: [
              text("File"),
              text("Format"),
              number("Lines"),
              text("What became of them"),
              text("Adds up"),
            ],
            rows: rows.map((row) => [
              given(row.file),
              given(row.format),
              row.lines,
              given(row.fates),
              row.adds ? "✓" : "✗",
            ]),
          })
    }<dl class="facts gap"><dt>Buckets</dt><dd>sum to you − plan, exactly, in every pair, date and week. Entry timing, entry execution, exit timing and exit execution are counted on the plan's size, size at your real prices: the order is a convention, and it is the same in every review.</dd><dt>At that moment</dt><dd>is the price that the fill model gives when you acted: the plan's own fill where it filled in the same bar, else the bar's open or close, whichever is nearer in time, made worse by the model's slippage.</dd><dt>Pairs</dt><dd>have the same date, contract and side, and an entry from one bar before the signal to ${spanText(review.windowMs)} after it. Of all ways to pair, the one with most pairs at the least distance in time, price and size. <code>signal:</code> in a note overrides it.</dd><dt>Deviations</dt><dd>are told from one bar on: inside a bar nobody can tell early from late.</dd><dt>Fills in their bars</dt><dd>${inside} of ${checked}, or within 4 ticks of them</dd>${
      share ? NOTHING : reconciled.map((line) => html`<dt>Broker's sums</dt><dd>${given(line)}</dd>`)
    }<dt>Made again by</dt><dd><code>${share ? "tickproof journal review --share" : command}</code></dd></dl>`;
  },
};
