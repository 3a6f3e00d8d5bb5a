// Does the report of a comparison give every run of it back?

import { expect, test } from "vitest";
import { booksOf } from "#accountant/shared-books.js";
import type { Comparison } from "#domain/comparison.js";
import { Fault } from "#domain/fault.js";
import { compare } from "#index.js";
import { embeddedComparison } from "#report/compare/blocks.js";
import { sourcesOf } from "#report/compare/panel.js";
import { compareDocument } from "#report/compare-document.js";
import { compareReport } from "#report/compare-report.js";
import { DETAILS } from "#report/embed/layout.js";
import { alteredComparison, comparisonOf } from "#report/embed/read-comparison.js";
import { blocksOfPage, runsOf, writtenDocument } from "#report/embed/read-report.js";
import { runDocument } from "#report/json.js";
import { sharedTables } from "#report/shared-rows.js";
import { runTables } from "#report/tables.js";
import { fixtureRun } from "./fixture.js";
import { comparisonOf as drawnBy } from "./hostile.js";

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

test("a comparison is drawn again to the byte, from its page and from its document, and has the books of its account", async () => {
  const [compared, failed] = [await four(), new Fault("E401", "</script>broke", { where: "x.ts:1" })];
  const { code, message } = failed;
  const cell = {
    strategy: "</script>",
    instrument: "MES",
    run: null,
    fault: { code, message, where: "x.ts:1" },
  };
  const comparison: Comparison = {
    ...compared,
    cells: [compared.cells[0]!, cell, ...compared.cells.slice(1)],
    baseline: 3,
  };
  const context = { ...CONTEXT, normalise: "risk" };
  const page = compareReport(comparison, context);
  const document = { ...compareDocument(comparison), embedded: embeddedComparison(comparison, context) };
  for (const blocks of [blocksOfPage(page, "c.html"), document.embedded]) {
    const stored = await comparisonOf(blocks, await runsOf(blocks, "c"), "c");
    const { comparison: back, footing, version, command } = stored!;
    expect([footing, version, command]).toEqual(["risk", CONTEXT.version, CONTEXT.command]);
    expect(compareReport(back, context) === page).toBe(true);
    expect(booksOf(back.shared!)).toHaveLength(4);
    for (const [name, table] of Object.entries(sharedTables(comparison.shared!)))
      expect(sharedTables(back.shared!)[name]!() === table()).toBe(true);
    expect(alteredComparison(document, stored, version)).toEqual([]);
    expect(
      alteredComparison(
        { ...document, ...compareDocument(comparison, { allTrades: true }) },
        stored,
        version,
      ),
    ).toEqual([]);
    const cells = document.cells.map((one, k) => (k === 2 ? { ...one, fingerprint: "0" } : one));
    const diffs = document.diffs.map((one) => ({ ...one, outsideA: "1.00" }));
    expect(alteredComparison({ ...document, cells, diffs }, stored, version)).toEqual(["cells", "diffs"]);
    expect(alteredComparison({ ...document, cells }, stored, "9.9.9")).toEqual([]);
  }
});

test("the books of its account are whole, or nothing is given out", async () => {
  const page = compareReport(await four(), CONTEXT);
  for (const id of ["s0-fills", "s3-seal", "s1-meta"]) {
    const cut = page.replace(
      new RegExp(`<script type="application/octet-stream" id="tp-${id}".*?</script>`, "s"),
      "",
    );
    expect(cut.length, id).toBeLessThan(page.length);
    const blocks = blocksOfPage(cut, "c.html");
    const error = await runsOf(blocks, "c")
      .then((runs) => comparisonOf(blocks, runs, "c"))
      .catch((thrown: unknown) => thrown);
    expect((error as Fault).code, id).toBe("E510");
  }
});

test("files that differ in comments, and so share a hash, stay each with its run, line ends and all", async () => {
  const { cells, ...rest } = await four();
  const [one, two] = cells;
  const comparison = { ...rest, cells: [one!, { ...two!, strategy: "other", run: { ...one!.run! } }] };
  const runs = comparison.cells.map(({ run }) => run!);
  expect(runs[0]!.inputs.strategy.hash).toBe(runs[1]!.inputs.strategy.hash);
  const texts = ["// of the first\r\nexport {};\r\n", "// of the other\nexport {};\r\n"];
  const sources = sourcesOf(runs.map((run, k) => ({ run, source: texts[k]! })));
  const page = compareReport({ ...comparison, shared: null }, { ...CONTEXT, sources });
  const back = await readPage(page);
  expect(back.map(({ meta }) => meta.source.join("\n"))).toEqual(texts);
});

test("the code of each strategy and the lines that it drew stand in it and come out again", async () => {
  const comparison = await four();
  const runs = comparison.cells.map(({ run }) => run!);
  const text = (name: string) => `// ${name}\n</script><img onerror>\n`;
  const sources = sourcesOf(runs.map((run) => ({ run, source: text(run.inputs.strategy.name) })));
  const page = compareReport(comparison, { ...CONTEXT, sources });
  const back = await readPage(page);
  expect(back.map(({ meta }) => meta.source.join("\n"))).toEqual(
    runs.map(({ inputs }) => text(inputs.strategy.name)),
  );
  expect(new Set(back.map(({ meta }) => meta.source[0])).size).toBe(2);
  for (const [k, { plotted, inputs }] of runs.entries()) {
    const lines = back[k]!.run.plotted;
    expect(lines.map(({ name }) => name)).toEqual(plotted.map(({ name }) => name));
    expect(lines.length).toBeGreaterThan(0);
    // As exact as it is drawn: to a few ticks at every bar, and nothing where there was nothing.
    const near = 8 * Number(inputs.contract.tickSize);
    for (const [line, { values }] of plotted.entries()) {
      const off = values.findIndex((value, i) => !(Math.abs(value - lines[line]!.values[i]!) <= near));
      const missing = values.findLastIndex((value) => Number.isNaN(value));
      expect(off).toBe(missing < 0 ? -1 : 0);
      expect(Number.isNaN(lines[line]!.values[missing] ?? Number.NaN)).toBe(true);
    }
  }
  expect(page).not.toContain("<img onerror");
});

test("the last line on paper names the books of the shared account where there are some, and only there", async () => {
  const lastLine = (comparison: Comparison): string =>
    /<p class="say paper-only">(.*?)<\/p>/.exec(compareReport(comparison, CONTEXT))![1]!;
  const withBooks = await four();
  expect(booksOf(withBooks.shared!)).not.toBeNull();
  expect(lastLine(withBooks)).toContain("trades one by one, and the books of the shared account. They are");
  const sharedFault = { code: "E163" as const, message: "finished runs share no account" };
  for (const without of [
    { ...withBooks, shared: null, sharedFault },
    drawnBy([fixtureRun()], { shared: null }),
    // Of an older file: an account without the logs of its parts.
    drawnBy([fixtureRun(), fixtureRun({ seed: 3 })]),
  ]) {
    expect(lastLine(without)).toContain("all metrics, costs, and trades one by one. They are");
    expect(lastLine(without)).not.toContain("books");
  }
});
