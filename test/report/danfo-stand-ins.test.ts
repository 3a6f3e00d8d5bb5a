// Do the light stand-ins under vendor/ do what danfo's heavy parts would, only in float64?

import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

interface Tensor {
  readonly shape: number[];
  readonly dtype: string;
  arraySync(): number | number[] | number[][];
  transpose(): Tensor;
  [operation: string]: unknown;
}
interface Shuffled {
  shuffle(buffer: number, seed?: string): Shuffled;
  take(count: number): Shuffled;
  toArray(): Promise<number[]>;
}
type Numbers = readonly (number | boolean | null)[];

const require = createRequire(import.meta.url);
const tf: {
  readonly Tensor: new (values: Numbers, shape: number[]) => Tensor;
  readonly scalar: (value: number) => Tensor;
  readonly tensor1d: (values: Numbers) => Tensor;
  readonly tensor2d: (values: readonly Numbers[] | Numbers, shape?: number[]) => Tensor;
  readonly moments: (of: Tensor, axis: number) => { mean: Tensor; variance: Tensor };
  readonly data: { readonly array: (values: readonly number[]) => Shuffled };
} = require("@tensorflow/tfjs-node");
const math: Record<
  "mean" | "median" | "std" | "variance",
  (values: readonly (number | null | string)[]) => number
> & {
  readonly mode: (values: readonly (number | string)[]) => (number | string)[];
} = require("mathjs");
interface Scaler {
  fit(data: number[][]): Scaler;
  transform(data: number[][]): number[][];
  inverseTransform(data: number[][]): number[][];
}
interface DanfoSeries {
  readonly values: number[];
  sample(count: number, options: { seed: number }): Promise<DanfoSeries>;
  argMax(): number;
  argMin(): number;
}
const danfo: {
  readonly DataFrame: new (rows: number[][], options: object) => Record<string, unknown>;
  readonly Series: new (values: number[]) => DanfoSeries;
  readonly StandardScaler: new () => Scaler;
  readonly MinMaxScaler: new () => Scaler;
} = require("danfojs-node");

const call = (tensor: Tensor, operation: string, ...args: unknown[]): ReturnType<Tensor["arraySync"]> =>
  (Reflect.apply(tensor[operation] as () => Tensor, tensor, args) as Tensor).arraySync();

describe("tensors", () => {
  const table = tf.tensor2d([
    [1, 2, 3],
    [4, 5, 6],
  ]);

  test.each([
    [
      "a scalar",
      tf.scalar(10),
      [
        [11, 12, 13],
        [14, 15, 16],
      ],
    ],
    [
      "a line as long as the rows",
      tf.tensor1d([1, 2, 3]),
      [
        [2, 4, 6],
        [5, 7, 9],
      ],
    ],
    [
      "a row",
      tf.tensor2d([[1, 2, 3]]),
      [
        [2, 4, 6],
        [5, 7, 9],
      ],
    ],
    [
      "a column",
      tf.tensor2d([10, 20], [2, 1]),
      [
        [11, 12, 13],
        [24, 25, 26],
      ],
    ],
    [
      "its own shape",
      table,
      [
        [2, 4, 6],
        [8, 10, 12],
      ],
    ],
  ])("repeat %s along the other side", (_, other, sum) => {
    expect(call(table, "add", other)).toEqual(sum);
    expect(call(other, "add", table)).toEqual(sum);
  });

  test("of shapes that do not fit are refused, and so are values that do not fill their shape", () => {
    expect(() => call(table, "add", tf.tensor1d([1, 2]))).toThrow("do not fit");
    expect(() => tf.tensor2d([1, 2, 3], [2, 2])).toThrow("do not fill");
    expect(() => new tf.Tensor(["a" as unknown as number], [1])).toThrow(TypeError);
    expect(tf.tensor1d([true, null]).arraySync()).toEqual([1, Number.NaN]);
  });

  test.each([
    ["sub", 5, [2, -12]],
    ["mul", 0.1, [0.7000000000000001, -0.7000000000000001]],
    ["div", 0, [Infinity, -Infinity]],
    ["divNoNan", 0, [0, 0]],
    ["pow", 2, [49, 49]],
    ["mod", 3, [1, 2]],
    ["mod", -3, [-2, -1]],
    ["equal", 7, [1, 0]],
    ["notEqual", 7, [0, 1]],
    ["less", 7, [0, 1]],
    ["lessEqual", 7, [1, 1]],
    ["greater", -7, [1, 0]],
    ["greaterEqual", -7, [1, 1]],
  ] as const)("7 and -7 %s %d", (operation, operand, expected) => {
    expect(call(tf.tensor1d([7, -7]), operation, tf.scalar(operand))).toEqual(expected);
  });

  test("are folded along rows, along columns, or over all", () => {
    const skew = tf.tensor2d([
      [1, 9, 3],
      [8, 5, 2],
    ]);
    expect(call(skew, "max", 0)).toEqual([8, 9, 3]);
    expect(call(skew, "min", 1)).toEqual([1, 2]);
    expect(call(skew, "mean", 0)).toEqual([4.5, 7, 2.5]);
    expect(call(skew, "max")).toBe(9);
    expect(call(skew, "argMax", 1)).toEqual([1, 0]);
    expect(call(skew, "argMin", 0)).toEqual([0, 1, 1]);
    expect(skew.transpose().arraySync()).toEqual([
      [1, 8],
      [9, 5],
      [3, 2],
    ]);
  });

  test("moments are those of a population, along either side", () => {
    const along = tf.moments(table, 0);
    expect(along.mean.arraySync()).toEqual([2.5, 3.5, 4.5]);
    expect(along.variance.arraySync()).toEqual([2.25, 2.25, 2.25]);
    expect(tf.moments(table, 1).variance.arraySync()).toEqual([2 / 3, 2 / 3]);
  });

  test("lose no bit: what goes in comes out", () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 1, maxLength: 20 }), (values) => {
        expect(tf.tensor1d(values).arraySync()).toEqual(values);
        expect(tf.tensor2d(values, [values.length, 1]).transpose().arraySync()).toEqual([values]);
      }),
    );
  });
});

describe("danfo through the stand-ins", () => {
  const rows = [
    [20123.25, 1],
    [20123.5, 2],
    [20124, 6],
  ];

  test("adds prices in float64, where TensorFlow's float32 gave 20123.259765625", () => {
    const frame = new danfo.DataFrame(rows, { columns: ["price", "qty"] });
    const sum = Reflect.apply(frame.add as () => { values: number[][] }, frame, [0.01] as never);
    expect(sum.values[0]).toEqual([20123.26, 1.01]);
  });

  test("scales and scales back", () => {
    for (const scaler of [new danfo.StandardScaler(), new danfo.MinMaxScaler()]) {
      const scaled = scaler.fit(rows).transform(rows);
      const back = scaler.inverseTransform(scaled);
      for (const [i, row] of back.entries()) {
        for (const [j, value] of row.entries()) expect(value).toBeCloseTo(rows[i]![j]!, 9);
      }
    }
    expect(
      new danfo.MinMaxScaler()
        .fit(rows)
        .transform(rows)
        .map((row) => row[0]),
    ).toEqual([0, 1 / 3, 1]);
  });

  test("finds the best and the worst value of a Series", () => {
    const series = new danfo.Series([3, 9, -4]);
    expect([series.argMax(), series.argMin()]).toEqual([1, 2]);
  });

  test("samples a Series by its seed, without repetition", async () => {
    const series = new danfo.Series(Array.from({ length: 40 }, (_, i) => i));
    const draw = async (seed: number): Promise<number[]> => (await series.sample(40, { seed })).values;
    expect(await draw(1)).toEqual(await draw(1));
    expect(await draw(1)).not.toEqual(await draw(2));
    expect(await draw(1)).not.toEqual(series.values); // it shuffles indeed
    expect((await draw(1)).sort((a, b) => a - b)).toEqual(series.values);
  });

  test("every place is as likely as any other in a shuffle", async () => {
    const places = new Array<number>(5).fill(0);
    for (let seed = 0; seed < 2000; seed++) {
      const [first] = await tf.data.array([0, 1, 2, 3, 4]).shuffle(5, String(seed)).take(1).toArray();
      places[first!]!++;
    }
    for (const count of places) expect(Math.abs(count - 400)).toBeLessThan(80);
  });

  test("says that reading from the network or from Excel is not available here", () => {
    for (const name of ["request", "xlsx"]) {
      const stand = require(name) as { get(): void; readFile(): void };
      expect(() => stand.get()).toThrow("Not available");
      expect(() => stand.readFile()).toThrow("Not available");
    }
  });
});

describe("statistics", () => {
  test("leave missing values out alike, and have nothing to say about nothing", () => {
    const values = [4, null, 1, Number.NaN, 1];
    expect(math.mean(values)).toBe(2);
    expect(math.median(values)).toBe(1);
    expect(math.median([4, 1])).toBe(2.5);
    expect(math.variance(values)).toBe(3);
    expect(math.std(values)).toBe(Math.sqrt(3));
    for (const of of [math.mean, math.median, math.std, math.variance]) expect(of([])).toBeNaN();
  });

  test("one value has no spread, not a spread of 0; text is a mistake", () => {
    expect(math.std([5])).toBeNaN();
    for (const of of [math.mean, math.median, math.std, math.variance])
      expect(() => of(["a"])).toThrow(TypeError);
  });

  test("all modes, in order of appearance", () => {
    expect(math.mode([3, 1, 3, 1, 2])).toEqual([3, 1]);
    expect(math.mode([])).toEqual([]);
  });
});
