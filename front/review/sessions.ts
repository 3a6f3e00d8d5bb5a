// How did each session go, and where is it on the candles?

import { formatDay } from "../../src/instrument/time.js";
import { dollarsText, plural, signed } from "../../src/report/format.js";
import { aroundTrade } from "../chart/view.js";
import { button, el } from "../dom.js";
import { toneOf } from "../trades/text.js";
import { barOf, spanOfRow } from "./data.js";
import { scrollTable } from "./scroll-table.js";
import { chosenRows, deviationOf, headlineOf, type RowSet } from "./set.js";
import type { Switch } from "./switch.js";

/** Those with the largest gap first; the list follows the filter. */
export function mountSessions(set: RowSet, bars: Switch, root: HTMLElement): void {
  const { model } = bars;
  const { numbers } = set.data;
  const told = el("p", { class: "say" });
  const body = el("tbody", {});
  root.append(
    el("h3", { class: "gap" }, "Sessions"),
    told,
    scrollTable(
      "Sessions",
      ["Session", "Signals", "Trades", "Plan", "You", "Gap", "What was done otherwise"],
      [1, 6],
      body,
      "scroll tall",
    ),
  );
  const show = () => {
    const days = new Map<number, number[]>();
    for (const i of chosenRows(set, model.state.matches)) {
      const rows = days.get(numbers.day[i]!);
      if (rows === undefined) days.set(numbers.day[i]!, [i]);
      else rows.push(i);
    }
    const list = [...days].map(([day, rows]) => ({ day, rows, head: headlineOf(set, rows) }));
    list.sort((a, b) => Math.abs(b.head.gap) - Math.abs(a.head.gap) || a.day - b.day);
    told.textContent = `${plural(list.length, "session")}, the largest gap first. Press one to see it on the candles.`;
    const amount = (value: number) => el("td", { class: `n ${toneOf(value)}` }, signed(dollarsText(value)));
    body.replaceChildren(
      ...list.map(({ day, rows, head }) =>
        el(
          "tr",
          {},
          el(
            "th",
            { scope: "row" },
            button(formatDay(day), () => void fly(rows), { class: "row-button" }),
          ),
          el("td", { class: "n" }, String(head.signals)),
          el("td", { class: "n" }, String(head.trades)),
          amount(head.plan),
          amount(head.you),
          amount(head.gap),
          el("td", {}, el("span", { class: "wraps" }, otherwise(set, rows))),
        ),
      ),
    );
  };
  /** All that was done on the day, on the bars of the contract that has most of it. */
  const fly = async (rows: readonly number[]) => {
    const counts = new Map<number, number>();
    for (const i of rows) counts.set(numbers.host[i]!, (counts.get(numbers.host[i]!) ?? 0) + 1);
    counts.delete(-1);
    const [host] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [-1];
    if (host < 0) return;
    const page = await set.data.host(host);
    const spans = rows.filter((i) => numbers.host[i] === host).map((i) => spanOfRow(set.data, i));
    const first = Math.min(...spans.map(([from]) => barOf(page, from)));
    const ends = spans.map(([from, to]) => barOf(page, Number.isFinite(to) ? to : from));
    const last = Math.max(...ends);
    const wide = aroundTrade(first, last, page.meta.bars);
    // A session is wide by itself: a tenth on both sides is room enough.
    const room = Math.max(20, Math.round((last - first) * 0.1));
    const view = {
      from: Math.max(wide.from, first - room),
      to: Math.min(wide.to, last + room),
    };
    await bars.show(host, view);
    document.querySelector('[data-panel="panes"]')?.scrollIntoView({ block: "start" });
  };
  show();
  model.on((_, changed) => {
    if (changed.has("matches")) show();
  });
}

/** "2 missed, 1 late entry, early exit". */
function otherwise(set: RowSet, rows: readonly number[]): string {
  const counts = new Map<string, number>();
  for (const i of rows) {
    if (set.kind[i] === "followed") continue;
    const text = deviationOf(set, i);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => `${count} ${text}`).join("; ") || "followed";
}
