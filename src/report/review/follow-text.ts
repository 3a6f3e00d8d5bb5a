// How does it read what the plan would have done next, trade by trade?

import type { z } from "zod";
import type { Contract } from "../../domain/contract.js";
import { decimalOfMicro } from "../../domain/money.js";
import type { FollowedTrade } from "../../domain/review.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { formatDay, formatInstant } from "../../instrument/time.js";
import { ABSENT, averagePrice, plural } from "../format.js";
import { ascii, columnsOf, paint, type TextStyle } from "../text-style.js";
import { directionOf } from "../trade-row.js";
import { oneLine } from "../visible.js";
import { clockOf } from "./panel.js";
import type { followSchema } from "./schema.js";
import { dollarsWithSign } from "./words.js";

export interface Followed {
  readonly plan: string;
  readonly zone: string;
  readonly rows: readonly FollowedTrade[];
  readonly contractOf: (root: string) => Contract;
  /** What of the plan did not hold. */
  readonly warnings: readonly string[];
}

/** Ends without a line end. */
export function followText({ plan, zone, rows, contractOf, warnings }: Followed, style: TextStyle): string {
  const clock = clockOf({ zone });
  const cells = rows.map(({ trade, what, plan: planned, dollars }) => {
    const { grid } = instrumentOf(contractOf(trade.root));
    return [
      trade.id,
      formatDay(trade.day),
      `${trade.root} ${directionOf(trade.side)} ${trade.qty}`,
      `${clock(trade.entryTime)} → ${clock(trade.exitTime ?? trade.entryTime)} at ${averagePrice(trade.exitSum, trade.qty, grid)}`,
      what,
      planned === null
        ? ABSENT
        : `${clock(planned.exitTime).slice(0, 5)} at ${averagePrice(planned.exitSum, planned.qty, grid)}, ${oneLine(planned.reason)}`,
      dollars === null ? ABSENT : dollarsWithSign(dollars),
    ];
  });
  const heads = ["trade", "date", "position", "you", "who left first", "the plan's exit", "plan − you"];
  if (style.tsv) return [heads, ...cells].map((row) => row.join("\t")).join("\n");
  const first = rows.filter(({ what }) => what === "the plan left first").length;
  const lines = [
    `${oneLine(plan)} · ${plural(rows.length, "trade")} · from where you really were; times ${zone}`,
    `the plan left first in ${first}; no dollar bridge: every trade begins where yours did`,
    "",
    ...columnsOf([heads, ...cells], ["left", "left", "left", "left", "left", "left", "right"], 2),
    ...warnings.map((text) => paint(style, "yellow", `note   ${oneLine(text)}`)),
  ];
  const text = lines.map((line) => (line === "" ? "" : `  ${line}`)).join("\n");
  return style.unicode ? text : ascii(text);
}

/** `tickproof.follow/1`, described by docs/schema/follow.schema.json. */
export const followDocument = ({
  plan,
  rows,
  contractOf,
  warnings,
}: Followed): z.infer<typeof followSchema> => ({
  schema: "tickproof.follow/1",
  plan,
  trades: rows.map(({ trade, what, plan: planned, dollars }) => ({
    id: trade.id,
    root: trade.root,
    side: directionOf(trade.side),
    qty: trade.qty,
    day: formatDay(trade.day),
    entryTime: formatInstant(trade.entryTime),
    exitTime: formatInstant(trade.exitTime ?? trade.entryTime),
    what,
    plan: planned && {
      exitTime: formatInstant(planned.exitTime),
      exitPrice: averagePrice(
        planned.exitSum,
        planned.qty,
        instrumentOf(contractOf(trade.root)).grid,
      ).replace(/,/g, ""),
      reason: planned.reason,
    },
    dollars: dollars === null ? null : decimalOfMicro(dollars),
  })),
  warnings: [...warnings],
});
