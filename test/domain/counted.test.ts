// Are columns made when they are read, and not before?

import { describe, expect, test } from "vitest";
import { countedColumns } from "#domain/counted.js";

interface Pairs {
  readonly length: number;
  readonly first: Int32Array;
  readonly second: Float64Array;
}

const counted = countedColumns<Pairs>({
  length: 0,
  first: new Int32Array(0),
  second: new Float64Array(0),
});

const MANY = 5000;

function pairs() {
  const made: Pairs = {
    length: MANY,
    first: new Int32Array(MANY).fill(2),
    second: new Float64Array(MANY).fill(-0),
  };
  const seen = { times: 0 };
  const columns = counted(made.length, () => {
    seen.times++;
    return made;
  });
  return { made, seen, columns };
}

describe("counted columns", () => {
  test("say how many rows there are without making one", () => {
    const { seen, columns } = pairs();
    expect(columns.length).toBe(MANY);
    expect(Object.keys(columns)).toEqual(["length", "first", "second"]);
    expect(seen.times).toBe(0);
    expect(columns.second[0]).toBe(-0);
    expect(columns.first[1]).toBe(2);
    expect(seen.times).toBe(1);
  });

  test("are the columns themselves, for a copy, for a list and in another thread", () => {
    const { made, columns } = pairs();
    expect(columns.first).toBe(made.first);
    expect({ ...columns }).toStrictEqual(made);
    expect(Object.values(columns)).toStrictEqual(Object.values(made));
    expect(structuredClone(columns)).toStrictEqual(made);
  });
});
