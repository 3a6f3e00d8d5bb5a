// Is this file a report, and which runs are in it?

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { inflateRawSync } from "node:zlib";
import { Fault } from "../../domain/fault.js";
import { ARCHIVED, type CompareMeta, hostPrefix } from "../compare/layout.js";
import { type RunDocument, runDocument } from "../json.js";
import { blockId, FORMAT, isReadable, type PageMeta } from "./layout.js";
import { type RestoredRun, restoreRun } from "./restore-run.js";
import { type PackedColumns, textsOf, unpack } from "./unpack.js";

/** A block as it stands in a page or in the document of a run. */
export interface StoredBlock {
  readonly id: string;
  readonly n: number;
  readonly sha256: string;
  readonly base64: string;
}

export interface StoredRun extends RestoredRun {
  /** As they would stand in a file of this run alone; none where its bars are shared with other runs. */
  readonly blocks: readonly StoredBlock[];
}

/**
 * What `--json` wrote of the run, byte for byte, if its report kept all bars; else, and of a comparison's runs, without them. The flags of
 * trades have the letters of today, also in files of formats 1 and 2, whose documents had H and R for what R and F are now.
 */
export function writtenDocument({ run, summary, meta, blocks }: StoredRun): RunDocument {
  const { integrity, ...document } = runDocument(run, summary);
  if (meta.detail !== "full" || blocks.length === 0) return { ...document, integrity };
  return { ...document, embedded: [...blocks], integrity };
}

/**
 * The blocks of a report, unread.
 *
 * @throws Fault E153 no such file, or no report; E510 cut off
 */
export const blocksOfFile = (path: string): readonly StoredBlock[] =>
  blocksOfPage(textOf(path), basename(path));

/**
 * All runs whose blocks these are: one, or those of a comparison in their order. `name` is shown in faults.
 *
 * @throws Fault E162 a comparison without its whole runs; E154 of a newer Tickproof; E510 cut off or altered
 */
export async function runsOf(blocks: readonly StoredBlock[], name: string): Promise<readonly StoredRun[]> {
  const byId = new Map(blocks.map((block) => [block.id, block]));
  const compared = byId.has(blockId("", "compare"));
  if (byId.has(blockId("", "review"))) throw reviewOnly(name);
  const found = prefixesOf(blocks);
  const prefixes = compared ? found.filter((prefix) => ARCHIVED.test(prefix)) : found;
  if (compared && prefixes.length === 0) throw comparison(name);
  if (prefixes.length === 0) throw damaged(name, "the blocks of no run begin or end in it");
  const runs: StoredRun[] = [];
  const hosts = new Map<number, RestoredRun>();
  for (const prefix of prefixes) {
    const { run, stored } = await restored(prefix, byId, name);
    runs.push(
      compared
        ? { ...(await withBars(run, prefix, byId, hosts, name)), blocks: [] }
        : { ...run, blocks: stored },
    );
  }
  return runs;
}

/** What stands before the blocks of each run. */
export function prefixesOf(blocks: readonly StoredBlock[]): readonly string[] {
  const start = blockId("", "");
  const found = blocks.flatMap(({ id }) => {
    const ending = ["meta", "seal"].find((name) => id.endsWith(name));
    return ending === undefined ? [] : [id.slice(start.length, -ending.length)];
  });
  return [...new Set(found)];
}

type ById = ReadonlyMap<string, StoredBlock>;

/** One run, and its blocks as they would stand in a file of its own. */
export async function restored(
  prefix: string,
  byId: ById,
  name: string,
): Promise<{ readonly run: RestoredRun; readonly stored: readonly StoredBlock[] }> {
  const read = reader(byId, name);
  checkFormat(columnsOf(read, blockId(prefix, "meta"), name), name);
  const seal = columnsOf(read, blockId(prefix, "seal"), name);
  const stored = sealedIn(seal, byId, prefix, name);
  const run = await restoreRun(read, prefix).catch((error: unknown) => {
    throw error instanceof RangeError ? damaged(name, error.message) : error;
  });
  if (run.ledger === "broken") {
    throw damaged(name, "fills, trades and equity do not have the fingerprint that the run had");
  }
  return { run, stored };
}

/** The text that stands in a block of a comparison; E510 where there is no such block. */
export const textIn = (byId: ById, block: string, column: string, name: string): string =>
  textsOf(columnsOf(reader(byId, name), blockId("", block), name), column)[0]!;

/** A run of a comparison has its bars beside it, once for all that ran over them. */
async function withBars(
  restored: RestoredRun,
  prefix: string,
  blocks: ById,
  hosts: Map<number, RestoredRun>,
  name: string,
): Promise<RestoredRun> {
  const meta = JSON.parse(textIn(blocks, "compare", "meta", name)) as CompareMeta;
  const of = meta.runs[Number(ARCHIVED.exec(prefix)![1])];
  if (of === undefined) throw damaged(name, `nothing is known of the run behind ${prefix}`);
  let host = hosts.get(of.host);
  if (host === undefined) {
    const read = reader(blocks, name);
    const bars = hostPrefix(of.host);
    sealedIn(columnsOf(read, blockId(bars, "seal"), name), blocks, bars, name);
    host = await restoreRun(read, bars).catch((error: unknown) => {
      throw error instanceof RangeError ? damaged(name, error.message) : error;
    });
    hosts.set(of.host, host);
  }
  const { detail, kept } = host.meta;
  return {
    ...restored,
    run: { ...restored.run, bars: host.run.bars },
    meta: { ...restored.meta, detail, kept },
  };
}

const reviewOnly = (name: string): Fault =>
  new Fault("E153", `${name} holds no run`, {
    where: name,
    found: "the review of a journal: your trades beside a plan's",
    expected: "the HTML report of a run or a comparison",
    fix: ["tickproof journal export   has your trades", "tickproof journal review --json   has the review"],
  });

const comparison = (name: string): Fault =>
  new Fault("E162", `${name} is the report of a comparison without its whole runs`, {
    where: name,
    expected: "the report of a run, or of a comparison by this Tickproof",
    why: "It was written before comparisons held more than the results of their runs by date and their trades.",
    fix: ["the reports of its runs stand beside it: ema-trend-MES-7c1f.html"],
  });

function textOf(path: string): string {
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    throw new Fault("E153", code === "ENOENT" ? `No file ${path}` : `${path} cannot be read`, {
      where: path,
      ...(code === "ENOENT" ? {} : { found: error instanceof Error ? error.message : String(error) }),
      expected: "a report that tickproof wrote",
      fix: ["tickproof run STRATEGY -i SYMBOL   writes one into reports/"],
    });
  }
}

const OPEN = '<script type="application/octet-stream" id="';
const ELEMENT = /^([\w.-]+)" data-n="(\d+)" data-sha256="([0-9a-f]{64})">/;

/** The blocks of a page, unread. Text that a user chose cannot look like one: it has no "<" in a page. */
export function blocksOfPage(page: string, name: string): readonly StoredBlock[] {
  const blocks: StoredBlock[] = [];
  for (let at = page.indexOf(OPEN); at !== -1; at = page.indexOf(OPEN, at)) {
    at += OPEN.length;
    const head = ELEMENT.exec(page.slice(at, at + 300));
    const end = page.indexOf("</script>", at);
    if (head === null || end === -1) throw damaged(name, "a block ends in the middle");
    blocks.push({
      id: head[1]!,
      n: Number(head[2]),
      sha256: head[3]!,
      base64: page.slice(at + head[0].length, end),
    });
    at = end;
  }
  if (blocks.length === 0) throw foreign(page, name);
  if (!page.trimEnd().endsWith("</html>")) throw damaged(name, "the page ends in the middle");
  return blocks;
}

function foreign(page: string, name: string): Fault {
  const isReport = page.includes('<meta name="generator" content="tickproof">');
  return new Fault("E153", isReport ? `${name} holds no run` : `${name} is no report that tickproof wrote`, {
    where: name,
    found: isReport
      ? "a page without data: shared, of a sweep or a check of data, cut off, or by an older Tickproof"
      : page.trimStart().startsWith("{")
        ? "JSON"
        : "another kind of file",
    expected: "the HTML report of a run or a comparison",
    fix: ["tickproof run STRATEGY -i SYMBOL   writes one into reports/"],
  });
}

export const damaged = (name: string, found: string): Fault =>
  new Fault("E510", `${name} is not as tickproof wrote it`, {
    where: name,
    found,
    expected: "every block with the hash that it had",
    why: "It was cut off or altered; figures of it cannot be told from invented ones.",
    fix: ["take another copy of the file", "or run again: the command stands under Provenance"],
  });

function reader(blocks: ReadonlyMap<string, StoredBlock>, name: string): (id: string) => Uint8Array | null {
  return (id) => {
    const block = blocks.get(id);
    if (block === undefined) return null;
    const deflated = Buffer.from(block.base64, "base64");
    if (createHash("sha256").update(deflated).digest("hex") !== block.sha256)
      throw damaged(name, `block ${id} has another hash than it says`);
    try {
      return inflateRawSync(deflated);
    } catch {
      throw damaged(name, `block ${id} cannot be inflated`);
    }
  };
}

function columnsOf(read: (id: string) => Uint8Array | null, id: string, name: string): PackedColumns {
  const bytes = read(id);
  if (bytes === null) throw damaged(name, `there is no block ${id}`);
  return unpack(bytes);
}

function checkFormat(columns: PackedColumns, name: string): void {
  const { format, version } = JSON.parse(textsOf(columns, "meta")[0]!) as PageMeta;
  if (isReadable(format)) return;
  throw new Fault("E154", `${name} was written by Tickproof ${version}, which writes reports another way`, {
    where: name,
    found: `format ${format}`,
    expected: `format ${FORMAT}`,
    fix: [`install Tickproof ${version} or later`],
  });
}

/** All blocks that the seal names, with it, under the ids that they have where a file holds one run. */
function sealedIn(
  columns: PackedColumns,
  blocks: ReadonlyMap<string, StoredBlock>,
  prefix: string,
  name: string,
): readonly StoredBlock[] {
  const hashes = textsOf(columns, "sha256");
  const named = textsOf(columns, "name").map((word, k) => {
    const id = blockId(prefix, word);
    const block = blocks.get(id);
    if (block === undefined) throw damaged(name, `there is no block ${id}`);
    if (block.sha256 !== hashes[k]) throw damaged(name, `block ${id} was exchanged`);
    return { ...block, id: blockId("", word) };
  });
  return [...named, { ...blocks.get(blockId(prefix, "seal"))!, id: blockId("", "seal") }];
}
