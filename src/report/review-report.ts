// What does the HTML report of a review consist of?

import type { Review } from "../domain/review.js";
import { formatDay } from "../instrument/time.js";
import { plural, timeframeText } from "./format.js";
import { type Html, html, NOTHING } from "./html.js";
import { page } from "./page/page.js";
import { given } from "./page/value.js";
import { reviewBlocks } from "./review/blocks.js";
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
.next .do{font-size:21px;line-height:1.3;font-weight:600;letter-spacing:-.01em;max-width:60ch}
.next .do::first-letter{text-transform:uppercase}
.next .cost{font-size:17px;font-weight:650;margin-top:6px}.next .cost small,.next .cost span{font-weight:400;font-size:15px}
.next .say{margin-top:8px;max-width:112ch}
.next+.tiles{margin-top:18px}
.tiles.five{grid-template-columns:repeat(5,minmax(0,1fr))}
.tiles+figure{margin-top:26px}
.mine{fill:none;stroke:var(--accent);stroke-width:2.4}
.planned{fill:none;stroke:var(--loss);stroke-width:2;stroke-dasharray:6 4}
.faint{opacity:.6}
.tag{font-size:12px;font-weight:600;fill:var(--ink);paint-order:stroke;stroke:var(--card);stroke-width:3px}
.deviations{list-style:none;display:flex;flex-wrap:wrap;gap:2px 22px;font-size:13px;margin:6px 0 0}
.own{border-top:1px solid var(--rule);padding:14px 0}
.own:first-of-type{border-top:0}
.own blockquote{margin:8px 0 0;padding:2px 0 2px 14px;border-left:3px solid var(--edge);white-space:pre-wrap;overflow-wrap:anywhere;max-width:90ch}
.own img{display:block;max-width:100%;height:auto;margin-top:10px;border:1px solid var(--rule);border-radius:6px}
@media screen{.js:not(.done) #sessions~section{content-visibility:auto;contain-intrinsic-size:auto 640px}}
@media (max-width:1100px){.tiles.five{grid-template-columns:repeat(3,minmax(0,1fr))}.tiles.five>div:last-child{grid-column:span 2}}
@media print{.off,.without,.lesser{display:none}body{font-size:8.4pt}section{padding:5pt 0}
.tiles.five{grid-template-columns:repeat(5,minmax(0,1fr))}.tiles.five>div:last-child{grid-column:auto}.tiles>div{padding:4pt 6pt!important}.tiles dd{font-size:11pt!important}.next .do{font-size:14pt}.top{padding:0 0 6pt}h1{font-size:16pt}
.tall>.field,.tall>.scale{height:150px!important}.short>.field,.short>.scale{height:110px!important}.tiles+figure,figure+figure{margin-top:10px}
.own img{max-height:110px}.own{padding:5pt 0;break-inside:avoid}h1,.lead,.banner,.facts dd,.own p,.own h3,.own blockquote,td .soft,.hit,.next p{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}.own blockquote{-webkit-line-clamp:5}
.facts{font-size:7.4pt}.facts dt,.facts dd{padding:3pt 0}.own h3 data{display:inline}button.row-button{color:inherit}[aria-labelledby^=bridge] .minor{display:none}[aria-labelledby^=bridge] .narrow{display:inline}}
@media (max-width:600px){.tiles.five{grid-template-columns:repeat(2,minmax(0,1fr))}.tiles.five>div:last-child{grid-column:span 2}.next .do{font-size:18px}}
`;

/** One self-contained HTML file: complete without script, explored with it. */
export function reviewReport(review: Review, context: ReviewContext): string {
  const name = context.share ? "review" : planTitle(review);
  return page({
    title: `${name} · ${datesText(review.span)} · tickproof`,
    header: header(review, context),
    banners: banners(review, context),
    parts: PANELS.flatMap(({ id, title, short, isScreenOnly, render }) => {
      const body = render(review, context);
      if (body === null) return [];
      // One group, so that the order on the screen is that of the list; what has no sheet is not printed.
      return [
        { id, title, body, ...(short && { short }), ...(!isScreenOnly && { sheet: "first" as const }) },
      ];
    }),
    style: STYLE,
    // A shared page has nothing in it that is not on it: no script, and nothing that one could read.
    ...(!context.share && lively(review, context)),
    footer: html`Made by tickproof ${context.version}. ${
      context.share ? "Amounts are shares of all deviations; dollars, notes and account were left out. " : ""
    }Past results, and simulated ones more so, promise nothing.`,
  });
}

const WITHOUT_SCRIPT =
  "This page is complete as a document: all numbers, and the sessions with the largest gap as drawings. With JavaScript every session is on the candles, and rows can be filtered; --json has all of them.";

function lively(review: Review, context: ReviewContext): Partial<Parameters<typeof page>[0]> {
  const { first, rest } = reviewBlocks(review, context);
  return { blocks: first, later: rest, front: "review", withoutScript: WITHOUT_SCRIPT };
}

function header(review: Review, { share }: ReviewContext): Html {
  const series = review.series.map(({ root, barMs }) => `${root} ${timeframeText(barMs)}`).join(", ");
  return html`<p class="brand">Tickproof review</p>
<h1>${share ? "Review" : given(planTitle(review))} · ${dates(review.span)}</h1>
<p class="lead">${share ? "" : html`account ${given(masked(review.account))} · `}<span>${given(review.strategy.name)}</span> · <span>${given(series)}</span> · <span>${plural(review.span.days, "session")}</span> · <span>model from flat</span></p>`;
}

/** A date is never broken between two lines. */
const dates = ({ firstDay, lastDay }: Review["span"]): Html =>
  html`<time>${formatDay(firstDay)}</time>${firstDay === lastDay ? NOTHING : html` → <time>${formatDay(lastDay)}</time>`}`;

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
