// What has to be settled before a command may begin?

import { existsSync, statSync } from "node:fs";
import { didYouMean, EXIT, Fault } from "../domain/fault.js";
import { columnsOf } from "../report/text-style.js";
import { readArguments, type Typed } from "./argv.js";
import { type Action, COMMANDS, type CommandEntry, NOUNS, type NounEntry, STATUS } from "./commands.js";
import { loadConfig } from "./config.js";
import { commandHelp, nounHelp, overview } from "./help.js";
import type { Key } from "./options.js";
import { Output } from "./output.js";
import { explained, misspeltVariables, type Resolved, resolveSettings } from "./resolve.js";

export interface Prepared {
  readonly out: Output;
  /** Does it; the exit code. */
  go(signal: AbortSignal): Promise<number>;
}

/** Flags, environment and config are read and checked; nothing has run yet, and nothing has been printed. */
export async function prepare(
  args: readonly string[],
  version: string,
  load: (entry: CommandEntry) => Promise<Action> = (entry) => entry.load(),
): Promise<Prepared> {
  const asked = wordOf(args);
  if (asked.word === "help") {
    const { named } = commandOf(asked.rest.filter((word) => !word.startsWith("-")));
    return helpOn(named, true, asked.rest, version);
  }
  const { named, rest } = commandOf(args);
  const flagsOnly = rest.slice(0, rest.includes("--") ? rest.indexOf("--") : rest.length);
  if (flagsOnly.includes("--help")) return helpOn(named, true, rest, version);
  if (flagsOnly.includes("-h")) return helpOn(named, false, rest, version);
  if (named.kind === "noun") {
    readArguments(named.name, STATUS.keys, rest);
    return helpOn(named, false, rest, version);
  }
  const { name, entry } = named;
  const typed = readArguments(name, entry.keys, rest);
  enterFolder(typed);
  const config = await loadConfig(typed.flags.get("config")?.at(-1), process.cwd());
  const resolved = resolveSettings(entry.keys, typed.flags, process.env, config);
  const { color, quiet, json } = resolved.values;
  const out = new Output({ colour: color, quiet, json });
  return {
    out,
    go: async (signal) => {
      for (const warning of misspeltVariables(process.env)) out.warn(warning);
      if (resolved.values.explainConfig) return explain(resolved, entry.keys, config.file, out);
      const action = await load(entry);
      return action({ ...resolved, operands: typed.operands, config, out, signal, version });
    },
  };
}

/** Flags may stand before a word: `tickproof --json run …`. Two of them take a value there. */
function wordOf(args: readonly string[]): { word: string | null; rest: readonly string[] } {
  let at = 0;
  while (at < args.length && args[at]!.startsWith("-")) at += /^--(cwd|config)$/.test(args[at]!) ? 2 : 1;
  const word = args[at];
  if (word === undefined) return { word: null, rest: args };
  return { word, rest: [...args.slice(0, at), ...args.slice(at + 1)] };
}

/** `name` as it is typed after "tickproof": "run", "data check", or nothing. */
type Named =
  | { readonly kind: "verb"; readonly name: string; readonly entry: CommandEntry }
  | { readonly kind: "noun"; readonly name: string; readonly noun: NounEntry };

function commandOf(args: readonly string[]): { named: Named; rest: readonly string[] } {
  const { word, rest } = wordOf(args);
  if (word === null) return { named: { kind: "verb", name: "", entry: STATUS }, rest };
  if (Object.hasOwn(COMMANDS, word)) {
    return { named: { kind: "verb", name: word, entry: COMMANDS[word]! }, rest };
  }
  if (!Object.hasOwn(NOUNS, word)) {
    throw unknownCommand(`tickproof has no command "${word}"`, word, "", [
      ...Object.keys(COMMANDS),
      ...Object.keys(NOUNS),
    ]);
  }
  const noun = NOUNS[word]!;
  const second = wordOf(rest);
  const alone = noun.alone;
  if (alone !== undefined && (second.word === null || !Object.hasOwn(noun.verbs, second.word)))
    return { named: { kind: "verb", name: word, entry: alone }, rest };
  if (second.word === null) return { named: { kind: "noun", name: word, noun }, rest };
  const verb = second.word;
  if (!Object.hasOwn(noun.verbs, verb)) {
    throw unknownCommand(
      `tickproof ${word} has no verb "${verb}"`,
      verb,
      `${word} `,
      Object.keys(noun.verbs),
    );
  }
  return { named: { kind: "verb", name: `${word} ${verb}`, entry: noun.verbs[verb]! }, rest: second.rest };
}

function unknownCommand(message: string, word: string, before: string, known: readonly string[]): Fault {
  const near = didYouMean(word, known);
  return new Fault("E100", message, {
    expected: near ? `did you mean ${before}${near}?` : known.map((one) => before + one).join(", "),
    why: "Nothing was run.",
    fix: [`tickproof ${before}${near ? `${near} ` : ""}-h`],
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

function helpOn(named: Named, complete: boolean, rest: readonly string[], version: string): Prepared {
  const colour = rest.includes("--no-color") || rest.includes("--color=never") ? "never" : "auto";
  const out = new Output({ colour, quiet: false, json: false });
  const style = out.answerStyle;
  const text =
    named.kind === "noun"
      ? nounHelp(named.name, named.noun, style)
      : named.name === ""
        ? overview(version, complete, style)
        : commandHelp(named.name, named.entry, complete, style);
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
