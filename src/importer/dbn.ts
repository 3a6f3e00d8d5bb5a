// How do the records of a Databento file become lines?

import { Fault } from "../domain/fault.js";
import { damagedDbn } from "./file-faults.js";

/** What the files and their header are called: "DBN", then the version. */
export const beginsAsDbn = (start: Buffer): boolean => start.toString("latin1", 0, 3) === "DBN";

const SHORTEST_HEADER = 128;
/** Longer headers than this would name more contracts than there are. */
const LONGEST_HEADER = 1 << 26;

/** Record types of bars: of a second, a minute, an hour, a day in UTC, a session. */
const BARS = new Set([0x20, 0x21, 0x22, 0x23, 0x24]);
const SCHEMAS: Readonly<Record<number, string>> = {
  0: "orders (mbo)",
  1: "quotes (mbp-1)",
  2: "depth (mbp-10)",
  3: "trades with quotes (tbbo)",
  4: "trades",
  9: "definitions",
  10: "statistics",
  11: "status",
  12: "imbalances",
};
const END_OF_DAY = 13;
/** Live feeds hold records of all kinds. */
const MIXED = 0xffff;
const NO_PRICE = 2n ** 63n - 1n;

interface Interval {
  /** YYYYMMDD, `until` excluded. */
  readonly from: number;
  readonly until: number;
  readonly symbol: string;
}

/**
 * Turns the records of a DBN file (Databento Binary Encoding, versions 1 to 3) into the lines of Databento's own CSV in its raw form:
 * nanoseconds, prices in whole billionths, the symbol last. Records that are no bars are passed over. To be called with null at the end.
 * Throws E305 where the file says that it has no bars, E306 where it breaks off.
 */
export function rowsOfDbn(path: string): (piece: Buffer | null) => Buffer {
  let held: Buffer = Buffer.alloc(0);
  let symbols: ReadonlyMap<number, readonly Interval[]> | null = null;
  return (piece) => {
    if (piece === null) {
      if (held.length > 0 || symbols === null) throw damagedDbn(path, "it ends inside a record");
      return Buffer.alloc(0);
    }
    let bytes = held.length === 0 ? piece : Buffer.concat([held, piece]);
    const lines: string[] = [];
    if (symbols === null) {
      const length = bytes.length < 8 ? Number.POSITIVE_INFINITY : 8 + bytes.readUInt32LE(4);
      if (length < SHORTEST_HEADER || (bytes.length >= 8 && length > LONGEST_HEADER)) {
        throw damagedDbn(path, `a header of ${length} bytes`);
      }
      if (bytes.length < length) {
        held = Buffer.from(bytes);
        return Buffer.alloc(0);
      }
      symbols = symbolsOf(path, bytes.subarray(0, length));
      bytes = bytes.subarray(length);
      lines.push("ts_event,rtype,publisher_id,instrument_id,open,high,low,close,volume,symbol");
    }
    let at = 0;
    while (at < bytes.length) {
      const size = 4 * bytes[at]!;
      if (size < 16) throw damagedDbn(path, "a record shorter than its own header");
      if (at + size > bytes.length) break;
      if (BARS.has(bytes[at + 1]!) && size >= 56) lines.push(lineOf(bytes, at, symbols));
      at += size;
    }
    held = Buffer.from(bytes.subarray(at));
    return Buffer.from(lines.length === 0 ? "" : `${lines.join("\n")}\n`);
  };
}

function lineOf(bytes: Buffer, at: number, symbols: ReadonlyMap<number, readonly Interval[]>): string {
  const id = bytes.readUInt32LE(at + 4);
  const time = bytes.readBigUInt64LE(at + 8);
  const price = (offset: number): string => {
    const value = bytes.readBigInt64LE(at + offset);
    return value === NO_PRICE ? "" : String(value);
  };
  const intervals = symbols.get(id) ?? [];
  const date = intervals.length > 1 ? dateOf(time) : 0;
  const named =
    intervals.length > 1 ? intervals.find((it) => date >= it.from && date < it.until) : intervals[0];
  return [
    time,
    bytes[at + 1],
    bytes.readUInt16LE(at + 2),
    id,
    ...[16, 24, 32, 40].map(price),
    bytes.readBigUInt64LE(at + 48),
    named?.symbol ?? id,
  ].join();
}

/** YYYYMMDD of nanoseconds since 1970. */
const dateOf = (time: bigint): number =>
  Number(new Date(Number(time / 1_000_000n)).toISOString().slice(0, 10).replaceAll("-", ""));

/** Which instrument carried which symbol when, from the header that says it. */
function symbolsOf(path: string, header: Buffer): ReadonlyMap<number, readonly Interval[]> {
  const version = header[3]!;
  if (version < 1 || version > 3)
    throw damagedDbn(path, `version ${version} of DBN, of which 1 to 3 are known`);
  const schema = header.readUInt16LE(24);
  const hasBars = (schema >= 5 && schema <= 8) || schema === END_OF_DAY || schema === MIXED;
  if (!hasBars) {
    throw new Fault("E305", `${path} has no bars: it holds ${SCHEMAS[schema] ?? `schema ${schema}`}`, {
      where: path,
      found: `Databento's schema of ${SCHEMAS[schema] ?? `number ${schema}`}`,
      expected: "one of its schemas ohlcv-1s, ohlcv-1m, ohlcv-1h and ohlcv-1d",
      fix: ["download it again with schema=ohlcv-1m"],
    });
  }
  // 26: start, end and limit; version 1 has a count of records behind them. Then the two kinds of symbols and whether
  // the time of sending is there; from version 2 on the width of a symbol.
  let at = 26 + 24 + (version === 1 ? 8 : 0) + 3;
  const width = version === 1 ? 22 : header.readUInt16LE(at);
  at = version === 1 ? at + 47 : at + 2 + 53;
  const text = (): string => {
    const cell = header.toString("latin1", at, at + width);
    at += width;
    return cell.split("\0", 1)[0]!;
  };
  const count = (): number => {
    at += 4;
    return header.readUInt32LE(at - 4);
  };
  const skip = (bytes: number): void => {
    at += bytes;
  };
  const symbols = new Map<number, Interval[]>();
  try {
    skip(count()); // a definition of the schema, which nobody writes
    for (let list = 0; list < 3; list++) skip(width * count()); // asked for, partly there, not found
    for (let mapping = count(); mapping > 0; mapping--) {
      const asked = text();
      for (let interval = count(); interval > 0; interval--) {
        const [from, until, mapped] = [count(), count(), text()];
        const id = Number(mapped);
        if (/^\d+$/.test(mapped))
          symbols.set(id, [...(symbols.get(id) ?? []), { from, until, symbol: asked }]);
        else if (/^\d+$/.test(asked)) {
          symbols.set(Number(asked), [
            ...(symbols.get(Number(asked)) ?? []),
            { from, until, symbol: mapped },
          ]);
        }
      }
    }
  } catch {
    throw damagedDbn(path, "a header that ends too early");
  }
  return symbols;
}
