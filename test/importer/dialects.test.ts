// Is each vendor's export known for what it is, and read to the same bars?

import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fault } from "#domain/fault.js";
import type { ReadOptions } from "#importer/read-bars.js";
import { dbnOf, zstdOf } from "./databento.js";
import { faultOf, file, MES, readAndKept, told } from "./helpers.js";
import { zipOf } from "./zip.js";

interface Bar {
  /** UTC. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

const iso = (at: number): string => new Date(at).toISOString();
const day = (at: number): string => iso(at).slice(0, 10);
const clock = (at: number): string => iso(at).slice(11, 19);
const prices = ({ open, high, low, close }: Bar): number[] => [open, high, low, close];
const lines = (...rows: readonly (readonly (string | number)[] | string)[]): string =>
  rows.map((row) => (typeof row === "string" ? row : row.join(","))).join("\n");
const mdy = (at: number): string => `${day(at).slice(5, 7)}/${day(at).slice(8)}/${day(at).slice(0, 4)}`;

interface Writer {
  readonly vendor: string;
  readonly write: (bars: readonly Bar[]) => string | Uint8Array;
  readonly name?: string;
  readonly options?: Partial<ReadOptions>;
  /** False where the dialect has no volume. */
  readonly volume?: false;
}

const UTC = { timeZone: "UTC" } as const;
/** All bars of a file lie on this date, which LEAN has in its name only. */
const DATE = "20240514";

const WRITERS: Readonly<Record<string, Writer>> = {
  "plain CSV": {
    vendor: "Plain CSV",
    write: (bars) =>
      lines(
        "time,open,high,low,close,volume",
        ...bars.map((bar) => [iso(bar.time), ...prices(bar), bar.volume]),
      ),
  },
  NinjaTrader: {
    vendor: "NinjaTrader",
    options: UTC,
    write: (bars) =>
      bars
        .map((bar) => {
          const close = bar.time + 60_000;
          const stamp = `${day(close)} ${clock(close)}`.replaceAll(/[-:]/g, "");
          return [stamp, ...prices(bar), bar.volume].join(";");
        })
        .join("\r\n"),
  },
  "TradingView, ISO": {
    vendor: "TradingView",
    write: (bars) =>
      lines(
        "time,open,high,low,close,VWAP,Upper Band,Volume",
        ...bars.map((bar) => [
          iso(bar.time).replace(".000", ""),
          ...prices(bar),
          "NaN",
          5200.123,
          bar.volume,
        ]),
      ),
  },
  "TradingView, epoch, names twice, float noise": {
    vendor: "TradingView",
    write: (bars) =>
      lines(
        "time,open,high,low,close,Plot,Plot,Volume",
        ...bars.map((bar) => [
          bar.time / 1000,
          ...prices(bar).map((price) => `${price}00000000001`.replace(/^(\d+)0{10}1$/, "$1")),
          "",
          1,
          bar.volume,
        ]),
      ),
  },
  "Databento, pretty": {
    vendor: "Databento",
    write: (bars) =>
      lines(
        "ts_event,rtype,publisher_id,instrument_id,open,high,low,close,volume,symbol",
        ...bars.map((bar) => [
          iso(bar.time).replace("000Z", "000000000Z"),
          33,
          1,
          42,
          ...prices(bar).map((price) => price.toFixed(9)),
          bar.volume,
          "MESM4",
        ]),
      ),
  },
  "Databento, raw": {
    vendor: "Databento",
    write: (bars) =>
      lines(
        "ts_event,rtype,publisher_id,instrument_id,open,high,low,close,volume",
        ...bars.map((bar) => [
          `${bar.time}000000`,
          33,
          1,
          42,
          ...prices(bar).map((price) => `${price * 100}0000000`),
          bar.volume,
        ]),
      ),
  },
  "Databento, DBN of version 1": { vendor: "Databento", write: (bars) => dbnOf(bars, "MESM4", 1) },
  "Databento, DBN of version 2": { vendor: "Databento", write: (bars) => dbnOf(bars, "MESM4", 2) },
  "Databento, DBN of version 3, zstd": {
    vendor: "Databento",
    write: (bars) => zstdOf(dbnOf(bars, "MESM4", 3), 200),
  },
  "Barchart, newest first": {
    vendor: "Barchart",
    write: (bars) =>
      lines(
        '"Time","Open","High","Low","Latest","Change","%Change","Volume"',
        ...bars.toReversed().map((bar) => {
          const local = bar.time - 5 * 3_600_000; // May: Central Daylight Time
          return [
            `"${day(local)} ${clock(local).slice(0, 5)}"`,
            ...prices(bar).map((price) => `"${price.toLocaleString("en-US", { minimumFractionDigits: 2 })}"`),
            "+1.25",
            '"+0.02%"',
            `"${bar.volume.toLocaleString("en-US")}"`,
          ];
        }),
        '"Downloaded from Barchart.com as of 05-15-2024 08:00am CDT"',
      ),
  },
  "Sierra Chart": {
    vendor: "Sierra Chart",
    options: UTC,
    write: (bars) =>
      lines(
        "Date, Time, Open, High, Low, Last, Volume, NumberOfTrades, BidVolume, AskVolume",
        ...bars.map((bar) => [
          day(bar.time).replaceAll("-", "/"),
          ` ${clock(bar.time)}.000000`,
          ...prices(bar).map((price) => ` ${price}`),
          ` ${bar.volume}`,
          " 1",
          " 2",
          " 3",
        ]),
      ),
  },
  "MetaTrader 5, tabs and angles, volume in ticks": {
    vendor: "MetaTrader",
    options: UTC,
    write: (bars) =>
      [
        "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>",
        ...bars.map((bar) =>
          [day(bar.time).replaceAll("-", "."), clock(bar.time), ...prices(bar), bar.volume, 0, 25].join("\t"),
        ),
      ].join("\r\n"),
  },
  "MetaTrader 5, commas": {
    vendor: "MetaTrader",
    options: UTC,
    write: (bars) =>
      lines(
        "Date,Time,Open,High,Low,Close,Volume",
        ...bars.map((bar) => [
          day(bar.time).replaceAll("-", "."),
          clock(bar.time).replace(/^0/, ""),
          ...prices(bar),
          bar.volume,
        ]),
      ),
  },
  "yfinance, three lines of header": {
    vendor: "Yahoo Finance",
    write: (bars) =>
      lines(
        "Price,Close,High,Low,Open,Volume",
        "Ticker,MES=F,MES=F,MES=F,MES=F,MES=F",
        "Datetime,,,,,",
        ...bars.map((bar) => [
          `${day(bar.time)} ${clock(bar.time)}+00:00`,
          bar.close,
          bar.high,
          bar.low,
          bar.open,
          bar.volume,
        ]),
      ),
  },
  "yfinance, history": {
    vendor: "Yahoo Finance",
    write: (bars) =>
      lines(
        "Datetime,Open,High,Low,Close,Volume,Dividends,Stock Splits",
        ...bars.map((bar) => [
          `${day(bar.time)} ${clock(bar.time)}+00:00`,
          ...prices(bar),
          bar.volume,
          "0.0",
          "0.0",
        ]),
      ),
  },
  "yfinance, tickers above prices": {
    vendor: "Yahoo Finance",
    write: (bars) =>
      lines(
        ",MES=F,MES=F,MES=F,MES=F,MES=F",
        ",Open,High,Low,Close,Volume",
        "Datetime,,,,,",
        ...bars.map((bar) => [`${day(bar.time)} ${clock(bar.time)}+00:00`, ...prices(bar), bar.volume]),
      ),
  },
  "Binance, no header": {
    vendor: "Binance",
    write: (bars) =>
      lines(
        ...bars.map((bar) => [
          bar.time,
          ...prices(bar),
          bar.volume,
          bar.time + 59_999,
          "1.5",
          7,
          "2.5",
          "3.5",
          0,
        ]),
      ),
  },
  "Binance, header, microseconds": {
    vendor: "Binance",
    write: (bars) =>
      lines(
        "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore",
        ...bars.map((bar) => [
          `${bar.time}000`,
          ...prices(bar),
          bar.volume,
          `${bar.time + 59_999}999`,
          "1.5",
          7,
          "2.5",
          "3.5",
          0,
        ]),
      ),
  },
  "Bybit, newest first": {
    vendor: "Bybit",
    write: (bars) =>
      lines(...bars.toReversed().map((bar) => [bar.time, ...prices(bar), bar.volume, "123.45"])),
  },
  "Bybit, header": {
    vendor: "Bybit",
    write: (bars) =>
      lines(
        "startTime,openPrice,highPrice,lowPrice,closePrice,volume,turnover",
        ...bars.map((bar) => [bar.time, ...prices(bar), bar.volume, "123.45"]),
      ),
  },
  freqtrade: {
    vendor: "freqtrade",
    name: "MES-1m-futures.json",
    write: (bars) =>
      `[${bars.map((bar) => `[${[bar.time, ...prices(bar), bar.volume].join(",\n ")}]`).join(",")}]`,
  },
  "LEAN, trades": {
    vendor: "QuantConnect LEAN",
    name: `${DATE}_mes_minute_trade_202406.csv`,
    write: (bars) => lines(...bars.map((bar) => [bar.time % 86_400_000, ...prices(bar), bar.volume])),
  },
  "LEAN, quotes": {
    vendor: "QuantConnect LEAN",
    name: `${DATE}_mes_minute_quote_202406.csv`,
    volume: false,
    write: (bars) =>
      lines(
        ...bars.map((bar) => [
          bar.time % 86_400_000,
          ...prices(bar),
          4,
          ...prices(bar).map((price) => price + 0.25),
          5,
        ]),
      ),
  },
  "LEAN, shares, scaled": {
    vendor: "QuantConnect LEAN",
    name: `${DATE}_spy_minute_trade.csv`,
    write: (bars) =>
      lines(
        ...bars.map((bar) => [
          (bar.time - 4 * 3_600_000) % 86_400_000, // May: Eastern Daylight Time
          ...prices(bar).map((price) => price * 10_000),
          bar.volume,
        ]),
      ),
  },
  "LEAN, a zip of two contracts": {
    vendor: "QuantConnect LEAN",
    name: `${DATE}_trade.zip`,
    options: { contract: "202406" },
    write: (bars) =>
      zipOf({
        [`${DATE}_mes_minute_trade_202406.csv`]: lines(
          ...bars.map((bar) => [bar.time % 86_400_000, ...prices(bar), bar.volume]),
        ),
        [`${DATE}_mes_minute_trade_202409.csv`]: "0,5300,5300,5300,5300,1",
      }),
  },
  "backtrader, a header that leaves the clock out": {
    vendor: "Plain CSV",
    options: UTC,
    write: (bars) =>
      lines(
        "Date,Open,High,Low,Close,Volume,OpenInterest",
        ...bars.map((bar) => [day(bar.time), clock(bar.time), ...prices(bar), bar.volume, 0]),
      ),
  },
  "Dukascopy, days first with dots": {
    vendor: "Plain CSV",
    write: (bars) =>
      lines(
        "Gmt time,Open,High,Low,Close,Volume",
        ...bars.map((bar) => [
          `${day(bar.time).split("-").reverse().join(".")} ${clock(bar.time)}.000`,
          ...prices(bar),
          bar.volume,
        ]),
      ),
  },
  "decimal commas": {
    vendor: "Plain CSV",
    options: UTC,
    write: (bars) =>
      [
        "date;open;high;low;close;volume",
        ...bars.map((bar) =>
          [
            `${day(bar.time).split("-").reverse().join(".")} ${clock(bar.time)}`,
            ...prices(bar).map((price) => price.toLocaleString("de-DE", { minimumFractionDigits: 2 })),
            bar.volume.toLocaleString("de-DE"),
          ].join(";"),
        ),
      ].join("\n"),
  },
  "quotes, by name": {
    vendor: "Plain CSV",
    volume: false,
    write: (bars) =>
      lines(
        "time,bid_open,bid_high,bid_low,bid_close,ask_open,ask_high,ask_low,ask_close",
        ...bars.map((bar) => [iso(bar.time), ...prices(bar), ...prices(bar).map((price) => price + 0.25)]),
      ),
  },
  Kibot: {
    vendor: "Kibot",
    options: UTC,
    write: (bars) =>
      lines(...bars.map((bar) => [mdy(bar.time), clock(bar.time).slice(0, 5), ...prices(bar), bar.volume])),
  },
  "FirstRate Data": {
    vendor: "FirstRate Data",
    options: UTC,
    write: (bars) =>
      lines(...bars.map((bar) => [`${day(bar.time)} ${clock(bar.time)}`, ...prices(bar), bar.volume])),
  },
};

const MIDNIGHT = Date.parse("2024-05-14T00:00:00Z");
const tick = fc.integer({ min: 20_000, max: 22_000 });
/** One-minute bars of one date while MES trades, some minutes left out; at least two next to each other. */
const someBars: fc.Arbitrary<Bar[]> = fc
  .array(
    fc.tuple(fc.array(tick, { minLength: 4, maxLength: 4 }), fc.integer({ min: 1, max: 99_999 }), fc.nat(3)),
    { minLength: 6, maxLength: 30 },
  )
  .map((rows) => {
    let minute = 13 * 60;
    return rows.map(([ticks, volume, skipped], i) => {
      minute += 1 + (i < 4 ? 0 : skipped === 3 ? 1 : 0);
      const [open, , , close] = ticks.map((at) => at / 4) as [number, number, number, number];
      return {
        time: MIDNIGHT + minute * 60_000,
        open,
        high: Math.max(...ticks) / 4,
        low: Math.min(...ticks) / 4,
        close,
        volume,
      };
    });
  });

const asTold = (bars: readonly Bar[], volume: boolean): string[] =>
  bars.map((bar) =>
    [iso(bar.time).replace(".000", ""), ...prices(bar), volume ? bar.volume : Number.NaN].join(" "),
  );

const readAs = (content: string | Uint8Array, { name, options }: Writer, more = "") =>
  readAndKept(file(content, `${name ?? "bars.csv"}${more}`), { instrument: MES, ...options });

describe.each(Object.entries(WRITERS))("%s", (name, writer) => {
  test("written and read again gives the same bars, and says whose file it is", async () => {
    await fc.assert(
      fc.asyncProperty(someBars, async (bars) => {
        const series = await readAs(writer.write(bars), writer);
        expect(told(series)).toEqual(asTold(bars, writer.volume !== false));
        const whose = series.source.notes.filter((note) => note.startsWith(`${writer.vendor}:`));
        expect(whose).toHaveLength(1);
        const account =
          /^([\d,]+) rows = ([\d,]+) accepted \+ ([\d,]+) repaired \+ 0 rejected \+ \d skipped\.$/;
        expect(series.source.notes.some((note) => account.test(note))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test.skipIf(name.endsWith("zstd"))("packed with gzip, zip or zstd it is the same", async () => {
    await fc.assert(
      fc.asyncProperty(someBars, async (bars) => {
        const content = writer.write(bars);
        const plain = told(await readAs(content, writer));
        // LEAN's names tell the date: packed, the member keeps it.
        const zipped = zipOf({ [writer.name ?? "MES.csv"]: content });
        if (!writer.name?.endsWith(".zip")) {
          const { contract: _, ...options } = writer.options ?? {};
          expect(told(await readAndKept(file(zipped, "any.zip"), { instrument: MES, ...options }))).toEqual(
            plain,
          );
          expect(told(await readAs(gzipSync(content), writer, ".gz"))).toEqual(plain);
          expect(told(await readAs(zstdOf(content, 100), writer, ".zst"))).toEqual(plain);
        }
      }),
      { numRuns: 5 },
    );
  });

  test("bytes that are damaged end in a fault or in bars that could be, never in a crash", async () => {
    await fc.assert(
      fc.asyncProperty(someBars, fc.nat(), fc.nat(255), async (bars, at, byte) => {
        const bytes = Buffer.from(writer.write(bars));
        bytes[at % bytes.length] = byte;
        try {
          const { bars: read } = await readAs(bytes, writer);
          for (let i = 0; i < read.length; i++) {
            expect(read.high[i]).toBeGreaterThanOrEqual(Math.max(read.open[i]!, read.close[i]!));
            expect(read.low[i]).toBeLessThanOrEqual(Math.min(read.open[i]!, read.close[i]!));
            if (i > 0) expect(read.time[i]).toBeGreaterThan(read.time[i - 1]!);
          }
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          expect(error.code).toMatch(/^E3\d\d$/);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test("NinjaTrader's days are trade dates, and its stamps are closes unless told otherwise", async () => {
  const days = await readAndKept(file("20240513;5200;5210;5190;5205;10\n20240514;5205;5215;5195;5210;11"), {
    instrument: MES,
  });
  expect(told(days).map((line) => line.slice(0, 16))).toEqual(["2024-05-12T22:00", "2024-05-13T22:00"]);
  const minutes = "20240514 143000;5200;5210;5190;5205;10\n20240514 143100;5205;5215;5195;5210;11";
  const closes = await readAndKept(file(minutes), { instrument: MES, ...UTC });
  expect(told(closes)[0]).toMatch(/^2024-05-14T14:29/);
  expect(closes.source.notes).toContain(
    "Stamped at the close, as NinjaTrader writes them: 1m taken off every stamp.",
  );
  const opens = await readAndKept(file(minutes), { instrument: MES, ...UTC, stamp: "open" });
  expect(told(opens)[0]).toMatch(/^2024-05-14T14:30/);
});

test("what the user says of the zone goes before what the vendor usually does", async () => {
  const barchart = lines(
    "Time,Open,High,Low,Latest,Change,%Chg,Volume",
    "2024-05-14 09:31,5205,5215,5195,5210,5,0.1%,11",
    "2024-05-14 09:30,5200,5210,5190,5205,5,0.1%,10",
  );
  const usual = await readAndKept(file(barchart), { instrument: MES });
  expect(told(usual)[0]).toMatch(/^2024-05-14T14:30/);
  expect(usual.source.notes.join(" ")).toContain("in America/Chicago as Barchart writes them");
  expect(
    told(await readAndKept(file(barchart), { instrument: MES, timeZone: "America/New_York" }))[0],
  ).toMatch(/^2024-05-14T13:30/);
});

test("Databento without symbols: instruments are told apart by their ids, and one must be chosen", async () => {
  const row = (minute: number, id: number, price: number) => [
    `2024-05-14T14:3${minute}:00Z`,
    33,
    1,
    id,
    price,
    price,
    price,
    price,
    5,
  ];
  const text = lines(
    "ts_event,rtype,publisher_id,instrument_id,open,high,low,close,volume",
    row(0, 1, 5200),
    row(0, 2, 5260),
    row(1, 1, 5201),
    row(1, 2, 5261),
  );
  const fault = await faultOf(file(text));
  expect([fault.code, fault.detail.found]).toEqual(["E340", "1 (2 rows), 2 (2 rows)"]);
  const chosen = await readAndKept(file(text), { instrument: MES, contract: "2" });
  expect([...chosen.bars.open]).toEqual([5260, 5261]);
});

describe("an archive", () => {
  const text = lines(
    "time,open,high,low,close",
    "2024-05-14T14:30:00Z,1,1,1,1",
    "2024-05-14T14:31:00Z,1,1,1,1",
  );
  test("of one file, with what packers leave beside it, is that file", async () => {
    const path = file(
      zipOf({ "__MACOSX/._MES.csv": "x", "data/": "", ".DS_Store": "y", "data/MES.csv": text }),
      "a.zip",
    );
    const { bars, source } = await readAndKept(path, { instrument: MES });
    expect([bars.length, source.file, source.notes[0]]).toEqual([2, "a.zip", "Unzipped: data/MES.csv."]);
    expect(source.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
  test.each([
    [
      "of several files asks which",
      zipOf({ "MESH4.csv": text, "MESM4.csv": text }),
      {},
      "E343",
      "--contract MESH4.csv",
    ],
    [
      "without the contract that is asked for says so",
      zipOf({ "MESH4.csv": text, "MESM4.csv": text }),
      { contract: "MESZ4" },
      "E343",
      "MESZ4",
    ],
    ["without files", zipOf({ "data/": "" }), {}, "E304", "an archive without files"],
    [
      "that is a workbook",
      zipOf({ "[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>" }),
      {},
      "E305",
      "spreadsheet",
    ],
    ["that is locked", zipOf({ "MES.csv": text }, 1), {}, "E306", "encrypted"],
    ["that breaks off", zipOf({ "MES.csv": text }).subarray(0, 60), {}, "E306", "cannot be read"],
    [
      "in an archive",
      zipOf({ "inner.zip": zipOf({ "MES.csv": text }) }),
      {},
      "E305",
      "zip archive inside another",
    ],
  ])("%s", async (_what, bytes, options, code, says) => {
    const fault = await faultOf(file(bytes, "a.zip"), options);
    expect(fault.code).toBe(code);
    expect(`${fault.message} ${JSON.stringify(fault.detail)}`).toContain(says);
    expect(fault.detail.fix?.length).toBeGreaterThan(0);
  });
  test("one contract of several is found by its name", async () => {
    const path = file(zipOf({ "MESH4.csv": text.replaceAll(",1", ",2"), "MESM4.csv": text }), "a.zip");
    const { bars } = await readAndKept(path, { instrument: MES, contract: "mesh4" });
    expect([...bars.close]).toEqual([2, 2]);
  });
});

describe("zstd", () => {
  const bars = Array.from({ length: 40 }, (_, i) => `2024-05-14T14:${10 + i}:00Z,5200,5200,5200,5200,${i}`);
  const text = lines("time,open,high,low,close,volume", ...bars);

  test("in several frames, notes between them, is one text", async () => {
    const note = Buffer.from("502a4d1803000000abcdef".replace("abcdef", "616263"), "hex");
    const [first, second] = [text.slice(0, 300), text.slice(300)];
    const path = file(Buffer.concat([note, zstdOf(first, 64), note, zstdOf(second)]), "a.csv.zst");
    const { bars: read, source } = await readAndKept(path, { instrument: MES });
    expect([read.length, read.volume[39]]).toEqual([40, 39]);
    expect(source.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test("that is damaged anywhere is a fault, or gives the bars that it gave", async () => {
    const whole = told(await readAndKept(file(text), { instrument: MES }));
    const packed = zstdOf(text, 500);
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bytes = Buffer.from(packed);
        bytes[at]! ^= flip;
        try {
          expect(told(await readAndKept(file(bytes, "a.zst"), { instrument: MES }))).toEqual(whole);
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          expect(error.code).toMatch(/^E30[3-6]$|^E32\d$/);
        }
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ["that breaks off", zstdOf(text, 500).subarray(0, 700), "E306", "ends inside a frame"],
    ["of trades", zstdOf(dbnOf([], "MESM4", 2, 4)), "E305", "it holds trades"],
    ["of no bars", zstdOf(dbnOf([], "MESM4", 2)), "E304", "has no bars"],
    ["of records that break off", dbnOf([], "MESM4", 2).subarray(0, 300), "E306", "ends inside a record"],
  ])("%s is told", async (_what, bytes, code, says) => {
    const fault = await faultOf(file(bytes, "a.zst"));
    expect(fault.code).toBe(code);
    expect(`${fault.message} ${JSON.stringify(fault.detail)}`).toContain(says);
  });
});

describe("JSON", () => {
  test.each([
    ["of objects", '[{"time": 1, "open": 2}]', "E305"],
    [
      "with a value that is no number",
      "[[1715697000000, 1, 1, 1, 1, 2], [1715697060000, 1, 1, 1, null, 2]]",
      "E328",
    ],
    ["with a list too deep", "[[1715697000000, 1, 1, 1, 1, 2], [1715697060000, 1, 1, 1, [1], 2]]", "E328"],
    ["that breaks off", "[[1715697000000, 1, 1, 1, 1, 2], [17156970", "E324"],
    ["of no rows", "[[]]", "E304"],
  ])("%s is %s", async (_what, text, code) => {
    expect((await faultOf(file(text, "bars.json"))).code).toBe(code);
  });
});
