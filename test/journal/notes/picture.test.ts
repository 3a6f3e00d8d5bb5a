// Does a screenshot keep its pixels and tell nothing else?

import { deflateSync } from "node:zlib";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { Fault } from "#domain/fault.js";
import { cleanPicture, LARGEST_BYTES } from "#journal/notes/picture.js";

/** Red, green, blue and white, each a block of `block` pixels: two by three of them. */
function pixels(block = 8): { width: number; height: number; data: Buffer } {
  const colours = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
    [0, 0, 0],
    [255, 255, 0],
  ];
  const width = 2 * block;
  const height = 3 * block;
  const data = Buffer.alloc(width * height * 4, 255);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colour = colours[Math.floor(y / block) * 2 + Math.floor(x / block)]!;
      data.set(colour, (y * width + x) * 4);
    }
  return { width, height, data };
}

function png(): Buffer {
  const { width, height, data } = pixels();
  const picture = new PNG({ width, height });
  data.copy(picture.data);
  return PNG.sync.write(picture);
}

/** A chunk of a PNG, its checksum by the library's own writer of chunks: the CRC of type and content. */
function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(content.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
  return out;
}

/** The picture with chunks behind its header and bytes behind its end. */
function withSecrets(): Buffer {
  const plain = png();
  return Buffer.concat([
    plain.subarray(0, 33),
    chunk("tEXt", Buffer.from("Comment\0SECRET account 1234567")),
    chunk("zTXt", Buffer.concat([Buffer.from("Comment\0\0"), deflateSync(Buffer.from("SECRET"))])),
    chunk("iTXt", Buffer.from("XML:com.adobe.xmp\0\0\0\0\0SECRET")),
    chunk("eXIf", Buffer.from("MM\0*SECRET place")),
    chunk("tIME", Buffer.from([7, 234, 3, 12, 9, 49, 12])),
    plain.subarray(33),
    Buffer.from("SECRET behind the end"),
  ]);
}

function exif(orientation: number): Buffer {
  const tiff = Buffer.alloc(8 + 2 + 12 + 4);
  tiff.write("MM\0*", 0, "latin1");
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  const content = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff, Buffer.from("SECRET place")]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

function jpg(orientation = 1): Buffer {
  const { data } = jpeg.encode(pixels(16), 95);
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 10]), Buffer.from("SECRET!!")]);
  return Buffer.concat([
    data.subarray(0, 2),
    exif(orientation),
    comment,
    data.subarray(2),
    Buffer.from("SECRET"),
  ]);
}

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

describe("a PNG", () => {
  test("keeps every pixel, and no text, place, time or what hangs behind its end", async () => {
    const secret = withSecrets();
    expect(text(secret)).toContain("SECRET");
    const clean = await cleanPicture(secret, "shot.png");
    expect(clean).toMatchObject({ kind: "png", width: 16, height: 24 });
    expect(text(clean.bytes)).not.toMatch(/SECRET|tEXt|zTXt|iTXt|eXIf|tIME/);
    expect(PNG.sync.read(Buffer.from(clean.bytes)).data).toEqual(pixels().data);
  });

  test("that shines through stays so, and the same file gives the same bytes", async () => {
    const picture = new PNG({ width: 2, height: 1 });
    picture.data.set([10, 20, 30, 40, 50, 60, 70, 255]);
    const bytes = PNG.sync.write(picture);
    const clean = await cleanPicture(bytes, "a.png");
    expect([...PNG.sync.read(Buffer.from(clean.bytes)).data]).toEqual([10, 20, 30, 40, 50, 60, 70, 255]);
    expect(await cleanPicture(bytes, "a.png")).toEqual(clean);
  });

  test("that is cut short, damaged, or says that it is a billion pixels is refused before it is unpacked", async () => {
    const bomb = png();
    bomb.writeUInt32BE(50_000, 16);
    bomb.writeUInt32BE(50_000, 20);
    expect((await faultOf(cleanPicture(bomb, "b.png"))).detail.found).toBe("50000 × 50000 pixels");
    expect((await faultOf(cleanPicture(png().subarray(0, 60), "b.png"))).detail.found).toContain("damaged");
    const flipped = png();
    flipped[45] = flipped[45]! ^ 0xff;
    expect((await faultOf(cleanPicture(flipped, "b.png"))).detail.found).toContain("damaged");
    expect((await faultOf(cleanPicture(png().subarray(0, 9), "b.png"))).detail.found).toContain("damaged");
  });
});

describe("a JPEG", () => {
  const colourAt = ({ bytes }: { bytes: Uint8Array }, x: number, y: number) => {
    const { width, data } = jpeg.decode(bytes, { useTArray: true });
    const at = (y * width + x) * 4;
    return [...data.subarray(at, at + 3)].map((part) => Math.round(part / 255)).join("");
  };

  test("keeps its picture, and no EXIF, comment or what hangs behind its end", async () => {
    expect(text(jpg())).toContain("Exif");
    const clean = await cleanPicture(jpg(), "shot.jpg");
    expect(clean).toMatchObject({ kind: "jpg", width: 32, height: 48 });
    expect(text(clean.bytes)).not.toMatch(/SECRET|Exif/);
    expect([colourAt(clean, 8, 8), colourAt(clean, 24, 8), colourAt(clean, 8, 24)]).toEqual([
      "100",
      "010",
      "001",
    ]);
    expect(await cleanPicture(jpg(), "shot.jpg")).toEqual(clean);
  });

  /** Where red (stored top left) and green (stored top right) are to be seen. */
  test.each([
    [1, "upper left", "upper right"],
    [2, "upper right", "upper left"],
    [3, "lower right", "lower left"],
    [4, "lower left", "lower right"],
    [5, "upper left", "lower left"],
    [6, "upper right", "lower right"],
    [7, "lower right", "upper right"],
    [8, "lower left", "upper left"],
  ])("that says it lies as %i shows its top left corner %s", async (orientation, red, green) => {
    const clean = await cleanPicture(jpg(orientation), "shot.jpg");
    const swapped = orientation >= 5;
    expect([clean.width, clean.height]).toEqual(swapped ? [48, 32] : [32, 48]);
    const corner = (colour: string): string | undefined =>
      ["upper left", "upper right", "lower left", "lower right"].find((name) => {
        const x = name.endsWith("right") ? clean.width - 8 : 8;
        const y = name.startsWith("lower") ? clean.height - 8 : 8;
        return colourAt(clean, x, y) === colour;
      });
    expect([corner("100"), corner("010")]).toEqual([red, green]);
  });

  test("that is cut short or says that it is too large is refused", async () => {
    expect((await faultOf(cleanPicture(jpg().subarray(0, 300), "c.jpg"))).code).toBe("E349");
    const huge = jpeg.encode(pixels(16), 90).data;
    const at = huge.indexOf(Buffer.from([0xff, 0xc0]));
    huge.writeUInt16BE(60_000, at + 5);
    huge.writeUInt16BE(60_000, at + 7);
    expect((await faultOf(cleanPicture(huge, "c.jpg"))).detail.found).toBe("60000 × 60000 pixels");
  });
});

test.each([
  ["an empty file", Buffer.alloc(0)],
  ["a GIF", Buffer.from("GIF89a...")],
  ["a WebP picture", Buffer.from("RIFF1234WEBPVP8 ")],
  ["a HEIC picture", Buffer.from("\0\0\0\x18ftypheic")],
  ["an SVG, which can hold programs", Buffer.from('<?xml version="1.0"?>\n<svg onload="alert(1)"/>')],
  ["an HTML page", Buffer.from("<!DOCTYPE html><img>")],
  ["a PDF", Buffer.from("%PDF-1.7")],
  ["no picture that is known", Buffer.from("time,price\n")],
])("%s is refused by what it is, whatever it is called", async (found, bytes) => {
  const fault = await faultOf(cleanPicture(bytes, "shot.png"));
  expect(fault).toMatchObject({ code: "E349", exit: 3, detail: { where: "shot.png", found } });
});

test("a file that is too large is not looked into", async () => {
  const fault = await faultOf(cleanPicture(new Uint8Array(LARGEST_BYTES + 1), "big.png"));
  expect(fault.detail).toMatchObject({ found: "20.0 MB", expected: "at most 20 MB" });
});
