// What did the user type?

import { Command, CommanderError, Option } from "commander";
import { didYouMean, Fault } from "../domain/fault.js";
import { type Key, longFlag, settingOf } from "./options.js";
import { COLOUR_CHOICES } from "./style.js";

export interface Typed {
  readonly operands: readonly string[];
  /** The texts of each flag that was given; a switch without a value is "true". */
  readonly flags: ReadonlyMap<Key, readonly string[]>;
}

/**
 * Reads the arguments after the command's name. Throws E101 for an unknown flag, E102 for a flag without its
 * value: usage faults in our own layout, so commander only splits the words and never prints.
 */
export function readArguments(name: string, keys: readonly Key[], args: readonly string[]): Typed {
  const words = withColourValue(args);
  const flags = new Map<Key, string[]>();
  const command = new Command(`tickproof ${name}`)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .helpOption(false)
    .argument("[operands...]");
  for (const key of keys) {
    const option = new Option(settingOf(key).flags);
    command.addOption(option);
    command.on(`option:${option.name()}`, (value: string | null | undefined) => {
      const texts = flags.get(key) ?? [];
      texts.push(value ?? (option.negate ? "false" : "true"));
      flags.set(key, texts);
    });
  }
  try {
    command.parse([...words], { from: "user" });
  } catch (error) {
    throw error instanceof CommanderError ? usageFault(error, name, keys, words) : error;
  }
  for (const [key, texts] of flags) refuseSwallowedFlag(key, texts, keys);
  return { operands: command.args, flags };
}

/** `--color` alone means always; `--no-color` means never. */
function withColourValue(args: readonly string[]): readonly string[] {
  return args.map((word, i) => {
    if (word === "--no-color") return "--color=never";
    const valued = COLOUR_CHOICES.some((choice) => choice === args[i + 1]);
    return word === "--color" && !valued ? "--color=always" : word;
  });
}

/** `--report --json` is a forgotten value, not a file named "--json". */
function refuseSwallowedFlag(key: Key, texts: readonly string[], keys: readonly Key[]): void {
  const known = keys.flatMap((other) => settingOf(other).flags.match(/(?<![\w-])--?[a-z][a-z-]*/g) ?? []);
  const swallowed = texts.find((text) => known.includes(text.split("=")[0] ?? text));
  if (swallowed !== undefined)
    throw missingValue(longFlag(key), settingOf(key).flags, `then comes ${swallowed}`);
}

function missingValue(flag: string, flags: string, found: string): Fault {
  return new Fault("E102", `${flag} needs a value`, { found, expected: flags });
}

function usageFault(
  error: CommanderError,
  name: string,
  keys: readonly Key[],
  words: readonly string[],
): Fault {
  const help = `tickproof ${name} --help`;
  if (error.code === "commander.optionMissingArgument") {
    const last = words.at(-1) ?? "";
    const key = keys.find((one) => settingOf(one).flags.split(/[ ,]+/).includes(last));
    return missingValue(key ? longFlag(key) : last, key ? settingOf(key).flags : "", "the end of the line");
  }
  const unknown = /'(.+?)'/.exec(error.message)?.[1]?.split("=")[0] ?? "";
  if (error.code === "commander.unknownOption") {
    const near = didYouMean(unknown, keys.map(longFlag));
    return new Fault("E101", `tickproof ${name} has no flag "${unknown}"`, {
      ...(near ? { expected: `did you mean ${near}?` } : {}),
      why: "Nothing was run.",
      fix: near ? [`${near}`, help] : [help],
    });
  }
  return new Fault("E103", error.message.replace(/^error: /, ""), { fix: [help] });
}
