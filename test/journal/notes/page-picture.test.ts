// Does a screenshot fit into a page, whatever it was?

import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { pagePicture } from "#journal/notes/page-picture.js";

function png(width: number, height: number, pixel: (i: number) => readonly number[]): Buffer {
  const picture = new PNG({ width, height });
  for (let i = 0; i < width * height; i++) picture.data.set(pixel(i), 4 * i);
  return PNG.sync.write(picture);
}

const decoded = (uri: string) => {
  expect(uri).toMatch(/^data:image\/jpeg;base64,[A-Za-z0-9+/]+=*$/);
  return jpeg.decode(Buffer.from(uri.slice(uri.indexOf(",") + 1), "base64"), { useTArray: true });
};

test("noise, which nothing makes small, is shrunk until it has at most 300 kB", async () => {
  let seed = 7;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) & 255;
  const uri = await pagePicture(
    png(2200, 900, () => [random(), random(), random(), 255]),
    "shot.png",
  );
  expect(uri.length).toBeLessThan(400_100);
  const { width, height } = decoded(uri);
  expect(width).toBeLessThan(1400);
  expect(height).toBe(Math.round((900 * width) / 2200));
});

test("a small one keeps its size, and what shows through is white", async () => {
  const { width, height, data } = decoded(
    await pagePicture(
      png(64, 48, () => [10, 20, 30, 0]),
      "shot.png",
    ),
  );
  expect([width, height]).toEqual([64, 48]);
  expect([...data.slice(0, 3)]).toEqual([255, 255, 255]);
});

test("a photograph is turned and encoded once: twice would blur the letters of a chart", async () => {
  const source = { width: 40, height: 24, data: Buffer.alloc(40 * 24 * 4, 255) };
  for (let i = 0; i < 40 * 24; i += 3) source.data.set([200, 10, (7 * i) % 256], 4 * i);
  const bytes = jpeg.encode(source, 90).data;
  const once = jpeg.encode(jpeg.decode(bytes, { useTArray: true }), 82).data;
  expect(await pagePicture(bytes, "shot.jpg")).toBe(`data:image/jpeg;base64,${once.toString("base64")}`);
  // How the camera was held, 6: a quarter turn to the right.
  const exif = Buffer.from(
    "457869660000" + "4d4d002a00000008" + "0001" + "0112000300000001" + "00060000" + "00000000",
    "hex",
  );
  const size = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  const held = Buffer.concat([bytes.subarray(0, 2), size, exif, bytes.subarray(2)]);
  const { width, height } = decoded(await pagePicture(held, "shot.jpg"));
  expect([width, height]).toEqual([24, 40]);
});

test("what is no picture is refused, whatever it is called", async () => {
  await expect(pagePicture(Buffer.from("<svg onload=alert(1)>"), "shot.png")).rejects.toMatchObject({
    code: "E349",
  });
});
