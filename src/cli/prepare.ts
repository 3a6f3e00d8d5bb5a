// What has to be settled before a command may begin?

import { existsSync, statSync } from "node:fs";
import { didYouMean, EXIT, Fault } from "../domain/fault.js";
import { columnsOf } from "../report/text-style.js";
import { readArguments, type Typed } from "./argv.js";
import { COMMANDS, type CommandEntry, STATUS } from "./commands.js";
import { loadConfig } from "./config.js";
import { commandHelp, overview } from "./help.js";
import type { Key } from "./options.js";
import { Output } from "./output.js";
import { explained, misspeltVariables, type Resolved, resolveSettings } from "./resolve.js";

export interface Prepared {
  readonly out: Output;
  /** Does it; the exit code. */
  go(signal: AbortSignal): Promise<number>;
}

/** Flags, environment and config are read and checked; nothing has run yet. */
export async function prepare(
  { name, rest }: { name: string | null; rest: readonly string[] },
  version: string,
): Promise<Prepared> {
  if (name === "help") return helpOn(rest.find((word) => !word.startsWith("-")) ?? null, true, rest, version);
  const entry = entryOf(name);
  const flagsOnly = rest.slice(0, rest.includes("--") ? rest.indexOf("--") : rest.length);
  if (flagsOnly.includes("--help")) return helpOn(name, true, rest, version);
  if (flagsOnly.includes("-h")) return helpOn(name, false, rest, version);
  const typed = readArguments(name ?? "", entry.keys, rest);
  enterFolder(typed);
  const config = await loadConfig(typed.flags.get("config")?.at(-1), process.cwd());
  const resolved = resolveSettings(entry.keys, typed.flags, process.env, config);
  const { color, quiet, json } = resolved.values;
  const out = new Output({ colour: color, quiet, json });
  for (const warning of misspeltVariables(process.env)) out.warn(warning);
  return {
    out,
    go: async (signal) => {
      if (resolved.values.explainConfig) return explain(resolved, entry.keys, config.file, out);
      const action = await entry.load();
      return action({ ...resolved, operands: typed.operands, config, out, signal, version });
    },
  };
}

function entryOf(name: string | null): CommandEntry {
  if (name === null) return STATUS;
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name]!;
  const known = Object.keys(COMMANDS);
  const near = didYouMean(name, known);
  throw new Fault("E100", `tickproof has no command "${name}"`, {
    expected: near ? `did you mean ${near}?` : known.join(", "),
    why: "Nothing was run.",
    fix: near ? [`tickproof ${near} -h`] : ["tickproof -h"],
  });
}

/** Paths are meant as if started there, so the process goes there: workers and relative paths follow. */
function enterFolder({ flags }: Typed): void {
  const folder = flags.get("cwd")?.at(-1);
  if (folder === undefined) return;
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new Fault("E106", `No folder ${folder} to work in`, {
      where: "--cwd",
      expected: "a folder that exists",
    });
  }
  process.chdir(folder);
}

function helpOn(name: string | null, complete: boolean, rest: readonly string[], version: string): Prepared {
  const colour = rest.includes("--no-color") || rest.includes("--color=never") ? "never" : "auto";
  const out = new Output({ colour, quiet: false, json: false });
  const entry = entryOf(name);
  const text =
    name === null
      ? overview(version, complete, out.answerStyle)
      : commandHelp(name, entry, complete, out.answerStyle);
  return {
    out,
    go: async () => {
      out.answer(text);
      return EXIT.ok;
    },
  };
}

function explain(resolved: Resolved, keys: readonly Key[], file: string | null, out: Output): number {
  const rows = explained(resolved, keys);
  if (out.json) {
    out.document({ schema: "tickproof.config/1", file, settings: rows });
    return EXIT.ok;
  }
  if (out.answerStyle.tsv) {
    for (const { key, value, origin } of rows) out.answer(`${key}\t${value}\t${origin}`);
    return EXIT.ok;
  }
  const lines = columnsOf(
    rows.map(({ key, value, origin }) => [key, value, origin]),
    ["left", "left", "left"],
    2,
  );
  for (const line of lines) out.answer(`  ${line}`);
  return EXIT.ok;
}
