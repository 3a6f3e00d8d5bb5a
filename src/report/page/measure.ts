// How does a metric stand in the page, for people and for whoever checks it?

import type { Run } from "../../domain/run.js";
import { metricOf } from "../../metric/all.js";
import { figureText } from "../figures.js";
import { ABSENT, camelCase } from "../format.js";
import { type Html, html } from "../html.js";
import { exactOf } from "../json.js";

/** In the words of `shown`, or of the metric's unit; its `value` is what `--json` says under `data-metric` in its summary, to the last digit. */
export function measure(run: Run, key: string, shown?: (value: number) => string, tone = ""): Html {
  const metric = metricOf(key);
  const value = metric.of(run);
  const exact = exactOf(metric, run);
  const words = value === null ? ABSENT : (shown?.(value) ?? figureText(metric, value));
  return html`<data${tone && html` class="${tone}"`} data-metric="${camelCase(key)}" value="${exact ?? ""}">${words}</data>`;
}
