// How fast is it, and is the fast answer still the right one?

import { execFileSync, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Told } from "./child.js";
import type { Measured, Peak } from "./measured.js";
import { optionsOf } from "./options.js";
import { printed } from "./print.js";

const options = optionsOf(process.argv.slice(2));
for (const name of options.workloads) console.log(`${printed(await measured(name))}\n`);
if (process.argv.every((word) => !/^W/i.test(word))) {
  const data = fileURLToPath(new URL("data.mjs", import.meta.url));
  execFileSync(process.execPath, [data, ...process.argv.slice(2)], { stdio: "inherit" });
}

/** Each in processes of its own: what one loop has taught the compiler shall not be held against another. */
async function measured(name: string): Promise<Measured> {
  const { measured } = (await told(name, "measure")) as { measured: Omit<Measured, "peak"> };
  const { peak } = (await told(name, "peak")) as { peak: Peak };
  return { ...measured, peak };
}

function told(name: string, mode: "measure" | "peak"): Promise<Told> {
  const file = fileURLToPath(new URL(`${name.toLowerCase()}.mjs`, import.meta.url));
  const { bars, rounds, small, cpu } = options;
  const words = [mode, String(bars), String(rounds), small ? "small" : "full"];
  const child = fork(file, cpu ? [...words, "--cpu"] : words);
  return new Promise((resolve, reject) => {
    let answer: Told | undefined;
    child.on("message", (message) => (answer = message as Told));
    child.on("exit", (code) => {
      if (code === 0 && answer) resolve(answer);
      else reject(new Error(`${name} ended with code ${code}`));
    });
  });
}
