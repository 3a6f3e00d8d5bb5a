// Which figures are there besides those of the first screen?

import { METRICS } from "../../metric/all.js";
import { camelCase, countText } from "../format.js";
import { html } from "../html.js";
import { measure } from "../page/measure.js";
import { number, table, text } from "../page/table.js";
import type { Panel } from "./panel.js";

/** Every metric, by the name that `--json` has for it: what the page says and what a program reads are one number. */
export const figures: Panel = {
  id: "figures",
  title: "All figures",
  short: "Figures",
  render: (run) =>
    html`<p class="say">${countText(METRICS.length)} metrics; — where one is not defined for this run. The last column is its name in <code>--json</code>, which has it to the last digit.</p>${table(
      {
        name: "Every figure of the run",
        tall: true,
        heads: [text("Metric"), number("Value"), text("Name in --json")],
        rows: METRICS.map(({ key, label }) => [
          label,
          measure(run, key),
          html`<code>${camelCase(key)}</code>`,
        ]),
      },
    )}`,
};
