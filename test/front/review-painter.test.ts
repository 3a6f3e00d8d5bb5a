// Does a position that is still open stand on the candles of a review without an exit?

import { expect, test } from "vitest";

// By a name that the compiler does not follow: pages have the types of a browser, tests those of Node.
const PAINTER: string = "../../front/review/painter.ts";

/** Diagonals of ten pixels that are drawn where a row, entered at bar 10, is left at `exitTime`. */
async function diagonals(exitTime: number): Promise<number> {
  const { reviewPainter } = await import(/* @vite-ignore */ new URL(PAINTER, import.meta.url).pathname);
  const of = (value: number) => Float64Array.of(value);
  const none = of(Number.NaN);
  const numbers = {
    ...{
      host: of(0),
      side: of(1),
      net: of(5),
      qty: of(1),
      entryTime: of(10 * 60_000),
      exitTime: of(exitTime),
    },
    ...{ entrySum: of(100), exitSum: of(104), planQty: none, planEntryTime: none, planExitTime: none },
    ...{ planEntrySum: none, planExitSum: none },
  };
  const words = { did: { index: Int32Array.of(0), texts: [""], between: "|" } };
  const set = { data: { length: 1, numbers, words }, kind: ["followed"] };
  const page = { meta: { bars: 60, months: [] }, time: { barAt: (at: number) => Math.ceil(at / 60_000) } };
  let [fromX, fromY, count] = [0, 0, 0];
  const canvas = new Proxy(
    {
      moveTo: (x: number, y: number) => {
        [fromX, fromY] = [x, y];
      },
      lineTo: (x: number, y: number) => {
        if (Math.abs(x - fromX) === 10 && Math.abs(y - fromY) === 10) count++;
      },
      measureText: () => ({ width: 20 }),
    } as Record<string, unknown>,
    { get: (own, name: string) => own[name] ?? (() => {}), set: () => true },
  );
  const place = {
    left: 0,
    top: 0,
    width: 600,
    height: 400,
    ratio: 1,
    x: (bar: number) => 10 * bar,
    y: (p: number) => p,
  };
  const scene = { view: { from: 0, to: 60 }, tick: 1, selected: null, passing: null };
  reviewPainter(set, 0, page).paint(canvas, place, scene, { ink: "black", card: "white", c3: "blue" });
  return count;
}

test("what was left has a cross there; what is still open has none", async () => {
  expect(await diagonals(40 * 60_000)).toBe(2);
  expect(await diagonals(Number.NaN)).toBe(0);
});
