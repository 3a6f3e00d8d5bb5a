// How does a forge show what was found in a strategy, at its line?

import { type Finding, FOUND, type Verified } from "../domain/verified.js";

const RULES: Readonly<Record<Finding["code"], string>> = {
  [FOUND.lookAhead]: "A decision reads bars that had not closed",
  [FOUND.clock]: "A decision asks the clock or chance",
  [FOUND.differs]: "Two runs in one process differ",
  [FOUND.warmup]: "The warm-up is longer than stated",
  [FOUND.wrote]: "Bars were written to",
  [FOUND.skips]: "decidesAt leaves out a decision",
};

/** SARIF 2.1.0 (OASIS). A place is a file of the project; what has none is told of its first line. */
export function sarifOf(all: readonly Verified[], version: string): string {
  const results = all.flatMap(({ file, findings }) => findings.map((finding) => resultOf(finding, file)));
  const log = {
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "tickproof",
            version,
            rules: Object.entries(RULES).map(([id, text]) => ({ id, shortDescription: { text } })),
          },
        },
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf({ code, message, where, asRun, watched, values }: Finding, file: string): object {
  const [, path, line, column] = /^(.*?):(\d+):(\d+)$/.exec(where ?? "") ?? [];
  const decided =
    asRun === null && watched === null
      ? ""
      : ` With all bars: ${asRun ?? "nothing"}. With those up to there: ${watched ?? "nothing"}.`;
  const read = values.map((value) => ` ${value.name} was ${value.asRun}, then ${value.watched}.`).join("");
  return {
    ruleId: code,
    level: code === FOUND.warmup ? "warning" : "error",
    message: { text: `${message}.${decided}${read}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: (path ?? file).replaceAll("\\", "/") },
          region: { startLine: Number(line ?? 1), startColumn: Number(column ?? 1) },
        },
      },
    ],
  };
}
