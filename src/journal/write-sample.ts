// How do the bundled journal of `data/journal/` and the samples of a new project come to be? (`npm run data`)

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sampleBars, sampleCsv } from "../bars/sample-sessions.js";
import { replaceFile } from "../bars/write-synthetic.js";
import type { Bars } from "../domain/bars.js";
import { decimalOfTicks, type EpochMs, MICRO } from "../domain/money.js";
import { flatByClose } from "../domain/risk.js";
import { loadContracts } from "../instrument/contracts.js";
import { instrumentOf } from "../instrument/instrument.js";
import { offsetAt, type Zone, zoneOf } from "../instrument/time.js";
import { backtest } from "../research/library.js";
import { newYorkMidnight, type Sample, type SampleFill, sampleTrading } from "./sample.js";

/** A test holds the files to these. */
const SEED = 2049;
const PLAN = { strategy: "rsi-reversion", contracts: 2, params: { period: 7, contracts: 2 } } as const;
const WINDOW = { from: 9 * 60 + 30, until: 15 * 60 + 30 };
/** The trader changed brokers over the holiday: the journal holds both. */
const FIRST = newYorkMidnight(2025, 6, 16);
const MOVED = newYorkMidnight(2025, 7, 7);
const LAST = newYorkMidnight(2025, 7, 26);

const TICK = 0.25;
const COST_PER_SIDE = 620_000;
const CHICAGO = zoneOf("America/Chicago");
const NEW_YORK = zoneOf("America/New_York");

/** The files of the folder by name. */
export async function sampleFiles(seed = SEED): Promise<Map<string, string>> {
  const data = fileURLToPath(new URL("../../data/MES-5m.csv", import.meta.url));
  const { strategy, params, contracts } = PLAN;
  const run = await backtest({ strategy, instrument: "MES", data, params, cash: 50_000 });
  const rules = { seed, from: FIRST, until: LAST, window: WINDOW, contracts };
  const all = sampleTrading(run, rules);
  return new Map([
    ["exports/ninjatrader-executions.csv", ninjaTrader(between(all, FIRST, MOVED), "MES 09-25")],
    ["exports/tradovate-fills.csv", tradovateFills(between(all, MOVED, LAST), "MESU5")],
    ["exports/tradovate-orders.csv", tradovateOrders(between(all, MOVED, LAST), "MESU5")],
  ]);
}

const DESK = fileURLToPath(new URL("../../templates/desk/", import.meta.url));
/** As `plan.toml` there has it. */
const DESK_PLAN = { range: 15, stop: 40, target: 80, contracts: 2 } as const;
const DESK_SEED = 1;
const DESK_FIRST = newYorkMidnight(2026, 2, 9);
const DESK_MOVED = newYorkMidnight(2026, 2, 23);
const DESK_LAST = newYorkMidnight(2026, 3, 14);

/** What `tickproof init` puts into `sample/`, by name. */
export async function deskFiles(seed = DESK_SEED): Promise<Map<string, string>> {
  const instrument = instrumentOf(loadContracts().get("MES"));
  const folder = mkdtempSync(join(tmpdir(), "tickproof-"));
  const data = join(folder, "MES-1m.csv");
  writeFileSync(data, sampleCsv(instrument));
  const strategy = join(DESK, "strategies/orb.ts");
  const run = await backtest({
    strategy,
    instrument: "MES",
    data,
    barHours: "regular",
    risk: [flatByClose(5)],
    params: DESK_PLAN,
    cash: 50_000,
  });
  rmSync(folder, { recursive: true });
  const rules = { seed, from: DESK_FIRST, until: DESK_LAST, window: WINDOW, contracts: DESK_PLAN.contracts };
  const all = sampleTrading(run, rules);
  const late = between(all, DESK_MOVED, DESK_LAST);
  const week = { seed: 5, first: "2026-03-16", last: "2026-03-20" };
  return new Map([
    ["sample/Fills.csv", tradovateFills(late, "MESH6")],
    ["sample/Orders.csv", tradovateOrders(late, "MESH6")],
    ["sample/Executions.csv", ninjaTrader(between(all, DESK_FIRST, DESK_MOVED), "MES 03-26")],
    ["sample/my.csv", wrongBars(sampleBars(instrument, week, 5))],
  ]);
}

/** As charting programs write them: date and time apart, of the computer's clock, the end of each bar. In two rows a digit was lost. */
function wrongBars(bars: Bars): string {
  const { grid } = instrumentOf(loadContracts().get("MES"));
  const rows = Array.from({ length: bars.length }, (_, i) => {
    const at = clockIn(bars.time[i]! + 300_000, CHICAGO);
    const date = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
    const high = i === 400 ? bars.lowTicks[i]! - 3 : bars.highTicks[i]!;
    const low = i === 900 ? bars.highTicks[i]! + 2 : bars.lowTicks[i]!;
    const prices = [bars.openTicks[i]!, high, low, bars.closeTicks[i]!];
    const shown = prices.map((price) => decimalOfTicks(price, grid));
    return `${date},${two(at.getUTCHours())}:${two(at.getUTCMinutes())},${shown.join(",")},${bars.volume[i]}`;
  });
  return `${["Date,Time,Open,High,Low,Close,Volume", ...rows].join("\n")}\n`;
}

const between = ({ fills, orders }: Sample, from: EpochMs, until: EpochMs): Sample => ({
  fills: fills.filter(({ time }) => time >= from && time < until),
  orders: orders.filter(({ placed }) => placed >= from && placed < until),
});

/** On a computer in Chicago, as the grid of the Control Center exports it: newest first, a comma at the end of each line. */
function ninjaTrader({ fills }: Sample, contract: string): string {
  const rows = fills.map((fill, k) => {
    const held = fill.position === 0 ? "-" : `${Math.abs(fill.position)} ${fill.position > 0 ? "L" : "S"}`;
    return [
      contract,
      fill.side === 1 ? "Buy" : "Sell",
      fill.qty,
      priceOf(fill),
      twelveHours(fill.time, CHICAGO),
      `nt-${String(k + 1).padStart(5, "0")}`,
      fill.entry ? "Entry" : "Exit",
      held,
      `o-${fill.order}`,
      fill.name,
      `$${costOf(fill)}`,
      1,
      "Sim101",
      "Simulation",
      "",
    ].join(",");
  });
  const header =
    "Instrument,Action,Quantity,Price,Time,ID,E/X,Position,Order ID,Name,Commission,Rate,Account display name,Connection,";
  return `${[header, ...rows.reverse()].join("\r\n")}\r\n`;
}

const ORDER_BASE = 281_400_000_000;
const ACCOUNT = "DEMO-SYNTHETIC";

function tradovateFills({ fills }: Sample, contract: string): string {
  const rows = fills.map((fill, k) => {
    const id = ORDER_BASE + 500_000 + 7 * k;
    const order = ORDER_BASE + fill.order;
    const utc = new Date(fill.time + 120 + (k % 7) * 100).toISOString().replace("T", " ");
    const price = priceOf(fill);
    const buys = fill.side === 1;
    const twins = [
      id,
      order,
      3_570_919,
      utc,
      utc.slice(0, 10),
      buys ? 0 : 1,
      fill.qty,
      Number(price),
      true,
      900_001,
    ];
    const shown = [id, order, local(fill.time), shortDate(fill.time), ACCOUNT, buys ? " Buy" : " Sell"];
    const rest = ["-2", 0, TICK, contract, "MES", "Micro E-mini S&P 500", costOf(fill)];
    return [...twins, ...shown, fill.qty, price, ...rest].join(",");
  });
  const header =
    "_id,_orderId,_contractId,_timestamp,_tradeDate,_action,_qty,_price,_active,_accountId,Fill ID,Order ID,Timestamp,Date,Account,B/S,Quantity,Price,_priceFormat,_priceFormatType,_tickSize,Contract,Product,Product Description,commission";
  return `${[header, ...rows].join("\n")}\n`;
}

function tradovateOrders({ fills, orders }: Sample, contract: string): string {
  const rows = orders.map((order) => {
    const id = ORDER_BASE + order.id;
    const mine = fills.filter((fill) => fill.order === order.id);
    const price = mine[0] === undefined ? "" : priceOf(mine[0]);
    const filled = order.filled ? order.qty : "";
    const asked = order.price === null ? "" : (order.price * TICK).toFixed(2);
    const [limit, stop] = order.kind === "Limit" ? [asked, ""] : ["", asked];
    const value = mine[0] === undefined ? "" : `"${dollars(mine[0].price * TICK * 5 * order.qty)}"`;
    return [
      ...[id, ACCOUNT, id, order.side === 1 ? " Buy" : " Sell", contract, "MES", "Micro E-mini S&P 500"],
      ...[price, filled, order.filled ? local(order.ended) : "", id],
      ...[order.filled ? " Filled" : " Canceled", "-2", 0, TICK, "", id],
      ...[local(order.placed), shortDate(order.placed), order.qty],
      ...[order.kind === "Stop" ? "multibracket" : "Chart", ` ${order.kind}`, limit, stop, limit, stop],
      ...[filled, price, price, "", value, "USD"],
    ].join(",");
  });
  const header =
    "orderId,Account,Order ID,B/S,Contract,Product,Product Description,avgPrice,filledQty,Fill Time,lastCommandId,Status,_priceFormat,_priceFormatType,_tickSize,spreadDefinitionId,Version ID,Timestamp,Date,Quantity,Text,Type,Limit Price,Stop Price,decimalLimit,decimalStop,Filled Qty,Avg Fill Price,decimalFillAvg,Venue,Notional Value,Currency";
  return `${[header, ...rows].join("\n")}\n`;
}

const priceOf = ({ price }: Pick<SampleFill, "price">): string => (price * TICK).toFixed(2);
const costOf = ({ qty }: SampleFill): string => ((qty * COST_PER_SIDE) / MICRO).toFixed(2);
const dollars = (amount: number): string => amount.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ",");

const clockIn = (time: EpochMs, zone: Zone): Date => new Date(time + offsetAt(zone, time));
const two = (n: number): string => String(n).padStart(2, "0");

/** "07/07/2025 09:35:12" in New York. */
function local(time: EpochMs): string {
  const at = clockIn(time, NEW_YORK);
  const date = `${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}/${at.getUTCFullYear()}`;
  return `${date} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
}

/** "7/7/25". */
function shortDate(time: EpochMs): string {
  const at = clockIn(time, NEW_YORK);
  return `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear() % 100}`;
}

/** "6/16/2025 8:35:12 AM". */
function twelveHours(time: EpochMs, zone: Zone): string {
  const at = clockIn(time, zone);
  const hour = at.getUTCHours();
  const clock = `${hour % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${hour < 12 ? "AM" : "PM"}`;
  return `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()} ${clock}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL("../../data/journal/", import.meta.url));
  mkdirSync(join(folder, "exports"), { recursive: true });
  for (const [name, text] of await sampleFiles()) {
    replaceFile(join(folder, name), text);
    process.stdout.write(`data/journal/${name}  ${text.trim().split("\n").length - 1} rows\n`);
  }
  mkdirSync(join(DESK, "sample"), { recursive: true });
  for (const [name, text] of await deskFiles()) {
    replaceFile(join(DESK, name), text);
    process.stdout.write(`templates/desk/${name}  ${text.trim().split("\n").length - 1} rows\n`);
  }
}
