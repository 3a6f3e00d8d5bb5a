// What stands beside the panes: at which prices was traded, and what were the values of a bar?

import type { PriceGrid } from "../../src/domain/money.js";
import { priceText } from "../../src/report/format.js";
import { el } from "../dom.js";
import type { SeenProfile } from "./profile.js";
import { tableOf } from "./table.js";
import { volumeText } from "./values.js";

export function sideOf() {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const sentence = el("p", { id: "pane-profile-s" });
  const caption = el("h3", { id: "pane-profile-t" }, "Volume profile");
  const rows = el("div", { class: "pane-table" });
  const details = el("details", {}, el("summary", {}, "Volume profile as a table"), rows);
  const profile = el(
    "figure",
    { class: "profile", role: "group", "aria-labelledby": "pane-profile-t pane-profile-s" },
    caption,
    canvas,
    sentence,
    details,
  );
  const when = el("h3", { class: "when" });
  const list = el("dl", { class: "at-bar" });
  let seen: readonly [SeenProfile | null, PriceGrid] | null = null;
  const show = () => {
    if (details.open && seen !== null)
      rows.replaceChildren(...(seen[0] === null ? [] : [tableAt(seen[0], seen[1])]));
  };
  details.addEventListener("toggle", show);
  return {
    root: el("div", { class: "side" }, profile, el("div", {}, when, list)),
    profile,
    canvas,
    sentence,
    caption,
    when,
    list,
    /** The open table follows the view. */
    setTable(found: SeenProfile | null, grid: PriceGrid): void {
      seen = [found, grid];
      show();
    },
  };
}

/** The volume of a bar is spread evenly over its prices: parts of a contract among many are no finding. */
const wholeWhereLarge = (volume: number): number => (volume >= 100 ? Math.round(volume) : volume);

/** Highest price first, as on the plot. */
function tableAt({ volumes, firstRow, rowSize, area }: SeenProfile, grid: PriceGrid): Node {
  return tableOf({
    name: "Volume by price",
    heads: ["Price", "Volume", "Area"],
    count: volumes.length,
    each: rowSize === 1 ? "tick" : `step of ${rowSize} ticks`,
    row(i) {
      const row = volumes.length - 1 - i;
      const isInside = row >= area.low && row <= area.high;
      return [
        priceText((firstRow + row) * rowSize, grid),
        volumeText(wholeWhereLarge(volumes[row]!)),
        row === area.poc ? "POC" : isInside ? "value" : "",
      ];
    },
  });
}
