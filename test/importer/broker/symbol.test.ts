// Does every spelling of a symbol name one contract?

import { describe, expect, test } from "vitest";
import { brokerSymbol, isProblem } from "#importer/broker/symbol.js";
import { loadContracts } from "#instrument/contracts.js";
import { parseDay } from "#instrument/time.js";

const contracts = loadContracts({ BTCUSDT: { base: "PERP", tickSize: "0.1", lotSize: "0.001" } });
const read = (text: string, day = "2026-03-12") => brokerSymbol(text, parseDay(day), contracts);

describe("one contract, however a broker writes it", () => {
  test.each([
    ["MESM6", "MESM26"],
    ["mesm6", "MESM26"],
    [" MESM26 ", "MESM26"],
    ["MESM2026", "MESM26"],
    ["MES 06-26", "MESM26"],
    ["MES 09-26", "MESU26"],
    ["MES JUN26", "MESM26"],
    ["MES Jun26", "MESM26"],
    ["MES JUN 26", "MESM26"],
    ["CM.MNQU6", "MNQU26"],
    ["F.US.MES.M26", "MESM26"],
    ["CON.F.US.MES.M26", "MESM26"],
    ["CON.F.US.EP.M26", "ESM26"],
    ["CON.F.US.ENQ.U26", "NQU26"],
    ["CON.F.US.MCLE.K26", "MCLK26"],
    ["/MESM26", "MESM26"],
    ["/MESM26:XCME", "MESM26"],
    ["MESM6.CME", "MESM26"],
    ["MESM26_FUT_CME", "MESM26"],
    ["MESM26-CME", "MESM26"],
    ["CME_MINI:MESM2026", "MESM26"],
    ["MES 20260619", "MESM26"],
    ["MES 20260618", "MESM26"],
    ["MES 19JUN26", "MESM26"],
    ["MES Jun18'26 @CME", "MESM26"],
    ["M2KH6", "M2KH26"],
    ["6EM6", "6EM26"],
    ["M6EM6", "M6EM26"],
    ["MBTK6", "MBTK26"],
  ])("%s is %s", (text, contract) => {
    expect(read(text)).toEqual({ root: contract.slice(0, -3), contract });
  });

  test.each([
    ["CME_MINI:MES1!", "MES"],
    ["MES1!", "MES"],
    ["MES", "MES"],
    ["F.US.MNQ", "MNQ"],
    ["BTCUSDT", "BTCUSDT"],
    ["BTCUSDT_PERP", "BTCUSDT"],
    ["BTCUSDT.P", "BTCUSDT"],
    ["BINANCE:BTCUSDT.P", "BTCUSDT"],
    ["BTC-USDT-SWAP", "BTCUSDT"],
    ["BTC/USDT:USDT", "BTCUSDT"],
  ])("%s names no month: its contract is its root %s", (text, root) => {
    expect(read(text)).toEqual({ root, contract: root });
  });
});

test("a year of one digit is the one nearest to the day of the trade", () => {
  expect(read("MESH0", "2020-02-03")).toEqual({ root: "MES", contract: "MESH20" });
  expect(read("MESH0", "2029-12-20")).toEqual({ root: "MES", contract: "MESH30" });
  expect(read("MESM6", "2016-06-01")).toEqual({ root: "MES", contract: "MESM16" });
});

test("crude oil that expires in May is the contract of June", () => {
  expect(read("CL 20260519")).toEqual({ root: "CL", contract: "CLM26" });
  expect(read("MCL 20260518")).toEqual({ root: "MCL", contract: "MCLM26" });
});

test("a symbol that no contract has is refused with the nearest one that is known", () => {
  const typo = read("MESS6M6");
  expect(isProblem(typo) && typo.problem).toContain('"MESS6M6"');
  const near = read("MEZM6");
  expect(isProblem(near) && near.fix).toContain("did you mean ME");
  const coin = read("SOLUSDT");
  expect(isProblem(coin) && coin.fix).toContain('SOLUSDT: { base: "PERP"');
  expect(isProblem(read(""))).toBe(true);
  expect(isProblem(read("AAPL"))).toBe(true);
  expect(isProblem(read("MESM6-MESU6"))).toBe(true);
});
