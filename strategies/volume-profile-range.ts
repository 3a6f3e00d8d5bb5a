import { choice, float, int, rollingProfile, Strategy, sessionProfile } from "tickproof";

const params = {
  profile: choice({ default: "session", of: ["session", "rolling"], hint: "last session or last bars" }),
  lookback: int({ default: 276, min: 10, max: 5000, step: 50, hint: "bars of a rolling profile" }),
  rowTicks: int({ default: 4, min: 1, max: 200, hint: "ticks per row of the profile" }),
  area: float({ default: 70, min: 10, max: 95, step: 5, hint: "percent of volume in the value area" }),
  stopShare: float({ default: 0.25, min: 0.01, max: 2, step: 0.05, hint: "stop beyond the edge, in areas" }),
  breakoutBars: int({ default: 3, min: 1, max: 100, hint: "closes outside in a row that make a breakout" }),
  minTicks: int({ default: 24, min: 1, max: 2000, step: 8, hint: "narrower value areas are not traded" }),
  contracts: int({ default: 2, min: 1, max: 100, hint: "half leaves at the POC, half at the far edge" }),
};

/**
 * Volume-profile range: buys the low edge of value, sells the high edge, and takes profit at its centre.
 *
 * **Idea.** A volume profile counts how much was traded at each price. The value area is the band around the busiest
 * price (the POC) that holds 70 % of it: where buyers and sellers agreed. A market that stays in its old value tends
 * to be turned back at the edges, because there somebody finds it cheap or dear.
 *
 * **Rules.** The profile is that of the last completed session, or of the last `lookback` bars.
 * - While the close is inside the value area, one limit order rests at the edge on its side of the POC: a buy at the
 *   value area low, or a sell at the value area high. It moves with the levels and ends with the trade date.
 * - Half of the contracts leaves at the POC, the rest at the far edge. When the POC is reached the stop of the rest goes
 *   to the entry.
 * - The stop lies beyond the edge by `stopShare` of the area's width.
 * - It stands aside while the close is outside the value area. After `breakoutBars` closes outside in a row the range
 *   counts as broken: no more entries in this session (rolling profile: until the close has seen the POC again).
 * - Areas narrower than `minTicks` are not traded: the way to the POC would not pay the costs.
 *
 * **Value area.** Rows of `rowTicks`, each bar's volume spread evenly from its low to its high; from the POC outwards the
 * larger pair of rows is added until `area` percent is in (the two-row rule). Without volume in the data every bar counts
 * the same, which makes it a time profile; the report says so.
 *
 * **Where it comes from.** Market Profile: J. Peter Steidlmayer and the Chicago Board of Trade, 1985; the expansion rule
 * as in James Dalton, "Mind over Markets" (1990). The "80 % rule" of that school is a cousin of this strategy.
 *
 * **When it fails.** On trend days, and on the session after one: value moves, and the old edges mean nothing. Limit
 * orders at an edge are filled on just the days on which it does not hold (adverse selection). Around reports
 * the walk runs through edge and stop at once.
 */
export default class VolumeProfileRange extends Strategy<typeof params> {
  static override readonly params = params;
  readonly #levels = this.#profile();
  #outside = 0;
  #broken = false;
  #day = 0;
  #asked = "";

  override onFill(): void {
    this.#asked = "";
  }

  override onBar(): void {
    const { poc, valueHigh, valueLow } = this.#levels;
    this.#watchBreakout(poc.now, valueLow.now, valueHigh.now);
    if (this.position !== 0) return;
    const width = valueHigh.now - valueLow.now;
    const inside = this.close.now > valueLow.now && this.close.now < valueHigh.now;
    const narrow = width < this.params.minTicks * this.tickSize;
    const side = !inside || this.#broken || narrow ? 0 : this.close.now <= poc.now ? 1 : -1;
    // The same wish twice is one order: it rests, or the account has said no to it.
    const asked = `${side} ${valueLow.now} ${poc.now} ${valueHigh.now} ${this.tradeDay}`;
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.cancelAll();
    if (side === 1) this.#wait(1, valueLow.now, valueHigh.now, width);
    if (side === -1) this.#wait(-1, valueHigh.now, valueLow.now, width);
  }

  #wait(side: 1 | -1, edge: number, farEdge: number, width: number): void {
    const { contracts, stopShare } = this.params;
    const poc = this.#levels.poc.now;
    // A POC on the edge leaves no room for a first target.
    if (side * (poc - edge) < this.tickSize) return;
    const order = {
      qty: contracts,
      limit: edge,
      tif: "DAY",
      reason: side === 1 ? "value area low" : "value area high",
      exit: {
        stop: edge - side * Math.max(this.tickSize, stopShare * width),
        targets: [
          { at: poc, portion: 0.5, then: "breakeven" },
          { at: farEdge, portion: 0.5 },
        ],
      },
    } as const;
    if (side === 1) this.buy(order);
    else this.sell(order);
  }

  #watchBreakout(poc: number, low: number, high: number): void {
    const { profile, breakoutBars } = this.params;
    const outside = this.close.now > high || this.close.now < low;
    this.#outside = outside ? this.#outside + 1 : 0;
    if (this.#outside >= breakoutBars) this.#broken = true;
    const newRange =
      profile === "session" ? this.tradeDay !== this.#day : this.low.now <= poc && this.high.now >= poc;
    if (newRange) this.#broken = false;
    if (profile === "session" && newRange) this.#outside = 0;
    this.#day = this.tradeDay;
  }

  #profile() {
    const { profile, lookback, rowTicks, area } = this.params;
    const row = rowTicks * this.tickSize;
    const { high, low, close, volume } = this;
    const { poc, valueHigh, valueLow } =
      profile === "session"
        ? this.indicator(sessionProfile, high, low, close, volume, this.tradeDate, row, area)
        : this.indicator(rollingProfile, high, low, close, volume, lookback, row, area);
    return {
      poc: this.plot("POC", poc, { pane: "price" }),
      valueHigh: this.plot("value area high", valueHigh, { pane: "price" }),
      valueLow: this.plot("value area low", valueLow, { pane: "price" }),
    };
  }
}
