// On which terms does a plan's strategy run: what do plan, flags, config and accounts say?

import type { JournalAccount, JournalAccounts, JournalPlan } from "../domain/journal-notes.js";
import { dollars } from "../domain/money.js";
import type { HoursSpan } from "../domain/risk.js";
import type { Dates } from "../journal/review/dates.js";
import type { Promises } from "../journal/review/promises.js";
import { hoursOf } from "../journal/review/window.js";
import { exchangeZone } from "../risk/hours.js";
import type { Call } from "./commands.js";
import { knownContracts } from "./known-contracts.js";
import { type Key, longFlag, type Values } from "./options.js";
import { type GivenParam, givenParams } from "./resolve.js";

/** Dates before the first one, for indicators: a year of them, or as many as there are. */
const WARM_DAYS = 400;
/** Dates after the last one, for positions that were held over it. */
const AFTER_DAYS = 14;
const MINUTE_MS = 60_000;

export interface ModelTerms {
  readonly call: Call;
  readonly given: readonly GivenParam[];
  /** What a fill costs by `accounts.toml`; null: as flags, config or the schedule say. */
  readonly fees: Fees | null;
  /** What the plan promises that holds for all of its contracts together, as far as no flag says otherwise. */
  readonly promises: Promises;
  /** Settings of config or environment that plan or accounts stand in for. */
  readonly overruled: readonly Key[];
  /** What of the plan did not hold, and why. */
  readonly warnings: readonly string[];
}

type Fees = Exclude<JournalAccount["fees"], "schedule">;

/** What is typed beats the plan, and the review says so; the plan beats config and environment; what it does not say is theirs. */
export function modelTerms(
  plan: JournalPlan,
  roots: readonly string[],
  dates: Dates,
  call: Call,
  accounts: readonly JournalAccount[],
): ModelTerms {
  const { origins } = call;
  const values: { -readonly [K in Key]: Values[K] } = { ...call.values };
  const overruled: Key[] = [];
  const warnings: string[] = [];
  const isTyped = (key: Key): boolean => origins[key].from === "flag";
  const typed = (key: Key): string => [longFlag(key), ...origins[key].texts].join(" ");
  /** True where the plan's own value holds. */
  function planned<K extends Key>(key: K, promise: string | null, value: Values[K]): boolean {
    if (promise === null) return false;
    if (isTyped(key)) {
      warnings.push(`${typed(key)} stands in for the plan's ${promise}`);
      return false;
    }
    if (origins[key].from !== "default") overruled.push(key);
    values[key] = value;
    return true;
  }

  const { contracts, window, maxTradesPerDay, maxDailyLoss, cooldownAfterLossMs } = plan;
  // What the project trades besides, unless that has nothing to do with these trades.
  const symbols =
    isTyped("instrument") || values.instrument?.some((one) => roots.includes(one.toUpperCase()))
      ? values.instrument!
      : roots;
  if (symbols === roots && origins.instrument.from !== "default") overruled.push("instrument");
  values.instrument = symbols;
  planned("instrument", plan.instruments && `instruments ${plan.instruments.join(", ")}`, roots);
  const size = contracts === null ? null : `contracts = ${contracts}`;
  planned("size", size, contracts === null ? null : { size: "fixed", contracts });
  planned("maxContracts", size, null);
  const span = isTyped("hours") ? null : spanOf(plan, values.instrument ?? roots, dates, call);
  const hours = span && ({ limit: "trading hours", hours: span, flatten: false } as const);
  const inWindow = planned("hours", window && "window", hours);
  if (inWindow && hours === null) {
    warnings.push(
      "the plan's window is no one span of the exchange's clock: the model enters at any hour, and what it enters outside is left out",
    );
  }
  const few = planned(
    "maxTradesPerDay",
    maxTradesPerDay === null ? null : `max_trades_per_day = ${maxTradesPerDay}`,
    maxTradesPerDay === null ? null : { limit: "trades a day", trades: maxTradesPerDay },
  );
  const loss = planned(
    "dailyLoss",
    maxDailyLoss === null ? null : `max_daily_loss of ${dollars(maxDailyLoss)}`,
    maxDailyLoss === null ? null : { limit: "daily loss", loss: { usd: maxDailyLoss }, action: "flatten" },
  );
  const rest = planned(
    "coolDown",
    cooldownAfterLossMs === null ? null : "cooldown_after_loss",
    cooldownAfterLossMs === null ? null : { limit: "cool-down", minutes: cooldownAfterLossMs / MINUTE_MS },
  );
  const fees = feesOf(accounts, warnings);
  if (fees !== null && isTyped("costs"))
    warnings.push(`${typed("costs")} stands in for the fees of accounts.toml`);
  else if (fees !== null && origins.costs.from !== "default") overruled.push("costs");
  values.from = { kind: "date", first: dates.firstDay - WARM_DAYS, last: dates.firstDay - WARM_DAYS };
  values.to = { kind: "date", first: dates.lastDay + AFTER_DAYS, last: dates.lastDay + AFTER_DAYS };
  return {
    call: { ...call, values },
    given: paramsOf(plan, call, warnings),
    fees: isTyped("costs") ? null : fees,
    promises: {
      window: inWindow && hours === null ? window : null,
      maxTradesPerDay: few ? maxTradesPerDay : null,
      maxDailyLoss: loss ? maxDailyLoss : null,
      cooldownAfterLossMs: rest ? cooldownAfterLossMs : null,
    },
    overruled,
    warnings,
  };
}

/** The plan takes no signal outside of its own window: nor does the model. Null where that is no one span on every exchange. */
function spanOf(
  { window }: JournalPlan,
  symbols: readonly string[],
  { firstDay, lastDay }: Dates,
  { config }: Call,
): HoursSpan | null {
  if (window === null) return null;
  const contracts = knownContracts(config);
  const spans = symbols.map((symbol) =>
    hoursOf(window, exchangeZone(contracts.get(symbol)), firstDay, lastDay),
  );
  const [first = null] = spans;
  return spans.every((span) => span?.from === first?.from && span?.to === first?.to) ? first : null;
}

/** The plan's parameters, and over them those that are typed; what neither names may come from the environment. */
function paramsOf({ params }: JournalPlan, { origins }: Call, warnings: string[]): GivenParam[] {
  const given = givenParams(origins.param);
  const isTyped = origins.param.from === "flag";
  const named = new Set(given.map(({ name }) => name));
  const own = Object.entries(params)
    .filter(([name]) => !(isTyped && named.has(name)))
    .map(([name, value]): GivenParam => ({ strategy: null, name, value: String(value) }));
  const others = given.filter(({ name }) => isTyped || !Object.hasOwn(params, name));
  for (const { name, value } of isTyped ? given : []) {
    if (Object.hasOwn(params, name) && String(params[name]) !== value)
      warnings.push(`-p ${name}=${value} stands in for the plan's ${name} = ${params[name]}`);
  }
  return [...own, ...others];
}

/** What a fill costs in these accounts, where accounts.toml says more than "schedule". */
function feesOf(accounts: readonly JournalAccount[], warnings: string[]): Fees | null {
  const [first] = accounts;
  if (first === undefined) return null;
  const text = ({ fees }: JournalAccount): string => JSON.stringify(fees);
  if (accounts.some((one) => text(one) !== text(first))) {
    warnings.push(
      `${accounts.map(({ name }) => name).join(" and ")} have different fees: the model pays those of ${first.name}`,
    );
  }
  return first.fees === "schedule" ? null : first.fees;
}

/** Those of accounts.toml, each once, by name. */
export const accountsOf = ({ accounts }: JournalAccounts, names: Iterable<string>): JournalAccount[] => {
  const wanted = new Set(names);
  return accounts.filter(({ name }) => wanted.has(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
};
