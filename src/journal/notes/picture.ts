// What is left of a screenshot when it shows its pixels and tells nothing else?

import { Fault } from "../../domain/fault.js";

export interface Picture {
  readonly kind: "png" | "jpg";
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const MB = 1_000_000;
export const LARGEST_BYTES = 20 * MB;
/** Three screens of 4K side by side have 25 million. */
export const MOST_PIXELS = 40 * MB;
/** At which letters on a chart stay sharp. */
const QUALITY = 92;

/**
 * Decoded and encoded anew, so that only pixels come out: no EXIF with the place of a phone, no text chunks, no thumbnail of what was
 * cut away, nothing behind the end. A photograph that EXIF says to turn is turned. The same file gives the same
 * bytes. @throws {Fault} E349 for what is no picture, too large, or damaged; `shown` is what messages call it
 */
export async function cleanPicture(bytes: Uint8Array, shown: string): Promise<Picture> {
  const { kind, width, height, data } = await pixelsOf(bytes, shown);
  if (kind === "jpg") {
    const { default: jpeg } = await import("jpeg-js");
    const written = jpeg.encode({ width, height, data }, QUALITY);
    return { kind, bytes: new Uint8Array(written.data), width, height };
  }
  const { PNG } = await import("pngjs");
  let opaque = true;
  for (let i = 3; i < data.length && opaque; i += 4) opaque = data[i] === 255;
  const clean = new PNG({ width, height });
  clean.data.set(data);
  const written = PNG.sync.write(clean, { colorType: opaque ? 2 : 6, inputHasAlpha: true });
  return { kind, bytes: written, width, height };
}

/** As the picture is to be seen: a photograph that EXIF says to turn is turned. @throws {Fault} E349 as `cleanPicture` */
export async function pixelsOf(bytes: Uint8Array, shown: string): Promise<Pixels & Pick<Picture, "kind">> {
  if (bytes.length > LARGEST_BYTES)
    throw refused(shown, `${(bytes.length / MB).toFixed(1)} MB`, `at most ${LARGEST_BYTES / MB} MB`);
  if (startsWith(bytes, PNG_MARK)) return { kind: "png", ...(await pixelsOfPng(bytes, shown)) };
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return { kind: "jpg", ...(await pixelsOfJpeg(bytes, shown)) };
  throw refused(shown, looksLike(bytes), "a picture in PNG or JPEG", [
    "save it as PNG, then   --shot FILE.png",
  ]);
}

const PNG_MARK = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const startsWith = (bytes: Uint8Array, mark: readonly number[]): boolean =>
  bytes.length >= mark.length && mark.every((byte, k) => bytes[k] === byte);

function looksLike(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  const head = Buffer.from(bytes.subarray(0, 512)).toString("latin1");
  const known: readonly (readonly [RegExp, string])[] = [
    [/^GIF8/, "a GIF"],
    [/^RIFF.{4}WEBP/s, "a WebP picture"],
    [/^.{4}ftyp(?:hei|mif|hev|msf)/s, "a HEIC picture"],
    [/^.{4}ftypavif/s, "an AVIF picture"],
    [/^BM/, "a BMP"],
    [/^(?:II\*\0|MM\0\*)/, "a TIFF"],
    [/^%PDF/, "a PDF"],
    [/^PK/, "a zip archive"],
    [/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<svg/is, "an SVG, which can hold programs"],
    [/^\s*<(?:!doctype html|html)/i, "an HTML page"],
  ];
  return known.find(([mark]) => mark.test(head))?.[1] ?? "no picture that is known";
}

const refused = (shown: string, found: string, expected: string, fix: readonly string[] = []): Fault =>
  new Fault("E349", `${shown} cannot be taken as a screenshot`, { where: shown, found, expected, fix });

const damaged = (shown: string, error: unknown): Fault =>
  refused(
    shown,
    `damaged: ${error instanceof Error ? error.message : String(error)}`,
    "a picture that is whole",
  );

/** Before anything is unpacked: a few bytes can say that they are a billion pixels. */
function checkSize(shown: string, width: number, height: number): void {
  if (!(width > 0 && height > 0 && width * height <= MOST_PIXELS))
    throw refused(shown, `${width} × ${height} pixels`, `at most ${MOST_PIXELS / MB} million pixels`);
}

async function pixelsOfPng(bytes: Uint8Array, shown: string): Promise<Pixels> {
  const file = Buffer.from(bytes);
  if (file.length < 33 || file.toString("latin1", 12, 16) !== "IHDR") throw damaged(shown, "no header");
  checkSize(shown, file.readUInt32BE(16), file.readUInt32BE(20));
  const { PNG } = await import("pngjs");
  try {
    const { width, height, data } = PNG.sync.read(file.subarray(0, endOfPng(file)));
    return { width, height, data };
  } catch (error) {
    throw damaged(shown, error);
  }
}

/** Behind its last chunk: what phones and editors hang on there is no part of the picture. */
function endOfPng(file: Buffer): number {
  for (let at = 8; at + 12 <= file.length; ) {
    const next = at + 12 + file.readUInt32BE(at);
    if (file.toString("latin1", at + 4, at + 8) === "IEND") return next;
    at = next;
  }
  throw new Error("it ends in the middle");
}

async function pixelsOfJpeg(bytes: Uint8Array, shown: string): Promise<Pixels> {
  const { default: jpeg } = await import("jpeg-js");
  const size = sizeOfJpeg(bytes);
  if (size !== null) checkSize(shown, size.width, size.height);
  try {
    const decoded = jpeg.decode(bytes, {
      useTArray: true,
      formatAsRGBA: true,
      tolerantDecoding: false,
      maxResolutionInMP: MOST_PIXELS / MB,
      maxMemoryUsageInMB: 1024,
    });
    return turned(decoded, orientationOf(bytes));
  } catch (error) {
    throw damaged(shown, error);
  }
}

/** Segments of a JPEG up to its pixels: marker, and where its content begins and ends. */
function* segmentsOf(bytes: Uint8Array): Generator<{ marker: number; from: number; to: number }> {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const to = at + 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (marker === 0xda || to > bytes.length) return;
    yield { marker, from: at + 4, to };
    at = to;
  }
}

function sizeOfJpeg(bytes: Uint8Array): { width: number; height: number } | null {
  for (const { marker, from } of segmentsOf(bytes)) {
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (!isFrame) continue;
    return {
      height: bytes[from + 1]! * 256 + bytes[from + 2]!,
      width: bytes[from + 3]! * 256 + bytes[from + 4]!,
    };
  }
  return null;
}

/** EXIF's tag 0x0112: how the camera was held, 1 to 8. */
function orientationOf(bytes: Uint8Array): number {
  for (const { marker, from, to } of segmentsOf(bytes)) {
    const part = Buffer.from(bytes.subarray(from, to));
    if (marker !== 0xe1 || part.length < 14 || part.toString("latin1", 0, 6) !== "Exif\0\0") continue;
    const tiff = part.subarray(6);
    const little = tiff.toString("latin1", 0, 2) === "II";
    const short = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
    const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
    if (first + 2 > tiff.length) return 1;
    for (let k = 0, at = first + 2; k < short(first) && at + 12 <= tiff.length; k++, at += 12) {
      if (short(at) === 0x0112) return short(at + 8);
    }
  }
  return 1;
}

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and alpha, a byte each. */
  readonly data: Uint8Array;
}

function turned({ width, height, data }: Pixels, orientation: number): Pixels {
  if (!(orientation >= 2 && orientation <= 8)) return { width, height, data };
  const swapped = orientation >= 5;
  const [w, h] = swapped ? [height, width] : [width, height];
  const out = new Uint8Array(data.length);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      // Where in the stored picture the pixel comes from: EXIF 2.32, table of orientations.
      const [across, down] = swapped ? [y, x] : [x, y];
      const column = [2, 3, 7, 8].includes(orientation) ? width - 1 - across : across;
      const row = [3, 4, 6, 7].includes(orientation) ? height - 1 - down : down;
      const from = (row * width + column) * 4;
      out.set(data.subarray(from, from + 4), (y * w + x) * 4);
    }
  }
  return { width: w, height: h, data: out };
}
