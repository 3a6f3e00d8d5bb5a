import { readFileSync } from "node:fs";
import { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import { checkContract } from "#instrument/contract-schema.js";
import { contractSymbols, loadContracts } from "#instrument/contracts.js";

const FILE = "tickproof.config.ts";

describe.each(contractSymbols())("the file of %s", (symbol) => {
  const url = new URL(`../../src/instrument/contracts/${symbol}.json`, import.meta.url);
  const raw = JSON.parse(readFileSync(url, "utf8"));

  test("is a usable definition of the contract that it is named for, and is what get() answers", () => {
    expect(checkContract(raw, `${symbol}.json`, symbol).symbol).toBe(symbol);
    expect(loadContracts().get(symbol)).toEqual(raw);
  });

  test("says where its numbers come from", () => {
    const rows = [
      ...raw.commission,
      ...raw.exchangeFee,
      ...raw.clearingFee,
      ...raw.nfaFee,
      ...raw.margins,
      ...raw.percentMargins,
    ];
    for (const { source } of rows) expect(source.length).toBeGreaterThan(15);
    expect(raw.sources.length).toBeGreaterThan(0);
  });

  test("has a margin for every date: estimates, marked and with their arithmetic, where no table is known", () => {
    expect(raw.percentMargins[0]).toMatchObject({ from: "1900-01-01", estimated: true });
    for (const row of raw.percentMargins) expect(row.source.startsWith("ESTIMATE")).toBe(row.estimated);
    for (const row of raw.margins) expect(row.from <= "2022-02-11").toBe(true);
    if (raw.margins.length > 0) {
      expect(raw.percentMargins).toContainEqual(
        expect.objectContaining({ from: "2022-02-12", estimated: true }),
      );
    }
  });
});

describe("what a point and a tick are worth", () => {
  // CME contract specifications: multiplier and tick in dollars.
  test.each([
    ["MES", "5", "1.25"],
    ["MNQ", "2", "0.50"],
    ["MYM", "0.5", "0.50"],
    ["M2K", "5", "0.50"],
    ["MCL", "100", "1"],
    ["MNG", "1000", "1"],
    ["MGC", "10", "1"],
    ["SIL", "1000", "5"],
    ["MHG", "2500", "1.25"],
    ["M6E", "12500", "1.25"],
    ["M6B", "6250", "0.625"],
    ["M6A", "10000", "1"],
    ["MJY", "1250000", "1.25"],
    ["MCD", "10000", "1"],
    ["MSF", "12500", "1.25"],
    ["MBT", "0.1", "0.50"],
    ["MET", "0.1", "0.05"],
    ["ES", "50", "12.50"],
    ["NQ", "20", "5"],
    ["YM", "5", "5"],
    ["RTY", "50", "5"],
    ["CL", "1000", "10"],
    ["GC", "100", "10"],
    ["NG", "10000", "10"],
    ["SI", "5000", "25"],
    ["HG", "25000", "12.50"],
    ["6E", "125000", "6.25"],
    ["6B", "62500", "6.25"],
    ["6A", "100000", "5"],
    ["6J", "12500000", "6.25"],
    ["6C", "100000", "5"],
    ["6S", "125000", "6.25"],
    ["BTC", "5", "25"],
    ["ETH", "50", "25"],
    ["PERP_BTC_0.01", "0.01", "0.001"],
    ["PERP_BTC_0.001", "0.001", "0.0001"],
  ])("%s: $%s a point, $%s a tick", (symbol, multiplier, tickValue) => {
    const contract = loadContracts().get(symbol);
    expect(new Decimal(contract.multiplier).eq(multiplier)).toBe(true);
    expect(new Decimal(contract.tickValue).eq(tickValue)).toBe(true);
  });

  test("margins of a micro are its parent's divided by ten on every date that both tables have", () => {
    const { get } = loadContracts();
    let compared = 0;
    for (const [micro, parent] of [
      ["MES", "ES"],
      ["MNQ", "NQ"],
      ["MYM", "YM"],
      ["MCL", "CL"],
      ["MGC", "GC"],
      ["M6E", "6E"],
      ["M6B", "6B"],
    ] as const) {
      const rows = new Map(get(parent).margins.map((row) => [row.from, row.maintenance]));
      for (const { from, maintenance } of get(micro).margins) {
        const whole = rows.get(from);
        if (whole === undefined) continue;
        compared++;
        expect(Math.abs(Number(maintenance) - Number(whole) / 10), `${micro} ${from}`).toBeLessThanOrEqual(1);
      }
    }
    expect(compared).toBeGreaterThan(80);
  });
});

describe("the name of a contract", () => {
  test.each([
    ["MES", "MES"],
    ["mes", "MES"],
    [" /MES ", "MES"],
    ["MESH6", "MES"],
    ["mesz25", "MES"],
    ["MES H26", "MES"],
    ["MES 03-26", "MES"],
    ["MESH2026", "MES"],
    ["ES202003", "ES"],
    ["ESZ25", "ES"],
    ["MNQM6", "MNQ"],
    ["M2KU6", "M2K"],
    ["M6EZ5", "M6E"],
    ["CLF27", "CL"],
    ["6EH4", "6E"],
    ["SIH25", "SI"],
    ["NGN6", "NG"],
    ["MNGN6", "MNG"],
    ["CME_MINI:MES1!", "MES"],
    ["ES=F", "ES"],
    ["perp_btc_0.01", "PERP_BTC_0.01"],
    ["PERP", "PERP"],
  ])("%s is %s", (name, symbol) => {
    expect(loadContracts().get(name).symbol).toBe(symbol);
  });

  test.each([
    "MEX",
    "MEXM6",
    "",
    "/",
    "MES5",
    "MESA6",
    "H6",

    "BTCUSDT",
    "../MES",
    "MES.json",
    "__proto__",
  ])("%j is refused: a missing point value would give a plausible but wrong P&L", (name) => {
    expect(() => loadContracts().get(name)).toThrow(
      expect.objectContaining({
        code: "E210",
        message: `Unknown contract "${name}"`,
        detail: expect.objectContaining({
          why: expect.stringContaining("plausible but wrong P&L"),
          fix: expect.arrayContaining([expect.stringContaining("contracts: {")]),
        }),
      }),
    );
  });

  test("a mistyped one comes back with the likely one and how to define it", () => {
    expect(() => loadContracts().get("MEXM6")).toThrow(
      expect.objectContaining({
        detail: expect.objectContaining({
          fix: [
            "did you mean   MES (Micro E-mini S&P 500, $5.00/point)?",
            'or define it   contracts: { MEX: { base: "MES", tickSize: "…", multiplier: "…" } }   in tickproof.config.ts',
            "or see all   tickproof contracts",
          ],
        }),
      }),
    );
  });
});

describe("a user's own definitions", () => {
  test("a fee alone replaces that fee on all dates and nothing else", () => {
    const own = loadContracts({ MES: { commission: "0.10" } }).get("MES");
    const { commission, sources, ...rest } = own;
    const built = loadContracts().get("MES");
    expect(commission).toEqual([{ from: "1900-01-01", usdPerSide: "0.10", source: `given in ${FILE}` }]);
    expect(rest).toEqual({ ...built, commission: undefined, sources: undefined, ...rest });
    expect(rest.margins).toEqual(built.margins);
    expect(sources).toEqual([...built.sources, `${FILE}: contracts.MES`]);
  });

  test("dated rows take over from their first date; what is known of earlier dates stays", () => {
    const own = loadContracts({
      mes: {
        exchangeFee: [{ from: "2024", usdPerSide: 0.37 }],
        margins: [{ from: "2025-06", initial: "2500", maintenance: "2270" }],
      },
    }).get("MES");
    expect(own.exchangeFee.map((row) => [row.from, row.usdPerSide])).toEqual([
      ["2022-08-18", "0.30"],
      ["2023-01-01", "0.35"],
      ["2024-01-01", "0.37"],
    ]);
    expect(own.margins.at(-1)).toMatchObject({ from: "2025-06-01", initial: "2500", maintenance: "2270" });
    expect(own.margins).toHaveLength(loadContracts().get("MES").margins.length + 1);
    expect(own.percentMargins.map((row) => row.from)).toEqual(["1900-01-01", "2022-02-12"]);
  });

  test("one margin without a date holds for all dates: no estimate of ours outlives it", () => {
    const own = loadContracts({ MES: { margins: { initial: 1500, maintenance: 1360 } } }).get("MES");
    expect(own.margins.map((row) => [row.from, row.initial, row.maintenance])).toEqual([
      ["1900-01-01", "1500", "1360"],
    ]);
    expect(own.percentMargins).toEqual([]);
  });

  test("a new contract starts from a base and states only what differs; its tick value follows", () => {
    const contracts = loadContracts({ XRP: { base: "PERP", tickSize: "0.0001", multiplier: 1 } });
    expect(contracts.symbols()).toContain("XRP");
    expect(contracts.get("xrp")).toMatchObject({
      symbol: "XRP",
      kind: "perpetual",
      session: "continuous",
      tickSize: "0.0001",
      tickValue: "0.0001",
      takerRate: "0.00055",
    });
  });

  test("dollars of margin are not inherited by a contract of another size, shares of notional are", () => {
    const own = loadContracts({ MEX: { base: "MES", multiplier: "10" } }).get("MEX");
    expect(own.margins).toEqual([]);
    expect(own.percentMargins).toEqual(loadContracts().get("MES").percentMargins);
    expect(own.tickValue).toBe("2.5");
    expect(loadContracts({ TWIN: { base: "MES" } }).get("TWIN").margins.length).toBeGreaterThan(0);
  });

  test("a base may itself be the user's, in any order, and a built-in one may name itself", () => {
    const contracts = loadContracts({
      B: { base: "A", commission: "2" },
      A: { base: "mes", commission: "1", exchangeFee: "0.5" },
      MES: { base: "MES", commission: "0.05" },
    });
    expect(contracts.get("B").exchangeFee[0]).toMatchObject({ usdPerSide: "0.5" });
    expect(contracts.get("B").commission).toHaveLength(1);
    expect(contracts.get("MES").commission[0]).toMatchObject({ usdPerSide: "0.05" });
  });

  test("without a base it takes what money depends on, and the session's own settlement time", () => {
    const own = loadContracts({
      FOO: {
        tickSize: "0.25",
        multiplier: "5",
        session: "metals",
        commission: 1,
        exchangeFee: "0.5",
        percentMargins: "10",
      },
    }).get("FOO");
    expect(own).toMatchObject({
      tickValue: "1.25",
      settlementTime: "12:30",
      kind: "future",
      rounding: "cent",
    });
    expect(own.nfaFee[0]).toMatchObject({ usdPerSide: "0.02" });
    expect(own.percentMargins[0]).toMatchObject({
      from: "1900-01-01",
      maintenancePercent: "10",
      initialFactor: "1.10",
      estimated: false,
    });
  });

  test("slippage of one's own says where it comes from; what is after a contract has that contract's", () => {
    const slippageTicks = { regular: 3, overnight: 5, news: 9 };
    const contracts = loadContracts({ MES: { slippageTicks }, OIL: { base: "MCL" } });
    expect(contracts.get("MES").slippageTicks).toEqual({ ...slippageTicks, source: `given in ${FILE}` });
    expect(contracts.get("OIL").slippageTicks).toEqual(contracts.get("MCL").slippageTicks);
  });

  test("a contract made from nothing slips as others of its session do", () => {
    const made = {
      tickSize: "0.5",
      multiplier: "10",
      commission: "1",
      exchangeFee: "1",
      percentMargins: "10",
    };
    const contracts = loadContracts({
      FLOUR: { ...made, session: "metals" },
      COIN: { ...made, session: "continuous" },
    });
    expect(contracts.get("FLOUR").slippageTicks).toMatchObject({ regular: 1, overnight: 2, news: 4 });
    expect(contracts.get("COIN").slippageTicks).toMatchObject({ regular: 2, overnight: 4, news: 8 });
  });

  test("the built-in spreads say that they are a choice, and never shrink when it gets worse", () => {
    const known = loadContracts();
    for (const symbol of known.symbols()) {
      const { regular, overnight, news, source } = known.get(symbol).slippageTicks;
      expect(source).toMatch(/^Modelling choice, not a measurement: /);
      expect([regular >= 1, overnight >= regular, news >= overnight]).toEqual([true, true, true]);
    }
  });

  test("a definition that is changed does not change the built-in one", () => {
    loadContracts({ MES: { commission: "9" } }).get("MES");
    expect(loadContracts().get("MES").commission[0]!.usdPerSide).toBe("0.25");
  });

  test.each([
    ["no object", { MES: 3 }, "contracts.MES", "3"],
    ["an unknown key", { MES: { comission: "1" } }, "contracts.MES.comission", "comission"],
    ["a decimal comma", { MES: { commission: "0,10" } }, "contracts.MES.commission", '"0,10"'],
    ["a fee that is null", { MES: { commission: null } }, "contracts.MES.commission", "null"],
    ["a negative fee", { MES: { nfaFee: -1 } }, "contracts.MES.nfaFee", '"-1"'],
    ["a tick value of its own", { MES: { tickValue: "1.5" } }, "contracts.MES.tickValue", '"1.5"'],
    ["a tick of nothing", { MES: { tickSize: "0" } }, "contracts.MES.tickSize", '"0"'],
    [
      "a tick too fine to book",
      { X: { base: "PERP", tickSize: 1e-7 } },
      "contracts.X.tickValue",
      '"0.0000001"',
    ],
    ["a multiplier in words", { MES: { multiplier: "five" } }, "contracts.MES.multiplier", '"five"'],
    [
      "a time of day past midnight",
      { MES: { settlementTime: "24:30" } },
      "contracts.MES.settlementTime",
      '"24:30"',
    ],
    ["another currency", { MES: { currency: "EUR" } }, "contracts.MES.currency", '"EUR"'],
    [
      "maintenance above initial",
      { MES: { margins: { initial: "1", maintenance: "2" } } },
      "contracts.MES.margins",
      '{"from":"1900-01-01","source":"given in tickproof.config.ts","initial":"1","maintenance":"2"}',
    ],
    [
      "a date that does not exist",
      { MES: { margins: [{ from: "2025-02-30", initial: "2", maintenance: "1" }] } },
      "contracts.MES.margins[0].from",
      '"2025-02-30"',
    ],
    [
      "a row without its number",
      { MES: { commission: [{ from: "2025-01-01" }] } },
      "contracts.MES.commission[0].usdPerSide",
      "nothing",
    ],
    [
      "more than all of the notional",
      { MES: { percentMargins: "101" } },
      "contracts.MES.percentMargins",
      '"101"',
    ],
    [
      "half a tick of slippage",
      { MES: { slippageTicks: { regular: 0.5, overnight: 1, news: 2 } } },
      "contracts.MES.slippageTicks.regular",
      "0.5",
    ],
    [
      "slippage overnight left open",
      { MES: { slippageTicks: { regular: 1, news: 2 } } },
      "contracts.MES.slippageTicks.overnight",
      "nothing",
    ],
    ["slippage that is one number", { MES: { slippageTicks: 2 } }, "contracts.MES.slippageTicks", "2"],
    ["a base that is unknown", { A: { base: "MEZ" } }, "contracts.A.base", '"MEZ"'],
    ["bases in a circle", { A: { base: "B" }, B: { base: "A" } }, "contracts.A.base", "A → B → A"],
    ["one symbol twice", { MES: {}, mes: {} }, "contracts.mes", "the same symbol in another case"],
    ["a symbol with a slash", { "A/B": { base: "MES" } }, "contracts.A/B.symbol", '"A/B"'],
  ] as [string, Record<string, unknown>, string, string][])(
    "%s is refused by key",
    (_, overrides, key, found) => {
      expect(() => loadContracts(overrides)).toThrow(
        expect.objectContaining({
          code: "E211",
          detail: expect.objectContaining({ where: `${FILE}: ${key}`, found }),
        }),
      );
    },
  );

  test("rows out of order are refused, and the file named is the one it came from", () => {
    const commission = [
      { from: "2025-01-01", usdPerSide: "1" },
      { from: "2024-01-01", usdPerSide: "2" },
    ];
    expect(() => loadContracts({ MES: { commission } }, "tickproof.config.json")).toThrow(
      expect.objectContaining({
        code: "E211",
        detail: expect.objectContaining({
          where: "tickproof.config.json: contracts.MES.commission",
          expected: "rows in order of date, one a date",
        }),
      }),
    );
  });

  test("all that a new contract lacks is said at once, and nothing that merely follows from it", () => {
    let detail: { where?: string; excerpt?: string } = {};
    try {
      loadContracts({ FOO: {} });
    } catch (error) {
      detail = (error as { detail: typeof detail }).detail;
    }
    const said = `${detail.where}\n${detail.excerpt}`;
    for (const key of ["session", "tickSize", "multiplier", "commission", "exchangeFee"]) {
      expect(said).toContain(`contracts.FOO.${key}`);
    }
    expect(said).not.toContain("tickValue");
    expect(said).not.toContain("settlementTime");
  });
});
