// What does `tickproof data check` say, and how does it end?

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkSchema } from "../../src/report/check-document.js";
import { project, REPO, tickproof } from "./cli.js";

const CLEAN = join(REPO, "data/MES-5m.csv");

/** A day of the bundled bars with one fault of several kinds in it. */
function dirty(): string {
  const lines = readFileSync(CLEAN, "utf8").split("\n").slice(1, 302);
  const cells = (n: number) => lines[n]!.split(",");
  const [time, open, high, low, close] = cells(40);
  lines[40] = [time, open, high, low, Number(close) + 0.1, 100].join(",");
  const [second, from, , least, last] = cells(60);
  lines[60] = [second, from, Math.max(Number(from), Number(last)) - 0.25, least, last, 100].join(",");
  const [third, begin, , floor, end] = cells(80);
  lines[80] = [third, begin, "oops", floor, end, 100].join(",");
  lines.splice(200, 4);
  return `${lines.join("\n")}\n`;
}

describe("tickproof data check", () => {
  test("a clean file ends with 0, and says that it is clean", async () => {
    const { code, stdout } = await tickproof(["data", "check", CLEAN, "-i", "MES"], { cwd: project({}) });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "clean\t\tMES-5m.csv\t\t\t\n" });
  });

  test("what is wrong stands by line, as text, as a document and as a page; errors end with 1", async () => {
    const cwd = project({ "mes.csv": dirty() });
    const args = ["data", "check", "mes.csv", "-i", "MES"];
    const piped = await tickproof(args, { cwd });
    expect(piped.code).toBe(1);
    const rows = piped.stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t"));
    expect(rows.map(([grade, kind, place]) => [grade, kind, place])).toEqual([
      ["error", "off-grid", "mes.csv:41"],
      ["error", "high-low", "mes.csv:61"],
      ["error", "unreadable", "mes.csv:81"],
      ["warning", "gap", "mes.csv:201"],
    ]);
    const { stdout, code } = await tickproof([...args, "--json", "--html", "check.html"], { cwd });
    expect(code).toBe(1);
    const document = checkSchema.parse(JSON.parse(stdout));
    expect(document).toMatchObject({ errors: 3, warnings: 1 });
    const [file] = document.files;
    expect(file!.rows).toEqual({
      read: 296,
      accepted: 293,
      repaired: 2,
      rejected: 1,
      skipped: 0,
      otherContracts: 0,
    });
    expect(file!.findings.map(({ kind, line }) => [kind, line])).toEqual([
      ["off-grid", 41],
      ["high-low", 61],
      ["unreadable", 81],
      ["gap", 201],
    ]);
    expect(file!.clean).toContain("duplicate");
    const page = readFileSync(join(cwd, "check.html"), "utf8");
    expect(page).toContain("3 errors");
    expect(page).toMatch(/data-tip="2025-01-02 · \d+ of \d+ bars"/);
    expect(page).not.toContain("<script");
  });

  test("what the user has a policy for is no error any more", async () => {
    const cwd = project({ "mes.csv": dirty() });
    const policy = ["--policy", "off-grid=repair,high-low=repair", "--policy", "unreadable=reject"];
    const { code } = await tickproof(["data", "check", "MES=mes.csv", ...policy], { cwd });
    expect(code).toBe(0);
  });

  test("several files, of several contracts", async () => {
    const files = [`MES=${CLEAN}`, `MCL=${join(REPO, "data/MCL-5m.csv")}`];
    const { code, stdout } = await tickproof(["data", "check", ...files, "--json"], { cwd: project({}) });
    const { files: checked } = checkSchema.parse(JSON.parse(stdout));
    expect({ code, symbols: checked.map(({ instrument }) => instrument) }).toEqual({
      code: 0,
      symbols: ["MES", "MCL"],
    });
  });

  test.each([
    [["data", "check"], 2, /takes files of bars/],
    [["data", "check", "mes.csv"], 2, /-i MES/],
    [["data", "check", "none.csv", "-i", "MES"], 3, /E300/],
    [["data", "check", "mes.csv", "-i", "MES", "--policy", "off-gird=repair"], 2, /did you mean off-grid/],
    [["data", "chekc", "mes.csv"], 2, /did you mean data check/],
  ])("%j ends with %i", async (args, code, says) => {
    const ended = await tickproof(args, { cwd: project({ "mes.csv": dirty() }) });
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(says);
  });
});
