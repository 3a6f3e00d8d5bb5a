import { beforeAll, describe, expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { ColumnCache } from "#strategy/columns.js";
import type { Series } from "../../src/domain/bars.js";
import { PATH_MODELS } from "../../src/domain/execution.js";
import type { Run } from "../../src/domain/run.js";
import { BUNDLED, hasRealData, nameOf, REAL, realDataNote, seriesOf } from "../fixtures/real-data.js";
import { head, loadStrategies, trade } from "./trade.js";

/** Three months of five-minute bars: enough for every strategy to trade, and soon run. */
const SOME = 15_000;
/** Where the future is cut off: at odd places, at a trade's entry bar and around it. */
const cuts = (run: Run, length: number): number[] => {
  const entry = run.trades[Math.floor(run.trades.length / 2)]?.entryBar ?? 4_000;
  return [1, 2, 300, entry - 1, entry, entry + 1, entry + 2, Math.floor(length / 2), length - 1].filter(
    (cut) => cut > 0 && cut < length,
  );
};

/** All that a strategy decided before a bar, whatever became of it. */
const decided = (run: Run, end: number) => ({
  orders: run.orders
    .filter((order) => order.bar < end)
    .map(({ id, bar, kind, side, qty, price, asked, reason }) => ({
      id,
      bar,
      kind,
      side,
      qty,
      price,
      asked,
      reason,
    })),
  notes: run.events
    .filter((event) => event.kind === "note" && event.bar < end)
    .map(({ bar, text }) => ({ bar, text })),
});

describe.each(await loadStrategies())("%s", (_name, Trader) => {
  let mes: Series;
  let whole: Run;
  beforeAll(async () => {
    mes = head(await seriesOf(BUNDLED[0]!), SOME);
    whole = trade(mes, Trader);
  });

  test("does not look ahead: wherever the future is cut off, the same orders and notes lead up to it", () => {
    expect(whole.orders.length).toBeGreaterThan(10);
    for (const end of cuts(whole, mes.bars.length)) {
      expect(decided(trade(head(mes, end), Trader), end)).toEqual(decided(whole, end));
    }
  });

  test("does the same twice, on columns of its own or shared", () => {
    const columns = new ColumnCache();
    expect(trade(mes, Trader, { columns }).fingerprint).toBe(whole.fingerprint);
    expect(trade(mes, Trader, { columns }).fingerprint).toBe(whole.fingerprint);
  });

  test("accounts for every micro-dollar under every path, slippage and fill rule", () => {
    const columns = new ColumnCache();
    for (const path of PATH_MODELS) {
      for (const limitFill of ["through", "touch"] as const) {
        const run = trade(mes, Trader, { columns, execution: { path, limitFill, slippage: 2 } });
        expect(auditRun(run).problems).toEqual([]);
      }
    }
    const atClose = trade(mes, Trader, { columns, execution: { fillAt: "this-close" } });
    expect(auditRun(atClose).problems).toEqual([]);
  });

  test.each(BUNDLED.map((file) => [nameOf(file), file] as const))("trades on %s", async (_file, file) => {
    const run = trade(head(await seriesOf(file), SOME), Trader);
    expect(run.trades.length).toBeGreaterThan(5);
    expect(run.orders.filter(({ state }) => state === "rejected")).toEqual([]);
    expect(auditRun(run).problems).toEqual([]);
  });

  test("with hardly any money is refused or liquidated, and the books still balance", () => {
    const run = trade(head(mes, 6_000), Trader, { cash: 2_000 });
    expect(auditRun(run).problems).toEqual([]);
    const refused = run.orders.filter(({ state }) => state === "rejected").length;
    const liquidated = run.events.filter(({ kind }) => kind === "liquidation").length;
    expect(refused + liquidated).toBeGreaterThan(0);
  });

  test("runs on a single bar and on a handful", () => {
    for (const length of [1, 2, 3, 30]) {
      const run = trade(head(mes, length), Trader);
      expect(auditRun(run).problems).toEqual([]);
      expect(run.fills.length).toBe(0);
    }
  });

  describe.skipIf(!hasRealData)(`on markets that were${realDataNote}`, () => {
    test.each(REAL.map((file) => [nameOf(file), file] as const))(
      "%s: every path, audited",
      async (_file, file) => {
        const series = await seriesOf(file);
        const columns = new ColumnCache();
        for (const path of PATH_MODELS) {
          const run = trade(series, Trader, { columns, execution: { path } });
          expect(auditRun(run).problems).toEqual([]);
          if (path === "adverse") expect(run.totals.net).toBe(run.bounds.adverseNet);
          if (path === "favourable") expect(run.totals.net).toBe(run.bounds.favourableNet);
        }
      },
    );
  });
});
