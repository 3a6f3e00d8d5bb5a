// How does a screenshot become small enough to stand in a page?

import { type Pixels, pixelsOf } from "./picture.js";

/** As many bytes as one may take of a page. */
const MOST_BYTES = 300_000;
/** Tried one after the other. */
const WIDTHS = [1400, 1000, 700, 480, 320] as const;
const QUALITY = 82;

/**
 * A JPEG as a data URI: pixels and nothing else, since whoever keeps a picture in `shots/` by hand has not had it cleaned.
 *
 * @throws Fault E349 no picture, or none that can be read
 */
export async function pagePicture(bytes: Uint8Array, shown: string): Promise<string> {
  const pixels = onWhite(await pixelsOf(bytes, shown));
  const { default: jpeg } = await import("jpeg-js");
  let written = Buffer.alloc(0);
  for (const width of WIDTHS) {
    written = Buffer.from(jpeg.encode(shrunk(pixels, width), QUALITY).data);
    if (written.length <= MOST_BYTES) break;
  }
  return `data:image/jpeg;base64,${written.toString("base64")}`;
}

/** A JPEG has no transparency: what shows through is paper. */
function onWhite({ width, height, data }: Pixels): Pixels {
  const opaque = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3]! / 255;
    for (let k = 0; k < 3; k++) opaque[i + k] = Math.round(255 + (data[i + k]! - 255) * alpha);
    opaque[i + 3] = 255;
  }
  return { width, height, data: opaque };
}

/** Each pixel is the mean of those that it stands for: thin lines of a chart grow faint and do not break. */
function shrunk(pixels: Pixels, most: number): { width: number; height: number; data: Uint8Array } {
  const { width, height, data } = pixels;
  if (width <= most) return { ...pixels };
  const [wide, high] = [most, Math.max(1, Math.round((height * most) / width))];
  const small = new Uint8Array(4 * wide * high);
  for (let y = 0; y < high; y++) {
    const [top, bottom] = stretch(y, high, height);
    for (let x = 0; x < wide; x++) {
      const [left, right] = stretch(x, wide, width);
      const sum = [0, 0, 0, 0];
      for (let j = top; j < bottom; j++) {
        for (let i = 4 * (j * width + left); i < 4 * (j * width + right); i += 4)
          for (let k = 0; k < 4; k++) sum[k]! += data[i + k]!;
      }
      const count = (bottom - top) * (right - left);
      for (let k = 0; k < 4; k++) small[4 * (y * wide + x) + k] = Math.round(sum[k]! / count);
    }
  }
  return { width: wide, height: high, data: small };
}

/** Which of `whole` lie behind number `k` of `parts`: one at least. */
function stretch(k: number, parts: number, whole: number): readonly [number, number] {
  const from = Math.floor((k * whole) / parts);
  return [from, Math.max(from + 1, Math.floor(((k + 1) * whole) / parts))];
}
