// At which half-hours of which weekdays was money made, and how long after the open?

import { countText, plural, shortDollars, signed } from "../../src/report/format.js";
import { heatClass } from "../../src/report/page/heat.js";
import { el } from "../dom.js";
import { hasAll, readable, withCell } from "../filter/edit.js";
import { clockText, printFilter } from "../filter/print.js";
import { WEEKDAYS } from "../filter/terms.js";
import type { FrontPanel } from "../panels.js";
import { allOf, chosenOf, setOf } from "../trades/choice.js";
import { liveFigure, roving } from "../trades/figure.js";
import { histogram } from "../trades/histogram.js";

const NAMES = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
/** Fewer trades than that in a cell are an anecdote: it is hatched. */
const FEW = 10;
const HALF = 30;

export const timeOfDay: FrontPanel = {
  id: "time-of-day",
  mount(page, model, root) {
    const set = setOf(page);
    if (set.length === 0) return;
    const slotOf = (i: number) => Math.floor(set.minute[i]! / HALF);
    const all = allOf(set);
    const slots = [...new Set(Array.from(all, slotOf))];
    const [first, last] = [Math.min(...slots), Math.max(...slots)];
    const days = [...new Set(Array.from(set.sets.wd))].sort((a, b) => a - b);
    const most = countCells(all).reduce((max, { count }) => Math.max(max, count), 1);
    const columns = Array.from({ length: last - first + 1 }, (_, k) => first + k);

    function countCells(chosen: Int32Array) {
      const cells = Array.from({ length: 7 * 48 }, () => ({ count: 0, net: 0 }));
      for (const i of chosen) {
        const cell = cells[set.sets.wd[i]! * 48 + slotOf(i)]!;
        cell.count++;
        cell.net += set.numbers.net[i]!;
      }
      return cells;
    }
    let cells = countCells(all);
    const figure = liveFigure(
      "live-heat",
      `Expectancy by weekday and half-hour of entry, ${page.meta.clock}`,
      () => [
        ["Half-hour", ...days.map((day) => NAMES[day]!)],
        ...columns
          .filter((slot) => days.some((day) => cells[day * 48 + slot]!.count > 0))
          .map((slot) => [
            clockText(slot * HALF),
            ...days.map((day) => {
              const { count, net } = cells[day * 48 + slot]!;
              return count === 0
                ? "—"
                : `${signed(shortDollars(Math.round(net / count)))} (${countText(count)})`;
            }),
          ]),
      ],
    );
    const made = columns.flatMap((slot) =>
      days.map((day) => {
        const mark = el("i");
        const button = el("button", { type: "button", class: "heat-cell", tabindex: -1 }, mark);
        button.addEventListener("click", () =>
          model.set({
            filter: printFilter(withCell(readable(model.state.filter), WEEKDAYS[day]!, slot * HALF)),
          }),
        );
        return { slot, day, button, mark };
      }),
    );
    const head = (text: string) => el("b", { "aria-hidden": "true" }, text);
    const grid = el("div", {
      class: `heatgrid d${days.length}`,
      role: "toolbar",
      "aria-label": "Weekdays and half-hours",
    });
    grid.append(head(""), ...days.map((day) => head(NAMES[day]!)));
    for (const slot of columns) {
      grid.append(head(slot % 2 === 0 ? clockText(slot * HALF).slice(0, 2) : ""));
      grid.append(...made.filter((one) => one.slot === slot).map(({ button }) => button));
    }
    figure.plot.append(el("div", { class: "scroll bare" }, grid));
    const stop = roving(grid, () => made.map(({ button }) => button), days.length);

    const show = () => {
      const chosen = chosenOf(set, model.state);
      const filter = readable(model.state.filter);
      cells = countCells(chosen);
      const scale = cells.reduce(
        (max, { count, net }) => (count < FEW ? max : Math.max(max, Math.abs(net / count))),
        0,
      );
      for (const { slot, day, button, mark } of made) {
        const { count, net } = cells[day * 48 + slot]!;
        const each = net / count;
        const name = `${NAMES[day]} ${clockText(slot * HALF)}`;
        const text =
          count === 0
            ? `${name}: no trade`
            : `${name}: ${signed(shortDollars(Math.round(each)))} a trade, ${plural(count, "trade")}`;
        const isOn = hasAll(filter, withCell([], WEEKDAYS[day]!, slot * HALF));
        button.disabled = count === 0 && !isOn;
        button.title = text;
        button.setAttribute("aria-label", text);
        button.setAttribute("aria-pressed", String(isOn));
        const size = Math.max(1, Math.ceil(4 * Math.sqrt(count / most)));
        const tone =
          count < FEW ? `${heatClass(each, 4 * Math.abs(each)) || "p0"} few` : heatClass(each, scale) || "p0";
        mark.className = count === 0 ? "none" : `${tone} s${size}`;
      }
      const known = cells.filter(({ count }) => count >= FEW).length;
      const used = cells.filter(({ count }) => count > 0).length;
      figure.say.textContent = `${plural(chosen.length, "trade")} in ${plural(used, "cell")}, ${countText(known)} of them with ${FEW} trades or more; the others are hatched and mean little. Colour is the mean net, size the number of trades. Pick a cell to filter.`;
      stop();
    };
    model.on((_, changed) => {
      if (changed.has("matches") || changed.has("filter")) show();
    });
    root.append(figure.root);
    show();
  },
};

/** So many bars at most; the narrowest step of these that does. */
const MOST_BARS = 30;
const STEPS = [5, 10, 15, 30, 60] as const;
const MINUTE = 60_000;

export const sinceOpen: FrontPanel = {
  id: "since-open",
  mount(page, model, root) {
    const set = setOf(page);
    const { since } = set.numbers;
    const inside = since.filter((ms) => !Number.isNaN(ms));
    if (inside.length === 0) return;
    const latest = inside.reduce((max, ms) => Math.max(max, ms), 0) / MINUTE;
    const step = STEPS.find((one) => latest < one * MOST_BARS) ?? STEPS[STEPS.length - 1]!;
    const count = Math.floor(Math.min(latest, 1440) / step) + 1;
    const edges = Array.from({ length: count + 1 }, (_, k) => k * step * MINUTE);
    const what = page.meta.opens ?? (page.regular.length > 0 ? "regular hours" : "session");
    root.append(
      histogram(set, model, {
        id: "live-since",
        title: `Minutes since the open of the ${what}`,
        key: "since",
        bins: { edges, lowest: false, highest: latest >= count * step },
        label: (ms) => countText(ms / MINUTE),
        say: (chosen) => {
          const outside = chosen.reduce((n, i) => n + (Number.isNaN(since[i]!) ? 1 : 0), 0);
          return `${plural(chosen.length - outside, "trade")} by the bar of entry, in steps of ${step} minutes${outside === 0 ? "" : `; ${plural(outside, "trade")} outside of the regular hours ${outside === 1 ? "is" : "are"} not here`}. Pick a bar to filter.`;
        },
      }),
    );
  },
};
