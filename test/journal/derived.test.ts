// Does what follows of a trade say what a trader would work out by hand?

import { expect, test } from "vitest";
import type { JournalOrder } from "#domain/journal.js";
import { derivedOf } from "#journal/derived.js";
import { journalOf } from "#journal/journal.js";
import { NOTHING_STORED } from "#journal/store.js";
import { FILL, fillsOf } from "./fills.js";
import { contracts } from "./pipeline.js";

const ACCOUNTS = {
  displayZone: "America/New_York",
  accounts: [
    {
      name: FILL.account,
      aliases: [],
      broker: null,
      currency: "USD",
      startEquity: 10_000_000_000,
      transfers: [],
      fees: "none" as const,
      timeZone: null,
    },
  ],
};

const order = (id: string, over: Partial<JournalOrder>): JournalOrder => ({
  broker: FILL.broker,
  account: FILL.account,
  id,
  symbol: FILL.symbol,
  contract: FILL.contract,
  root: FILL.root,
  side: -1,
  qty: 2,
  kind: "stop",
  stop: "5596",
  limit: null,
  state: "filled",
  placed: FILL.time,
  ended: null,
  by: null,
  source: FILL.source,
  ...over,
});

const MORNING = fillsOf(
  `
  10:01 buy 2 @ 5600.00
  10:04 sell 2 @ 5596.00
  10:09 buy 1 @ 5597.00
  10:15 sell 1 @ 5596.00
  10:20 sell 2 @ 5596.00
  10:30 buy 2 @ 5590.00
  10:31 buy 1 @ 5590.00
`,
  { commission: 0, fees: 0 },
);

test("a morning of two losers, a winner and what is still open", () => {
  const fills = MORNING.map((fill, k) => (k === 1 ? { ...fill, order: "7" } : fill));
  const orders = [order("7", { by: "stop loss" })];
  const journal = journalOf({ ...NOTHING_STORED, fills, orders }, ACCOUNTS, { contracts });
  const by = derivedOf(journal, contracts);
  const told = journal.trades.map(({ id }) => by.get(id)!);
  expect(told.map(({ ticks }) => ticks)).toEqual([-16, -4, 24, null]);
  // 5600 × $5 × 2 = $56,000 on $10,000.
  expect(told[0]!.netOfEquity).toBeCloseTo(-0.004, 12);
  expect(told[0]!.netOfNotional).toBeCloseTo(-40 / 56_000, 12);
  expect(told.map(({ heldSeconds }) => heldSeconds)).toEqual([180, 360, 600, null]);
  expect(told.map(({ streak }) => streak)).toEqual([0, -1, -2, 1]);
  expect(told.map(({ minutesSinceLoss }) => minutesSinceLoss)).toEqual([null, 5, 5, 16]);
  expect(told[0]).toMatchObject({ entryOrders: [], exitOrders: ["stop"], closedBy: ["stop loss"] });
  expect(told[1]).toMatchObject({ exitOrders: [], closedBy: [] });
});

test("without bars nothing is said of the way there; with them what was given back, and how much of the best was kept", () => {
  const fills = MORNING.slice(4, 6);
  const plain = journalOf({ ...NOTHING_STORED, fills }, ACCOUNTS, { contracts });
  const [id] = plain.trades.map((trade) => trade.id);
  expect(derivedOf(plain, contracts).get(id!)).toMatchObject({
    giveBack: null,
    efficiency: null,
    mfeTicks: null,
    maeR: null,
  });
  // The best was $80 on two contracts, the worst −$20; $60 were kept, at a risk of $40.
  const seen = plain.trades.map((trade) => ({
    ...trade,
    mfe: 80_000_000,
    mae: -20_000_000,
    risk: 40_000_000,
  }));
  expect(derivedOf({ ...plain, trades: seen }, contracts).get(id!)).toMatchObject({
    giveBack: 20_000_000,
    efficiency: 0.75,
    mfeTicks: 32,
    maeTicks: -8,
    mfeR: 2,
    maeR: -0.5,
  });
});

test("minutes count from the open of the regular hours, in summer and winter; overnight there are none", () => {
  const at = (day: string, clock: string) => {
    const fills = fillsOf(`${clock} buy 1 @ 5600\n23:59 sell 1 @ 5600`).map((fill, k) => ({
      ...fill,
      time: k === 0 ? Date.parse(`${day}T${clock}:00Z`) : Date.parse(`${day}T19:59:00Z`),
    }));
    const journal = journalOf({ ...NOTHING_STORED, fills }, ACCOUNTS, { contracts });
    const { hours, minutesSinceOpen, weekday } = derivedOf(journal, contracts).get(journal.trades[0]!.id)!;
    return [hours, minutesSinceOpen, weekday];
  };
  expect(at("2025-07-14", "13:45")).toEqual(["regular", 15, "Mon"]);
  expect(at("2025-01-14", "14:45")).toEqual(["regular", 15, "Tue"]);
  expect(at("2025-07-14", "13:29")).toEqual(["overnight", null, "Mon"]);
});
