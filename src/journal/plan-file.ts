// What did the trader promise?

import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { didYouMean, Fault } from "../domain/fault.js";
import type { JournalPlan, JournalPlans, PlanWindow } from "../domain/journal-notes.js";
import { DAY_MS } from "../domain/money.js";
import { checkedToml, readToml, type TomlFile, tomlOf } from "../importer/read-toml.js";
import { zoneOf } from "../instrument/time.js";
import { moneyAt } from "./toml-money.js";

/** A trade can be felt in few words; more of them in `[vocabulary]`. */
const EMOTIONS = [
  ..."angry anxious bored calm confident disappointed distracted euphoric excited fearful focused".split(" "),
  ..."frustrated greedy hesitant hopeful impatient neutral proud regretful relieved rushed satisfied".split(
    " ",
  ),
  ..."stressed tired uncertain".split(" "),
];
const MISTAKES = [
  ..."averaged-down chased distracted early-entry early-exit fat-finger fomo held-too-long hesitated".split(
    " ",
  ),
  ..."ignored-news late-entry late-exit moved-stop no-stop off-plan out-of-window oversize".split(" "),
  ..."overtrading past-daily-loss revenge undersize wrong-contract wrong-side".split(" "),
];

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const WORD = /^[\p{L}\p{N}][\p{L}\p{N}_.+/-]*$/u;
const TIME_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** "15m", "10s", "1h30m" in milliseconds; null for what is no time. */
export function spanMs(text: string): number | null {
  if (!/^(?:\d{1,6}[hms]\s*)+$/.test(text.trim())) return null;
  const parts = [...text.matchAll(/(\d+)([hms])/g)];
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * TIME_MS[unit!]!, 0);
  return ms > 0 && ms <= 7 * DAY_MS ? ms : null;
}

/** "09:30-11:30, 13:00-15:30 America/New_York"; null for what is none. */
export function windowOf(text: string): PlanWindow | null {
  const [, hours, zone] = /^\s*([\d:,\s\u2013-]*\d)\s+(\S+)\s*$/.exec(text) ?? [];
  if (hours === undefined || zone === undefined) return null;
  const spans = hours.split(",").map(spanOf);
  try {
    zoneOf(zone);
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
  return spans.every((span) => span !== null) ? { spans, zone } : null;
}

function spanOf(text: string): { from: number; until: number } | null {
  const [, ...parts] = /^\s*(\d{1,2}):(\d{2})\s*[-\u2013]\s*(\d{1,2}):(\d{2})\s*$/.exec(text) ?? [];
  const [h1, m1, h2, m2] = parts.map(Number) as [number, number, number, number];
  if (parts.length === 0 || h1 > 23 || h2 > 24 || m1 > 59 || m2 > 59) return null;
  const from = h1 * 60 + m1;
  const until = h2 * 60 + m2;
  return from === until || until > 1440 ? null : { from, until };
}

const text = z.string("text in quotes").min(1, "some text");
const dollars = z.number("dollars, without quotes: 300");
const whole = (what: string) => z.int(`a whole number of ${what}`).min(1, `at least one of the ${what}`);
const span = z.string('a time in quotes, such as "15m" or "10s"').transform((written, context): number => {
  const ms = spanMs(written);
  if (ms === null) context.addIssue({ code: "custom", message: 'a time, such as "15m" or "10s"' });
  return ms ?? 0;
});
const WINDOW = 'hours with their time zone: "09:30-15:30 America/New_York"';
const window = z.string(WINDOW).transform((written, context): PlanWindow => {
  const read = windowOf(written);
  if (read === null) context.addIssue({ code: "custom", message: WINDOW });
  return read ?? { spans: [], zone: "UTC" };
});
const words = z.array(
  z.string().regex(WORD, "words without blanks"),
  'a list of words: ["calm", "in-the-zone"]',
);

const planShape = z.strictObject({
  version: z.union([z.int(), text], "a version: 4").optional(),
  strategy: text.optional(),
  params: z
    .record(z.string(), z.union([z.number(), z.string(), z.boolean()], "a number, text, true or false"))
    .optional(),
  instruments: z.array(text, 'a list: ["MES"]').min(1, 'a list: ["MES"]').optional(),
  contracts: whole("contracts").optional(),
  window: window.optional(),
  max_trades_per_day: whole("trades").optional(),
  max_daily_loss: dollars.optional(),
  risk_per_trade: dollars.optional(),
  cooldown_after_loss: span.optional(),
  stop_required_within: span.optional(),
});
type Named = Pick<JournalPlan, "name" | "version">;

const shape = z.strictObject({
  plan: z.record(z.string(), planShape).optional(),
  vocabulary: z
    .strictObject({ emotions: words.optional(), mistakes: words.optional(), setups: words.optional() })
    .optional(),
});

/** `shown` is what messages call the file. @throws {Fault} E170–E172, E186 */
export const readPlans = (path: string, shown = path): JournalPlans => plansFrom(readToml(path, shown));

/** `plan.toml` of a journal; without it there are no plans, and the words that are known. */
export function plansIn(folder: string): JournalPlans {
  const path = join(folder, "plan.toml");
  return existsSync(path) ? readPlans(path) : plansOf("", path);
}

export const plansOf = (source: string, shown: string): JournalPlans => plansFrom(tomlOf(source, shown));

function plansFrom(file: TomlFile): JournalPlans {
  const { plan = {}, vocabulary = {} } = checkedToml(file, shape);
  return {
    plans: Object.entries(plan).map(([key, written]) => planOf(file, key, written)),
    vocabulary: {
      emotions: together(EMOTIONS, vocabulary.emotions),
      mistakes: together(MISTAKES, vocabulary.mistakes),
      setups: vocabulary.setups ?? null,
    },
  };
}

const together = (known: readonly string[], more: readonly string[] = []): string[] =>
  [...new Set([...known, ...more.map((word) => word.toLowerCase())])].sort();

function planOf(file: TomlFile, key: string, written: z.output<typeof planShape>): JournalPlan {
  const { name, version } = nameOf(file, key);
  const said = written.version === undefined ? null : String(written.version);
  if (version !== null && said !== null && version !== said) {
    throw new Fault("E186", `plan.${key} has two versions`, {
      where: file.placeOf(["plan", key, "version"]),
      found: `${version} in its name, ${said} in its key`,
      expected: "one of them",
    });
  }
  const money = (field: "max_daily_loss" | "risk_per_trade") =>
    written[field] === undefined ? null : moneyAt(file, ["plan", key, field], "positive");
  return {
    name,
    version: version ?? said,
    strategy: written.strategy ?? null,
    params: written.params ?? {},
    instruments: written.instruments?.map((root) => root.toUpperCase()) ?? null,
    contracts: written.contracts ?? null,
    window: written.window ?? null,
    maxTradesPerDay: written.max_trades_per_day ?? null,
    maxDailyLoss: money("max_daily_loss"),
    riskPerTrade: money("risk_per_trade"),
    cooldownAfterLossMs: written.cooldown_after_loss ?? null,
    stopRequiredWithinMs: written.stop_required_within ?? null,
  };
}

/** `[plan.orb-mes]`, or `[plan."orb-mes@3"]` for a version that was traded before. */
function nameOf(file: TomlFile, key: string): { name: string; version: string | null } {
  const at = key.indexOf("@");
  const name = at < 0 ? key : key.slice(0, at);
  const version = at < 0 ? null : key.slice(at + 1);
  if (NAME.test(name) && (version === null || NAME.test(version))) return { name, version };
  throw new Fault("E186", `"${key}" is no name of a plan`, {
    where: file.placeOf(["plan", key]),
    expected: 'letters, digits, "-", "_" and ".": [plan.orb-mes], or with a version [plan."orb-mes@3"]',
  });
}

/**
 * The plan called "orb-mes" or "orb-mes@4": that version, or the one without a version; by the name alone the newest of that
 * name, which is the last in the file. Without a name the only plan there is. @throws {Fault} E187
 */
export function planNamed(plans: JournalPlans, called: string | null): JournalPlan {
  const all = plans.plans;
  if (called === null) {
    const only = onlyPlan(plans);
    if (only !== null) return only;
    throw noPlan(all.length === 0 ? "There is no plan" : "Which plan?", null, all);
  }
  const [name, version] = called.split("@") as [string, string | undefined];
  const found = planFor(all, { name, version: version ?? null });
  if (found) return found;
  throw noPlan(`There is no plan "${called}"`, called, all);
}

/** Of these plans the one that a name means, as `planNamed` takes it; null where none does. */
export function planFor<P extends Named>(plans: readonly P[], { name, version }: Named): P | null {
  const named = plans.filter((plan) => plan.name === name);
  const found =
    version === null
      ? named.at(-1)
      : (named.find((plan) => plan.version === version) ?? named.find((plan) => plan.version === null));
  return found ?? null;
}

/** The newest version of the only plan; null where there are several, or none. */
export const onlyPlan = ({ plans }: JournalPlans): JournalPlan | null =>
  new Set(plans.map(({ name }) => name)).size === 1 ? plans.at(-1)! : null;

export const titleOf = ({ name, version }: Named): string => (version === null ? name : `${name}@${version}`);

function noPlan(message: string, called: string | null, all: readonly JournalPlan[]): Fault {
  const known = all.map(titleOf);
  const near = called === null ? undefined : didYouMean(called, [...all.map(({ name }) => name), ...known]);
  return new Fault("E187", message, {
    ...(called !== null && { found: called }),
    expected: known.length === 0 ? "a plan in plan.toml: [plan.orb-mes]" : known.join(", "),
    fix:
      near !== undefined
        ? [`did you mean   --plan ${near}`]
        : known.length === 0
          ? ["write one into journal/plan.toml: the file says how"]
          : [`--plan ${known[0]}`],
  });
}
