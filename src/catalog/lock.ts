// Who may change the catalog now?

import { linkSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { Fault } from "../domain/fault.js";
import { codeOf, discard, unwritable } from "./faults.js";

const LOCK = ".lock";
const POLL_MS = 25;
/** A minute: longer than any change takes that is not stuck, since files are read before the lock is asked for. */
const MOST_POLLS = 2_400;

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process started, in the system's own ticks, where it tells: a number may be given to another process later. */
  readonly began: string;
  readonly turn: number;
}

let turn = 0;

/**
 * Does something while no other process changes the catalog; the others wait. A lock whose owner was killed is taken over.
 * Throws E396 where it is held for a minute, E397 where the folder cannot be written, AbortError on the signal.
 */
export async function withLock<T>(folder: string, use: () => T, signal?: AbortSignal): Promise<T> {
  const path = join(folder, LOCK);
  const mine: Owner = { pid: process.pid, host: hostname(), began: beganAt(process.pid), turn: turn++ };
  let seen = "";
  let still = 0;
  for (let polls = 0; !tryLock(folder, path, mine); polls++) {
    const text = textAt(path);
    still = text === seen ? still + 1 : 0;
    seen = text ?? "";
    if (text !== null && isLeft(text, still) && takeAway(path, text)) continue;
    if (polls >= MOST_POLLS) throw held(path, text ?? "");
    await after(POLL_MS, undefined, { ...(signal && { signal }) });
  }
  try {
    return use();
  } finally {
    if (textAt(path) === JSON.stringify(mine)) discard(path);
  }
}

/** Why a lock was not had, for folders of others than the catalog: who tells it in words of their own. */
export function lockProblem(error: unknown): "busy" | "unwritable" | null {
  if (!(error instanceof Fault)) return null;
  return error.code === "E396" ? "busy" : error.code === "E397" ? "unwritable" : null;
}

/** What a process that was killed while it asked for the lock left behind. */
export const isLeftOver = (name: string): boolean => {
  const [, pid] = /^\.lock-(\d+)-/.exec(name) ?? [];
  return pid !== undefined && !isRunning(Number(pid), "");
};

/** Whether nobody changes the catalog at this moment: nothing to wait for, and nothing is promised for the next one. */
export async function ifIdle(folder: string, use: () => void): Promise<void> {
  const text = textAt(join(folder, LOCK));
  if (text === null || isLeft(text, 0)) await withLock(folder, use);
}

/** A hard link comes into being with its content, or not at all: nobody ever reads half a lock. */
function tryLock(folder: string, path: string, mine: Owner): boolean {
  const draft = join(folder, `${LOCK}-${mine.pid}-${mine.turn}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, JSON.stringify(mine));
  } catch (error) {
    throw unwritable(folder, error);
  }
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (codeOf(error) !== "EPERM" && codeOf(error) !== "ENOTSUP") throw unwritable(folder, error);
    return tryPlain(folder, path, mine);
  } finally {
    discard(draft);
  }
}

/** On disks without hard links. */
function tryPlain(folder: string, path: string, mine: Owner): boolean {
  try {
    writeFileSync(path, JSON.stringify(mine), { flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw unwritable(folder, error);
  }
}

function textAt(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** Its owner is gone. Of another machine that cannot be told; half a lock is left when it stays so for a while. */
function isLeft(text: string, polls: number): boolean {
  const owner = ownerIn(text);
  if (owner === null) return polls > 40;
  return owner.host === hostname() && !isRunning(owner.pid, owner.began);
}

/** Whether a process of this machine is there, and is the one that began then, where the system tells. */
export function isRunning(pid: number, began: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
  const now = beganAt(pid);
  return began === "" || now === "" || now === began;
}

/**
 * Moves a left lock aside. Only one of those that try it succeeds; if what was moved is another lock than the one that was
 * looked at, somebody was quicker, and it is put back.
 */
function takeAway(path: string, text: string): boolean {
  const aside = `${path}-${process.pid}-left`;
  try {
    renameSync(path, aside);
  } catch {
    return false;
  }
  if (textAt(aside) === text) {
    discard(aside);
    return true;
  }
  try {
    linkSync(aside, path);
  } catch {
    // Taken in the meantime: the quicker one holds a lock all the same.
  }
  discard(aside);
  return false;
}

function ownerIn(text: string): Owner | null {
  try {
    const owner = JSON.parse(text) as Owner;
    return Number.isInteger(owner.pid) ? owner : null;
  } catch {
    return null;
  }
}

/** Field 22 of Linux' process table; elsewhere unknown, which is the empty text. */
export function beganAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

function held(path: string, text: string): Fault {
  const owner = ownerIn(text);
  const who = owner === null ? "unknown" : `process ${owner.pid} on ${owner.host}`;
  return new Fault("E396", "The catalog is being changed by another process", {
    where: path,
    found: `held for a minute by ${who}`,
    fix: ["wait until that one has ended", `if it is gone   rm ${path}`],
  });
}
