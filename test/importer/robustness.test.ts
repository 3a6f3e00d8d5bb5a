// Does damage to a file ever pass for bars, or for a crash of ours?

import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fault } from "#domain/fault.js";
import { readCsv } from "#importer/csv.js";
import { policiesOf } from "#importer/policy.js";
import { readBars } from "#importer/read-bars.js";
import { RowReader } from "#importer/row-reader.js";
import { scanPlain } from "#importer/scan.js";
import { sniff } from "#importer/sniff.js";
import { openSource, sampleOf } from "#importer/source-file.js";
import { contract, file, MES, told } from "./helpers.js";

/** Small enough for thousands of runs, and with every kind of value. */
const TEXT = [
  "time,open,high,low,close,volume",
  "2024-05-14T14:30:00Z,5241.25,5243.00,5240.75,5242.50,1893",
  "2024-05-14T14:31:00Z,5242.50,5242.75,5240.00,5241.00,2101",
  "2024-05-14T14:32:00Z,5241.00,5241.50,5240.50,5240.50,7",
  "2024-05-14T14:33:00Z,5240.50,5244,5240.25,5243.75,0",
].join("\n");

type Damage =
  | { kind: "set"; at: number; byte: number }
  | { kind: "insert"; at: number; byte: number }
  | { kind: "delete"; at: number; length: number }
  | { kind: "cut"; at: number }
  | { kind: "double"; at: number; length: number };

const place = fc.nat(TEXT.length + 5);
const length = fc.integer({ min: 1, max: 40 });
const byte = fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('",;\t|\r\n-+.eEZT :#0123456789')));
const damage: fc.Arbitrary<Damage> = fc.oneof(
  // A digit for a digit: what a good importer can least tell from the truth.
  fc.record({ kind: fc.constant("set" as const), at: place, byte: fc.integer({ min: 48, max: 57 }) }),
  fc.record({ kind: fc.constant("set" as const), at: place, byte }),
  fc.record({ kind: fc.constant("insert" as const), at: place, byte }),
  fc.record({ kind: fc.constant("delete" as const), at: place, length }),
  fc.record({ kind: fc.constant("cut" as const), at: place }),
  fc.record({ kind: fc.constant("double" as const), at: place, length }),
);

function damaged(bytes: Buffer, { at, ...how }: Damage): Buffer {
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(at);
  switch (how.kind) {
    case "set":
      return Buffer.concat([before, Buffer.from([how.byte]), after.subarray(1)]);
    case "insert":
      return Buffer.concat([before, Buffer.from([how.byte]), after]);
    case "delete":
      return Buffer.concat([before, after.subarray(how.length)]);
    case "cut":
      return before;
    case "double":
      return Buffer.concat([before, after.subarray(0, how.length), after]);
  }
}

/**
 * What a person with a ruler would read in the text: every line that is not blank or a leading comment is a bar, cell by cell
 * under the header. Damage may change a value into another legal one; then the importer must have that very value.
 */
function byHand(text: string): string[] {
  const lines = text
    .replace(/^\ufeff/, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
  // Lines of words may stand above the header: a line end in its first name makes one.
  while (lines.length > 1 && (lines[0]?.startsWith("#") || !/[,;\t|]/.test(lines[0]))) lines.shift();
  const delimiter = [",", ";", "\t", "|"].find((sign) => lines[0].split(sign).length > 4) ?? ",";
  const cells = (line: string) =>
    line.split(delimiter).map((cell) =>
      cell
        .trim()
        .replace(/^"(.*)"$/, "$1")
        .trim(),
    );
  const hasHeader = !/^"?\s*\d/.test(lines[0]);
  const names = hasHeader ? cells(lines[0]).map((name) => name.toLowerCase()) : [];
  const column = (name: string, at: number) => {
    // Damage may leave another name that means the same.
    const same = [name, name.slice(0, 1), name.slice(0, 3)];
    const found = names.findIndex((own) => same.includes(own.replace(/[^a-z0-9]/g, "")));
    return hasHeader ? found : at;
  };
  return lines.slice(hasHeader ? 1 : 0).map((line) => {
    const row = cells(line);
    const values = ["open", "high", "low", "close", "volume"].map((name, i) => {
      const at = column(name, i + 1);
      return at < 0 || row[at] === "" ? Number.NaN : Number(row[at]);
    });
    return values.join(" ");
  });
}

describe("damage", () => {
  test("ends in a fault, or in exactly the bars that the damaged text says", async () => {
    let imported = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 2 }), async (damages) => {
        const bytes = damages.reduce(damaged, Buffer.from(TEXT));
        try {
          const series = await readBars(file(bytes), { instrument: MES });
          imported++;
          const values = told(series).map((line) => line.split(" ").slice(1).join(" "));
          expect(values.sort()).toEqual(byHand(bytes.toString("utf8")).sort());
          const { bars } = series;
          for (let i = 0; i < bars.length; i++) {
            expect(bars.high[i]).toBeGreaterThanOrEqual(Math.max(bars.open[i], bars.close[i]));
            expect(bars.low[i]).toBeLessThanOrEqual(Math.min(bars.open[i], bars.close[i]));
            if (i > 0) expect(bars.time[i]).toBeGreaterThan(bars.time[i - 1]);
          }
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          refused++;
          expect(error.code).toMatch(/^E3\d\d$/);
          expect(error.message).not.toBe("");
        }
      }),
      { numRuns: 800 },
    );
    // The property would hold of an importer that refuses everything, or nothing.
    expect(imported).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(200);
  });

  test("to a gzip file is a fault, or leaves the bars as they were", async () => {
    const packed = gzipSync(TEXT);
    const whole = told(await readBars(file(TEXT), { instrument: MES }));
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bytes = Buffer.from(packed);
        bytes[at] ^= flip;
        try {
          // Name, time and system in the header of a gzip file are not checked by anybody, and change no bar.
          expect(told(await readBars(file(bytes), { instrument: MES }))).toEqual(whole);
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          expect(error.code).toMatch(/^E3\d\d$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("of any bytes at all is a fault", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        await expect(readBars(file(bytes), { instrument: MES })).rejects.toBeInstanceOf(Fault);
      }),
      { numRuns: 300 },
    );
  });
});

/** Both readers over the same file; null where the scanner leaves it to csv-parse. */
async function both(text: string, symbol: string) {
  const path = await openSource(file(text));
  const dialect = sniff(path, await sampleOf(path, 1 << 16, {}));
  const instrument = contract(symbol);
  const policy = {
    file: "bars.csv",
    instrument,
    policies: policiesOf(undefined),
    contract: null,
    maxFaults: 5,
  } as const;
  const reader = () => new RowReader(dialect, policy, "mdy");
  const [scanned, parsed] = [reader(), reader()];
  const isPlain = await scanPlain(path, dialect, scanned, {});
  await readCsv(path, dialect, parsed, {});
  const state = ({ rows, counts, stamps, noisy, contracts, faults }: RowReader) => ({
    ...rows.toBars(instrument.grid),
    counts,
    noisy,
    contracts,
    faults: faults.total,
    kind: stamps.kind,
    looks: stamps.description,
    onlyMidnight: stamps.onlyMidnight,
    order: [stamps.needsOrder, stamps.firstOver12, stamps.secondOver12],
  });
  return { isPlain, scanned: state(scanned), parsed: state(parsed) };
}

describe("the two readers", () => {
  const ticks = fc.integer({ min: -30_000, max: 30_000 });
  const bar = fc.record({
    ticks: fc.array(ticks, { minLength: 4, maxLength: 4 }),
    zeros: fc.nat(7),
    volume: fc.oneof(
      fc.nat(1e6),
      fc.double({ min: 0, max: 1e6, noNaN: true }).map((v) => v.toFixed(4)),
    ),
    gap: fc.integer({ min: 1, max: 4000 }),
  });
  const style = fc.constantFrom(
    ...["Z", "blank", "offset", "s", "ms", "µs", "ns", "compact", "colons", "date", "nano"],
    ...["slashes", "dots", "loose", "split", "split slashes", "split dots", "split compact", "split zone"],
  );
  const layout = fc.record({
    style,
    symbol: fc.constantFrom("MES", "MCL", "M6E", "MYM"),
    end: fc.constantFrom("\n", "\r\n"),
    delimiter: fc.constantFrom(",", ";", "\t", ", "),
    extra: fc.boolean(),
    lastEnd: fc.boolean(),
    blank: fc.boolean(),
    odd: fc.option(fc.constantFrom('"', "x", " ", "\t", "é", "\r", "-", ".", "e", "0"), {
      nil: null,
      freq: 3,
    }),
    where: fc.nat(1000),
  });

  test("give the same bits, and the scanner leaves to csv-parse whatever it does not understand", async () => {
    let plain = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(bar, { minLength: 1, maxLength: 12 }), layout, async (bars, how) => {
        const { decimals, tickUnits } = contract(how.symbol).grid;
        let at = Date.parse("2024-03-01T00:00:00Z");
        const lines = bars.map(({ ticks, zeros, volume, gap }) => {
          at += gap * (how.style === "date" ? 86_400_000 : 1000);
          const iso = new Date(at).toISOString();
          const [y, m, d] = iso.slice(0, 10).split("-") as [string, string, string];
          const [day, clock] = [`${y}${m}${d}`, iso.slice(11, 19)];
          const bare = clock.replace(/^0/, "");
          const stamp = {
            Z: `${iso.slice(0, 19)}Z`,
            blank: iso.slice(0, 19).replace("T", " "),
            offset: `${iso.slice(0, 19)}-05:00`,
            s: String(at / 1000),
            ms: String(at),
            µs: `${at}000`,
            ns: `${at}000000`,
            compact: `${day} ${clock.replaceAll(":", "")}`,
            colons: `${day} ${clock.slice(0, 5)}`,
            slashes: `${m}/${d}/${y} ${clock}`,
            dots: `${Number(d)}.${m}.${y} ${bare}`,
            loose: `${y}/${Number(m)}/${Number(d)} ${bare}`,
            split: [iso.slice(0, 10), `${clock}.000000`].join(how.delimiter),
            "split slashes": [`${Number(m)}/${Number(d)}/${y}`, clock.slice(0, 5)].join(how.delimiter),
            "split dots": [`${y}.${m}.${d}`, bare].join(how.delimiter),
            "split compact": [day, clock.replaceAll(":", "")].join(how.delimiter),
            "split zone": [iso.slice(0, 10), `${clock}+00:00`].join(how.delimiter),
            date: iso.slice(0, 10),
            nano: `${iso.slice(0, 19)}.000000000Z`,
          }[how.style]!;
          const [low, open, close, high] = [...ticks].sort((a, b) => a - b);
          const price = (n: number) =>
            ((n * tickUnits) / 10 ** decimals).toFixed(decimals) + (decimals > 0 ? "0".repeat(zeros) : "");
          const cells = [stamp, price(open), price(high), price(low), price(close), String(volume)];
          return [...cells, ...(how.extra ? ["note", "MES"] : [])].join(how.delimiter);
        });
        if (how.blank) lines.splice(1, 0, "");
        const header = [
          ...(how.style.startsWith("split") ? ["date"] : []),
          "time",
          "open",
          "high",
          "low",
          "close",
          "volume",
          ...(how.extra ? ["remark", "symbol"] : []),
        ];
        let text = [header.join(how.delimiter), ...lines].join(how.end) + (how.lastEnd ? how.end : "");
        if (how.odd !== null) {
          const start = text.indexOf("\n") + 1;
          const spot = start + (how.where % (text.length - start));
          text = text.slice(0, spot) + how.odd + text.slice(spot);
        }
        const { isPlain, scanned, parsed } = await both(text, how.symbol);
        if (!isPlain) return;
        plain++;
        expect(scanned).toEqual(parsed);
        expect(parsed.faults).toBe(0);
      }),
      { numRuns: 800 },
    );
    expect(plain).toBeGreaterThan(250);
  });
});
