// Do threads find each other's columns, whatever becomes of the others?

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import {
  type ArenaMemory,
  arenaBytes,
  arenaMemory,
  ColumnArena,
  releaseArena,
} from "#strategy/column-arena.js";

const MB = 2 ** 20;
const LENGTH = 5_000;
const NAMES = Array.from(
  { length: 40 },
  (_, k) => `ema(0f${k * LENGTH}x${LENGTH},${"1".repeat(k + 1)}${k % 3})`,
);

interface Task {
  readonly memory: ArenaMemory;
  readonly owner: number;
  readonly names: readonly string[];
  readonly hangs?: boolean;
  /** Without it a thread waits for longer than any machine keeps another one from its work. */
  readonly patienceMs?: number;
}
interface Answer {
  readonly found: readonly [string, Float64Array | Record<string, Float64Array> | null][];
  readonly computed: readonly string[];
}

const workers: Worker[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
});

function start(task: Task): Worker {
  const dist = new URL("../../dist/", import.meta.url).href;
  const worker = new Worker(new URL("../fixtures/arena-worker.mjs", import.meta.url), {
    workerData: { patienceMs: 1e9, ...task, dist, length: LENGTH },
  });
  workers.push(worker);
  return worker;
}

const answerOf = async (worker: Worker): Promise<Answer> => (await once(worker, "message"))[0] as Answer;

test("four threads that ask for the same columns compute each of them once, and all read the same memory", async () => {
  const memory = arenaMemory(16 * MB);
  const orders = [NAMES, [...NAMES].reverse(), [...NAMES].sort(), NAMES.slice(7).concat(NAMES.slice(0, 7))];
  const answers = await Promise.all(
    orders.map((names, k) => answerOf(start({ memory, owner: k + 1, names }))),
  );
  expect(answers.flatMap(({ computed }) => computed).sort()).toEqual([...NAMES].sort());
  for (const { found } of answers) {
    for (const [name, columns] of found) {
      const lower = columns instanceof Float64Array ? columns : columns!.lower!;
      const expected = Float64Array.from({ length: LENGTH }, (_, i) => Math.sin(i * name.length));
      expect(lower).toEqual(expected);
      if (!(columns instanceof Float64Array))
        expect(columns!.upper).toEqual(expected.map((value) => value + 1));
    }
  }
  const used = arenaBytes(memory);
  const again = new ColumnArena(memory, 9);
  for (const name of NAMES)
    expect(again.find(name, () => new Float64Array(1))).toHaveProperty(
      name.endsWith("2") ? "upper" : "length",
    );
  expect(arenaBytes(memory)).toBe(used);
});

test("what a killed thread was computing is computed by the one that waits for it", async () => {
  const memory = arenaMemory(4 * MB);
  const hanging = start({ memory, owner: 7, names: [NAMES[0]!], hangs: true });
  await once(hanging, "message");
  const waiting = answerOf(start({ memory, owner: 8, names: NAMES.slice(0, 3) }));
  await hanging.terminate();
  releaseArena(memory, 7);
  const { computed, found } = await waiting;
  expect(computed).toEqual(NAMES.slice(0, 3));
  expect(found.every(([, columns]) => columns !== null)).toBe(true);
});

test("where nobody says that a thread was killed, patience ends", async () => {
  const memory = arenaMemory(4 * MB);
  const hanging = start({ memory, owner: 7, names: [NAMES[1]!], hangs: true });
  await once(hanging, "message");
  const { computed } = await answerOf(start({ memory, owner: 8, names: [NAMES[1]!], patienceMs: 2_000 }));
  expect(computed).toEqual([NAMES[1]]);
});

test("a thread that waits for another can be stopped", async () => {
  const memory = arenaMemory(4 * MB);
  await once(start({ memory, owner: 1, names: [NAMES[0]!], hangs: true }), "message");
  const waiting = start({ memory, owner: 2, names: [NAMES[0]!] });
  await once(waiting, "online");
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await waiting.terminate()).toBe(1);
});

test("when it is full, what is there stays and the rest is computed by whoever needs it", () => {
  const memory = arenaMemory(64 * 1024);
  const arena = new ColumnArena(memory, 1);
  const column = (k: number) => new Float64Array(1000).fill(k);
  const first = NAMES.map((name, k) => arena.find(name, () => column(k)));
  let computed = 0;
  const other = () => column(-++computed);
  const second = NAMES.map((name) => arena.find(name, other));
  expect(first[0]).toEqual(second[0]);
  expect(first.slice(0, 5)).toEqual(second.slice(0, 5));
  expect(second.filter((found) => found === null).length).toBeGreaterThan(20);
  expect(computed).toBe(0); // a name for which there was no room says so at once
  expect(arenaBytes(memory)).toBeLessThanOrEqual(64 * 1024);
});

test("what a computation throws is thrown, and the next one tries again", () => {
  const arena = new ColumnArena(arenaMemory(MB), 1);
  expect(() =>
    arena.find("ema(0f0x5,0)", () => {
      throw new Error("cannot look back");
    }),
  ).toThrow("cannot look back");
  expect(arena.find("ema(0f0x5,0)", () => Float64Array.of(1, Number.NaN, -0))).toEqual(
    Float64Array.of(1, Number.NaN, -0),
  );
});
