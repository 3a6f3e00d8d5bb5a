// How is this command used?

import { EXIT } from "../domain/fault.js";
import { COMMANDS, type CommandEntry, NOUNS, type NounEntry } from "./commands.js";
import { envName, type Key, SETTINGS, settingOf } from "./options.js";
import { GROUPS } from "./setting.js";
import { paint, type Style, wrapped } from "./style.js";

/** `-h`: examples first, then the flags that are used most. `--help`: every flag, its default and where it may be set. */
export function commandHelp(name: string, entry: CommandEntry, complete: boolean, style: Style): string {
  const lines = [`${entry.summary}`, "", `  ${paint(style, "bold", entry.usage)}`, ""];
  lines.push(...entry.examples.map((example) => `  ${paint(style, "dim", "$")} ${example}`), "");
  if (!complete) {
    lines.push(...flagLines(entry.often, style, false), "", `All flags: tickproof ${name} --help`);
    return lines.join("\n");
  }
  for (const group of GROUPS) {
    const keys = entry.keys.filter((key) => settingOf(key).group === group);
    if (keys.length > 0) lines.push(paint(style, "bold", group), ...flagLines(keys, style, true), "");
  }
  lines.push("  -h, --help                     short help with examples; this page", "");
  lines.push(
    "A flag wins over its environment variable, that over tickproof.config.ts, that over the default.",
  );
  lines.push(
    "Variables are TICKPROOF_ and the config key: cash is --cash, TICKPROOF_CASH, and cash: in the config.",
  );
  lines.push("", ...exitLines());
  return lines.join("\n");
}

/** `tickproof data`: the verbs of a noun. */
export function nounHelp(name: string, { summary, verbs }: NounEntry, style: Style): string {
  const all = Object.entries(verbs);
  return [
    summary,
    "",
    ...all.map(([verb, entry]) => `  ${`${name} ${verb}`.padEnd(16)}${entry.summary}`),
    "",
    ...all
      .flatMap(([, { examples }]) => examples.slice(0, 1))
      .map((one) => `  ${paint(style, "dim", "$")} ${one}`),
    "",
    `More: tickproof ${name} ${all[0]![0]} -h`,
  ].join("\n");
}

const FLAG_WIDTH = 36;

function flagLines(keys: readonly Key[], style: Style, withDefaults: boolean): string[] {
  return keys.flatMap((key) => {
    const { flags, help, fallback } = settingOf(key);
    const shown = fallback !== null && fallback !== "true" && fallback !== "false";
    const after = withDefaults && shown ? ` (default ${fallback})` : "";
    const words = wrapped(`${help}${after}`, Math.max(40, Math.min(style.columns, 120) - FLAG_WIDTH - 2));
    const head = flags.startsWith("-") && !flags.startsWith("--") ? flags : `    ${flags}`;
    const first = head.length < FLAG_WIDTH ? [] : [`  ${head}`];
    const column = first.length > 0 ? "" : head;
    return [...first, ...words.map((line, i) => `  ${(i === 0 ? column : "").padEnd(FLAG_WIDTH)}${line}`)];
  });
}

function exitLines(): string[] {
  return [
    "Exit codes",
    `  ${EXIT.ok} done   ${EXIT.no} the answer is no   ${EXIT.usage} usage or configuration   ${EXIT.input} input data or contract   ${EXIT.strategy} a strategy failed`,
    `  ${EXIT.untrusted} a result that cannot be trusted   ${EXIT.bug} our bug   ${EXIT.interrupted} interrupted`,
  ];
}

/** `tickproof -h` and `tickproof --help`. */
export function overview(version: string, complete: boolean, style: Style): string {
  const commands = Object.entries({ ...COMMANDS, ...NOUNS }).map(
    ([name, { summary }]) => `  ${name.padEnd(12)}${summary}`,
  );
  const variables = Object.keys(SETTINGS) as Key[];
  const all = complete
    ? [
        "",
        paint(style, "bold", "For every command"),
        ...flagLines(
          variables.filter((key) => SETTINGS[key].group === "General"),
          style,
          true,
        ),
        "  -h, --help                     short help; complete help",
        "  -V, --version                  the version, and nothing else",
        "",
        paint(style, "bold", "Environment"),
        ...wrapped(
          variables
            .filter((key) => !SETTINGS[key].callOnly && key !== "param")
            .map(envName)
            .join(" "),
          Math.max(40, Math.min(style.columns, 120) - 2),
        ).map((line) => `  ${line}`),
        "",
        ...exitLines(),
      ]
    : [];
  return [
    `tickproof ${version}: backtests of micro futures that prove every number`,
    "",
    "  $ tickproof run ema-trend -i MES",
    "  $ tickproof compare ema-trend rsi-reversion -i MES,MNQ,MCL",
    "  $ tickproof contracts MES",
    "",
    ...commands,
    ...all,
    "",
    complete ? "Flags of a command: tickproof run --help" : "More: tickproof --help, tickproof run -h",
  ].join("\n");
}
