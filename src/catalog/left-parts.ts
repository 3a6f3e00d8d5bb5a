// Which folders are portions of an import, and whose are they?

import { rmSync } from "node:fs";
import { join } from "node:path";
import { isRunning } from "./lock.js";

/** Behind it stand the number of the process that imports, and when it began. */
export const PREFIX = ".parts-";

export const isOfParts = (name: string): boolean => name.startsWith(PREFIX);

/** Portions that a killed import left behind; those of imports that go on are left alone. */
export function sweepParts(folder: string, names: readonly string[]): void {
  for (const name of names.filter(isOfParts)) {
    const [pid = "", began = ""] = name.slice(PREFIX.length).split("-");
    if (!isRunning(Number(pid), began)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
