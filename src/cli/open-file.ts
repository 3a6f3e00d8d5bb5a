// How does a report come up in the browser?

import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Output } from "./output.js";

const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Asks the system; where it has no way to open files the path is on the terminal anyway, so that is only a hint. */
export function openFile(path: string, out: Output): void {
  const [command, ...args] = OPENERS[process.platform] ?? ["xdg-open"];
  const child = spawn(command!, [...args, pathToFileURL(resolve(path)).href], {
    stdio: "ignore",
    detached: true,
  });
  child.on("error", () => out.warn(`no browser could be started here: open ${path} yourself`));
  child.unref();
}
