// What would the same trades have made with other costs?

import { axisOf, shareOf } from "../../src/report/chart/scale.js";
import { countText, dollarsText, fixedText, plural, shortDollars, signed } from "../../src/report/format.js";
import { el } from "../dom.js";
import type { FrontPanel } from "../panels.js";
import { canvasBox, levels, type Pen } from "../trades/canvas.js";
import { allOf, chosenOf, setOf } from "../trades/choice.js";
import { breakEven, type CostTerms, costedSum, netsAt } from "../trades/costs.js";
import { liveFigure } from "../trades/figure.js";
import { closedCurve, sumOver } from "../trades/headline.js";
import { recordsOf } from "../trades/records.js";
import { ticksText } from "../trades/units.js";

/** Ticks a side up to which the slider goes, unless the trades bear more. */
const USUAL_TICKS = 8;
const MOST_TICKS = 40;

export const costs: FrontPanel = {
  id: "costs",
  mount(page, model, root) {
    const set = setOf(page);
    const { meta } = page;
    // Where amounts are rounded to the cent, more slippage is more than arithmetic.
    if (set.length === 0 || !meta.linear) return;
    const all = allOf(set);
    const { net } = set.numbers;
    let terms: CostTerms | null = null;
    let nets = net;
    const figure = liveFigure("live-costs", "Closed trades at other costs", () => {
      const chosen = chosenOf(set, model.state);
      const at = (ticks: number) => costedSum(netsAt(set, { ...terms!, ticks }), chosen);
      const steps = Array.from({ length: Number(slider.max) + 1 }, (_, ticks) => ticks);
      return [
        ["Ticks a side", "Net", "Max drawdown, closed", "Trades"],
        ...(terms === null ? [] : steps).map((ticks) => {
          const found = at(ticks);
          return [ticks, dollarsText(found.net), dollarsText(-found.drawdown + 0), countText(chosen.length)];
        }),
      ];
    });
    const range = (id: string, label: string, max: number, step: number) => {
      const input = el("input", { type: "range", id, min: 0, max, step });
      const value = el("output", { for: id });
      return {
        input,
        value,
        row: el("div", { class: "c-row" }, el("label", { for: id }, label), input, value),
      };
    };
    const slippage = range("cost-ticks", "Slippage", USUAL_TICKS, 0.5);
    const commission = range("cost-commission", "Commission", 3, 0.25);
    const slider = slippage.input;
    commission.input.value = "1";
    const asRun = el("button", { type: "button" }, "As run");
    const box = canvasBox(model, (pen) => drawCurves(pen));
    figure.plot.append(
      el("div", { class: "c-controls" }, slippage.row, commission.row, asRun),
      el("div", { class: "x-field c-field" }, box.root),
    );
    root.append(figure.root);

    let own = true;
    let average = 0;
    const show = () => {
      if (terms === null) return;
      const chosen = chosenOf(set, model.state);
      const ticks = own ? null : Number(slider.value);
      const scale = Number(commission.input.value);
      nets = netsAt(set, { ...terms, ticks, commission: scale });
      const was = sumOver(net, chosen);
      const { net: now, drawdown } = costedSum(nets, chosen);
      const even = breakEven(set, chosen, { ...terms, commission: scale });
      slippage.value.textContent = own ? `as run, ${ticksText(average)}` : `${ticksText(ticks!)} a side`;
      commission.value.textContent = `${fixedText(scale, 2)} ×`;
      asRun.hidden = own && scale === 1;
      const bears =
        even === null ? "" : ` They break even at ${fixedText(even, 1)} ticks a side, every side counted.`;
      figure.say.textContent = `${plural(chosen.length, "closed trade")}: net ${dollarsText(was)} as run, ${dollarsText(now)} at these costs (${signed(dollarsText(now - was))}), deepest fall ${dollarsText(drawdown)}.${bears} Exact while every fill stays the same; other costs could also have refused an order or moved a liquidation. Grey: as run; coloured: at these costs.`;
      box.redraw();
    };
    const drawCurves = (pen: Pen) => {
      const { ctx, width, height, colour } = pen;
      const chosen = chosenOf(set, model.state);
      const curves = [
        closedCurve(net, set.columns.exitBar, chosen),
        closedCurve(nets, set.columns.exitBar, chosen),
      ];
      let [low, high] = [0, 0];
      for (const { value } of curves)
        for (const level of value) {
          low = Math.min(low, level);
          high = Math.max(high, level);
        }
      const axis = axisOf(low, high, 4);
      const py = (value: number) => 16 + (1 - shareOf(axis, value)) * (height - 22);
      levels(pen, axis, py, shortDollars);
      const last = Math.max(1, meta.bars - 1);
      for (const [k, { bar, value }] of curves.entries()) {
        ctx.strokeStyle = colour(k === 0 ? "ground" : "accent");
        ctx.lineWidth = k === 0 ? 1.2 : 1.8;
        ctx.beginPath();
        ctx.moveTo(0, py(0));
        for (let n = 0; n < bar.length; n++) {
          ctx.lineTo((bar[n]! / last) * width, py(n === 0 ? 0 : value[n - 1]!));
          ctx.lineTo((bar[n]! / last) * width, py(value[n]!));
        }
        ctx.lineTo(width, py(value.at(-1) ?? 0));
        ctx.stroke();
      }
    };
    slider.addEventListener("input", () => {
      own = false;
      show();
    });
    commission.input.addEventListener("input", show);
    asRun.addEventListener("click", () => {
      own = true;
      slider.value = String(average);
      commission.input.value = "1";
      show();
      slider.focus();
    });
    model.on((_, changed) => {
      if (changed.has("matches")) show();
    });
    requestAnimationFrame(async () => {
      const { of } = await recordsOf(page);
      terms = {
        ticks: null,
        commission: 1,
        tickValue: meta.tickValue,
        slipping: of.slipping,
        sides: of.sides,
      };
      const sides = sumOver(of.slipping, all);
      average = sides === 0 ? 0 : sumOver(set.numbers.slippage, all) / (sides * meta.tickValue);
      const even = breakEven(set, all, terms) ?? 0;
      slider.max = String(
        Math.min(MOST_TICKS, Math.max(USUAL_TICKS, Math.ceil(even) + 2, Math.ceil(average) + 3)),
      );
      slider.value = String(average);
      show();
    });
  },
};
