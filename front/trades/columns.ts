// Which columns does the table of trades have?

import { formatInstant } from "../../src/instrument/time.js";
import type { PageData, PageMeta } from "../../src/report/embed/layout.js";
import {
  ABSENT,
  averageText,
  countText,
  fixedText,
  quantityText,
  signed,
  spanText,
} from "../../src/report/format.js";
import { shownText } from "../filter/suggest.js";
import { FLAG_LETTERS, SETS } from "../filter/terms.js";
import type { Unit } from "../state.js";
import { offsetAt, type TradeSet } from "./set.js";
import { type AmountKey, inUnit, resultText, unitText } from "./units.js";

export interface Column {
  readonly key: string;
  readonly label: string;
  readonly title: string;
  readonly kind: "text" | "number";
  /** In pixels. */
  readonly width: number;
  /** A result: its sign has a colour. */
  readonly toned?: boolean;
  /** Follows the unit, and is added up under the table. */
  readonly amount?: AmountKey;
  /** Where there is room for few: its place among them, from 1, and its width. */
  readonly narrow?: readonly [place: number, width: number];
  /** What it is sorted by; NaN and "" come last. */
  sort(i: number, unit: Unit): number | string;
  text(i: number, unit: Unit): string;
}

const plain = (label: string, title: string, width: number) => ({
  label,
  title,
  width,
  kind: "number" as const,
});

export function tradeColumns(page: PageData, set: TradeSet): readonly Column[] {
  const { meta, trades } = page;
  const { grid, lot } = meta;
  const words = (key: "tag" | "exit" | "contract", i: number) =>
    set.words[key].texts[set.words[key].index[i]!]!;
  const amount = (
    key: AmountKey,
    label: string,
    title: string,
    more: Pick<Column, "narrow" | "toned"> = {},
  ): Column => ({
    key,
    ...plain(label, title, 106),
    ...more,
    amount: key,
    sort: (i, unit) => inUnit(set, meta, unit, i, set.numbers[key][i]!),
    text: (i, unit) => {
      const value = inUnit(set, meta, unit, i, set.numbers[key][i]!);
      return more.toned ? resultText(unit, value) : unitText(unit, value);
    },
  });
  const columns: (Column | null)[] = [
    {
      key: "n",
      ...plain("#", "Number of the trade", 64),
      narrow: [1, 48],
      sort: (i) => i,
      text: (i) => countText(i + 1),
    },
    set.words.contract.texts.length < 2
      ? null
      : {
          key: "contract",
          label: "Contract",
          title: "Contract that was entered",
          kind: "text",
          width: 92,
          sort: (i) => words("contract", i),
          text: (i) => words("contract", i),
        },
    {
      key: "side",
      label: "Side",
      title: "Long bought first, short sold first",
      kind: "text",
      width: 62,
      narrow: [2, 52],
      sort: (i) => -trades.side[i]!,
      text: (i) => (trades.side[i] === 1 ? "long" : "short"),
    },
    {
      key: "qty",
      ...plain("Qty", "Contracts entered over the whole trade", 62),
      sort: (i) => trades.qty[i]!,
      text: (i) => quantityText(trades.qty[i]!, lot),
    },
    {
      key: "entryTime",
      label: "Entry",
      title: `${meta.clock}, open of the bar in which it was filled`,
      kind: "text",
      width: 148,
      narrow: [6, 136],
      sort: (i) => trades.entryTime[i]!,
      text: (i) => clockText(meta, trades.entryTime[i]!),
    },
    {
      key: "entryPrice",
      ...plain("Price", "Average entry price", 108),
      sort: (i) => trades.entrySum[i]! / trades.qty[i]!,
      text: (i) => averageText(trades.entrySum[i]!, trades.qty[i]!, grid),
    },
    {
      key: "exitTime",
      label: "Exit",
      title: `${meta.clock}, open of the bar in which it was filled`,
      kind: "text",
      width: 148,
      sort: (i) => trades.exitTime[i]!,
      text: (i) => clockText(meta, trades.exitTime[i]!),
    },
    {
      key: "exitPrice",
      ...plain("Price", "Average exit price", 108),
      sort: (i) => trades.exitSum[i]! / trades.qty[i]!,
      text: (i) => exitPrice(page, i),
    },
    {
      key: "ticks",
      ...plain("Ticks", "A contract, before costs", 88),
      toned: true,
      sort: (i) => set.numbers.ticks[i]!,
      text: (i) => {
        const ticks = set.numbers.ticks[i]!;
        return signed(fixedText(ticks, Number.isInteger(ticks) ? 0 : 2));
      },
    },
    amount("gross", "Gross", "Before costs", { toned: true }),
    amount("costs", "Costs", "Commission and fees"),
    meta.funded
      ? amount("funding", "Funding", "Received less paid while it was open", { toned: true })
      : null,
    amount("net", "Net", "After costs", { toned: true, narrow: [3, 88] }),
    {
      key: "pct",
      ...plain("% equity", "Net as a share of the equity at the close before the entry bar", 84),
      toned: true,
      sort: (i) => set.numbers.pct[i]!,
      text: (i) => resultText("percent", set.numbers.pct[i]!),
    },
    {
      key: "r",
      ...plain("R", "Net ÷ dollars at risk between entry and initial stop", 64),
      toned: true,
      narrow: [4, 52],
      sort: (i) => set.numbers.r[i]!,
      text: (i) => signed(fixedText(set.numbers.r[i]!, 2)),
    },
    {
      key: "leverage",
      ...plain("Leverage", "Largest notional ÷ equity at the trade's fills", 84),
      sort: (i) => trades.leverage[i]!,
      text: (i) => `${fixedText(trades.leverage[i]!, 2)}×`,
    },
    amount("mae", "MAE", "Maximum adverse excursion: worst open result, before costs"),
    amount("mfe", "MFE", "Maximum favourable excursion: best open result, before costs"),
    amount("giveback", "Give-back", "Best open result − gross"),
    {
      key: "hold",
      label: "Held",
      title: "Time from entry to exit",
      kind: "number",
      width: 92,
      sort: (i) => trades.heldMs[i]!,
      text: (i) => spanText(trades.heldMs[i]!),
    },
    {
      key: "bars",
      ...plain("Bars", "Bars touched, entry and exit bar included", 62),
      sort: (i) => set.numbers.bars[i]!,
      text: (i) => countText(set.numbers.bars[i]!),
    },
    {
      key: "tag",
      label: "Entry tag",
      title: "Why it was entered, in the strategy's words",
      kind: "text",
      width: 190,
      sort: (i) => words("tag", i),
      text: (i) => shownText(words("tag", i)),
    },
    {
      key: "exit",
      label: "Exit reason",
      title: "Why it was left",
      kind: "text",
      width: 190,
      narrow: [5, 120],
      sort: (i) => words("exit", i),
      text: (i) => shownText(words("exit", i)),
    },
    {
      key: "flags",
      label: "Flags",
      title: "What is special about it; the words stand under the table",
      kind: "text",
      width: 72,
      sort: (i) => flagsOf(set.flags[i]!).join(" "),
      text: (i) => flagsOf(set.flags[i]!).join(" ") || ABSENT,
    },
  ];
  return columns.filter((column) => column !== null);
}

/** For a phone: what tells one trade from another. */
export const fewColumns = (columns: readonly Column[]): readonly Column[] =>
  columns
    .flatMap((column) => (column.narrow === undefined ? [] : [{ ...column, narrow: column.narrow }]))
    .sort((a, b) => a.narrow[0] - b.narrow[0])
    .map((column) => ({ ...column, width: column.narrow[1] }));

export const flagsOf = (bits: number): readonly string[] =>
  FLAG_LETTERS.filter((_, k) => (bits & (1 << k)) !== 0);

/** In the order of `FLAG_LETTERS`, for the line under the table. */
export const FLAG_WORDS: readonly string[] = [
  "ambiguous: the bar cannot say what came first",
  "filled across a gap",
  "liquidated",
  "partial exits",
  "flipped: reversed at the same fill",
  "scaled in",
  "held through a roll",
  "a limit that was touched only",
];
export const flagKey = (k: number): string => SETS.flag[k]!;

/** "2024-03-19 10:05" on the exchange's clock, seconds only where there are some. */
export const clockText = (meta: Pick<PageMeta, "offsets">, at: number): string =>
  formatInstant(at + offsetAt(meta, at))
    .slice(0, at % 60_000 === 0 ? 16 : 19)
    .replace("T", " ");

/** The price at which all of a trade's contracts were finally settled need not lie on the grid. */
export function exitPrice({ meta, trades }: PageData, i: number): string {
  const signedQty = trades.side[i]! * trades.qty[i]!;
  const settled = meta.expiries.find(({ bar, qty }) => bar === trades.exitBar[i] && qty === signedQty);
  return settled?.price ?? averageText(trades.exitSum[i]!, trades.qty[i]!, meta.grid);
}

/** The trades in another order; what a trade has no value of comes last either way, and equal ones keep their order. */
export function sorted(chosen: Int32Array, column: Column, down: boolean, unit: Unit): Int32Array {
  const sign = down ? -1 : 1;
  const all = Array.from(chosen, (i) => column.sort(i, unit));
  // As they come, by number: nothing to put in order.
  if (
    !down &&
    all.every((value, k) => typeof value === "number" && (k === 0 || value >= (all[k - 1] as number)))
  )
    return chosen.slice();
  const values = new Map<number, number | string>();
  for (const [k, i] of chosen.entries()) values.set(i, all[k]!);
  const isMissing = (value: number | string) => value === "" || Number.isNaN(value);
  const compare = new Intl.Collator("en").compare;
  return chosen.slice().sort((a, b) => {
    const [x, y] = [values.get(a)!, values.get(b)!];
    if (isMissing(x) || isMissing(y)) return Number(isMissing(x)) - Number(isMissing(y)) || a - b;
    const order = typeof x === "string" || typeof y === "string" ? compare(String(x), String(y)) : x - y;
    return sign * order || a - b;
  });
}
