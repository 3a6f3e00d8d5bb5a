// What did each month make?

import { MICRO } from "../../domain/money.js";
import { monthly } from "../../metric/monthly.js";
import { ABSENT, dollarsText, percentText, plural, signed, wholeDollars } from "../format.js";
import { html } from "../html.js";
import { heatClass } from "../page/heat.js";
import { profit } from "../page/value.js";
import type { Panel } from "./panel.js";

/** Cents are noise once a month is worth more than this. */
const CENTS_BELOW = 100 * MICRO;
/** More years than that have no room on the first sheet: their rows are left out there, and the file has them. */
const MOST_ON_PAPER = 7;
const NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

export const months: Panel = {
  id: "months",
  title: "Calendar: month by month",
  short: "Calendar",
  render(run) {
    const years = monthly(run);
    const all = years.flatMap((year) => year.months.filter((month) => month !== null));
    if (all.length === 0) return html`<p class="say">The run has no trade date.</p>`;
    const scale = Math.max(...all.map(Math.abs));
    const won = all.filter((month) => month > 0).length;
    return html`<p class="say">Change of equity by month of the trade date, costs included: ${won} of ${plural(all.length, "month")} won (${percentText((100 * won) / all.length, 0)}), over ${plural(run.daily.length, "trade date")}.</p>
<div class="scroll" role="region" tabindex="0" aria-label="Change of equity by month"><table class="sides"><thead><tr><th scope="col">Year</th>${NAMES.map(
      (name) => html`<th scope="col" class="c">${name}</th>`,
    )}<th scope="col" class="n">Total</th></tr></thead><tbody>${years.map(
      ({ year, months: row, total }, i) =>
        html`<tr${years.length - i > MOST_ON_PAPER ? html` class="early"` : ""}><th scope="row">${year}</th>${row.map(
          (value) =>
            value === null
              ? html`<td class="heat soft">${ABSENT}</td>`
              : html`<td class="heat ${heatClass(value, scale)}">${signed(scale < CENTS_BELOW ? dollarsText(value) : wholeDollars(value))}</td>`,
        )}<td class="n">${profit(total)}</td></tr>`,
    )}</tbody></table></div>`;
  },
};
