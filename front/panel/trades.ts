// What exactly was traded, row by row?

import { tradeList } from "../../src/accountant/trade-list.js";
import { TRADE_COLUMNS } from "../../src/report/columns.js";
import { csvOf } from "../../src/report/csv.js";
import type { PageData } from "../../src/report/embed/layout.js";
import { countText, dollarsText, plural, signed } from "../../src/report/format.js";
import { tradeRow } from "../../src/report/trade-row.js";
import { button, el } from "../dom.js";
import type { FrontPanel } from "../panels.js";
import { chosenOf, setOf } from "../trades/choice.js";
import {
  type Column,
  FLAG_WORDS,
  fewColumns,
  flagKey,
  flagsOf,
  sorted,
  tradeColumns,
} from "../trades/columns.js";
import { Grid } from "../trades/grid.js";
import { saveText, toClipboard } from "../trades/save.js";
import type { TradeSet } from "../trades/set.js";
import { toneOf } from "../trades/text.js";
import { resultText, sumIn, UNIT_NAMES, unitText } from "../trades/units.js";
import { toToolbar } from "./toolbar.js";

/** The chart and the drawer of a trade come before its row, where nobody sees that. */
const OUT_OF_SIGHT_MS = 120;

export const trades: FrontPanel = {
  id: "trades",
  mount(page, model, root, { say }) {
    if (page.trades.length === 0) return;
    const set = setOf(page);
    const every = tradeColumns(page, set);
    const few = fewColumns(every);
    const narrow = matchMedia("(max-width:600px)");
    let sort = { key: "n", down: false };
    let isWide = false;
    let rows = chosenOf(set, model.state);

    const sortBy = (key: string) => {
      // Of results one wants to see the extremes first: the worst, then the best.
      sort = { key, down: sort.key === key ? !sort.down : false };
      arrange();
      show();
      const { label } = every.find((column) => column.key === key)!;
      say(`Sorted by ${label}, ${sort.down ? "largest" : "smallest"} first`);
    };
    const grid = new Grid("Trades", {
      sort: sortBy,
      open: (trade) => model.set({ selected: trade, drawer: true }),
    });
    const say1 = el("p", { class: "say" });
    const copy = button("Copy", async () => {
      say(
        (await toClipboard(csvText()))
          ? `${plural(rows.length, "row")} copied as CSV`
          : "Copying was refused",
      );
    });
    const save = button("CSV", () => saveText(`${fileName(page)}.csv`, "text/csv", csvText()), {
      title: "Save these rows as CSV, all digits",
    });
    toToolbar(
      button("⤓ CSV", () => save.click(), { title: "Save the trades that are looked at as CSV, all digits" }),
    );
    const wide = button("All columns", () => {
      isWide = !isWide;
      wide.setAttribute("aria-pressed", String(isWide));
      show();
    });
    const csvText = () => tradesCsv(page, set, rows);
    root.append(
      el("div", { class: "g-tools" }, say1, el("div", { class: "g-buttons" }, wide, copy, save)),
      grid.root,
      ...remainder(page, set),
      legend(set),
    );

    const sums = new Map<string, string>();
    /** Order and sums: of thousands of rows, and not to be done again because another one is looked at. */
    const arrange = () => {
      const column = every.find(({ key }) => key === sort.key) ?? every[0]!;
      rows = sorted(chosenOf(set, model.state), column, sort.down, model.state.unit);
      sums.clear();
    };
    const show = () => {
      const { unit, selected } = model.state;
      const chosen = chosenOf(set, model.state);
      const isNarrow = narrow.matches && !isWide;
      wide.hidden = !narrow.matches;
      say1.replaceChildren(
        chosen.length === set.length
          ? `All ${plural(set.length, "trade")}`
          : `${countText(chosen.length)} of ${plural(set.length, "trade")}`,
        `, amounts in ${UNIT_NAMES[unit]}. Times are ${page.meta.clock}. Excursions and give-back are before costs. Enter opens a trade.`,
      );
      grid.show({
        columns: isNarrow ? few : every,
        rows,
        sort,
        selected,
        text: (one, trade) => one.text(trade, unit),
        tone: (one, trade) => {
          const value = one.sort(trade, unit);
          return typeof value === "number" ? toneOf(value) : "";
        },
        sum: (one) => {
          let text = sums.get(one.key);
          if (text === undefined) sums.set(one.key, (text = sumText(one)));
          return text;
        },
      });
    };
    const sumText = (column: Column): string => {
      if (column.key === "n") return "Sum";
      if (column.amount === undefined) return "";
      const { unit } = model.state;
      if (column.amount === "mae" || column.amount === "mfe" || column.amount === "giveback") return "";
      const { sum, of } = sumIn(set, page.meta, unit, column.amount, rows);
      if (of === 0) return "";
      return column.toned ? resultText(unit, sum) : unitText(unit, sum);
    };
    narrow.addEventListener("change", show);
    let isSeen = false;
    new IntersectionObserver(([entry]) => (isSeen = entry?.isIntersecting ?? true)).observe(grid.root);
    let following: number | undefined;
    const follow = () => {
      show();
      const { selected } = model.state;
      if (selected !== null) grid.reveal(selected);
    };
    model.on((_, changed) => {
      if (changed.has("matches") || changed.has("unit")) {
        arrange();
        show();
      }
      if (!changed.has("selected")) return;
      // With the next frame, as the drawer: each by itself would have the page laid out anew. Out of sight it has time.
      clearTimeout(following);
      if (isSeen) requestAnimationFrame(follow);
      else following = setTimeout(follow, OUT_OF_SIGHT_MS);
    });
    arrange();
    show();
    if (model.state.selected !== null) grid.reveal(model.state.selected);
  },
};

/** Closed trades are not all of a run's net: what else there is is named, so that the sum and the headline agree. */
function remainder({ meta }: PageData, { numbers }: TradeSet): readonly Node[] {
  const closed = numbers.net.reduce((sum, net) => sum + net, 0);
  const rest = meta.totals.net - closed;
  if (rest === 0) return [];
  const { dataFees, liquidationFees, interest } = meta.totals;
  const parts = [
    meta.open === null ? "" : "the position that is still open, with its costs",
    dataFees === 0 ? "" : `market data ${dollarsText(-dataFees)}`,
    liquidationFees === 0 ? "" : `liquidation fees ${dollarsText(-liquidationFees)}`,
    interest === 0 ? "" : `interest ${signed(dollarsText(interest))}`,
  ].filter(Boolean);
  return [
    el(
      "p",
      { class: "say g-flags g-rest" },
      `Closed trades add up to ${signed(dollarsText(closed))}. The run's net of ${dollarsText(meta.totals.net)} has ${signed(dollarsText(rest))} besides: ${parts.join(", ") || "amounts that belong to no trade"}.`,
    ),
  ];
}

function legend(set: TradeSet): HTMLElement {
  const bits = set.flags.reduce((all, flags) => all | flags, 0);
  const letters = flagsOf(0xff);
  const used = letters.flatMap((letter, k) => ((bits & (1 << k)) === 0 ? [] : [{ letter, k }]));
  if (used.length === 0) return el("p", { class: "say g-flags" }, "No trade has a flag.");
  return el(
    "p",
    { class: "say g-flags" },
    "Flags: ",
    ...used.flatMap(({ letter, k }, n) => [
      n > 0 ? "; " : "",
      el("b", {}, letter),
      ` ${FLAG_WORDS[k]!} (flag:${flagKey(k)})`,
    ]),
    ".",
  );
}

/** Of these trades, in this order: the columns of the program's own CSV, every digit, and no cell a spreadsheet would run. */
export function tradesCsv({ meta, trades: columns }: PageData, set: TradeSet, rows: Int32Array): string {
  const list = tradeList(columns, meta.reasons);
  const { index, texts } = set.words.contract;
  return csvOf(
    Array.from(rows, (i) => tradeRow(list[i]!, { ...meta, contract: texts[index[i]!]! })),
    TRADE_COLUMNS,
  );
}

const fileName = ({ meta }: PageData): string =>
  `${meta.strategy.name}-${meta.symbol}-trades`.replace(/[^\w.-]+/g, "-");
