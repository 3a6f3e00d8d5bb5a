// Did the trades that are looked at change as they went on?

import { ROLLING_TRADES, rollingExpectancy } from "../../src/metric/rolling.js";
import { axisOf, shareOf, spread } from "../../src/report/chart/scale.js";
import { countText, dollarsText, plural, shortDollars, signed } from "../../src/report/format.js";
import { el } from "../dom.js";
import type { FrontPanel } from "../panels.js";
import { canvasBox, levels } from "../trades/canvas.js";
import { chosenOf, setOf } from "../trades/choice.js";
import { liveFigure } from "../trades/figure.js";

const MOST_ROWS = 25;

export const rolling: FrontPanel = {
  id: "rolling",
  mount(page, model, root) {
    const set = setOf(page);
    if (set.length < ROLLING_TRADES) return;
    let chosen = chosenOf(set, model.state);
    let found = rollingExpectancy([]);
    const numberOf = (k: number) => countText(chosen[k + ROLLING_TRADES - 1]! + 1);
    const profit = (amount: number) => signed(dollarsText(Math.round(amount)));
    const figure = liveFigure("live-rolling", `Expectancy of the last ${ROLLING_TRADES} trades`, () => [
      ["Up to trade", "Mean", "Low", "High"],
      ...spread(found.mean.length, MOST_ROWS).map((k) => [
        numberOf(k),
        profit(found.mean[k]!),
        profit(found.low[k]!),
        profit(found.high[k]!),
      ]),
    ]);
    const box = canvasBox(model, (pen) => {
      const { ctx, width, height, colour } = pen;
      const { mean, low, high } = found;
      const axis = axisOf(
        low.reduce((a, b) => Math.min(a, b), 0),
        high.reduce((a, b) => Math.max(a, b), 0),
        4,
      );
      const px = (k: number) => ((k + 0.5) / mean.length) * width;
      const py = (value: number) => 16 + (1 - shareOf(axis, value)) * (height - 22);
      levels(pen, axis, py, shortDollars);
      if (mean.length === 0) return;
      ctx.fillStyle = ctx.strokeStyle = colour("accent");
      ctx.globalAlpha = 0.2;
      ctx.beginPath();
      for (let k = 0; k < mean.length; k++) ctx.lineTo(px(k), py(high[k]!));
      for (let k = mean.length - 1; k >= 0; k--) ctx.lineTo(px(k), py(low[k]!));
      ctx.fill();
      ctx.globalAlpha = 1;
      ctx.lineWidth = 1.6;
      ctx.beginPath();
      for (let k = 0; k < mean.length; k++) ctx.lineTo(px(k), py(mean[k]!));
      ctx.stroke();
    });
    figure.plot.append(el("div", { class: "x-field c-field" }, box.root));
    root.append(figure.root);

    const show = () => {
      chosen = chosenOf(set, model.state);
      found = rollingExpectancy(
        chosen.length === 0 ? [] : Float64Array.from(chosen, (i) => set.numbers.net[i]!),
      );
      const { mean } = found;
      const worst = mean.reduce((least, value, k) => (value < mean[least]! ? k : least), 0);
      figure.say.textContent =
        mean.length === 0
          ? `${plural(chosen.length, "trade")}: fewer than the ${ROLLING_TRADES} of one window.`
          : `${plural(mean.length, "window")} of ${ROLLING_TRADES} trades in a row, with a 90% band (± 1.645 standard errors). The last one stands at ${profit(mean.at(-1)!)} a trade; ${countText(mean.filter((value) => value < 0).length)} of the windows lost, the worst ${profit(mean[worst]!)} up to trade ${numberOf(worst)}.`;
      box.redraw();
    };
    model.on((_, changed) => {
      if (changed.has("matches")) show();
    });
    show();
  },
};
