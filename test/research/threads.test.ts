// Does work reach a thread, and can it be stopped there?

import { MessageChannel, Worker } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import { offerThread, type ThreadPool, threadPool } from "#research/threads.js";

const FILE = new URL("../fixtures/echo-thread.mjs", import.meta.url);
const never = new AbortController().signal;

let pool: ThreadPool;
afterEach(() => pool.close());

interface Asked {
  /** Which thread took it. */
  readonly taken: Promise<number>;
  readonly done: Promise<void>;
}

function ask(act: string | number, signal: AbortSignal = never): Asked {
  const { port1, port2 } = new MessageChannel();
  const taken = new Promise<number>((resolve) => {
    port1.once("message", (id: number) => {
      port1.close();
      resolve(id);
    });
  });
  port1.unref();
  const done = pool.run({ act, port: port2 }, [port2], signal);
  done.catch(() => {});
  return { taken, done };
}

test("as much at a time as there are threads", async () => {
  pool = threadPool(FILE, 2, 512);
  const asked = [30, 30, 1, 1, 1].map((ms) => ask(ms));
  await Promise.all(asked.map(({ done }) => done));
  expect(new Set(await Promise.all(asked.map(({ taken }) => taken))).size).toBe(2);
});

test("what waits is done in the order in which it came", async () => {
  pool = threadPool(FILE, 1, 512);
  const ended: number[] = [];
  const asked = [20, 1, 10, 1].map((ms, k) => ask(ms).done.then(() => ended.push(k)));
  await Promise.all(asked);
  expect(ended).toEqual([0, 1, 2, 3]);
});

test("a loop that never ends is ended, and the thread that comes after it does what waited", async () => {
  pool = threadPool(FILE, 1, 512);
  const stop = new AbortController();
  const stuck = ask("spin", stop.signal);
  const waiting = ask(1);
  const first = await stuck.taken;
  stop.abort();
  await expect(stuck.done).rejects.toThrow("aborted");
  await waiting.done;
  expect(await waiting.taken).not.toBe(first);
});

test("what is stopped while it waits never begins, and touches no thread", async () => {
  pool = threadPool(FILE, 1, 512);
  const stop = new AbortController();
  const first = ask(20);
  const second = ask(1, stop.signal);
  const third = ask(1);
  stop.abort();
  await expect(second.done).rejects.toThrow("aborted");
  await Promise.all([first.done, third.done]);
  expect(await third.taken).toBe(await first.taken);
  await expect(ask(1, stop.signal).done).rejects.toThrow("aborted");
});

test("a thread that ends by itself takes its own work with it, and no other", async () => {
  pool = threadPool(FILE, 1, 512);
  await expect(ask("exit").done).rejects.toThrow("worker exited with code: 7");
  await expect(ask("throw").done).rejects.toThrow("thrown in the thread");
  await expect(ask("fail").done).rejects.toThrow("failed");
  await ask(1).done;
});

test("what cannot be sent is told to whoever sent it, and the thread is free again", async () => {
  pool = threadPool(FILE, 1, 512);
  await expect(pool.run({ act: () => 1 }, [], never)).rejects.toThrow("could not be cloned");
  await ask(1).done;
});

test("threads that are closed end what they are at, what waits, and what comes later", async () => {
  pool = threadPool(FILE, 1, 512);
  const [stuck, waiting] = [ask("spin"), ask(1)];
  await stuck.taken;
  await pool.close();
  await expect(stuck.done).rejects.toThrow("closed");
  await expect(waiting.done).rejects.toThrow("closed");
  await expect(ask(1).done).rejects.toThrow("closed");
});

test("a thread that has been started before is taken once, and only by whoever asks for no more than it has", async () => {
  const early = new Worker(FILE, { resourceLimits: { maxOldGenerationSizeMb: 300 } });
  const { threadId } = early;
  offerThread(early, FILE, 300);
  pool = threadPool(FILE, 1, 512);
  expect(await ask(1).taken, "512 MB were asked for").not.toBe(threadId);
  await pool.close();
  pool = threadPool(FILE, 2, 200);
  const [one, other] = [ask(20), ask(20)];
  const ids = [await one.taken, await other.taken];
  expect(ids).toContain(threadId);
  expect(new Set(ids).size).toBe(2);
});

test("a thread that was offered and has ended since is not taken", async () => {
  const early = new Worker(FILE);
  offerThread(early, FILE, 4096);
  await early.terminate();
  pool = threadPool(FILE, 1, 512);
  await ask(1).done;
});
