// How do position and leverage stand in their pane?

import { fixedText, quantityText } from "../../src/report/format.js";
import { el, setText } from "../dom.js";
import type { AccountParts } from "./account-panes.js";
import type { Candles } from "./buckets.js";
import { leverageLine } from "./leverage.js";
import { createPane, type Pane } from "./pane.js";
import { paintPosition } from "./position.js";
import { tableOf } from "./table.js";
import { firstNotBefore } from "./view.js";

export interface PositionPane {
  readonly pane: Pane;
  draw(): void;
  /** What is in view, as the end of a sentence: the largest leverage. */
  leverageText(): string;
}

/** One scale for both: the largest position of the run and its largest leverage are as high as each other. */
export function positionPane(
  { page, look, columns, lines, stretch, whenOf }: AccountParts,
  candles: Candles,
): PositionPane {
  const { meta, position, trades } = page;
  const largest = position.qty.reduce((most, held) => Math.max(most, Math.abs(held)), 1);
  let scale = trades.leverage.subarray(0, trades.length).reduce((most, one) => Math.max(most, one), 0);
  let most = 0;
  const said = el("span", {});
  /** Of bars without an account there is nothing to measure by. */
  const isMeasured = meta.barsOnly !== true;
  const pane = createPane(
    {
      id: "position",
      title: "Position",
      height: 74,
      lines: isMeasured ? [{ label: "leverage", stroke: ({ ink }) => ink, width: 1.1, stepped: true }] : [],
      axisText: (lots) => quantityText(lots, meta.lot),
      axisTicks: [-largest, 0, largest],
      under(canvas, place) {
        paintPosition(canvas, place, position, meta.bars, look.view, look.colours);
      },
      table: () => {
        const { bar, qty, length } = position;
        const first = firstNotBefore(bar, length, look.view.from);
        const end = firstNotBefore(bar, length, look.view.to);
        return tableOf({
          name: "Position by change",
          heads: ["From the close of the bar that opens", "Contracts"],
          count: Math.max(0, end - first),
          each: "change",
          row: (i) => [whenOf(bar[first + i]!), quantityText(qty[first + i]!, meta.lot)],
        });
      },
    },
    look,
  );
  const key = (mark: string, text: Node | string, className: string) =>
    el("span", { class: "key" }, el("b", { class: className, "aria-hidden": "true" }, mark), text);
  if (isMeasured) pane.legend.append(key("▮", "contracts", "gain"), key("—", said, ""));
  /** Of bars that stand together the largest position is measured at their last close: near the truth, and no more. */
  const leverageText = () =>
    `leverage, ${candles.span[0]! > 1 ? `about ${fixedText(most, 1)}` : fixedText(most, 2)}× at most in view`;
  return {
    pane,
    leverageText: () => (isMeasured ? `; ${leverageText()}` : ""),
    draw() {
      if (!isMeasured) return pane.draw([[]], -largest * 1.35, largest * 1.35);
      const line = leverageLine(page, candles, stretch(), lines().equity(look.view, columns(), stretch()));
      most = line.most;
      scale = Math.max(scale, most);
      // A thousandth: of a position of nothing there is none.
      const factor = largest / Math.max(scale, 1e-3);
      for (let i = 0; i < line.y.length; i++) line.y[i]! *= factor;
      pane.draw([line.x, line.y], -largest * 1.35, largest * 1.35);
      setText(said, leverageText());
    },
  };
}
