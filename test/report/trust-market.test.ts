// Is what the trust panel says of slippage true where a run comes to nothing, exactly?

import { expect, test } from "vitest";
import { instrumentOf } from "#instrument/instrument.js";
import { slipped } from "#metric/slipping.js";
import { breakEven } from "#report/trust-market.js";
import { fixtureRun } from "./fixture.js";

const run = fixtureRun();
const paid = slipped(run.fills).ticks * instrumentOf(run.inputs.contract).tickValue;
const said = (net: number) => {
  const [check] = breakEven({ ...run, totals: { ...run.totals, net } });
  return `${check!.label}: ${check!.text}`;
};

test("a run without profit or loss is not told what makes it lose", () => {
  expect(paid).toBeGreaterThan(0);
  expect(said(0)).toMatch(/0\.0 more on each of .* would leave nothing/);
  expect(said(0)).not.toContain("lose");
  expect(said(-1_000_000)).toContain("that is what makes it lose");
});

test("fills that come to nothing without slippage would not have lost: the panel of costs says the same", () => {
  expect(said(-paid)).toContain("Break-even slippage 0.0 ticks a side");
  expect(said(-paid)).toContain("that is what makes it lose");
  expect(said(-paid - 1_000_000)).toContain("Even fills without any slippage would have lost");
});
