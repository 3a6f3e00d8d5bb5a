// What does the HTML report of a review consist of?

import type { Review } from "../domain/review.js";
import { plural, timeframeText } from "./format.js";
import { type Html, html } from "./html.js";
import { page } from "./page/page.js";
import { given } from "./page/value.js";
import { calendar, ground, trust } from "./review/calendar.js";
import type { ReviewContext, ReviewPanel } from "./review/panel.js";
import { sessions } from "./review/sessions.js";
import { leaks, rules, summary } from "./review/summary.js";
import { behaviour, execution, missed, notesWall } from "./review/tables.js";
import { barsFit, datesText, planTitle } from "./review/words.js";
import { checksOf } from "./trust.js";

export type { ReviewContext, RowAccount } from "./review/panel.js";

const PANELS: readonly ReviewPanel[] = [
  summary,
  trust,
  rules,
  sessions,
  leaks,
  missed,
  execution,
  behaviour,
  calendar,
  notesWall,
  ground,
];

const STYLE = `
.next .do{font-size:21px;line-height:1.3;font-weight:650;letter-spacing:-.01em;max-width:60ch}
.next .do::first-letter{text-transform:uppercase}
.next .say{margin-top:8px}
.next+.tiles{margin-top:18px}
.tiles.five{grid-template-columns:repeat(5,minmax(0,1fr))}
.tiles+figure{margin-top:26px}
.mine{fill:none;stroke:var(--accent);stroke-width:2.4}
.planned{fill:none;stroke:var(--loss);stroke-width:2;stroke-dasharray:6 4}
.faint{opacity:.6}
.tag{font-size:12px;font-weight:700;fill:var(--ink);paint-order:stroke;stroke:var(--card);stroke-width:3px}
.deviations{list-style:none;display:flex;flex-wrap:wrap;gap:2px 22px;font-size:13.5px;margin:6px 0 0}
.own{border-top:1px solid var(--rule);padding:14px 0}
.own:first-of-type{border-top:0}
.own blockquote{margin:8px 0 0;padding:2px 0 2px 14px;border-left:3px solid var(--edge);white-space:pre-wrap;overflow-wrap:anywhere;max-width:90ch}
@media (max-width:1100px){.tiles.five{grid-template-columns:repeat(3,minmax(0,1fr))}}
@media (max-width:600px){.tiles.five{grid-template-columns:repeat(2,minmax(0,1fr))}.next .do{font-size:18px}}
`;

/** One self-contained HTML file without any script: what is open at a click are `details`. */
export function reviewReport(review: Review, context: ReviewContext): string {
  const name = context.share ? "review" : planTitle(review);
  return page({
    title: `${name} · ${datesText(review.span)} · tickproof`,
    header: header(review, context),
    banners: banners(review, context),
    parts: PANELS.flatMap(({ id, title, short, render }) => {
      const body = render(review, context);
      return body === null ? [] : [{ id, title, body, ...(short !== undefined && { short }) }];
    }),
    style: STYLE,
    footer: html`Made by tickproof ${context.version}. ${
      context.share ? "Amounts are shares of all deviations; dollars, notes and account were left out. " : ""
    }Past results, and simulated ones more so, promise nothing.`,
  });
}

function header(review: Review, { share }: ReviewContext): Html {
  const series = review.series.map(({ root, barMs }) => `${root} ${timeframeText(barMs)}`).join(", ");
  return html`<p class="brand">Tickproof review</p>
<h1>${share ? "Review" : given(planTitle(review))} · ${datesText(review.span)}</h1>
<p class="lead">${share ? "" : html`account ${given(masked(review.account))} · `}<span>${given(review.strategy.name)}</span> · <span>${given(series)}</span> · <span>${plural(review.span.days, "session")}</span> · <span>model from flat</span></p>`;
}

/** An account's number is nobody's business who looks over a shoulder; names of accounts stay. */
const masked = (account: string): string => account.replace(/\d{5,}/g, (digits) => `…${digits.slice(-4)}`);

function banners(review: Review, { runs, share }: ReviewContext): readonly Html[] {
  const synthetic = review.series.filter((one) => one.synthetic).map(({ root }) => root);
  const bad = runs.flatMap((run) =>
    checksOf(run).filter(({ state, id }) => state === "bad" && id !== "synthetic"),
  );
  return [
    ...(barsFit(review)
      ? []
      : [
          html`<strong>These bars are not those of the fills.</strong> Only ${review.fills.inside} of ${review.fills.checked} fills lie inside their bars: another contract month, another zone, or adjusted prices. No number below means anything.`,
        ]),
    ...(synthetic.length > 0
      ? [
          html`<strong>Synthetic data.</strong> The bars of ${given(synthetic.join(", "))} were generated: good for learning the tool, they prove nothing about markets.`,
        ]
      : []),
    ...(share ? [] : bad).map(({ label, text }) => html`<strong>The plan: ${label}.</strong> ${text}`),
    ...(share ? [] : review.warnings.map((text) => html`<strong>Note.</strong> ${given(text)}`)),
  ];
}
