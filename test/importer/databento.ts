// How do tests come to files as Databento packs them?

import xxhash from "xxhash-wasm";

const { h64Raw } = await xxhash();

/** One zstd frame of blocks that are not compressed, with its checksum (RFC 8878). */
export function zstdOf(content: string | Uint8Array, block = 1 << 12): Buffer {
  const bytes = Buffer.from(content as Uint8Array);
  const head = Buffer.alloc(9);
  head.writeUInt32LE(0xfd2fb528, 0);
  head[4] = 0b1010_0100; // a size of four bytes, one segment, a checksum
  head.writeUInt32LE(bytes.length, 5);
  const parts = [head];
  for (let at = 0; at === 0 || at < bytes.length; at += block) {
    const piece = bytes.subarray(at, at + block);
    const header = Buffer.alloc(3);
    header.writeUIntLE((piece.length << 3) | (at + block >= bytes.length ? 1 : 0), 0, 3);
    parts.push(header, piece);
  }
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(Number(h64Raw(bytes) & 0xffffffffn));
  return Buffer.concat([...parts, checksum]);
}

interface Record {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** One-minute bars of one contract as DBN; between them records of another kind, as feeds have. */
export function dbnOf(bars: readonly Record[], symbol: string, version: 1 | 2 | 3, schema = 6): Buffer {
  const width = version === 1 ? 22 : 71;
  const text = (value: string) => Buffer.from(value.padEnd(width, "\0"));
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const fixed = Buffer.alloc(100);
  fixed.write("GLBX.MDP3", 0, "latin1");
  fixed.writeUInt16LE(schema, 16);
  if (version > 1) fixed.writeUInt16LE(width, 16 + 2 + 24 + 3);
  const lists = [
    number(0),
    ...[number(1), text(symbol), number(0), number(0)],
    ...[number(1), text(symbol), number(2)],
    ...[number(19_700_101), number(20_000_101), text("41")],
    ...[number(20_000_101), number(21_000_101), text("42")],
  ];
  const header = Buffer.concat([fixed, ...lists]);
  const padded = Buffer.concat([header, Buffer.alloc(version === 3 ? (8 - (header.length % 8)) % 8 : 0)]);
  const prelude = Buffer.from([68, 66, 78, version, ...number(padded.length)]);
  const other = Buffer.alloc(24);
  other[0] = 6;
  other[1] = 0x15;
  return Buffer.concat([
    prelude,
    padded,
    ...bars.flatMap((bar, i) => [recordOf(bar), ...(i === 1 ? [other] : [])]),
  ]);
}

function recordOf({ time, open, high, low, close, volume }: Record): Buffer {
  const bytes = Buffer.alloc(56);
  bytes[0] = 14;
  bytes[1] = 0x21;
  bytes.writeUInt16LE(1, 2);
  bytes.writeUInt32LE(42, 4);
  bytes.writeBigUInt64LE(BigInt(time) * 1_000_000n, 8);
  [open, high, low, close].forEach((price, i) => {
    bytes.writeBigInt64LE(BigInt(price * 100) * 10_000_000n, 16 + 8 * i);
  });
  bytes.writeBigUInt64LE(BigInt(volume), 48);
  return bytes;
}
