// What does a policy do to faulty rows, and is every line accounted for?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FAULT_KINDS, POLICY_ACTIONS, POSSIBLE, type Policy, ROW_KINDS } from "#domain/findings.js";
import { policiesOf } from "#importer/policy.js";
import { faultIn, read, told } from "./helpers.js";

const HEADER = "time,open,high,low,close,volume";
const GOOD = [
  "2024-05-14T14:30:00Z,5240.00,5241.00,5239.00,5240.25,100",
  "2024-05-14T14:31:00Z,5240.25,5242.00,5240.00,5241.50,110",
  "2024-05-14T14:32:00Z,5241.50,5243.00,5241.00,5242.25,120",
  "2024-05-14T14:33:00Z,5242.25,5244.00,5242.00,5243.00,130",
];
const csv = (...rows: readonly string[]): string => [HEADER, ...rows].join("\n");
const [A, B, C, D] = GOOD as [string, string, string, string];

test.each(["", "null", "NaN", "n/a", "-"])(
  "a row with %j for all prices holds no bar: it is left out and told",
  async (none) => {
    const rows = [A, B, `2024-05-14T14:32:00Z,${none},${none},${none},${none},${none}`, D];
    const { bars, source } = await read(csv(...rows));
    expect([...bars.close]).toEqual([5240.25, 5241.5, 5243]);
    expect(source.rows).toMatchObject({ read: 4, accepted: 3, rejected: 1 });
    expect(source.notes).toContain("1 row left out: no price at all, as where nothing was traded.");
    expect(source.repairs?.listed[0]).toMatchObject({ kind: "empty", line: 4 });
    expect(await faultIn(csv(...rows), { policy: { empty: "refuse" } })).toMatchObject({ code: "E328" });
  },
);

test("a row that lacks one price is no empty one", async () => {
  const fault = await faultIn(csv(A, B, "2024-05-14T14:32:00Z,5241.50,,5241.00,5242.25,120", D));
  expect(fault).toMatchObject({ code: "E328", message: expect.stringContaining("high is empty") });
});

/** What is planted on line 4, how a policy must name it, and the bar that repair makes of it. */
const PLANTED = {
  unreadable: ["2024-05-14T14:32:00Z,5241.50,oops,5241.00,5242.25,120", null],
  "high-low": [
    "2024-05-14T14:32:00Z,5241.50,5242.00,5241.00,5242.25,120",
    [5241.5, 5242.25, 5241, 5242.25, 120],
  ],
  "off-grid": [
    "2024-05-14T14:32:00Z,5241.50,5243.10,5241.00,5242.25,120",
    [5241.5, 5243, 5241, 5242.25, 120],
  ],
  volume: ["2024-05-14T14:32:00Z,5241.50,5243.00,5241.00,5242.25,-120", [5241.5, 5243, 5241, 5242.25, 0]],
} as const;

describe.each(Object.entries(PLANTED))("a row that is %s", (kind, [row, mended]) => {
  const text = csv(A, B, row, D);

  test("is refused unless something else is said, and the fault names the flag", async () => {
    const fault = await faultIn(text);
    expect(fault.detail.where).toMatch(/bars\.csv:4:/);
    expect(fault.detail.fix?.join()).toContain(`--policy ${kind}=reject`);
  });

  test("is left out by reject, listed and counted", async () => {
    const { source, ...series } = await read(text, { policy: { [kind]: "reject" } });
    expect(series.bars.length).toBe(3);
    expect(source.rows).toMatchObject({ read: 4, accepted: 3, repaired: 0, rejected: 1 });
    expect(source.repairs).toMatchObject({ total: 1, listed: [{ kind, action: "rejected", line: 4 }] });
    expect(source.notes).toContain("4 rows = 3 accepted + 0 repaired + 1 rejected + 0 skipped.");
  });

  test("is mended by repair, where there is one right way", async () => {
    if (mended === null) {
      expect(await faultIn(text, { policy: "repair" })).toMatchObject({ code: "E328" });
      return;
    }
    const { bars, source } = await read(text, { policy: { [kind]: "repair" } });
    expect([bars.open[2], bars.high[2], bars.low[2], bars.close[2], bars.volume[2]]).toEqual(mended);
    expect(source.rows).toMatchObject({ read: 4, accepted: 3, repaired: 1, rejected: 0 });
    expect(source.repairs).toMatchObject({ total: 1, listed: [{ kind, action: "repaired", line: 4 }] });
  });
});

describe("rows out of order", () => {
  test("are sorted by repair, and left out by reject: the fewest without which the rest is in order", async () => {
    const text = csv(A, C, B, D);
    const sorted = await read(text, { policy: { order: "repair" } });
    expect(told(sorted)).toEqual(told(await read(csv(...GOOD))));
    expect(sorted.source.rows).toMatchObject({ accepted: 3, repaired: 1 });
    expect(sorted.source.repairs?.listed).toMatchObject([
      { kind: "order", line: 4, found: "2024-05-14T14:31:00Z, earlier than the bar on line 3" },
    ]);
    const left = await read(text, { policy: { order: "reject" } });
    expect(left.source.rows).toMatchObject({ accepted: 3, rejected: 1 });
  });

  test("one stray stamp of another year does not accuse all rows behind it", async () => {
    const fault = await faultIn(csv(A, B.replace("2024", "2031"), C, D));
    expect(fault).toMatchObject({ code: "E336" });
    expect(fault.message).toMatch(/bars\.csv:3:1: later than the bar on line 4$/);
    expect(fault.detail.excerpt).not.toContain("bars.csv:4");
  });
});

describe("two rows of one time", () => {
  const corrected = B.replace("5242.00", "5242.50");

  test("reject keeps the first, repair the last, as vendors correct what they sent", async () => {
    const text = csv(A, B, corrected, C);
    const first = await read(text, { policy: { duplicate: "reject" } });
    expect(first.bars.high[1]).toBe(5242);
    const last = await read(text, { policy: { duplicate: "repair" } });
    expect(last.bars.high[1]).toBe(5242.5);
    for (const [{ source }, line] of [
      [first, 4],
      [last, 3],
    ] as const) {
      expect(source.rows).toMatchObject({ read: 4, accepted: 3, rejected: 1 });
      expect(source.repairs?.listed).toMatchObject([{ kind: "duplicate", action: "rejected", line }]);
    }
  });

  test("two exports glued together with an overlap are duplicates, not rows out of order", async () => {
    const series = await read(csv(A, B, C, B, C, D), { policy: { duplicate: "repair" } });
    expect(told(series)).toEqual(told(await read(csv(...GOOD))));
    expect(series.source.repairs?.counts).toEqual([{ kind: "duplicate", action: "rejected", count: 2 }]);
  });
});

describe("a clock that nobody showed", () => {
  const gap = csv(
    ...["2024-03-10 01:59", "2024-03-10 02:30", "2024-03-10 04:00"].map((t) => `${t},1,1,1,1,1`),
  );
  const local = { timeZone: "America/New_York" };

  test("is left out, or counts on from before the change", async () => {
    expect(await faultIn(gap, local)).toMatchObject({ code: "E338" });
    expect((await read(gap, { ...local, policy: { clock: "reject" } })).bars.length).toBe(2);
    const { bars, source } = await read(gap, { ...local, policy: { clock: "repair" } });
    expect(new Date(bars.time[1]!).toISOString()).toBe("2024-03-10T07:30:00.000Z");
    expect(source.rows).toMatchObject({ read: 3, accepted: 2, repaired: 1 });
  });

  test("an hour that came twice and stands there once is the first pass", async () => {
    const once = csv(...["00:30", "01:30", "03:00"].map((t) => `2024-11-03 ${t},1,1,1,1,1`));
    expect(await faultIn(once, local)).toMatchObject({ code: "E339" });
    const { bars } = await read(once, { ...local, policy: { clock: "repair" } });
    expect(new Date(bars.time[1]!).toISOString()).toBe("2024-11-03T05:30:00.000Z");
  });
});

test("volumes that begin late are none, or their bars are left out", async () => {
  const text = csv(A.replace(",100", ","), B.replace(",110", ","), C, D);
  const mended = await read(text, { policy: { volume: "repair" } });
  expect([...mended.bars.volume]).toEqual([0, 0, 120, 130]);
  expect(mended.source.rows).toMatchObject({ accepted: 2, repaired: 2 });
  const left = await read(text, { policy: { volume: "reject" } });
  expect(left.source.rows).toMatchObject({ read: 4, accepted: 2, rejected: 2 });
  expect(left.bars.length).toBe(2);
});

describe("a policy", () => {
  test("for all kinds is taken by those that know it, and leaves the others as they are", () => {
    for (const action of POLICY_ACTIONS) {
      const all = policiesOf(action);
      for (const kind of FAULT_KINDS) {
        expect(all[kind]).toBe(POSSIBLE[kind].includes(action) ? action : POSSIBLE[kind][0]);
      }
    }
  });

  test.each([
    ["off-gird", "repair", /did you mean off-grid/],
    ["off-grid", "keep", /bars cannot hold/],
    ["unreadable", "repair", /cannot be guessed/],
    ["missing-session", "reject", /no row to leave out/],
    ["gap", "repiar", /gap takes keep, refuse/],
  ])("%s=%s is refused with what there is", (kind, action, says) => {
    expect(() => policiesOf({ [kind]: action } as Policy)).toThrow(
      expect.objectContaining({
        code: "E344",
        detail: expect.objectContaining({ expected: expect.stringMatching(says) }),
      }),
    );
  });
});

const price = fc.integer({ min: 20_000, max: 20_040 }).map((ticks) => ticks / 4);
const anyRow = fc.tuple(
  fc.integer({ min: 0, max: 40 }),
  fc.tuple(price, price, price, price),
  fc.constantFrom("100", "-5", "", "many"),
  fc.constantFrom("", "", "", "x", "off", "wide", "blank", "date"),
);

/** A row with anything or nothing wrong with it. */
function textOf([minute, [open, high, low, close], volume, harm]: typeof anyRow extends fc.Arbitrary<infer T>
  ? T
  : never): string {
  if (harm === "blank") return "";
  const time = harm === "date" ? "yesterday" : new Date(Date.UTC(2024, 4, 14, 14, minute)).toISOString();
  const off = harm === "off" ? 0.1 : 0;
  const row = `${time},${open + off},${harm === "x" ? "x" : high},${low},${close},${volume}`;
  return harm === "wide" ? `${row},1` : row;
}

test("every line is accepted, repaired, rejected or skipped, whatever is wrong with it and whatever the policy", async () => {
  const policies = fc.record(
    Object.fromEntries(
      ROW_KINDS.map((kind) => [kind, fc.constantFrom(...POSSIBLE[kind].filter((one) => one !== "refuse"))]),
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 30 }), policies, async (rows, policy) => {
      // A first good row, of another day, so that there is a series whatever becomes of the others.
      const lines = ["2024-05-13T14:00:00Z,5240,5241,5239,5240.25,100", ...rows.map(textOf)];
      const { bars, source } = await read(csv(...lines), { policy: policy as Policy });
      const { rows: account, repairs } = source;
      // A blank last line is the end of the line before it.
      const counted = lines.length - (lines.at(-1) === "" ? 1 : 0);
      expect(account!.read).toBe(counted);
      expect(account!.accepted + account!.repaired + account!.rejected + account!.skipped).toBe(counted);
      expect(bars.length).toBe(account!.accepted + account!.repaired);
      const rejected = repairs!.counts.filter(({ action }) => action === "rejected");
      expect(rejected.reduce((sum, { count }) => sum + count, 0)).toBe(account!.rejected);
      expect(repairs!.listed.length).toBe(repairs!.total);
      for (let i = 0; i < bars.length; i++) {
        if (i > 0) expect(bars.time[i]).toBeGreaterThan(bars.time[i - 1]!);
        expect(bars.highTicks[i]).toBeGreaterThanOrEqual(Math.max(bars.openTicks[i]!, bars.closeTicks[i]!));
        expect(bars.lowTicks[i]).toBeLessThanOrEqual(Math.min(bars.openTicks[i]!, bars.closeTicks[i]!));
        expect(bars.volume[i]).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 200 },
  );
});
