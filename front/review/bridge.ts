// From the plan to you: where do the dollars of the rows that are looked at lie?

import { decimalOfMicro, type MicroUsd } from "../../src/domain/money.js";
import { BUCKETS, type Bucket, EVIDENCE } from "../../src/domain/review.js";
import { countText, dollarsText, plural, signed } from "../../src/report/format.js";
import { button, el } from "../dom.js";
import { readable } from "../filter/edit.js";
import { printFilter } from "../filter/print.js";
import { type Filter, REVIEW_KEYS } from "../filter/terms.js";
import type { Model } from "../model.js";
import { toneOf } from "../trades/text.js";
import { chosenRows, headlineOf, type RowSet } from "./set.js";

/** Each line of it is a bar from where the one before ended; a bucket that is pressed filters its rows, pressed again it lets go. */
export function mountBridge(set: RowSet, model: Model, root: HTMLElement): void {
  const say = el("p", { class: "say", role: "status" });
  const list = el("div", { class: "bridge", role: "group", "aria-label": "From the plan to you" });
  root.append(el("h3", {}, "From the plan to you"), say, list);
  const show = () => {
    const rows = chosenRows(set, model.state.matches);
    const head = headlineOf(set, rows);
    const isAll = rows.length === set.length;
    const asked = bucketsAsked(readable(model.state.filter, REVIEW_KEYS));
    const largest = [...BUCKETS].sort(
      (a, b) => Math.abs(head.buckets[b].sum) - Math.abs(head.buckets[a].sum),
    )[0]!;
    say.replaceChildren(
      `${isAll ? "" : `Of ${countText(rows.length)} of ${plural(set.length, "row")}: `}plan `,
      amount(head.plan),
      ", you ",
      amount(head.you),
      ", gap ",
      amount(head.gap),
      head.buckets[largest].sum === 0 ? ". " : `; the largest part is ${largest}. `,
      ...(isAll
        ? [set.length === 0 ? "There is no row." : "Press a bucket to see its trades."]
        : [
            ...(head.trades < EVIDENCE ? [`Fewer than ${EVIDENCE} trades are an anecdote. `] : []),
            el("a", { href: "#sessions" }, "See them on the candles"),
            ".",
          ]),
    );
    let level = head.plan;
    const steps = BUCKETS.map((bucket) => {
      const from = level;
      level += head.buckets[bucket].sum;
      return { bucket, from, to: level };
    });
    const levels = [0, head.plan, head.you, ...steps.flatMap(({ from, to }) => [from, to])];
    const [low, high] = [Math.min(...levels), Math.max(...levels)];
    const share = (value: number) => (high === low ? 0 : (100 * (value - low)) / (high - low));
    const track = (from: number, to: number, tone: string) => {
      const bar = el("i", { class: tone });
      bar.style.left = `${share(Math.min(from, to))}%`;
      bar.style.width = `${Math.abs(share(to) - share(from))}%`;
      const zero = el("u", {});
      zero.style.left = `${share(0)}%`;
      return el("span", { class: "b-track", "aria-hidden": "true" }, zero, bar);
    };
    const total = (name: string, value: MicroUsd, what: string) =>
      el(
        "div",
        { class: "b-line b-total" },
        el("b", {}, name),
        el("span", { class: "b-count" }, what),
        el("span", { class: "n" }, amount(value)),
        el("span", { class: "n b-interval" }, name === "plan" && isAll ? "a session, 90%" : ""),
        track(0, value, "total"),
      );
    list.replaceChildren(
      total("plan", head.plan, plural(head.signals, "signal")),
      ...steps.map(({ bucket, from, to }) => {
        const { sum, count } = head.buckets[bucket];
        const { happened, interval } = set.data.meta.buckets[bucket];
        const name = button(bucket, () => model.set({ filter: withBucket(model.state.filter, bucket) }), {
          class: "b-name",
          "aria-pressed": String(asked.includes(bucket)),
          title: `Only rows with something in ${bucket}`,
        });
        return el(
          "div",
          { class: "b-line" },
          name,
          el(
            "span",
            { class: "b-count" },
            isAll && happened !== "" ? happened : count === 0 ? "" : plural(count, "row"),
          ),
          el("span", { class: "n" }, amount(sum)),
          el("span", { class: "n b-interval" }, isAll ? interval : ""),
          track(from, to, toneOf(sum)),
        );
      }),
      total("you", head.you, plural(head.trades, "trade")),
    );
  };
  show();
  model.on((_, changed) => {
    if (changed.has("matches") || changed.has("filter")) {
      const focused = list.contains(document.activeElement) ? document.activeElement?.textContent : null;
      show();
      if (focused != null)
        [...list.querySelectorAll("button")].find(({ textContent }) => textContent === focused)?.focus();
    }
  });
}

/** Cents for the eye, every micro-dollar for a program. */
const amount = (value: MicroUsd): HTMLElement =>
  el("data", { class: toneOf(value), value: decimalOfMicro(value) }, signed(dollarsText(value)));

const bucketsAsked = (filter: Filter): readonly string[] =>
  filter.flatMap((term) => (term.kind === "words" && term.key === "bucket" && !term.not ? term.values : []));

/** One bucket at a time: rows of either of two would say nothing about one of them. */
export function withBucket(text: string, bucket: Bucket): string {
  const filter = readable(text, REVIEW_KEYS);
  const wasAsked = bucketsAsked(filter).includes(bucket);
  const others = filter.filter((term) => !("key" in term) || term.key !== "bucket" || term.not);
  return printFilter(
    wasAsked
      ? others
      : [...others, { kind: "words", key: "bucket", whole: true, not: false, values: [bucket] }],
  );
}
