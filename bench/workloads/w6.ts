// W6: how fast do bars come in, beside what the machine can do with the same bytes?

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { closeSync, createReadStream, mkdtempSync, openSync, readSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse";
import { Bench } from "tinybench";
import { entriesIn, openSet, readSet } from "#catalog/catalog.js";
import { sliceOf, storeBars } from "#catalog/store.js";
import type { Bars, Series } from "#domain/bars.js";
import { pick, randomOf } from "#domain/random.js";
import { readBars } from "#importer/read-bars.js";
import { fillTradeDates } from "#instrument/calendar.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { canonicalBars } from "../canonical.js";
import { type Terms, work } from "../child.js";
import { inTurn, timed } from "../in-turn.js";
import { type Table, tableOf } from "../measured.js";

const NAME = "W6";
const CHUNK = 1 << 18;
const instrument = instrumentOf(loadContracts().get("MES"));

interface Ready {
  readonly folder: string;
  readonly path: string;
  /** Filled when they have been read. */
  readonly bars: Bars[];
}

await work<Ready, Series>({
  name: NAME,
  async prepare(length) {
    const folder = mkdtempSync(join(tmpdir(), "tickproof-bench-"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, "bars.csv");
    const writer = fileURLToPath(new URL("write-csv.mjs", import.meta.url));
    execFileSync(process.execPath, [writer, String(length), path], { stdio: "inherit" });
    return { folder, path, bars: [] };
  },
  held: ({ bars }) => bars,
  once: ({ path }) => readBars(path, { instrument }),
  check({ bars: held }, { bars }) {
    held.push(bars);
    insistBars("import", canonicalBars(bars.length), bars);
    const fingerprint = createHash("sha256").update(new Uint8Array(bars.buffer)).digest("hex");
    return { fingerprint, trades: null };
  },
  async measure({ path, folder, bars: [bars] }, terms) {
    return {
      tables: [
        await importing(path, bars!.length, terms),
        await fromTheCatalog(path, folder, bars!, terms),
        await dating(bars!, terms),
      ],
    };
  },
});

/** A CSV file of all bars: read by the importer, only looked at byte by byte, and only cut into cells by csv-parse. */
async function importing(path: string, length: number, { rounds }: Terms): Promise<Table> {
  const timings = await inTurn(
    [
      { who: "CSV import", once: () => timed(() => readBars(path, { instrument })) },
      { who: "byte scan alone", once: () => timed(() => scan(path, length)) },
      { who: "csv-parse alone", once: () => timed(() => cut(path, length)) },
    ],
    { rounds: Math.ceil(rounds / 3), warmup: 1 },
  );
  const { size } = statSync(path);
  const title = `CSV of ${(size / 1e6).toFixed(1)} MB`;
  return tableOf({ key: NAME, title, unit: "MB/s", work: size }, timings);
}

/** Every byte is looked at, as whoever reads a file must at the least. */
async function scan(path: string, length: number): Promise<void> {
  let rows = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK }))
    rows += lineEnds(chunk as Buffer);
  if (rows !== length + 1) throw new Error(`the scan found ${rows} rows`);
}

function lineEnds(chunk: Buffer): number {
  let count = 0;
  for (let at = 0; at < chunk.length; at++) if (chunk[at] === 10) count++;
  return count;
}

async function cut(path: string, length: number): Promise<void> {
  let rows = 0;
  const parser = createReadStream(path, { highWaterMark: CHUNK }).pipe(parse());
  parser.on("data", () => rows++);
  await once(parser, "end");
  if (rows !== length + 1) throw new Error(`csv-parse found ${rows} rows`);
}

/** A set of the catalog: complete bars in shared memory, checksums held, ticks and trade dates made; and its bare bytes. */
async function fromTheCatalog(path: string, folder: string, bars: Bars, { rounds }: Terms): Promise<Table> {
  const series = await readBars(path, { instrument });
  const place = { folder, instrument, contract: null, label: null };
  const part = { source: series.source, slices: sliceOf(series), reading: "{}", importer: "bench" };
  await storeBars(place, [part], { onConflict: "refuse" });
  const entry = entriesIn(folder, "MES")[0]!;
  insistBars("catalog", bars, (await readSet(openSet(entry), instrument)).bars);
  const timings = await inTurn(
    [
      { who: "catalog, bars ready to run", once: () => timed(() => readSet(openSet(entry), instrument)) },
      { who: "bare read of the same bytes", once: () => timed(() => bareRead(entry.path, entry.bytes)) },
    ],
    { rounds, warmup: 3 },
  );
  const title = `catalog set of ${(entry.bytes / 1e6).toFixed(1)} MB`;
  return tableOf({ key: "W6 catalog", title, unit: "MB/s", work: entry.bytes }, timings);
}

function bareRead(path: string, length: number): void {
  const bytes = new Uint8Array(new SharedArrayBuffer(length));
  const file = openSync(path, "r");
  for (let at = 0; at < length; ) at += readSync(file, bytes, at, length - at, at);
  closeSync(file);
}

/** The trade date of every bar's open, in order, and in an order that has none: nobody else's work to be held against. */
async function dating({ time, tradeDate, length }: Bars, { small }: Terms): Promise<Table> {
  const { session } = instrument.contract;
  const mixed = shuffled(time);
  const dates = new Int32Array(length);
  fillTradeDates(session, time, length, dates);
  if (dates.some((date, i) => date !== tradeDate[i])) throw new Error("trade dates differ");
  const bench = new Bench({ iterations: small ? 3 : 9, time: 0, warmupIterations: 2, warmupTime: 0 });
  bench.add("trade dates, bars in order", () => fillTradeDates(session, time, length, dates));
  bench.add("trade dates, in no order", () => fillTradeDates(session, mixed, length, dates));
  await bench.run();
  const lines = bench.tasks.map(({ name, result }, k) => {
    if (result.state !== "completed") throw new Error(`${name} did not complete`);
    const { p50: ms, min } = result.latency;
    const role = k === 0 ? ("ours" as const) : ("variant" as const);
    const ratio = k === 0 ? null : ms / firstOf(bench);
    return { who: name, role, ms, min, rate: length / ms / 1000, ratio };
  });
  return { key: "W6 trade dates", title: "trade dates", unit: "M bars/s", rounds: small ? 3 : 9, lines };
}

function firstOf({ tasks: [first] }: Bench): number {
  return first!.result.state === "completed" ? first!.result.latency.p50 : Number.NaN;
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

/** A fast wrong answer is not measured. */
function insistBars(who: string, expected: Bars, found: Bars): void {
  for (const column of [
    "time",
    "openTicks",
    "highTicks",
    "lowTicks",
    "closeTicks",
    "volume",
    "tradeDate",
  ] as const) {
    const wrong = expected[column].findIndex((value, i) => value !== found[column][i]);
    if (wrong >= 0 || found.length !== expected.length)
      throw new Error(`${who}: ${column} differs at bar ${wrong}. A fast wrong answer is not measured.`);
  }
}
