// What would the same trades have made with other costs?

import { slipped } from "../../src/metric/slipping.js";
import { axisOf, shareOf } from "../../src/report/chart/scale.js";
import { axisDollars, countText, dollarsText, fixedText, plural, signed } from "../../src/report/format.js";
import { el } from "../dom.js";
import type { FrontPanel } from "../panels.js";
import { canvasBox, levels, type Pen } from "../trades/canvas.js";
import { chosenOf, setOf } from "../trades/choice.js";
import {
  breakEven,
  type Costed,
  type CostTerms,
  costedOf,
  costedSum,
  netAt,
  netsAt,
} from "../trades/costs.js";
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
    const { net } = set.numbers;
    let terms: CostTerms | null = null;
    let run: Costed | null = null;
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
    const toEven = el("button", { type: "button", hidden: true }, "Break-even");
    const box = canvasBox(model, (pen) => drawCurves(pen));
    figure.plot.append(
      el("div", { class: "c-controls" }, slippage.row, commission.row, toEven, asRun),
      el("div", { class: "x-field c-field" }, box.root),
    );
    root.append(figure.root);

    /** Ticks a side; null: as run. The slider goes in half ticks, and a break-even seldom is one. */
    let ticks: number | null = null;
    let average = 0;
    let even: number | null = null;
    const show = () => {
      if (terms === null) return;
      const chosen = chosenOf(set, model.state);
      const scale = Number(commission.input.value);
      const at = { ...terms, ticks, commission: scale };
      nets = netsAt(set, at);
      const was = sumOver(net, chosen);
      const { net: now, drawdown } = costedSum(nets, chosen);
      // Of all trades the answer is the run's: what no closed trade holds (an open position, monthly fees) is in it, as everywhere.
      const whole = chosen.length === set.length ? run : null;
      const of = whole ?? costedOf(set, chosen, at);
      even = breakEven(of, at);
      slippage.value.textContent =
        ticks === null ? `as run, ${ticksText(average)}` : `${ticksText(ticks)} a side`;
      commission.value.textContent = `${fixedText(scale, 2)} ×`;
      asRun.hidden = ticks === null && scale === 1;
      toEven.hidden = even === null || even <= 0 || even === ticks;
      const rest =
        whole === null || whole.net === was
          ? ""
          : ` With what no closed trade holds the run's net is ${dollarsText(netAt(whole, at))} at these costs.`;
      const bears =
        even === null
          ? ""
          : ` ${whole === null ? "They break" : "The run breaks"} even at ${fixedText(even, 1)} ticks a side${scale === 1 ? "" : " with this commission"}.`;
      figure.say.textContent = `${plural(chosen.length, "closed trade")}: net ${dollarsText(was)} as run, ${dollarsText(now)} at these costs (${signed(dollarsText(now - was))}), deepest fall ${dollarsText(drawdown)}.${rest}${bears} Exact while every fill stays the same; other costs could also have refused an order or moved a liquidation. Grey: as run; coloured: at these costs.`;
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
      levels(pen, axis, py, (amount) => axisDollars(amount, axis.ticks));
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
      ticks = Number(slider.value);
      show();
    });
    toEven.addEventListener("click", () => {
      ticks = even;
      slider.value = String(even);
      show();
      slider.focus();
    });
    commission.input.addEventListener("input", show);
    asRun.addEventListener("click", () => {
      ticks = null;
      slider.value = String(average);
      commission.input.value = "1";
      show();
      slider.focus();
    });
    model.on((_, changed) => {
      if (changed.has("matches")) show();
    });
    requestAnimationFrame(async () => {
      const { of, fills } = await recordsOf(page);
      terms = {
        ticks: null,
        commission: 1,
        tickValue: meta.tickValue,
        slipping: of.slipping,
        slipped: of.slipped,
      };
      run = { net: meta.totals.net, commission: meta.totals.costs.commission, ...slipped(fills) };
      average = run.lots === 0 ? 0 : run.ticks / run.lots;
      const most = breakEven(run, terms) ?? 0;
      slider.max = String(
        Math.min(MOST_TICKS, Math.max(USUAL_TICKS, Math.ceil(most) + 2, Math.ceil(average) + 3)),
      );
      slider.value = String(average);
      show();
    });
  },
};
