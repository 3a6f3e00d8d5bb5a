// On which terms does a run trade, and how would one type them again?

import type { Contract } from "../domain/contract.js";
import type { Execution } from "../domain/execution.js";
import type { AccountTerms, ParamValues } from "../domain/run.js";
import { accountTerms } from "../research/account-words.js";
import { slippageOn } from "../research/execution-words.js";
import { constantRate } from "../research/perpetual.js";
import type { Bundle } from "../strategy/bundle.js";
import { NUMBERS } from "./command-keys.js";
import { portablePath } from "./find-data.js";
import { type Key, longFlag, SETTINGS, settingOf, type Values } from "./options.js";
import type { Resolved } from "./resolve.js";

export const accountOf = (values: Values): AccountTerms => ({
  cash: values.cash,
  marginPolicy: values.marginPolicy,
  margins: values.margins,
  liquidationFee: values.liquidationFee,
  monthlyFee: values.monthlyFee,
  ...(values.feeRounding !== "exact" && { feeRounding: values.feeRounding }),
  ...accountTerms({
    ...values,
    dayMargin: values.dayMargin.flat(),
    dayWindow: values.dayWindow.flat(),
    marginOffset: values.marginOffset.flat(),
    transfers: [...values.deposit.flat(), ...values.withdraw.flat()],
    interest: values.interest.flat(),
  }),
});

/** `own` is the file that `--slippage` names, bundled; null where it names none. */
export const executionOf = (values: Values, contract: Contract, own: Bundle | null): Execution => ({
  path: values.path.model,
  slippage: slippageOn(values.slippage, contract, own),
  limitFill: values.limitFill,
  participation: values.participation,
  fillAt: values.fillAt,
});

/** The command that reproduces a result: everything that came from the environment or a config is spelt out in it. */
export function reproducingCommand(
  command: "run" | "compare" | "sweep",
  strategies: readonly string[],
  symbols: readonly string[],
  params: Readonly<Record<string, ParamValues>>,
  { origins, values: settings }: Resolved,
): string {
  const words = ["tickproof", command, ...strategies.map(named), "-i", symbols.join(",")];
  for (const [strategy, values] of Object.entries(params)) {
    for (const [name, value] of Object.entries(values)) {
      words.push("-p", `${command === "compare" ? `${strategy}.` : ""}${name}=${value}`);
    }
  }
  const keys: readonly Key[] = command === "run" ? [...NUMBERS, "trials"] : NUMBERS;
  return [...words, ...settingWords(keys, { origins, values: settings })].map(quoted).join(" ");
}

/** What of these settings is not as it is when nobody says anything, as one would type it. */
export function settingWords(keys: readonly Key[], { origins, values: settings }: Resolved): string[] {
  const words: string[] = [];
  for (const key of keys) {
    const { from, texts } = origins[key];
    if (from === "default" || texts.join() === settingOf(key).fallback) continue;
    if (!SETTINGS[key].flags.includes("<")) {
      if (settings[key] === true) words.push(longFlag(key));
      continue;
    }
    for (const text of SETTINGS[key].many ? texts : texts.slice(-1)) {
      words.push(longFlag(key), portableText(key, text, settings));
    }
  }
  return words;
}

/** A strategy given by its path is named by its path; one given by its name stays a name. */
const named = (strategy: string): string => (/[/\\]/.test(strategy) ? portablePath(strategy) : strategy);

function portableText(key: Key, text: string, { slippage }: Values): string {
  if (FILE_KEYS.has(key)) return portableData(text);
  if (key === "funding") return constantRate(text) === null ? portableData(text) : text;
  if (key === "events") return portablePath(text);
  const isFile = key === "slippage" && typeof slippage === "object" && slippage.model === "own";
  return isFile ? relativePath(portablePath(text)) : text;
}

/** A file is told from a model by its slash or its extension, and a slash is plainer. */
const relativePath = (path: string): string => (/[/\\]/.test(path) ? path : `./${path}`);

const FILE_KEYS: ReadonlySet<Key> = new Set(["data", "finer", "mark", "chain", "rolls", "settlements"]);

function portableData(text: string): string {
  const [, symbol, file] = /^([^=]*?)=(.+)$/.exec(text) ?? [];
  return file === undefined ? portablePath(text) : `${symbol}=${portablePath(file)}`;
}

export const quoted = (word: string): string =>
  /^[\w./=,:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
