// Are the bars of a set those that were imported?

import { createHash } from "node:crypto";
import { readSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { OpenSet } from "./catalog.js";
import { damaged } from "./faults.js";
import { pageHeader } from "./layout.js";
import { withFile } from "./read-stored.js";

/**
 * Reads every page, those that no run reads among them, against its checksum, and all of them together against the content
 * hash under which the set is known. E395 names the first that differs.
 */
export function verifySet({ file, about }: OpenSet): void {
  const { path, groups } = file;
  const columns = groups[0]?.pages.map(({ name }) => ({ name, hash: createHash("sha256") })) ?? [];
  let rows = 0;
  withFile(path, (handle) => {
    for (const group of groups) {
      rows += group.rows;
      for (const [k, { name, width, offset, headerBytes }] of group.pages.entries()) {
        const bytes = Buffer.alloc(headerBytes + width * group.rows);
        const got = readSync(handle, bytes, 0, bytes.length, offset);
        const page = bytes.subarray(headerBytes);
        const header = pageHeader(group.rows, page.length, crc32(page));
        if (got < bytes.length || !header.equals(bytes.subarray(0, headerBytes))) {
          throw damaged(path, `the checksum of column ${name} does not match`);
        }
        columns[k]!.hash.update(page);
      }
    }
  });
  const all = createHash("sha256");
  for (const { name, hash } of columns) if (name !== "trade_date") all.update(hash.digest());
  if (all.digest("hex") !== about.sha256) throw damaged(path, "its content hash is another one");
  if (rows !== about.bars) throw damaged(path, `${rows} bars, ${about.bars} were written`);
}
