import { describe, expect, test } from "vitest";
import { daySpanOn } from "#instrument/day-margin.js";
import { microOf as usd } from "#instrument/instrument.js";
import { parseDay } from "#instrument/time.js";
import type { DayMargin } from "../../src/domain/account.js";
import type { Run } from "../../src/domain/run.js";
import { FILL_KINDS } from "../../src/domain/run.js";
import { book, type Moment, type Terms, ticksOf } from "./books.js";

/** $50 from the open until 15:45 in Chicago; what cannot be carried is cut, for $25. */
const terms = (more: Partial<DayMargin> = {}): DayMargin => ({
  rates: [{ symbol: null, usd: usd("50.00"), share: 0 }],
  windows: [{ of: null, from: null, to: 15 * 60 + 45 }],
  atCutOff: "cut",
  leadMinutes: 0,
  violationFee: usd("25.00"),
  ...more,
});
/** MES needed $1,188 initial, $1,080 maintenance on 11 February 2022, a Friday: 15:45 in Chicago was 21:45 UTC. */
const on = (clock: string, price: string, order?: string): Moment => ({
  at: `2022-02-11T${clock}:00Z`,
  price,
  ...(order && { order }),
});
const MARGINS = {
  MES: {
    margins: [{ from: "2022-02-11", initial: "1188", maintenance: "1080" }],
    percentMargins: [],
  },
};
function trade(moments: readonly Moment[], cash: string, dayMargin: DayMargin, more: Terms = {}): Run {
  const account = { marginPolicy: "liquidate" as const, dayMargin, ...more.account };
  const execution = { fillAt: "next-open" as const, slippage: 1 };
  return book("MES", moments, { cash, feePerSide: "0.62", contracts: MARGINS, execution, ...more, account });
}
const exits = ({ fills }: Run): string[] =>
  Array.from({ length: fills.length }, (_, k) => k)
    .filter((k) => fills.side[k] === -1)
    .map((k) => `${fills.bar[k]} ${fills.qty[k]} @ ${fills.price[k]! / 4} ${FILL_KINDS[fills.kind[k]!]}`);

describe("day-trade margin", () => {
  const entry = [on("15:00", "5000.00", "buy 4 limit 5000"), on("15:01", "5000.00")];

  test("LIQ-02: ends at 15:45 with too little for overnight margin: all four leave, and the fee is due", () => {
    const run = trade([...entry, on("21:45", "5003.25"), on("21:46", "5003.25")], "500.00", terms());
    expect(run.equity[1]).toBe(usd("497.52"));
    expect(exits(run)).toEqual(["2 4 @ 5003 cut-off"]);
    expect(run.events).toMatchObject([
      {
        kind: "cut-off",
        amount: usd("-25.00"),
        text: "equity $562.52 below overnight initial margin $4,752.00 with 4 contracts: 4 closed",
      },
    ]);
    expect(run.trades[0]).toMatchObject({ gross: usd("60.00"), flags: ["L"] });
    expect(run.totals.endEquity).toBe(usd("530.04"));
    expect(run.totals.liquidationFees).toBe(usd("25.00"));
  });

  test("only as many leave as equity does not carry overnight", () => {
    // $2,997.52 + 4 × 13 × $1.25 = $3,062.52: two at $1,188.
    const run = trade([...entry, on("21:45", "5003.25")], "3000.00", terms());
    expect(exits(run)).toEqual(["2 2 @ 5003 cut-off"]);
    expect(run.position.at(-1)).toBe(2);
    expect(run.daily[0]).toMatchObject({ initial: usd("2376.00"), margin: usd("2160.00") });
  });

  test("by the other policy all of them leave", () => {
    const run = trade([...entry, on("21:45", "5003.25")], "3000.00", terms({ atCutOff: "close" }));
    expect(exits(run)).toEqual(["2 4 @ 5003 cut-off"]);
  });

  test("what equity carries is not touched, to the last cent", () => {
    // 4 × $1,188 = $4,752; $2.48 of fees and a gain of $65.
    const enough = usd("4752.00") + usd("2.48") - usd("65.00");
    const cash = (micro: number) => (micro / 1e6).toFixed(2);
    const run = trade([...entry, on("21:45", "5003.25")], cash(enough), terms());
    expect(exits(run)).toEqual([]);
    const short = trade([...entry, on("21:45", "5003.25")], cash(enough - 10_000), terms());
    expect(exits(short)).toEqual(["2 1 @ 5003 cut-off"]);
  });

  test("a date without a bar at the cut-off is cut at its last close, before the weekend", () => {
    const moments = [...entry, on("21:30", "5003.25"), { at: "2022-02-13T23:00:00Z", price: "4900.00" }];
    const run = trade(moments, "500.00", terms());
    expect(exits(run)).toEqual(["2 4 @ 5003 cut-off"]);
    expect(run.fills.leg[1]).toBe(4);
    expect(run.totals.endEquity).toBe(usd("530.04"));
  });

  test("a date whose data end before the cut-off has not been cut yet", () => {
    const run = trade([...entry, on("21:43", "5003.25")], "500.00", terms());
    expect(exits(run)).toEqual([]);
  });

  test("after the cut-off an order needs overnight margin, from the evening on day margin again", () => {
    const run = trade(
      [
        on("21:45", "5000.00", "buy 1"),
        on("21:46", "5000.00"),
        { at: "2022-02-13T23:00:00Z", price: "5000.00", order: "buy 1" },
        { at: "2022-02-13T23:01:00Z", price: "5000.00" },
      ],
      "500.00",
      terms(),
    );
    expect(run.orders.map(({ state }) => state)).toEqual(["rejected", "filled"]);
    expect(run.orders[0]!.endReason).toContain("1 × $1,188.00");
  });

  test("inside the window a loss down to day margin is a breach of it", () => {
    // $500 − $2.48 − 4 × 240 × $1.25 … the first tick below 4 × $50 = $200: 59.5 points of 4 contracts at $5 = $297.52 free.
    const run = trade([...entry, on("16:00", "4985.00")], "500.00", terms());
    // At 4985: $497.52 − $300 = $197.52 < $200; three contracts need $150.
    expect(exits(run)).toEqual(["2 1 @ 4984.75 liquidation"]);
    expect(run.events[0]!.text).toBe(
      "equity $197.52 below maintenance margin $200.00 with 4 contracts: 1 of 4 closed",
    );
  });

  test("refuse: in the last half hour an order must be carried overnight already, and nothing is cut to initial", () => {
    const refuse = terms({ atCutOff: "refuse", leadMinutes: 30 });
    const moments = [
      on("21:13", "5000.00", "buy 1"),
      on("21:14", "5000.00", "buy 1"),
      on("21:15", "5000.00"),
      on("21:45", "5000.00"),
    ];
    const run = trade(moments, "1150.00", refuse);
    expect(run.orders.map(({ state }) => state)).toEqual(["filled", "rejected"]);
    // $1,148.13 is less than initial, but not than maintenance: the position stays.
    expect(exits(run)).toEqual([]);
    const poor = trade(moments, "600.00", refuse);
    expect(exits(poor)).toEqual(["3 1 @ 4999.75 liquidation"]);
  });

  test("an estimated overnight margin is called one wherever it decides", () => {
    // In 2024 no figure of the exchange is known here.
    const late = (clock: string, price: string, order?: string): Moment => ({
      ...on(clock, price, order),
      at: `2024-02-09T${clock}:00Z`,
    });
    const moments = [
      late("15:00", "5000.00", "buy 4 limit 5000"),
      late("15:01", "5000.00"),
      late("21:45", "5003.25"),
    ];
    const run = trade(moments, "500.00", terms(), { contracts: {} });
    expect(run.events[0]!.text).toMatch(
      /below overnight initial margin \$[\d,.]+ \(estimated\) with 4 contracts: 4 closed/,
    );
    expect(run.daily[0]!.estimated).toBe(true);
  });

  test("a share of the exchange's initial margin, by contract", () => {
    const rates = [
      { symbol: "MES", usd: null, share: 25_000_000 },
      { symbol: null, usd: usd("1.00"), share: 0 },
    ];
    const run = (cash: string) => trade(entry, cash, terms({ rates }));
    // 4 × 25 % of $1,188 = $1,188, and $2.48 of fees.
    expect(run("1190.47").orders[0]!.state).toBe("rejected");
    expect(run("1190.48").orders[0]!.state).toBe("filled");
    expect(run("1190.47").orders[0]!.endReason).toContain("4 × $297.00");
  });

  test("a short position is cut the same way", () => {
    const moments = [on("15:00", "5000.00", "sell 4 limit 5000"), entry[1]!, on("21:45", "4996.75")];
    const run = trade(moments, "500.00", terms());
    expect(run.fills.price[1]).toBe(ticksOf("MES", "4997.00"));
    expect(run.totals.endEquity).toBe(usd("530.04"));
  });

  test("by policy none there is neither day margin nor cut-off", () => {
    const run = trade([...entry, on("21:45", "5003.25")], "5.00", terms(), {
      account: { marginPolicy: "none" },
    });
    expect(exits(run)).toEqual([]);
  });
});

describe("the window", () => {
  const iso = (symbol: "equity_index" | "energy", date: string, windows = terms().windows) => {
    const span = daySpanOn({ windows }, { symbol: "X", session: symbol }, parseDay(date));
    return span && [new Date(span.from).toISOString(), new Date(span.to).toISOString()];
  };
  test("opens with the session, on the evening before, and closes at 15:45", () => {
    expect(iso("equity_index", "2022-02-11")).toEqual([
      "2022-02-10T23:00:00.000Z",
      "2022-02-11T21:45:00.000Z",
    ]);
  });
  test("comes as long before an early close as before any other", () => {
    // The day after Thanksgiving: index futures close at 12:15, oil at 12:45 (13:45 from 2025 on).
    expect(iso("equity_index", "2023-11-24")![1]).toBe("2023-11-24T18:00:00.000Z");
    expect(iso("energy", "2023-11-24")![1]).toBe("2023-11-24T18:30:00.000Z");
  });
  test("may be meant for one contract or one session only", () => {
    const windows = [
      { of: "energy", from: 7 * 60 + 45, to: 15 * 60 + 30 },
      { of: "MES", from: null, to: 16 * 60 },
    ];
    expect(iso("equity_index", "2022-02-11", windows)).toBeNull();
    expect(iso("energy", "2022-02-11", windows)).toEqual([
      "2022-02-11T13:45:00.000Z",
      "2022-02-11T21:30:00.000Z",
    ]);
  });
});
