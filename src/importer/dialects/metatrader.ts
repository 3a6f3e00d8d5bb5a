// Is this a MetaTrader export?

import type { ColumnMap } from "../header.js";
import { type Beginning, bare, type VendorDialect } from "./dialect.js";

/**
 * "<DATE> <TIME> <OPEN> … <TICKVOL> <VOL> <SPREAD>", dates such as 2023.01.03, in the broker's own time. Where the venue
 * reports no volume `<VOL>` is 0 throughout and the number of price changes stands in.
 */
export const metaTrader: VendorDialect = {
  name: "MetaTrader",
  recognise(beginning) {
    const { names, rows, columns } = beginning;
    const angled = names?.some((name) => /^<\w+>$/.test(name.trim())) ?? false;
    const dotted = /^\d{4}\.\d\d\.\d\d/.test(rows[0]![columns?.stamp ?? 0]?.trim() ?? "");
    if (columns === null || !dotted || !(angled || columns.clock >= 0)) return null;
    const volume = volumeIn(beginning, columns);
    const why = `${angled ? "names in angle brackets" : "date and time apart"}, dates such as ${rows[0]![columns.stamp]}`;
    return volume === columns.volume
      ? { why }
      : { why, columns: { ...columns, volume }, notes: ["Volume counts price changes (TICKVOL): VOL is 0."] };
  },
};

function volumeIn({ names, rows }: Beginning, columns: ColumnMap): number {
  const ticks = names?.findIndex((name) => bare(name) === "tickvol") ?? -1;
  const empty = columns.volume < 0 || rows.every((row) => Number(row[columns.volume]) === 0);
  return empty && ticks >= 0 ? ticks : columns.volume;
}
