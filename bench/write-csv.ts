// Which file do imports read? `write-csv.mjs COUNT PATH`, a process of its own: its memory is none of the import's.

import { writeFileSync } from "node:fs";
import { canonicalBars } from "./canonical.js";

const [count, path] = process.argv.slice(2);
const { time, open, high, low, close, volume, length } = canonicalBars(Number(count));
const lines = ["time,open,high,low,close,volume"];
for (let i = 0; i < length; i++) {
  const stamp = new Date(time[i]!).toISOString().replace(".000", "");
  lines.push(`${stamp},${open[i]},${high[i]},${low[i]},${close[i]},${volume[i]}`);
}
writeFileSync(path!, `${lines.join("\n")}\n`);
