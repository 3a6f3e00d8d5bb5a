// How fast do bars come in, beside what the machine can do with the same bytes?

import { once } from "node:events";
import { closeSync, createReadStream, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse";
import { Bench } from "tinybench";
import { entriesIn, openSet, readSet } from "#catalog/catalog.js";
import { sliceOf, storeBars } from "#catalog/store.js";
import type { Bars } from "#domain/bars.js";
import { pick, randomOf } from "#domain/random.js";
import { readBars } from "#importer/read-bars.js";
import { fillTradeDates } from "#instrument/calendar.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { canonicalBars } from "./canonical.js";

const CHUNK = 1 << 18;
const small = process.argv.includes("--small");
const length = small ? 20_000 : 1_000_000;
const bars = canonicalBars(length);
const folder = mkdtempSync(join(tmpdir(), "tickproof-bench-"));
try {
  await importing();
  await dating();
  await fromTheCatalog();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A CSV file of all bars: read by the importer, only cut into cells by csv-parse, and only looked at byte by byte. */
async function importing(): Promise<void> {
  const path = join(folder, "bars.csv");
  const text = csvOf(bars);
  writeFileSync(path, text);
  const instrument = instrumentOf(loadContracts().get("MES"));
  const read = await readBars(path, { instrument });
  for (const column of ["time", "openTicks", "closeTicks", "volume", "tradeDate"] as const) {
    const wrong = read.bars[column].findIndex((value, i) => value !== bars[column][i]);
    if (read.bars.length === length && wrong < 0) continue;
    console.error(`import: ${column} differs at bar ${wrong}. A fast wrong answer is not measured.`);
    process.exit(1);
  }

  const bench = new Bench({ iterations: small ? 3 : 7, time: 0, warmupIterations: 1, warmupTime: 0 });
  bench.add("CSV import", async () => {
    await readBars(path, { instrument });
  });
  bench.add("csv-parse alone", async () => {
    let rows = 0;
    const parser = createReadStream(path, { highWaterMark: CHUNK }).pipe(parse());
    parser.on("data", () => rows++);
    await once(parser, "end");
    if (rows !== length + 1) throw new Error(`csv-parse found ${rows} rows`);
  });
  bench.add("byte scan alone", async () => {
    let rows = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK }))
      rows += lineEnds(chunk as Buffer);
    if (rows !== length + 1) throw new Error(`the scan found ${rows} rows`);
  });
  await bench.run();
  const megabytes = text.length / 1e6;
  console.log(`\nCSV of ${length.toLocaleString("en-US")} bars, ${megabytes.toFixed(1)} MB`);
  for (const task of bench.tasks) {
    const ms = median(task);
    console.log(
      `${task.name.padEnd(30)} ${ms.toFixed(1).padStart(8)} ms  ${((megabytes / ms) * 1000).toFixed(0).padStart(7)} MB/s`,
    );
  }
}

/** The trade date of every bar's open, in order, and in an order that has none. */
async function dating(): Promise<void> {
  const { session } = loadContracts().get("MES");
  const mixed = shuffled(bars.time);
  const dates = new Int32Array(length);
  fillTradeDates(session, bars.time, length, dates);
  if (dates.some((date, i) => date !== bars.tradeDate[i])) {
    console.error("trade dates differ. A fast wrong answer is not measured.");
    process.exit(1);
  }
  const bench = new Bench({ iterations: small ? 3 : 9, time: 0, warmupIterations: 2, warmupTime: 0 });
  bench.add("trade dates, bars in order", () => fillTradeDates(session, bars.time, length, dates));
  bench.add("trade dates, in no order", () => fillTradeDates(session, mixed, length, dates));
  await bench.run();
  console.log(`\nTrade dates of ${length.toLocaleString("en-US")} bars`);
  for (const task of bench.tasks)
    console.log(`${task.name.padEnd(30)} ${median(task).toFixed(1).padStart(8)} ms`);
}

function shuffled(time: Float64Array): Float64Array {
  const mixed = time.slice();
  const random = randomOf(7, "trade dates");
  for (let i = mixed.length - 1; i > 0; i--) {
    const k = pick(random, i + 1);
    [mixed[i], mixed[k]] = [mixed[k]!, mixed[i]!];
  }
  return mixed;
}

/** A set of the catalog: complete bars in shared memory, checksums held, ticks and trade dates made; and its bare bytes. */
async function fromTheCatalog(): Promise<void> {
  const instrument = instrumentOf(loadContracts().get("MES"));
  const series = await readBars(join(folder, "bars.csv"), { instrument });
  const place = { folder, instrument, contract: null, label: null };
  const slices = sliceOf(series);
  await storeBars(place, [{ source: series.source, slices, reading: "{}", importer: "bench" }], {
    onConflict: "refuse",
  });
  const [entry] = entriesIn(folder, "MES");
  const { bars: kept } = await readSet(openSet(entry!), instrument);
  if (!Buffer.from(new Uint8Array(kept.buffer)).equals(Buffer.from(new Uint8Array(series.bars.buffer)))) {
    console.error("catalog: other bars than the file's. A fast wrong answer is not measured.");
    process.exit(1);
  }
  const bench = new Bench({ iterations: small ? 5 : 15, time: 0, warmupIterations: 3, warmupTime: 0 });
  bench.add("catalog, bars ready to run", async () => {
    await readSet(openSet(entry!), instrument);
  });
  bench.add("bare read of the same bytes", () => {
    const bytes = new Uint8Array(new SharedArrayBuffer(entry!.bytes));
    const file = openSync(entry!.path, "r");
    for (let at = 0; at < bytes.length; ) at += readSync(file, bytes, at, bytes.length - at, at);
    closeSync(file);
  });
  await bench.run();
  console.log(
    `\nCatalog set of ${length.toLocaleString("en-US")} bars, ${(entry!.bytes / 1e6).toFixed(1)} MB`,
  );
  const medians = bench.tasks.map(median);
  bench.tasks.forEach(({ name }, k) => {
    const rate = ((entry!.bytes / 1e6 / medians[k]!) * 1000).toFixed(0);
    console.log(`${name.padEnd(30)} ${medians[k]!.toFixed(1).padStart(8)} ms  ${rate.padStart(7)} MB/s`);
  });
  console.log(`ratio to the bare read ${(medians[0]! / medians[1]!).toFixed(2)}`);
}

/** Every byte is looked at, as whoever reads a file must at the least. */
function lineEnds(chunk: Buffer): number {
  let count = 0;
  for (let at = 0; at < chunk.length; at++) if (chunk[at] === 10) count++;
  return count;
}

function csvOf({ time, open, high, low, close, volume, length: rows }: Bars): string {
  const lines = ["time,open,high,low,close,volume"];
  for (let i = 0; i < rows; i++) {
    const stamp = new Date(time[i]!).toISOString().replace(".000", "");
    lines.push(`${stamp},${open[i]},${high[i]},${low[i]},${close[i]},${volume[i]}`);
  }
  return `${lines.join("\n")}\n`;
}

function median({ name, result }: Bench["tasks"][number]): number {
  if (result.state !== "completed") throw new Error(`${name} did not complete`);
  return result.latency.p50;
}
