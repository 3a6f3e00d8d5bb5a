// What does a whole process of plain JavaScript take for W1? `plain-cold.mjs BARS.bin COUNT`

import { closeSync, openSync, readSync } from "node:fs";
import { Output, plainEma } from "./plain-loops.js";

const [path, count] = process.argv.slice(2);
const length = Number(count);
const bytes = new Uint8Array(24 * length);
const file = openSync(path!, "r");
for (let at = 0; at < bytes.length; ) at += readSync(file, bytes, at, bytes.length - at, at);
closeSync(file);
const ticks = (n: number) => new Int32Array(bytes.buffer, (8 + 4 * n) * length, length);
const bars = {
  length,
  close: new Float64Array(bytes.buffer, 0, length),
  openTicks: ticks(0),
  closeTicks: ticks(3),
};
const { trades, net } = plainEma(bars, 12, 26, new Output(length));
console.log(`${trades} trades, net ${net}`);
