// Which lines does a small file of text hold?

import { Fault } from "../domain/fault.js";
import { openSource, type SourceFile, textOf } from "./source-file.js";

export interface Line {
  readonly number: number;
  readonly text: string;
}

export interface TextFile {
  readonly file: SourceFile;
  readonly lines: Line[];
  readonly sha256: string;
}

/** Blank lines and comments left out. For calendars and price lists, which fit in memory; `flag` is what named the file. */
export async function linesOfFile(path: string, flag: string): Promise<TextFile> {
  let sha256 = "";
  try {
    const file = await openSource(path);
    const parts: Buffer[] = [];
    for await (const chunk of textOf(file, { onSha256: (hash) => (sha256 = hash) })) parts.push(chunk);
    const text = Buffer.concat(parts)
      .toString("utf8")
      .replace(/^\ufeff/, "");
    const lines = text.split(/\r\n|[\n\r]/).map((line, k) => ({ number: k + 1, text: line }));
    return {
      file,
      sha256,
      lines: lines.filter((line) => line.text.trim() !== "" && !line.text.startsWith("#")),
    };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const fix = error.detail.fix?.map((way) => way.replaceAll("--data", flag)) ?? [];
    throw new Fault(error.code, error.message, { ...error.detail, fix });
  }
}
