// Which document of a run was named?

import { Fault } from "../domain/fault.js";
import type { RunDocument } from "../report/json.js";
import { readRunDocument } from "../report/read-document.js";
import type { Call } from "./commands.js";

export interface NamedDocument {
  readonly document: RunDocument;
  /** Without folders, for texts. */
  readonly name: string;
}

/** The one operand of `tickproof audit` and `tickproof books`: a file, or "-" for stdin. */
export function namedDocument({ operands }: Call, command: string): NamedDocument {
  const [path, second] = operands;
  if (path === undefined || second !== undefined) {
    throw new Fault("E103", `tickproof ${command} takes the document of one run`, {
      found: operands.length === 0 ? "none" : operands.join(" "),
      fix: ["tickproof run STRATEGY -i SYMBOL --json > run.json", `tickproof ${command} run.json`],
    });
  }
  return { document: readRunDocument(path), name: path === "-" ? "stdin" : path.replace(/^.*[\\/]/, "") };
}

/** "ema-trend on MES, 2025-03-02 to 2025-05-30" */
export function runText({ inputs }: RunDocument): string {
  const [data] = inputs.data;
  const { symbol } = inputs.contract;
  return `${inputs.strategy.name} on ${symbol}${data ? `, ${data.firstDay} to ${data.lastDay}` : ""}`;
}
