// How far along is it?

import type { SingleBar } from "cli-progress";
import { nowMs } from "./elapsed.js";
import { fitted, type Style } from "./style.js";

/** Quick work shows nothing: a bar that flashes by tells nobody anything. */
const QUIET_MS = 400;
const PLAIN_EVERY_MS = 10_000;
const BAR_WIDTH = 18;

export interface Progress {
  /** `done` and `total` in whatever unit the stage counts; `rate` is said after them ("7 runs/s"). */
  update(done: number, total: number): void;
  /** Takes the line away. */
  stop(): void;
}

export interface Stage {
  /** "reading data/MES-5m.csv" */
  readonly what: string;
  /** How an amount is written: 3,100,000 → "3.1 MB", 12 → "12". */
  readonly amount: (value: number) => string;
  /** What still goes on when all are done: "all on one shared account". */
  readonly then?: string;
  /** " runs"; empty where the amount carries its unit itself. */
  readonly unit: string;
}

/**
 * One line on stderr with share, rate and time left, from 400 ms on and gone when done. Where stderr is no
 * terminal: a plain line every ten seconds, so that a CI log shows life and not ten thousand redraws.
 */
export function startProgress(stage: Stage, stream: NodeJS.WriteStream, style: Style): Progress {
  const started = nowMs();
  let done = 0;
  let total = 0;
  const line = () => progressLine(stage, { done, total, elapsedMs: nowMs() - started }, style);
  const display = stream.isTTY ? drawnBar(stream, line) : plainLines(stream, line);
  return {
    update(nowDone, nowTotal) {
      done = nowDone;
      total = nowTotal;
    },
    stop: display,
  };
}

/** Waits out the quiet time, then lets cli-progress redraw one line; returns what removes it. */
function drawnBar(stream: NodeJS.WriteStream, line: () => string): () => void {
  let bar: SingleBar | null = null;
  let stopped = false;
  const timer = setTimeout(async () => {
    const { default: cliProgress } = await import("cli-progress");
    if (stopped) return;
    bar = new cliProgress.SingleBar({
      stream,
      format: () => line(),
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
      fps: 8,
    });
    bar.start(1, 0); // the numbers are in the text: cli-progress only draws and takes away
  }, QUIET_MS);
  timer.unref();
  return () => {
    stopped = true;
    clearTimeout(timer);
    bar?.stop();
  };
}

function plainLines(stream: NodeJS.WriteStream, line: () => string): () => void {
  const timer = setInterval(() => stream.write(`${line()}\n`), PLAIN_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

interface State {
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
}

/** "reading MES-5m.csv ▕████░░▏ 42%  31 MB/s  2 s left". Without a known total: what is done, and the rate. */
export function progressLine(
  { what, amount, unit, then }: Stage,
  { done, total, elapsedMs }: State,
  style: Style,
): string {
  const seconds = elapsedMs / 1000;
  const rate = seconds > 0 ? done / seconds : 0;
  const parts = [what];
  if (then && total > 0 && done >= total) return fitted(style, `${then}  ${duration(seconds)}`);
  if (done === 0) return fitted(style, `${what}  ${duration(seconds)}`);
  if (total > 0) {
    const share = Math.min(1, done / total);
    const full = Math.round(share * BAR_WIDTH);
    parts.push(`▕${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)}▏ ${Math.floor(share * 100)}%`);
  }
  parts.push(`${total > 0 ? `${amount(done)} of ${amount(total)}` : amount(done)}${unit}`);
  parts.push(`${amount(rate)}${unit}/s`);
  if (total > done) parts.push(`${duration((total - done) / rate)} left`);
  return fitted(style, parts.join("  "));
}

/** "45 s", "3 min", "2 h 10 min" */
export function duration(seconds: number): string {
  if (seconds < 1) return "under 1 s";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "3.1 MB" */
export function bytes(value: number): string {
  if (value < 1000) return `${Math.round(value)} B`;
  if (value < 1e6) return `${(value / 1e3).toFixed(value < 1e5 ? 1 : 0)} kB`;
  return value < 1e9 ? `${(value / 1e6).toFixed(1)} MB` : `${(value / 1e9).toFixed(1)} GB`;
}

/** "12", "1,200", and "0.4" for a rate that is not whole. */
export const count = (value: number): string =>
  value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 1 : 0 });
