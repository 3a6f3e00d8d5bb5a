import { expect, test } from "vitest";
import type { DayFile } from "#domain/journal-notes.js";
import { parseDay } from "#instrument/time.js";
import { planNamed, plansOf } from "#journal/plan-file.js";
import { otherPlans } from "#journal/review/other-plans.js";

const { plans } = plansOf('[plan."orb@1"]\ncontracts = 1\n[plan.orb]\nversion = 2\n[plan.fade]', "plan.toml");
const judge = plans[1]!;
const day = (date: string, name: string | null, version: string | null = null) =>
  ({ date: parseDay(date), plan: name === null ? null : { name, version } }) as DayFile;
const told = (days: readonly DayFile[], by = judge, traded = days.map(({ date }) => date)) =>
  otherPlans(by, plans, days, new Set(traded));

test("dates whose head names another version, or another plan, are told with the review that is theirs", () => {
  const days = [
    day("2026-03-12", "orb", "1"),
    day("2026-03-10", "orb", "1"),
    day("2026-03-13", "orb", "2"),
    day("2026-03-16", "fade"),
  ];
  expect(told(days)).toEqual([
    "2 day files from 2026-03-10 to 2026-03-12 name orb@1, and orb@2 is what judges here; by its own: tickproof journal review --plan orb@1 --from 2026-03-10 --to 2026-03-12",
    "the day file of 2026-03-16 names fade, and orb@2 is what judges here; by its own: tickproof journal review --plan fade --from 2026-03-16 --to 2026-03-16",
  ]);
});

test("a version that plan.toml no longer has cannot be asked, and the way to keep it is told", () => {
  expect(told([day("2026-03-10", "orb", "0")])).toEqual([
    'the day file of 2026-03-10 names orb@0, and orb@2 is what judges here; plan.toml has no such plan any more: keep it there as [plan."orb@0"] to be judged by it',
  ]);
});

test("a head without a plan or a version, a plan without versions, and dates without a trade say nothing", () => {
  const plain = plansOf("[plan.orb]", "plan.toml").plans;
  const dates = new Set([parseDay("2026-03-10")]);
  expect(told([day("2026-03-10", null), day("2026-03-11", "orb")])).toEqual([]);
  expect(otherPlans(plain[0]!, plain, [day("2026-03-10", "orb", "1")], dates)).toEqual([]);
  expect(told([day("2026-03-10", "orb", "1")], judge, [])).toEqual([]);
});

test("a bare name and a version that only a plan without versions stands for are asked as --plan takes them", () => {
  const now = plansOf("[plan.orb]\nversion = 2\n[plan.fade]\nversion = 3\n[plan.gap]", "plan.toml").plans;
  const days = [
    day("2026-03-10", "fade"),
    day("2026-03-11", "gap", "7"),
    day("2026-03-12", "fade", "2"),
    day("2026-03-13", "orb", "1"),
  ];
  const lines = otherPlans(now[0]!, now, days, new Set(days.map(({ date }) => date)));
  expect(lines).toEqual([
    "the day file of 2026-03-10 names fade, and orb@2 is what judges here; by fade@3, which plan.toml has for it: tickproof journal review --plan fade@3 --from 2026-03-10 --to 2026-03-10",
    "the day file of 2026-03-11 names gap@7, and orb@2 is what judges here; by gap, which plan.toml has for it: tickproof journal review --plan gap --from 2026-03-11 --to 2026-03-11",
    expect.stringContaining('no such plan any more: keep it there as [plan."fade@2"]'),
    expect.stringContaining('no such plan any more: keep it there as [plan."orb@1"]'),
  ]);
  // Each way that is told can be gone: the plan is found, or nothing stands there yet.
  for (const line of lines) {
    const asked = /--plan (\S+)/.exec(line)?.[1];
    if (asked !== undefined) expect(planNamed({ ...plansOf("", ""), plans: now }, asked)).toBeDefined();
    const key = /\[plan\..*?\]/.exec(line)?.[0];
    if (key !== undefined)
      expect(() => plansOf(`[plan.orb]\nversion = 2\n[plan.fade]\n${key}`, "plan.toml")).not.toThrow();
  }
});

test("a version beside the plan without one is another plan", () => {
  const both = plansOf('[plan."orb@1"]\n[plan.orb]', "plan.toml").plans;
  const date = parseDay("2026-03-10");
  expect(otherPlans(both[1]!, both, [day("2026-03-10", "orb", "1")], new Set([date]))).toEqual([
    expect.stringMatching(/names orb@1, and orb is what judges here; by its own: .* --plan orb@1 /),
  ]);
});

test("where plans take turns, each run of dates is asked for alone, with the journal and account of this call", () => {
  const days = [10, 11, 12, 13, 16, 17].map((date, k) =>
    day(`2026-03-${date}`, "orb", "112112"[k] === "1" ? "1" : "2"),
  );
  const all = new Set(days.map(({ date }) => date));
  expect(
    otherPlans(
      judge,
      plans,
      [...days].reverse(),
      all,
      (title) => `tickproof journal review --plan ${title} --account eval`,
    ),
  ).toEqual([
    "4 day files from 2026-03-10 to 2026-03-16 name orb@1, and orb@2 is what judges here; by its own: tickproof journal review --plan orb@1 --account eval --from 2026-03-10 --to 2026-03-11, then --from 2026-03-13 --to 2026-03-16",
  ]);
  const turns = Array.from({ length: 20 }, (_, k) =>
    day(`2026-04-${String(k + 1).padStart(2, "0")}`, "orb", k % 2 === 0 ? "1" : "2"),
  );
  const [line] = told(turns);
  expect(line!.match(/--from/g)).toHaveLength(4);
  expect(line).toMatch(/--to 2026-04-07, and so on for 6 more stretches of dates$/);
});
