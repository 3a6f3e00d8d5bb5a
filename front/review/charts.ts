// Where on the candles did you trade, and where the plan?

import { plural } from "../../src/report/format.js";
import { button, el } from "../dom.js";
import type { Command } from "../keys.js";
import { mountPanes } from "../panel/panes.js";
import type { Tools } from "../panels.js";
import type { ReviewData } from "./data.js";
import { reviewPainter } from "./painter.js";
import { type RowSet, rowText } from "./set.js";
import type { Switch } from "./switch.js";

const TOGGLES = [
  ["price", "Price"],
  ["volume", "Volume"],
  ["position", "Your position"],
  ["equity", "You and the plan"],
  ["drawdown", "Drawdown"],
  ["navigator", "Navigator"],
  ["profile", "Profile"],
] as const;

/** The panes of a run's report, once a contract, one at a time; and what has no bars is said. */
export function mountCharts(
  data: ReviewData,
  set: RowSet,
  bars: Switch,
  root: HTMLElement,
  tools: Tools,
): void {
  const { hosts } = data.meta;
  const without = [
    ...new Set(Array.from(data.numbers.host, (h, i) => (h < 0 ? rootOf(data, i) : ""))),
  ].filter((name) => name !== "");
  if (without.length > 0) {
    const count = data.numbers.host.reduce((sum, h) => sum + (h < 0 ? 1 : 0), 0);
    root.append(
      el(
        "p",
        { class: "say" },
        `No bars of ${without.join(", ")}: ${plural(count, "trade")} cannot be drawn, and stand in the table alone.`,
      ),
    );
  }
  if (hosts.length === 0) return;
  const tabs = hosts.map(({ root: name }, h) => button(name, () => void bars.show(h), { class: "host" }));
  if (hosts.length > 1)
    root.append(el("div", { class: "hosts", role: "group", "aria-label": "Contract" }, ...tabs));
  const place = el("div", {});
  root.append(place);
  const made = new Map<number, HTMLElement>();
  const keys = sharedKeys(tools, () => bars.host);

  const draw = async () => {
    const h = bars.host;
    for (const [k, tab] of tabs.entries()) tab.setAttribute("aria-pressed", String(k === h));
    const known = made.get(h);
    if (known !== undefined) return place.replaceChildren(known);
    const page = await data.host(h);
    if (bars.host !== h || made.has(h)) return;
    const own = el("div", { class: "live" });
    made.set(h, own);
    place.replaceChildren(own);
    mountPanes(
      page,
      bars.of(h, page.meta.bars),
      own,
      { ...tools, keys: keys(h) },
      {
        toggles: TOGGLES,
        painter: reviewPainter(set, h, page),
        tell: (row) => rowText(set, row),
      },
    );
  };
  bars.on(() => void draw());
  void draw();
}

const rootOf = (data: ReviewData, i: number): string =>
  data.words.contract.texts[data.words.contract.index[i]!]!;

/** Each contract's panes have the same keys: those that are drawn answer. */
function sharedKeys({ keys }: Tools, drawn: () => number): (h: number) => Tools["keys"] {
  const byHost = new Map<number, Map<string, Command>>();
  const said = new Set<string>();
  return (h) => {
    const own = new Map<string, Command>();
    byHost.set(h, own);
    return {
      commands: keys.commands,
      add(command) {
        const name = command.keys.join(" ");
        own.set(name, command);
        if (said.has(name)) return;
        said.add(name);
        keys.add({ ...command, run: (event) => byHost.get(drawn())?.get(name)?.run(event) ?? false });
      },
    };
  };
}
