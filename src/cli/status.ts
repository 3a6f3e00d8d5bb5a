// Where am I, and what would I most likely do next?

import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { EXIT, Fault } from "../domain/fault.js";
import { strategyNames } from "../strategy/find.js";
import type { Action, Call } from "./commands.js";
import { overview } from "./help.js";

/** Inside a project its status, as `git status` does; anywhere else three examples. */
export const status: Action = async (call) => {
  const { out, config, version, operands } = call;
  if (operands.length > 0) throw new Fault("E103", `tickproof takes a command, not "${operands[0]}"`);
  const isProject = config.file !== null || existsSync("strategies");
  const state = isProject ? projectState(call) : null;
  if (out.json) {
    out.document({ schema: "tickproof.status/1", version, project: state });
    return EXIT.ok;
  }
  out.answer(state === null ? overview(version, false, out.answerStyle) : stateText(state));
  return EXIT.ok;
};

interface ProjectState {
  readonly config: string | null;
  /** The project's own strategies; every built-in one is there as well. */
  readonly strategies: readonly string[];
  readonly builtIn: readonly string[];
  readonly data: readonly string[];
  /** The report that was written last. */
  readonly lastReport: string | null;
  readonly next: string;
}

function projectState({ config }: Call): ProjectState {
  const all = strategyNames(process.cwd());
  const own = all.filter((name) =>
    [".ts", ".mts", ".js", ".mjs"].some((end) => existsSync(join("strategies", name + end))),
  );
  const data = filesIn("data").filter((name) => /\.csv(\.gz)?$/.test(name));
  const reports = filesIn("reports").filter((name) => name.endsWith(".html"));
  const lastReport = reports
    .map((name) => join("reports", name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
  const strategy = own[0] ?? all[0] ?? "./my-strategy.ts";
  const symbol = /^([A-Z0-9]+)-/.exec(data[0] ?? "")?.[1] ?? "MES";
  return {
    config: config.file,
    strategies: own,
    builtIn: all.filter((name) => !own.includes(name)),
    data,
    lastReport: lastReport ?? null,
    next: nextCommand(own, strategy, symbol),
  };
}

/** Several strategies want to be compared; a single one wants to be run. */
function nextCommand(own: readonly string[], strategy: string, symbol: string): string {
  if (own.length > 1) return `tickproof compare ${own.slice(0, 4).join(" ")} -i ${symbol}`;
  return `tickproof run ${strategy} -i ${symbol}`;
}

const filesIn = (folder: string): string[] =>
  statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder).sort() : [];

function stateText({ config, strategies, builtIn, data, lastReport, next }: ProjectState): string {
  return [
    `  config       ${config ?? "none (tickproof.config.ts would hold your defaults)"}`,
    `  strategies   ${strategies.join(", ") || "none of your own yet"}`,
    ...(builtIn.length > 0 ? [`  built in     ${builtIn.join(", ")}`] : []),
    `  data         ${data.join(", ") || "none of your own: the bundled synthetic bars are used"}`,
    `  last report  ${lastReport ?? "none yet"}`,
    "",
    `  next: ${next}`,
  ].join("\n");
}
