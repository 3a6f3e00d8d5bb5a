// Is a file ever half written?

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Fault } from "#domain/fault.js";
import { writeFileSafely } from "#report/write.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tickproof-write-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function faultOf(work: () => void): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error("it was written");
}

test("the text is there in full, and no temporary file beside it", () => {
  const path = join(folder, "run.html");
  writeFileSafely(path, "first");
  writeFileSafely(path, "second, longer");
  expect(readFileSync(path, "utf8")).toBe("second, longer");
  expect(readdirSync(folder)).toEqual(["run.html"]);
});

test("a file that is replaced keeps its permissions, and a link keeps pointing", () => {
  const path = join(folder, "run.html");
  writeFileSync(path, "old");
  chmodSync(path, 0o640);
  symlinkSync(path, join(folder, "latest.html"));
  writeFileSafely(join(folder, "latest.html"), "new");
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(statSync(path).mode & 0o777).toBe(0o640);
});

test("a folder that is missing is not made up: it may be a slip of the keyboard", () => {
  const fault = faultOf(() => writeFileSafely(join(folder, "reprots", "run.html"), "x"));
  expect([fault.code, fault.exit]).toEqual(["E126", 2]);
  expect(fault.detail.fix?.[0]).toMatch(/^mkdir -p /);
  expect(readdirSync(folder)).toEqual([]);
  writeFileSafely(join(folder, "reports", "run.html"), "x", { makeFolder: true });
  expect(readFileSync(join(folder, "reports", "run.html"), "utf8")).toBe("x");
});

test("a folder in the way is said to be one", () => {
  mkdirSync(join(folder, "run.html"));
  expect(faultOf(() => writeFileSafely(join(folder, "run.html"), "x")).code).toBe("E127");
});

test.skipIf(!existsSync("/dev/full"))("a full disk is a clear error (a device that is always full)", () => {
  const fault = faultOf(() => writeFileSafely("/dev/full", "x".repeat(100_000)));
  expect(fault.code).toBe("E124");
  expect(fault.message).toContain("No space left");
});

test.skipIf(process.getuid?.() === 0)(
  "a folder that may not be written to is a clear error (not as root)",
  () => {
    chmodSync(folder, 0o555);
    expect(faultOf(() => writeFileSafely(join(folder, "run.html"), "x")).code).toBe("E125");
    chmodSync(folder, 0o755);
  },
);

test("a text that cannot be written leaves the older file and nothing else", () => {
  const path = join(folder, "run.html");
  writeFileSync(path, "old");
  const bad = new Proxy(new Uint8Array(4), {}) as Uint8Array; // no file system takes it
  expect(() => writeFileSafely(path, bad)).toThrow();
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["run.html"]);
});
