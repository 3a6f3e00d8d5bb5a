// Is a journal safe from crashes, from two at once, and from what stands in its files?

import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { journalImportSchema } from "#report/journal-import-schema.js";
import { errorSchema } from "#report/schema.js";
import { emptyFolder, REPO, tickproof } from "./cli.js";

const EXPORTS = join(REPO, "data/journal/exports");
const FILLS = join(EXPORTS, "tradovate-fills.csv");
const ORDERS = join(EXPORTS, "tradovate-orders.csv");
const NINJATRADER = join(EXPORTS, "ninjatrader-executions.csv");
/** Lines below the header. */
const rowsIn = (path: string): number => readFileSync(path, "utf8").trim().split("\n").length - 1;

const importing = (cwd: string, ...args: string[]) =>
  tickproof(["journal", "import", "--quiet", ...args], { cwd });

/** Every file of a folder with its text. */
function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    names
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]),
  );
}

describe("tickproof journal import", () => {
  test("--dry-run writes nothing at all; then the import writes what it said, and raw files byte for byte", async () => {
    const cwd = emptyFolder();
    const dry = await importing(cwd, "--dry-run", "--json", FILLS, ORDERS);
    expect(dry).toMatchObject({ code: 0, stderr: "" });
    expect(existsSync(join(cwd, "journal"))).toBe(false);
    const said = journalImportSchema.parse(JSON.parse(dry.stdout));
    const done = journalImportSchema.parse(
      JSON.parse((await importing(cwd, "--json", FILLS, ORDERS)).stdout),
    );
    expect({ ...done, dryRun: true }).toEqual(said);
    expect(said).toMatchObject({
      lines: rowsIn(FILLS) + rowsIn(ORDERS),
      added: { fills: rowsIn(FILLS), orders: rowsIn(ORDERS) },
    });
    expect(said.trades.closed).toBeGreaterThan(20);
    const { files } = done;
    for (const [k, path] of [FILLS, ORDERS].entries()) {
      expect(readFileSync(join(cwd, "journal/raw", files[k]!.kept))).toEqual(readFileSync(path));
    }
    for (const { lines, fills, orders, fees, nonTrades, duplicates, rejected } of files) {
      expect(fills + orders + fees + nonTrades + duplicates + rejected).toBe(lines);
    }
  });

  test("lines that are there are never changed, and rebuild makes the same bytes again", async () => {
    const cwd = emptyFolder();
    const journal = join(cwd, "journal");
    const half = join(cwd, "half.csv");
    writeFileSync(half, readFileSync(FILLS, "utf8").split("\n").slice(0, 30).join("\n"));
    await importing(cwd, half);
    const first = readFileSync(join(journal, "fills.jsonl"), "utf8");
    writeFileSync(
      join(journal, "days/2025-07-07.md"),
      `${readFileSync(join(journal, "days/2025-07-07.md"), "utf8")}\nmy words\n`,
    );
    await importing(cwd, FILLS, ORDERS);
    expect(readFileSync(join(journal, "fills.jsonl"), "utf8").startsWith(first)).toBe(true);
    const before = filesOf(journal);
    expect(before["days/2025-07-07.md"]).toContain("my words");
    rmSync(join(journal, "fills.jsonl"));
    rmSync(join(journal, "orders.jsonl"));
    expect(await tickproof(["journal", "rebuild", "-q"], { cwd })).toMatchObject({ code: 0 });
    expect(filesOf(journal)).toEqual(before);
    // Without the list of what was settled, the files tell what they can: the same fills and trades.
    rmSync(join(journal, "raw/imports.jsonl"));
    expect(await tickproof(["journal", "rebuild", "-q"], { cwd })).toMatchObject({ code: 0 });
    const idsIn = (text: string) =>
      text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).id)
        .sort();
    expect(idsIn(filesOf(journal)["fills.jsonl"]!)).toEqual(idsIn(before["fills.jsonl"]!));
  });

  test("a raw file that was changed, or a damaged line, is named; nothing is guessed", async () => {
    const cwd = emptyFolder();
    await importing(cwd, FILLS);
    const path = join(cwd, "journal/fills.jsonl");
    const whole = readFileSync(path, "utf8");
    writeFileSync(path, `${whole.slice(0, 500)}\n${whole.slice(500)}`);
    const damaged = await importing(cwd, ORDERS);
    expect(damaged).toMatchObject({ code: 3 });
    expect(damaged.stderr).toMatch(/^E315 .*fills\.jsonl is damaged/);
    expect(await tickproof(["journal", "rebuild", "-q"], { cwd })).toMatchObject({ code: 0 });
    expect(readFileSync(path, "utf8")).toBe(whole);
    const [kept] = readdirSync(join(cwd, "journal/raw")).filter((name) => name.endsWith(".csv"));
    appendFileSync(join(cwd, "journal/raw", kept!), "x");
    const changed = await tickproof(["journal", "rebuild", "-q"], { cwd });
    expect(changed.stderr).toMatch(/^E315 .*is not the file that was imported/);
    expect(readFileSync(path, "utf8")).toBe(whole);
  });

  test("what an interrupted import left behind counts for nothing, and the next import is whole", async () => {
    const cwd = emptyFolder();
    await importing(cwd, ORDERS, FILLS);
    const whole = filesOf(join(cwd, "journal"));
    const other = emptyFolder();
    await importing(other, ORDERS, FILLS);
    const journal = join(other, "journal");
    // As if it had died before the list of imports was written; and, elsewhere, in the middle of a line.
    rmSync(join(journal, "raw/imports.jsonl"));
    writeFileSync(join(journal, "raw/imports.jsonl"), "");
    appendFileSync(join(journal, "fills.jsonl"), '{"broker":"trado');
    writeFileSync(
      join(journal, ".lock"),
      JSON.stringify({ pid: 2 ** 22, host: "elsewhere", began: "1", turn: 0 }).replace(
        "elsewhere",
        (await import("node:os")).hostname(),
      ),
    );
    expect(await importing(other, ORDERS, FILLS)).toMatchObject({ code: 0 });
    const after = filesOf(journal);
    expect(after["fills.jsonl"]).toBe(whole["fills.jsonl"]);
    expect(after["orders.jsonl"]).toBe(whole["orders.jsonl"]);
  });

  test("rebuild knows whose fills they were, though another file had told it and accounts.toml says otherwise by now", async () => {
    const cwd = emptyFolder();
    const journal = join(cwd, "journal");
    const performance = join(cwd, "Performance.csv");
    writeFileSync(
      performance,
      [
        "symbol,_priceFormat,_priceFormatType,_tickSize,buyFillId,sellFillId,qty,buyPrice,sellPrice,pnl,boughtTimestamp,soldTimestamp,duration",
        "MESU5,-2,0,0.25,901,902,1,6250.00,6251.00,$5.00,07/18/2025 09:31:00,07/18/2025 09:33:00,2min",
      ].join("\n"),
    );
    await importing(cwd, FILLS);
    // The fills are known: of that file nothing comes in, and no line of the list names it beside the other one.
    expect(await importing(cwd, "--tz", "America/New_York", FILLS, performance)).toMatchObject({ code: 0 });
    const accountsIn = () => [
      ...new Set(
        readFileSync(join(journal, "fills.jsonl"), "utf8")
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line).account),
      ),
    ];
    expect(accountsIn()).toHaveLength(1);
    appendFileSync(join(journal, "accounts.toml"), '\n[account.other]\nbroker = "tradovate"\n');
    const before = filesOf(journal);
    rmSync(join(journal, "fills.jsonl"));
    expect(await tickproof(["journal", "rebuild", "-q"], { cwd })).toMatchObject({ code: 0 });
    expect(filesOf(journal)).toEqual(before);
  });

  test("without the list of imports nothing comes in; rebuild makes the list again", async () => {
    const cwd = emptyFolder();
    const journal = join(cwd, "journal");
    await importing(cwd, FILLS);
    rmSync(join(journal, "raw/imports.jsonl"));
    const before = filesOf(journal);
    const refused = await importing(cwd, ORDERS);
    expect(refused).toMatchObject({ code: 3 });
    expect(refused.stderr).toMatch(/^E315 .*imports\.jsonl is gone/);
    expect(refused.stderr).toContain("tickproof journal rebuild");
    expect(filesOf(journal)).toEqual(before);
    expect(await tickproof(["journal", "rebuild", "-q"], { cwd })).toMatchObject({ code: 0 });
    expect(await importing(cwd, ORDERS)).toMatchObject({ code: 0 });
    const whole = emptyFolder();
    await importing(whole, FILLS);
    await importing(whole, ORDERS);
    const { "raw/imports.jsonl": list, ...rest } = filesOf(journal);
    const { "raw/imports.jsonl": _, ...expected } = filesOf(join(whole, "journal"));
    expect(rest).toEqual(expected);
    expect(list!.trim().split("\n")).toHaveLength(2);
  });

  test("a file in raw/ that no import knows is kept under another name, and never taken for the broker's", async () => {
    const cwd = emptyFolder();
    const journal = join(cwd, "journal");
    await importing(cwd, FILLS);
    const kept = readdirSync(join(journal, "raw")).find((name) => name.endsWith(".csv"))!;
    rmSync(journal, { recursive: true });
    mkdirSync(join(journal, "raw"), { recursive: true });
    writeFileSync(join(journal, "raw", kept), "something else");
    expect(await importing(cwd, FILLS)).toMatchObject({ code: 0 });
    expect(readFileSync(join(journal, "raw", kept))).toEqual(readFileSync(FILLS));
    const other = kept.replace(".csv", "-2.csv");
    expect(readFileSync(join(journal, "raw", other), "utf8")).toBe("something else");
    const before = filesOf(journal);
    expect(await tickproof(["journal", "rebuild", "-q"], { cwd })).toMatchObject({ code: 0 });
    expect(filesOf(journal)).toEqual(before);
  });

  test("a day file that leads into a folder of notes stays a link, and keeps its mode", async () => {
    const cwd = emptyFolder();
    const journal = join(cwd, "journal");
    await importing(cwd, FILLS);
    const [day] = readdirSync(join(journal, "days"));
    const vault = join(cwd, "vault");
    mkdirSync(vault);
    const [path, note] = [join(journal, "days", day!), join(vault, day!)];
    const before = readFileSync(path, "utf8");
    rmSync(path);
    symlinkSync(join("../../vault", day!), path);
    // First where the note is not there yet, then where it is.
    for (const mode of [null, 0o640, 0o444]) {
      if (mode !== null) {
        writeFileSync(note, "", { mode: 0o644 });
        chmodSync(note, mode);
      }
      expect(await importing(cwd, FILLS)).toMatchObject({ code: 0 });
      expect(lstatSync(path).isSymbolicLink()).toBe(true);
      expect(readFileSync(note, "utf8").match(/^## .*$/gm)).toEqual(before.match(/^## .*$/gm));
      if (mode !== null) expect(statSync(note).mode & 0o777).toBe(mode);
      expect(readdirSync(vault)).toEqual([day]);
      rmSync(note);
    }
  });

  test("two imports at once leave one journal with both", async () => {
    const cwd = emptyFolder();
    const [a, b] = await Promise.all([
      importing(cwd, FILLS),
      importing(cwd, NINJATRADER, "--tz", "America/Chicago"),
    ]);
    expect([a.code, b.code]).toEqual([0, 0]);
    const fills = readFileSync(join(cwd, "journal/fills.jsonl"), "utf8").trim().split("\n");
    expect(fills.length).toBe(rowsIn(FILLS) + rowsIn(NINJATRADER));
    expect(readFileSync(join(cwd, "journal/raw/imports.jsonl"), "utf8").trim().split("\n").length).toBe(2);
  });

  test("with --json a failure is one document, too; a rejected line writes nothing", async () => {
    const cwd = emptyFolder();
    const bad = join(cwd, "Fills.csv");
    writeFileSync(bad, readFileSync(FILLS, "utf8").replace(/,\d+\.\d\d,-2,/, ",6254.10,-2,"));
    const refused = await importing(cwd, "--json", bad);
    expect(refused.code).toBe(3);
    expect(errorSchema.parse(JSON.parse(refused.stdout))).toMatchObject({ code: "E312" });
    expect(existsSync(join(cwd, "journal/fills.jsonl"))).toBe(false);
    const partial = await importing(cwd, "--json", "--accept-partial", bad);
    const { files } = journalImportSchema.parse(JSON.parse(partial.stdout));
    expect(files[0]).toMatchObject({
      lines: rowsIn(FILLS),
      fills: rowsIn(FILLS) - 1,
      rejected: 1,
      rejections: [{ line: 2 }],
    });
  });

  test("hostile text in a file stays inert in the terminal, and its name leads nowhere", async () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, "in"));
    const hostile = "\u001b[31m\u202e</script><img onerror=x>=cmd()";
    const path = join(cwd, "in", "..\u001b[2J‮ =cmd.csv");
    const header = "time,account,symbol,side,qty,price,fee,fill_id,order_id";
    const long = "A".repeat(10_000);
    writeFileSync(
      path,
      [
        header,
        `2026-03-12T14:30:00Z,${hostile},MESM6,buy,1,5600.00,0.62,1,`,
        `2026-03-12T14:31:00Z,sim,${hostile},buy,1,5600.00,0.62,${long},`,
      ].join("\n"),
    );
    const refused = await tickproof(["journal", "import", path], { cwd });
    expect(refused.code).toBe(3);
    const taken = await tickproof(["journal", "import", "--accept-partial", path], { cwd });
    expect(taken.code).toBe(0);
    for (const text of [refused.stdout, refused.stderr, taken.stdout, taken.stderr]) {
      for (const sign of ["\u001b", "\u202e"]) expect(text).not.toContain(sign);
      expect(text.length).toBeLessThan(5_000);
    }
    expect(readdirSync(join(cwd, "journal/raw")).sort()).toEqual(["2026-03-12-2j-cmd.csv", "imports.jsonl"]);
  });
});
