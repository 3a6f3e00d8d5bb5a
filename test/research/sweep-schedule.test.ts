import { expect, test } from "vitest";
import type { Cut, Executor } from "#research/executor.js";
import type { Report } from "#research/step.js";

import type { SweepBatch, SweepPlan } from "#research/sweep-plan.js";
import { type Failing, runPlans } from "#research/sweep-schedule.js";

const [OPEN, DONE, FAILED] = [0, 1, 2];
const ROWS = 6;

const planOfRows = (): SweepPlan =>
  ({
    rows: ROWS,
    state: new Uint8Array(ROWS),
    way: new Uint8Array(ROWS),
    cell: { series: { bars: { length: 100 } } },
  }) as unknown as SweepPlan;

const fault = { code: "E131", message: "fast 5 is not below slow 5", where: null };

/** Odd rows fail. In its `ended`-th batch the thread is ended after two rows, and its last message with it. */
function threadThatIsEnded(plan: SweepPlan, ended: number, cut: Cut): Executor {
  let batches = 0;
  return {
    lanes: 1,
    async run([step], tell) {
      const { from, to, check } = step as SweepBatch;
      if (check) return null;
      const lost = ++batches === ended;
      let noted = false;
      for (let row = from; row < (lost ? Math.min(from + 2, to) : to); row++) {
        if (plan.state[row] !== OPEN) continue;
        plan.state[row] = row % 2 === 0 ? DONE : FAILED;
        if (row % 2 === 0 || noted || lost) continue;
        noted = true;
        tell({ step: 0, state: "noted", row, fault } as unknown as Report);
      }
      return lost ? cut : null;
    },
    close: async () => {},
  };
}

async function told(cut: Cut) {
  const plan = planOfRows();
  const failing: Failing[] = [];
  const progress: number[] = [];
  await runPlans({
    executor: threadThatIsEnded(plan, 2, cut),
    plans: [plan],
    failures: [failing],
    signal: new AbortController().signal,
    onProgress: ({ done }) => progress.push(done),
  });
  return { plan, failing, progress };
}

test("a row whose reason went with a thread that was stopped is open: whoever goes on runs it again", async () => {
  const { plan, failing, progress } = await told({ kind: "stopped" });
  expect([...plan.state.subarray(0, 2)]).toEqual([DONE, OPEN]);
  expect(plan.state.includes(FAILED)).toBe(false);
  expect(failing).toEqual([]);
  expect(progress.at(-1)).toBe(plan.state.filter((one) => one !== OPEN).length);
});

test("where the sweep goes on it runs again at once, and all that failed is counted", async () => {
  const { plan, failing, progress } = await told({ kind: "suspect", step: 0 });
  expect([...plan.state]).toEqual([DONE, FAILED, DONE, FAILED, DONE, FAILED]);
  expect(failing.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  expect(progress.at(-1)).toBe(ROWS);
});
