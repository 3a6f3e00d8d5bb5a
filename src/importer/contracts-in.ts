// Which contracts does a file of bars hold?

import { closeSync, openSync, readSync } from "node:fs";
import { cellsOf } from "./cells.js";
import { archived } from "./packing.js";
import { sniff } from "./sniff.js";
import { openSource, sampleOf, textOf } from "./source-file.js";

const SAMPLE_BYTES = 1 << 16;

/** How a file tells of which contracts its bars are, and what it calls them. */
export type ContractsIn =
  /** A column names them. In the order in which they first stand there, with their rows. */
  | { readonly by: "column"; readonly rows: ReadonlyMap<string, number> }
  /** An archive has a file for each. */
  | { readonly by: "archive"; readonly names: readonly string[] }
  /** It does not, but perhaps by its name. */
  | { readonly by: "nothing" };

/** By content first: a column, then the files of an archive. Throws what `readBars` would for a file that is none of bars. */
export async function contractsIn(path: string, signal?: AbortSignal): Promise<ContractsIn> {
  const names = await archived(path, firstBytes(path));
  if (names.length > 1) return { by: "archive", names };
  const file = await openSource(path);
  const sample = await sampleOf(file, SAMPLE_BYTES, { signal });
  const { columns, delimiter, newline, startLine } = sniff(file, sample);
  if (columns.contract < 0) return names.length === 1 ? { by: "archive", names } : { by: "nothing" };
  const rows = new Map<string, number>();
  let number = 0;
  let rest = "";
  const take = (line: string): void => {
    number++;
    if (number < startLine || line.trim() === "" || line.startsWith("#")) return;
    const name = cellsOf(line, delimiter)[columns.contract]?.text.trim();
    if (name) rows.set(name, (rows.get(name) ?? 0) + 1);
  };
  for await (const chunk of textOf(file, { signal })) {
    const lines = (rest + chunk.toString("latin1")).split(newline);
    rest = lines.pop()!;
    for (const line of lines) take(line);
  }
  if (rest !== "") take(rest);
  return { by: "column", rows };
}

/** None of what cannot be opened: whoever reads it says why. */
function firstBytes(path: string): Buffer {
  try {
    const file = openSync(path, "r");
    try {
      const head = Buffer.alloc(4);
      return head.subarray(0, readSync(file, head, 0, 4, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return Buffer.alloc(0);
  }
}
