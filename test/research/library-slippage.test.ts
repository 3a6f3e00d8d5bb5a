// Can a program say what fills cost, with a function of its own too?

import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Run } from "#domain/run.js";
import { type BacktestRequest, backtest, compare, type ExecutionRequest } from "#research/library.js";
import { Strategy } from "#strategy/strategy.js";
import type { Fault } from "../../src/domain/fault.js";
import { minuteBars } from "../fixtures/series.js";
import { fixture } from "./spec.js";

/** Two contracts in at every hundredth bar, out again half way to the next. */
class Regular extends Strategy {
  override onBar(): void {
    if (this.bar % 100 === 0) this.buy({ qty: 2 });
    if (this.bar % 100 === 50) this.flatten();
  }
}
const OWN = fileURLToPath(new URL("../fixtures/slippage/by-side.ts", import.meta.url));
const request = { instrument: "MES", data: minuteBars(2, 600), cash: 100_000 } as const;

const run = (execution: ExecutionRequest, more: Partial<BacktestRequest> = {}): Promise<Run> =>
  backtest({ ...request, strategy: Regular, execution, ...more });
const slips = ({ fills }: Run): number[] => [...new Set(fills.slip.subarray(0, fills.length))].sort();
async function faultOf(work: Promise<unknown>): Promise<Fault> {
  return work.then(
    () => {
      throw new Error("accepted");
    },
    (error: unknown) => error as Fault,
  );
}

test("without a word, a tick", async () => {
  const { inputs, fills } = await run({});
  expect(fills.length).toBeGreaterThan(10);
  expect(inputs.execution).toMatchObject({ slippage: 1, limitFill: "through", participation: null });
});

describe("a model", () => {
  test("is given as a text or an object, and both are the same run", async () => {
    const text = await run({ slippage: "atr:300%/10", limitFill: "volume:3", participation: "50%" });
    const object = await run({
      slippage: { model: "atr", share: 3, period: 10 },
      limitFill: { volume: 3 },
      participation: 0.5,
    });
    expect(object.inputs.execution).toEqual(text.inputs.execution);
    expect(object.fingerprint).toBe(text.fingerprint);
    expect(object.fingerprint).not.toBe((await run({})).fingerprint);
  });

  test("of the spread takes the numbers of the contract, also where the program has its own", async () => {
    const own = { MES: { slippageTicks: { regular: 5, overnight: 6, news: 7 } } };
    expect(slips(await run({ slippage: { model: "spread" } }))).toEqual([1, 2]);
    expect(slips(await run({ slippage: { model: "spread" } }, { contracts: own }))).toEqual([5, 6]);
  });

  test.each([
    [{ slippage: 0.5 }, 'execution.slippage cannot be "0.5"'],
    [{ slippage: "atr" }, 'execution.slippage cannot be "atr"'],
    [{ slippage: { model: "atr" } }, 'execution.slippage cannot be "atr"'],
    [{ limitFill: "always" }, 'execution.limitFill cannot be "always"'],
    [{ limitFill: { through: 0 } }, 'execution.limitFill cannot be "through:0"'],
    [{ participation: 10 }, 'execution.participation cannot be "10"'],
  ])("%o is refused as on the command line", async (execution, message) => {
    const fault = await faultOf(run(execution as ExecutionRequest));
    expect([fault.code, fault.message]).toEqual(["E104", message]);
  });
});

describe("a function", () => {
  test("beside a class is asked for each fill, and is known by its name", async () => {
    const bySide = ({ side, qty }: { side: number; qty: number }) => (side === 1 ? qty : 5);
    const { inputs, fills } = await run({ slippage: bySide });
    expect(inputs.execution.slippage).toEqual({ model: "own", name: "bySide", file: "", hash: "" });
    for (let i = 0; i < fills.length; i++) expect(fills.slip[i]).toBe(fills.side[i] === 1 ? 2 : 5);
  });

  test("that throws, or answers no whole ticks, is a fault with the fill in it", async () => {
    const throws = () => {
      throw new Error("no quote");
    };
    const thrown = await faultOf(run({ slippage: throws }));
    expect([thrown.code, thrown.message]).toEqual([
      "E434",
      expect.stringMatching(/^throws threw for the fill of bar 1 \(.*Z\): Error: no quote$/),
    ]);
    expect(thrown.detail.where).toMatch(/library-slippage\.test\.ts:\d+:\d+$/);
    expect((await faultOf(run({ slippage: () => 0.5 }))).code).toBe("E434");
  });

  test("cannot go where a strategy given by name runs, nor into a comparison", async () => {
    const execution = { slippage: () => 1 };
    const data = { MES: request.data };
    for (const work of [
      backtest({ ...request, strategy: fixture("trades-every-hour"), execution }),
      compare({ strategies: [fixture("trades-every-hour")], data, execution }),
    ]) {
      const fault = await faultOf(work);
      expect([fault.code, fault.message]).toEqual([
        "E104",
        "execution.slippage is a function, which cannot cross to a worker",
      ]);
      expect(fault.detail.fix?.[0]).toContain("./my-slippage.ts");
    }
  });
});

describe("a file", () => {
  test("is the same model beside a class, a strategy by name, and in a comparison", async () => {
    const execution = { slippage: OWN };
    const strategy = fixture("trades-every-hour");
    const [inProcess, byName, pooled] = [
      await run(execution),
      await backtest({ ...request, strategy, execution }),
      await backtest({ ...request, strategy, execution, jobs: 2 }),
    ];
    for (const { fills } of [inProcess, byName]) {
      expect(fills.length).toBeGreaterThan(0);
      for (let i = 0; i < fills.length; i++) expect(fills.slip[i]).toBe(fills.side[i] === 1 ? 3 : 1);
    }
    expect(pooled.fingerprint).toBe(byName.fingerprint);
    expect(pooled.inputs).toEqual(byName.inputs);
    const { cells } = await compare({
      strategies: [strategy],
      data: { MES: request.data },
      cash: 100_000,
      execution,
    });
    expect(cells[0]!.run?.fingerprint).toBe(byName.fingerprint);
  });

  test("that is not there is a fault before anything runs", async () => {
    const fault = await faultOf(run({ slippage: OWN.replace("by-side", "by-sied") }));
    expect(fault.code).toBe("E123");
    expect(fault.detail.fix?.[0]).toContain("by-side.ts");
  });
});
