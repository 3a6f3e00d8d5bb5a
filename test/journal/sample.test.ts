// Is the bundled journal what its generator makes, and could its trader have traded so?

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readBars } from "#importer/read-bars.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { proveClock } from "#journal/prove-clock.js";
import { deskFiles, sampleFiles } from "#journal/write-sample.js";

const folder = new URL("../../data/journal/", import.meta.url);
const files = await sampleFiles();

test.each([...files.keys()])("%s is, byte for byte, what its seed generates", (name) => {
  expect(readFileSync(new URL(name, folder), "utf8")).toBe(files.get(name));
});

test("the samples of a new project are, byte for byte, what their seed generates", {
  timeout: 300_000,
}, async () => {
  const made = await deskFiles();
  expect([...made.keys()].sort()).toEqual(
    ["Executions.csv", "Fills.csv", "Orders.csv", "my.csv"].map((name) => `sample/${name}`),
  );
  for (const [name, text] of made)
    expect(
      readFileSync(new URL(`../../templates/desk/${name}`, import.meta.url), "utf8") === text,
      name,
    ).toBe(true);
});

test("the executions of NinjaTrader prove the clock that they were written in: their prices traded in these bars", async () => {
  const contract = loadContracts().get("MES");
  const path = new URL("../../data/MES-5m.csv", import.meta.url).pathname;
  const { bars } = await readBars(path, { instrument: instrumentOf(contract) });
  const rows = files.get("exports/ninjatrader-executions.csv")!.trim().split("\r\n").slice(1);
  const cells = rows.map((row) => row.split(","));
  const verdict = proveClock([
    {
      name: "MESU25",
      session: contract.session,
      bars,
      timeframeMs: 300_000,
      local: cells.map((row) => Date.parse(`${row[4]} UTC`)),
      price: cells.map((row) => Number(row[3])),
    },
  ]);
  expect(verdict).toMatchObject({ kind: "proved", best: { zone: "America/Chicago", share: 1 } });
});
