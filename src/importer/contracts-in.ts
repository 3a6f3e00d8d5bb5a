// Which contracts does a file of bars hold?

import { cellsOf } from "./cells.js";
import { sniff } from "./sniff.js";
import { openSource, sampleOf, textOf } from "./source-file.js";

const SAMPLE_BYTES = 1 << 16;

/** Names of its contract column in the order in which they first stand there; none where there is no such column. */
export async function contractsIn(path: string, signal?: AbortSignal): Promise<string[]> {
  const file = await openSource(path);
  const { columns, delimiter, newline, startLine } = sniff(
    file,
    await sampleOf(file, SAMPLE_BYTES, { signal }),
  );
  if (columns.contract < 0) return [];
  const found = new Set<string>();
  let number = 0;
  let rest = "";
  const take = (line: string): void => {
    number++;
    if (number < startLine || line.trim() === "" || line.startsWith("#")) return;
    const name = cellsOf(line, delimiter)[columns.contract]?.text.trim();
    if (name) found.add(name);
  };
  for await (const chunk of textOf(file, { signal })) {
    const lines = (rest + chunk.toString("latin1")).split(newline);
    rest = lines.pop()!;
    for (const line of lines) take(line);
  }
  if (rest !== "") take(rest);
  return [...found];
}
