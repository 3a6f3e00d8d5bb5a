// How does a review read in a terminal?

import { decimalOfMicro } from "../../domain/money.js";
import { BUCKETS, type Review } from "../../domain/review.js";
import { gapOf } from "../../journal/review/bridge.js";
import { dollarsText, plural, timeframeText } from "../format.js";
import { ascii, columnsOf, paint, type TextStyle } from "../text-style.js";
import { oneLine } from "../visible.js";
import { adviceOf } from "./advice.js";
import {
  barsFit,
  bucketNote,
  countsText,
  datesText,
  dollarsWithSign,
  evidenceText,
  gapText,
  habitText,
  planTitle,
  processText,
} from "./words.js";

/** Ends without a line end. Piped: one figure a line, tab between. `share`: whose account it is stays unsaid, as in the page. */
export function reviewText(review: Review, style: TextStyle, share = false): string {
  if (style.tsv) return tsvOf(review, share);
  const { span, leaks, rules } = review;
  const account = share ? [] : [oneLine(review.account)];
  const advice = adviceOf(review);
  const bars = review.series.map(({ root, barMs }) => `${root} ${timeframeText(barMs)}`).join(", ");
  const lines = [
    [
      paint(style, "bold", oneLine(planTitle(review))),
      ...account,
      oneLine(bars),
      datesText(span),
      ...(review.series.some((one) => one.synthetic) ? ["synthetic bars"] : []),
    ].join(" · "),
    countsText(span),
    paint(style, "bold", gapText(span)),
    "",
    ...bridgeLines(review, style),
    "",
    `${paint(style, "bold", "next week")}    ${oneLine(advice.next)}`,
    `             ${oneLine(advice.ground)}`,
    ...leaks.slice(1).map((leak) => `also         ${leak.name}: ${habitText(leak)}`),
    `evidence     ${evidenceText(review)}`,
    `process      ${processText(review)}`,
    ...rules
      .filter(({ breaches }) => breaches.length > 0)
      .map(
        ({ rule, promise, breaches, dollars }) =>
          `rule         ${oneLine(rule)}, ${oneLine(promise)}: ${plural(breaches.length, "breach", "breaches")}, ${dollarsWithSign(dollars)}`,
      ),
    ...barLines(review, style),
    ...review.warnings.map((text) => paint(style, "yellow", `note         ${oneLine(text)}`)),
    checkLine(review),
  ];
  const text = lines.map((line) => (line === "" ? "" : `  ${line}`)).join("\n");
  return style.unicode ? text : ascii(text);
}

const BAR = 24;

function bridgeLines(review: Review, style: TextStyle): string[] {
  const { span } = review;
  const largest = Math.max(...BUCKETS.map((key) => Math.abs(span.bridge[key])), 1);
  const rows = [
    ["plan (model)", "", dollarsWithSign(span.model), ""],
    ...BUCKETS.map((key) => {
      const amount = span.bridge[key];
      const note = bucketNote(review, key);
      const length = Math.round((BAR * Math.abs(amount)) / largest);
      const bar = (style.unicode ? "█" : "#").repeat(length);
      return [`  ${key}`, note === "" ? "" : `(${note})`, dollarsWithSign(amount), bar];
    }),
    ["you", "", dollarsWithSign(span.actual), ""],
  ];
  return columnsOf(rows, ["left", "left", "right", "left"], 2);
}

function barLines(review: Review, style: TextStyle): string[] {
  const { checked, inside } = review.fills;
  if (barsFit(review)) return [];
  return [
    paint(
      style,
      "yellow",
      `bars         only ${inside} of ${plural(checked, "fill")} lie inside their bars: another contract month, zone or adjustment. Believe nothing above.`,
    ),
  ];
}

function checkLine({ span }: Review): string {
  const gap = gapOf(span.bridge);
  return gap === span.actual - span.model
    ? `reconciles to the cent ✓   ${dollarsText(gap)} = ${dollarsText(span.actual)} − ${span.model < 0 ? `(${dollarsText(span.model)})` : dollarsText(span.model)}`
    : `does not reconcile ✗   buckets ${dollarsText(gap)}`;
}

function tsvOf(review: Review, share: boolean): string {
  const { span, account } = review;
  const advice = adviceOf(review);
  const rows: (readonly [string, string | number])[] = [
    ["plan", planTitle(review)],
    ...(share ? [] : [["account", account] as const]),
    ["dates", datesText(span)],
    ["sessions", span.days],
    ["signals", span.signals],
    ["trades", span.trades],
    ["paired", span.paired],
    ["missed", span.missed],
    ["tried", span.tried],
    ["off-plan trades", span.offPlan],
    ["model", decimalOfMicro(span.model)],
    ["actual", decimalOfMicro(span.actual)],
    ["gap", decimalOfMicro(gapOf(span.bridge))],
    ...BUCKETS.map((key) => [key, decimalOfMicro(span.bridge[key])] as const),
    ["next", advice.next],
    ["ground", advice.ground],
    ["process", processText(review)],
    ...review.rules.map(
      ({ rule, breaches, dollars }) =>
        [`rule ${rule}`, `${breaches.length}\t${decimalOfMicro(dollars)}`] as const,
    ),
    ["fills inside their bars", `${review.fills.inside} of ${review.fills.checked}`],
    ...review.warnings.map((text) => ["note", text] as const),
  ];
  return rows
    .map(
      ([key, value]) =>
        `${key}\t${typeof value === "number" ? value : value.split("\t").map(oneLine).join("\t")}`,
    )
    .join("\n");
}
