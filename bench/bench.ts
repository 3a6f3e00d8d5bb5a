// How fast is it, and is the fast answer still the right one?

import { fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Mode, Told } from "./child.js";
import { entryOf, record } from "./history.js";
import { BENCH, commitMeasured, machine } from "./machine.js";
import type { Measured, Peak } from "./measured.js";
import { optionsOf } from "./options.js";
import { printed } from "./print.js";

const options = optionsOf(process.argv.slice(2));
const on = machine();
const commit = options.record ? commitMeasured() : null;
if (options.report)
  process.exitCode = (await ended(fork(file("report-budgets"), { stdio: ["ignore", 1, 2, "ipc"] }))) ?? 1;
else if (options.profile) for (const name of options.workloads) await profile(name);
else await measureAll();
if (options.guard) {
  const words = options.keep ? ["--cpu", "--keep"] : ["--cpu"];
  const code = await ended(fork(file("guard"), words, { stdio: ["ignore", options.json ? 2 : 1, 2, "ipc"] }));
  if (code !== 0) process.exitCode = 1;
}

async function measureAll(): Promise<void> {
  const results: Measured[] = [];
  for (const name of options.workloads) {
    const result = await measured(name);
    results.push(result);
    if (!options.json) console.log(`${printed(result)}\n`);
  }
  if (options.json) console.log(JSON.stringify({ machine: on, results }, null, 2));
  if (options.docs) document(results);
  if (!options.record) return;
  if (commit === null) throw new Error("--record: outside of git there is no commit to name");
  record(join(BENCH, "history.jsonl"), entryOf(commit, on, results));
}

/** Puts the text of this run between the two marks in docs/benchmarks.md. */
function document(results: readonly Measured[]): void {
  const path = join(BENCH, "../docs/benchmarks.md");
  const text = readFileSync(path, "utf8");
  const mark = "<!-- figures: npm run bench -- --docs -->\n";
  const [from, to] = [text.indexOf(mark) + mark.length, text.indexOf("<!-- end of figures -->")];
  const { cpu, cores, memoryGb, node, cc, load } = on;
  const where = `On ${cores} cores of an ${cpu} with ${memoryGb} GB, Node ${node}, ${cc ?? "no C compiler"}; load before it ${load}.`;
  const figures = `\n${where}\n\n\`\`\`text\n${results.map(printed).join("\n\n")}\n\`\`\`\n\n`;
  writeFileSync(path, text.slice(0, from) + figures + text.slice(to));
}

/** Each in processes of its own: what one loop has taught the compiler shall not be held against another. */
async function measured(name: string): Promise<Measured> {
  const { measured } = (await told(name, "measure")) as { measured: Omit<Measured, "peak"> };
  const { peak } = (await told(name, "peak")) as { peak: Peak };
  return { ...measured, peak };
}

async function profile(name: string): Promise<void> {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const flags = ["--cpu-prof", `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}.cpuprofile`];
  await told(name, "profile", flags);
  const at = relative(process.cwd(), join(folder, `${name}.cpuprofile`));
  console.log(`${name}: ${options.rounds} times in a row, CPU profile in ${at}`);
}

async function told(name: string, mode: Mode, flags: readonly string[] = []): Promise<Told | undefined> {
  const { bars, rounds, small, cpu } = options;
  const words = [mode, String(bars), String(rounds), small ? "small" : "full", ...(cpu ? ["--cpu"] : [])];
  const child = fork(file(name.toLowerCase()), words, { execArgv: [...process.execArgv, ...flags] });
  let answer: Told | undefined;
  child.on("message", (message) => (answer = message as Told));
  const code = await ended(child);
  if (code !== 0) throw new Error(`${name} ended with code ${code}`);
  return answer;
}

function file(name: string): string {
  return fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
}

function ended(child: ReturnType<typeof fork>): Promise<number | null> {
  return new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
}
