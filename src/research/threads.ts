// How does a piece of work reach a thread that is free?

import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";

export interface ThreadPool {
  /**
   * In the next thread that is free. An abort rejects at once and ends the thread, whatever it is doing: JavaScript that never returns
   * hears of nothing else.
   */
  run(work: unknown, transfer: readonly MessagePort[], signal: AbortSignal): Promise<void>;
  /** Ends all threads, and what they are at. */
  close(): Promise<void>;
}

interface Job {
  readonly work: unknown;
  readonly transfer: readonly MessagePort[];
  readonly settle: (error: Error | null) => void;
}

interface Thread {
  readonly worker: Worker;
  /** Its own, since a strategy in the thread can reach the one that every thread has. */
  readonly port: MessagePort;
  job: Job | null;
}

/** Of a thread: how its work ended. */
export type Answer = { readonly error: unknown } | { readonly error: null };

/** Threads of `file` (see `serve`); those that were ended are started anew when there is work for them. */
export function threadPool(file: URL, most: number, heapMb: number): ThreadPool {
  const threads = new Set<Thread>();
  const waiting: Job[] = [];
  let closed = false;

  const start = (): Thread => {
    const worker =
      takeOffered(file, heapMb) ?? new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: heapMb } });
    const { port1: port, port2 } = new MessageChannel();
    const thread: Thread = { worker, port, job: null };
    threads.add(thread);
    port.on("message", ({ error }: Answer) => free(thread, error as Error | null));
    worker.on("error", (error: Error) => gone(thread, error));
    worker.on("exit", (code) => gone(thread, new Error(`worker exited with code: ${code}`)));
    worker.postMessage(port2, [port2]);
    // A thread that waits keeps no process from ending.
    port.unref();
    worker.unref();
    return thread;
  };
  const begin = (thread: Thread, job: Job) => {
    thread.job = job;
    thread.worker.ref();
    try {
      thread.port.postMessage(job.work, [...job.transfer]);
    } catch (error) {
      free(thread, error as Error); // what cannot be cloned has not been sent
    }
  };
  const free = (thread: Thread, error: Error | null) => {
    const { job } = thread;
    thread.job = null;
    thread.worker.unref();
    job?.settle(error);
    next();
  };
  const gone = (thread: Thread, error: Error) => {
    if (!threads.delete(thread)) return;
    thread.port.close();
    thread.job?.settle(error);
    thread.job = null;
    next();
  };
  const next = () => {
    if (closed || waiting.length === 0) return;
    const idle = [...threads].find(({ job }) => job === null) ?? (threads.size < most ? start() : null);
    if (idle !== null) begin(idle, waiting.shift()!);
  };
  const abort = (job: Job) => {
    const thread = [...threads].find((one) => one.job === job);
    const at = waiting.indexOf(job);
    if (at >= 0) waiting.splice(at, 1);
    job.settle(new Error("aborted"));
    if (thread === undefined) return;
    thread.job = null;
    void thread.worker.terminate();
    gone(thread, new Error("ended"));
  };

  while (threads.size < most) start();
  return {
    run: (work, transfer, signal) =>
      new Promise((resolve, reject) => {
        const stop = () => abort(job);
        const settle = (error: Error | null) => {
          signal.removeEventListener("abort", stop);
          if (error === null) resolve();
          else reject(error);
        };
        const job: Job = { work, transfer, settle };
        if (closed) settle(new Error("the threads have been closed"));
        else if (signal.aborted) settle(new Error("aborted"));
        else {
          signal.addEventListener("abort", stop, { once: true });
          waiting.push(job);
          next();
        }
      }),
    close: async () => {
      closed = true;
      const error = new Error("the threads have been closed");
      for (const job of waiting.splice(0)) job.settle(error);
      const ended = [...threads].map((thread) => {
        gone(thread, error);
        return thread.worker.terminate();
      });
      await Promise.all(ended);
    },
  };
}

interface Offered {
  readonly worker: Worker;
  readonly file: string;
  readonly heapMb: number;
}

let offered: Offered | null = null;

/** A thread that has been started before it was known who wants it. The first pool that asks for one no larger takes it. */
export function offerThread(worker: Worker, file: URL, heapMb: number): void {
  const own: Offered = { worker, file: file.href, heapMb };
  offered = own;
  const withdraw = () => {
    if (offered === own) offered = null;
  };
  worker.on("error", withdraw);
  worker.on("exit", withdraw);
  worker.unref();
}

function takeOffered(file: URL, heapMb: number): Worker | null {
  if (offered === null || offered.file !== file.href || offered.heapMb < heapMb) return null;
  const { worker } = offered;
  offered = null;
  return worker;
}
