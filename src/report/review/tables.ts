// Which lists and tables stand below the first screen of a review?

import type { Review, ReviewGroup, Slip } from "../../domain/review.js";
import { formatDay } from "../../instrument/time.js";
import { fixedText, percentText, plural, spanText } from "../format.js";
import { type Html, html, NOTHING } from "../html.js";
import { number, table, text } from "../page/table.js";
import { given } from "../page/value.js";
import { directionOf } from "../trade-row.js";
import { amounts, clockOf, empty, type ReviewContext, type ReviewPanel } from "./panel.js";
import { bucketsText } from "./rows-text.js";
import { byGap, worstDeviations } from "./worst.js";

const MOST_ROWS = 100;

export const missed: ReviewPanel = {
  id: "missed",
  isScreenOnly: true,
  title: "Missed, tried and off-plan",
  short: "Missed",
  render(review, context) {
    const money = amounts(review, context);
    const clock = clockOf(review);
    const { left, offPlan } = review;
    const cut = <T>(all: readonly T[]) => all.slice(0, MOST_ROWS);
    const more = (all: readonly unknown[]) =>
      all.length > MOST_ROWS ? empty(`The first ${MOST_ROWS} of ${all.length}; --json has all.`) : NOTHING;
    return html`<h3>Signals that were not taken</h3>${
      left.length === 0
        ? empty("None.")
        : html`${more(left)}${table({
            name: "Signals that were not taken",
            tall: left.length > 12,
            heads: [
              text("Date"),
              text("Signal"),
              text("Entry"),
              text("Order"),
              text("Left by"),
              number(`Would have made, ${money.unit}`),
            ],
            rows: cut(left).map(({ signal, tried }) => [
              formatDay(signal.day),
              html`<code>${signal.id}</code> ${given(signal.root)} ${directionOf(signal.side)}${context.share ? "" : ` ${signal.qty}`}`,
              clock(signal.entryTime),
              tried === null ? "missed" : given(`tried, ${tried.state}`),
              given(signal.exitReason),
              money.cell(signal.net),
            ]),
          })}`
    }<h3 class="gap">Trades without a signal</h3>${
      offPlan.length === 0
        ? empty("None.")
        : html`${more(offPlan)}${table({
            name: "Trades without a signal",
            tall: offPlan.length > 12,
            heads: [text("Date"), text("Trade"), text("Entry"), text("Why off-plan"), number(money.unit)],
            rows: cut(offPlan).map(({ trade, labels }) => [
              formatDay(trade.day),
              html`<code>${trade.id}</code> ${given(trade.contract)} ${directionOf(trade.side)}${context.share ? "" : ` ${trade.qty}`}`,
              clock(trade.entryTime),
              labels.join(", ") || "no signal",
              money.cell(trade.net),
            ]),
          })}`
    }${
      review.openAtStart.length === 0
        ? ""
        : empty(
            `${plural(review.openAtStart.length, "trade")} left out: nobody knows how ${review.openAtStart.length === 1 ? "it" : "they"} began (${review.openAtStart.map(({ id }) => id).join(", ")}).`,
          )
    }`;
  },
};

export const execution: ReviewPanel = {
  id: "execution",
  isScreenOnly: true,
  title: "Execution",
  render(review) {
    const { all, byHour, byKind, model, suggestion } = review.execution;
    if (all === null) return empty("No fill of the kind that slips lies inside the bars.");
    const bars = Math.max(...review.series.map(({ barMs }) => barMs));
    return html`<p class="say">Ticks by which fills were worse than the market's price nearest in time that the bars know, and stops worse than their trigger. With bars of ${spanText(bars)} that price may be up to ${spanText(bars / 2)} away: single fills say little, means of many more. The model takes ${fixedText(model, 1)} ticks off the same fills.</p><p><strong>${
      "ticks" in suggestion
        ? html`Measured: ${fixedText(all.mean, 2)} ticks a contract. Suggested: <code>--slippage ${suggestion.ticks}t</code>`
        : `No setting suggested: ${suggestion.why}.`
    }</strong></p>${slipTable("By order type", byKind)}${slipTable(`By hour, ${review.zone}`, byHour)}`;
  },
};

const slipTable = (name: string, slips: readonly Slip[]): Html =>
  html`<h3 class="gap">${name}</h3>${table({
    name,
    heads: [text(name), number("Fills"), number("Mean ticks"), number("90% interval")],
    rows: slips.map((slip) => [
      given(slip.name),
      slip.fills,
      fixedText(slip.mean, 2),
      slip.low === null || slip.high === null
        ? "too few days"
        : `${fixedText(slip.low, 1)} to ${fixedText(slip.high, 1)}`,
    ]),
  })}`;

export const behaviour: ReviewPanel = {
  id: "behaviour",
  isScreenOnly: true,
  title: "Behaviour",
  render(review, context) {
    const { afterLoss } = review;
    const { after, others, latencyMs, sizeAfter, sizeElse, withinMs } = afterLoss;
    const size = (value: number | null) => fixedText(value, 2);
    return html`<h3>After a loss</h3><p class="say">Trades within ${spanText(withinMs)} of a losing exit on the same date: ${plural(after.trades, "trade")} of ${after.trades + others.trades}. ${
      latencyMs === null
        ? "No trade followed a loss."
        : `The median time from a loss to the next entry is ${spanText(latencyMs)}.`
    } Contracts a trade: ${size(sizeAfter)} after a loss, ${size(sizeElse)} else.</p>${groupTable("After a loss", [after, others], review, context)}${shownTables(
      review,
      context,
    ).map(
      ({ title, how, groups }) =>
        html`<h3 class="gap">${title}</h3><p class="say">${how}</p>${groupTable(title, groups, review, context)}`,
    )}`;
  },
};

/** Setups and emotions are words of a note. */
export const isOfNotes = (table: string): boolean => table === "setup" || table === "emotion";

const shownTables = ({ tables }: Review, { share }: ReviewContext) =>
  tables.filter(({ key }) => !share || !isOfNotes(key));

/** Fewer trades than that are marked. */
const FEW = 10;

function groupTable(
  name: string,
  groups: readonly ReviewGroup[],
  review: Review,
  context: ReviewContext,
): Html {
  const money = amounts(review, context);
  return table({
    name,
    tall: groups.length > 14,
    heads: [
      text(name),
      number("Trades"),
      number("Won"),
      number(`Net, ${money.unit}`),
      number("Mean a trade"),
      number("Mean, 90%"),
      number("Against the plan"),
    ],
    rows: groups.map((group) => [
      given(group.name),
      group.trades < FEW ? html`${group.trades} <span class="soft">few</span>` : group.trades,
      group.trades === 0 ? "—" : percentText((100 * group.won) / group.trades, 0),
      money.cell(group.net),
      group.trades === 0 ? "—" : money.cell(group.mean),
      money.interval(group.interval),
      money.cell(group.gap),
    ]),
  });
}

export const notesWall: ReviewPanel = {
  id: "notes",
  title: "In your own words: the five worst deviations",
  short: "Notes",
  render(review, context) {
    if (context.share) return null;
    const money = amounts(review, context);
    const worst = worstDeviations(review);
    const shot = shotsIn(review, context);
    const others = otherShots(review, context, shot);
    if (worst.length === 0) return html`${empty("No trade came to less than the plan.")}${others}`;
    return html`${worst.map(({ trade, gap, bridge, note }) => {
      const keys = [
        ["setup", note?.setup],
        ["why.technical", note?.whyTechnical],
        ["why.fundamental", note?.whyFundamental],
        [
          "emotion",
          [note?.emotion?.before, note?.emotion?.during, note?.emotion?.after].filter(Boolean).join(" > "),
        ],
        ["mistakes", note?.mistakes.map(({ name, suggested }) => (suggested ? `${name}?` : name)).join(", ")],
        ["tags", note?.tags.join(", ")],
        ["grade", note?.grade],
      ].filter(([, value]) => value);
      return html`<article class="own"><h3><code>${trade.id}</code> ${formatDay(trade.day)} ${given(trade.contract)} ${directionOf(trade.side)} ${trade.qty} · ${money.cell(gap)}</h3><p class="soft">${bucketsText(bridge)}</p>${keys.map(
        ([name, value]) => html`<p><span class="soft">${name ?? ""}:</span> ${given(value ?? "")}</p>`,
      )}<blockquote>${note === null || note.prose === "" ? html`<span class="soft">No words yet: tickproof journal edit ${formatDay(trade.day)}</span>` : given(note.prose)}</blockquote>${note?.shots.map((name) => shot(name, trade.id))}</article>`;
    })}${others}`;
  },
};

/** Of trades whose notes are not above: the drawer of a row shows them, and this list does without script. */
function otherShots(
  review: Review,
  { shots, shotsLeft }: ReviewContext,
  shot: ReturnType<typeof shotsIn>,
): Html {
  const above = new Set(worstDeviations(review).map(({ trade }) => trade.id));
  const told = byGap(review).flatMap(({ trade, note }) =>
    above.has(trade.id)
      ? []
      : (note?.shots ?? []).filter((name) => shots?.has(name)).map((name) => ({ name, trade })),
  );
  const { pictures, trades } = shotsLeft ?? { pictures: 0, trades: 0 };
  return html`${
    told.length === 0
      ? NOTHING
      : html`<details><summary>Screenshots of other trades: ${told.length}</summary>${told.map(
          ({ name, trade }) =>
            html`<article class="own"><h3><code>${trade.id}</code> ${formatDay(trade.day)} ${given(trade.contract)}</h3>${shot(name, trade.id)}</article>`,
        )}</details>`
  }${
    pictures === 0
      ? NOTHING
      : empty(
          `${plural(pictures, "screenshot")} of ${plural(trades, "trade")} left out: --shots all takes as many as a page can hold.`,
        )
  }`;
}

/** Once a picture, with the worst of its trades; the drawers of the others find it there. Nothing of one that was not asked for. */
function shotsIn(review: Review, { shots }: ReviewContext): (name: string, trade: string) => Html {
  const owners = new Map<string, string[]>();
  for (const { trade, note } of byGap(review)) {
    for (const name of new Set(note?.shots)) {
      const known = owners.get(name);
      if (known === undefined) owners.set(name, [trade.id]);
      else known.push(trade.id);
    }
  }
  return (name, trade) => {
    const uri = shots?.get(name);
    if (uri === undefined) return NOTHING;
    if (uri === null)
      return html`<p class="soft">${given(name)}: no picture in <code>shots/</code> that can be shown.</p>`;
    const own = owners.get(name)!;
    if (own[0] !== trade) return html`<p class="soft">${given(name)}: with <code>${own[0]!}</code>.</p>`;
    return html`<img src="${uri}" alt="${name}, a screenshot of ${trade}" data-trade="${own.join(" ")}" loading="lazy">`;
  };
}
