// Which rolls did a run go through, in a few lines of text?

import type { Chain } from "../domain/chain.js";
import type { Contract } from "../domain/contract.js";
import { decimalOfTicks, type Ticks } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatInstant } from "../instrument/time.js";
import { plural } from "./format.js";
import { oneLine } from "./visible.js";

/** More rolls than these would push the result off the screen. */
const MOST = 6;

/** The last rolls: when, from and to which contract, both prices, gap, ratio, and what comes to the prices before. */
export function rollLines({ chain, inputs }: Run): string[] {
  if (chain === null || chain.rolls.length === 0) return [];
  const shown = rollRows(chain, inputs.contract).slice(-MOST);
  const left = chain.rolls.length - shown.length;
  return [
    ...(left === 0
      ? []
      : [`rolls        ${plural(left, "earlier one")} in the report and in rolls.csv (--csv FOLDER)`]),
    ...shown.map((row, k) => `${(k === 0 && left === 0 ? "rolls" : "").padEnd(13)}${row}`),
  ];
}

/** A line a roll, in columns. */
export function rollRows(chain: Chain, contract: Contract): string[] {
  const { grid } = instrumentOf(contract);
  const points = (ticks: Ticks): string => decimalOfTicks(ticks, grid);
  const signed = (ticks: Ticks): string => (ticks > 0 ? `+${points(ticks)}` : points(ticks));
  const rows = chain.rolls.map(({ time, from, to, spread, quote, ratio }, k) => {
    return [
      formatInstant(time).slice(0, 16).replace("T", " "),
      oneLine(`${from} → ${to}`),
      `${points(quote.from)} → ${points(quote.to)}`,
      signed(spread),
      ratio === null ? "" : `× ${ratio.toFixed(6)}`,
      `prices before ${signed(-chain.months[k]!.offset + 0)}`,
    ];
  });
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => row[c]!.length)));
  return rows.map((row) =>
    row
      .map((cell, c) => cell.padEnd(widths[c]!))
      .join("  ")
      .trimEnd(),
  );
}
