// Does the report of a comparison give every run of it back?

import { expect, test } from "vitest";
import type { Comparison } from "#domain/comparison.js";
import { Fault } from "#domain/fault.js";
import { compare } from "#index.js";
import { compareReport } from "#report/compare-report.js";
import { DETAILS } from "#report/embed/layout.js";
import { blocksOfPage, runsOf, writtenDocument } from "#report/embed/read-report.js";
import { runDocument } from "#report/json.js";
import { runTables } from "#report/tables.js";

const CONTEXT = { command: "tickproof compare", version: "0.1.0" };
const readPage = (page: string) => runsOf(blocksOfPage(page, "c.html"), "c.html");
const bytes = (column: Float64Array | Int32Array) =>
  Buffer.from(column.buffer, column.byteOffset, column.byteLength);

const four = (): Promise<Comparison> =>
  compare({
    strategies: ["rsi-reversion", "tiered-take-profit"],
    data: { MES: "data/MES-5m.csv", MCL: "data/MCL-5m.csv" },
    execution: { slippage: 2 },
    costPerSide: 1.07,
    cash: 40_000,
  });

test("documents, tables and bars of all runs come back byte for byte, in the order of the comparison", async () => {
  const comparison = await four();
  const runs = comparison.cells.map(({ run }) => run!);
  const stored = await readPage(compareReport(comparison, CONTEXT));
  expect(stored).toHaveLength(runs.length);
  for (const [k, run] of runs.entries()) {
    const { run: back, ledger } = stored[k]!;
    expect(ledger).toBe("sealed");
    expect(JSON.stringify(writtenDocument(stored[k]!))).toBe(JSON.stringify(runDocument(run)));
    // As text: rows of a hundred thousand objects are slow to compare one by one.
    expect(JSON.stringify(runTables(back)) === JSON.stringify(runTables(run))).toBe(true);
    for (const name of ["time", "openTicks", "highTicks", "lowTicks", "closeTicks", "volume"] as const)
      expect(Buffer.compare(bytes(back.bars[name].slice()), bytes(run.bars[name].slice()))).toBe(0);
  }
});

test("with fewer bars kept it says so, and the ledger is still whole where trades have their bars", async () => {
  const comparison = await four();
  const sizes: number[] = [];
  for (const detail of DETAILS) {
    const page = compareReport(comparison, { ...CONTEXT, detail });
    sizes.push(page.length);
    const stored = await readPage(page);
    for (const [k, { meta, ledger, run }] of stored.entries()) {
      expect(meta.detail).toBe(detail);
      expect(ledger).toBe(detail === "overview" ? "unknown" : "sealed");
      if (detail === "full") expect(meta.kept).toBe(meta.bars);
      if (detail === "overview") expect(meta.kept).toBe(0);
      expect(run.trades).toEqual([...comparison.cells[k]!.run!.trades]);
    }
  }
  expect(sizes[2]).toBeLessThan(0.8 * sizes[0]!);
});

test("a block that is missing, altered or exchanged gives nothing out", async () => {
  const page = compareReport(await four(), CONTEXT);
  const cut = (id: string) =>
    page.replace(new RegExp(`<script type="application/octet-stream" id="tp-${id}".*?</script>`, "s"), "");
  for (const id of ["x0-fills", "x2-seal", "h0-c0", "x3-run"]) {
    const error = await readPage(cut(id)).catch((thrown: unknown) => thrown);
    expect(error, id).toBeInstanceOf(Fault);
    expect((error as Fault).code).toBe("E510");
  }
  const one = /id="tp-x0-fills" data-n="\d+" data-sha256="\w+">([^<]+)</.exec(page)![1]!;
  const other = /id="tp-x1-fills" data-n="\d+" data-sha256="\w+">([^<]+)</.exec(page)![1]!;
  await expect(readPage(page.replace(one, other))).rejects.toMatchObject({ code: "E510" });
});
