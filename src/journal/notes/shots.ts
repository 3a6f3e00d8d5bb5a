// What is a screenshot called, and where is it kept?

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Day } from "../../domain/money.js";
import { formatDay } from "../../instrument/time.js";
import type { Picture } from "./picture.js";

/**
 * "0312-1.png": month, day and the next number that is free; a picture that is there already keeps its name. So the same pictures in the
 * same order are called the same everywhere.
 */
export function keptShot(
  folder: string,
  day: Day,
  { kind, bytes }: Picture,
  write: (path: string, bytes: Uint8Array) => void,
): string {
  const date = formatDay(day).slice(5).replace("-", "");
  for (let k = 1; ; k++) {
    const name = `${date}-${k}.${kind}`;
    const path = join(folder, "shots", name);
    const there = ["png", "jpg"].map((other) => bytesAt(join(folder, "shots", `${date}-${k}.${other}`)));
    if (there.some((one) => one?.equals(bytes))) return name;
    if (there.some((one) => one !== null)) continue;
    write(path, bytes);
    return name;
  }
}

function bytesAt(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
