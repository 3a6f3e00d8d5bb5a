// Does a strategy say where its lines are drawn, and is it told when that cannot be?

import { describe, expect, test } from "vitest";
import { rsi } from "#indicator/rsi.js";
import { sma } from "#indicator/sma.js";
import type { PlotTerms } from "#strategy/plot.js";
import { Strategy } from "#strategy/strategy.js";
import { BUNDLED, seriesOf } from "../fixtures/real-data.js";
import { head, trade } from "../strategies/trade.js";

const mes = head(await seriesOf(BUNDLED[0]!), 1500);

abstract class Crosses extends Strategy {
  readonly average = this.indicator(sma, this.close, 20);
  override onBar(): void {
    if (this.close.crossedAbove(this.average)) this.goTo(1);
    if (this.close.crossedBelow(this.average)) this.goTo(-1);
  }
}

class Plain extends Crosses {}
class Declared extends Crosses {
  readonly rsi = this.plot("RSI", this.indicator(rsi, this.close, 14), { pane: "own", levels: [70, 30, 70] });
  readonly line = this.plot("average", this.average);
  readonly top = this.plot("high of the bar", this.high, { pane: "prices of the bar" });
}

test("pane and levels come with the run, and a line that says nothing has none", () => {
  const { plotted } = trade(mes, Declared);
  expect(plotted.map(({ name, pane, levels }) => [name, pane, levels])).toEqual([
    ["RSI", "own", [30, 70]],
    ["average", null, []],
    ["high of the bar", "prices of the bar", []],
  ]);
});

test("drawing decides nothing: orders, trades and fingerprint are those of a run that draws nothing", () => {
  const [plain, declared] = [trade(mes, Plain), trade(mes, Declared)];
  expect(plain.trades.length).toBeGreaterThan(10);
  expect(declared.fingerprint).toBe(plain.fingerprint);
  expect(declared.orders).toEqual(plain.orders);
});

test("the same line twice is one", () => {
  class Twice extends Crosses {
    readonly once = this.plot("average", this.average, { pane: "price", levels: [5000] });
    readonly twice = this.plot("average", this.average, { pane: "price", levels: [5000] });
  }
  expect(trade(mes, Twice).plotted).toHaveLength(1);
});

describe("E408 tells", () => {
  const drawing = (name: string, terms: unknown, other: unknown = terms) =>
    class extends Crosses {
      readonly line = this.plot(name, this.average, terms as PlotTerms);
      readonly other = this.plot("other", this.average, other as PlotTerms);
    };
  const refusal = (message: string) =>
    expect.objectContaining({ cause: expect.objectContaining({ code: "E408", message }) });
  test.each([
    ["x", { panes: "own" }, 'The line "x" has no "panes"'],
    ["x", { pane: "Own" }, 'The line "x" cannot be drawn in the pane "Own"'],
    ["x", { pane: " price " }, 'The line "x" cannot be drawn in the pane " price "'],
    ["x", { pane: "Volume" }, 'The line "x" cannot be drawn in the pane "Volume"'],
    ["x", { pane: "" }, 'The line "x" cannot be drawn in the pane ""'],
    ["x", { pane: 2 }, 'The line "x" cannot be drawn in the pane 2'],
    ["x", { levels: 30 }, 'The line "x" has a level that is no number'],
    ["x", { levels: [30, Number.NaN] }, 'The line "x" has a level that is no number'],
    ["x", { levels: ["30"] }, 'The line "x" has a level that is no number'],
    ["x", "own", 'The line "x" is to be drawn by "own"'],
    ["x", null, 'The line "x" is to be drawn by null'],
    [" ", {}, "A line is to be drawn without a name"],
  ])("%s drawn by %j: %s", (name, terms, message) => {
    expect(() => trade(mes, drawing(name, terms))).toThrow(refusal(message));
  });

  test("two lines of one name, whether they differ in pane, levels or values", () => {
    const [own, price] = [{ pane: "own" }, { pane: "price" }];
    for (const [a, b] of [
      [own, price],
      [own, {}],
      [own, { pane: "own", levels: [1] }],
    ])
      expect(() => trade(mes, drawing("other", a, b))).toThrow(refusal('Two lines are called "other"'));
    class Others extends Crosses {
      readonly a = this.plot("line", this.close);
      readonly b = this.plot("line", this.average);
    }
    expect(() => trade(mes, Others)).toThrow(refusal('Two lines are called "line"'));
  });
});
