// How does a line of a user's config become a whole contract?

import { Decimal } from "decimal.js";
import type { Contract } from "../domain/contract.js";
import { didYouMean, Fault } from "../domain/fault.js";
import { SESSION_NAMES, type Session, type SessionTemplate, sessionName } from "../domain/session.js";
import { withAmounts } from "./perpetual.js";
import type { Templates } from "./session-template.js";
import { formatDay, parseDay } from "./time.js";

/** Everything that a definition may hold: the fields of `Contract`, and the contract to start from. */
const KEYS: readonly string[] = [
  "base",
  "name",
  "exchange",
  "kind",
  "group",
  "session",
  "regularHours",
  "currency",
  "quote",
  "tickSize",
  "multiplier",
  "tickValue",
  "settlementTime",
  "rounding",
  "commission",
  "exchangeFee",
  "clearingFee",
  "nfaFee",
  "takerRate",
  "makerRate",
  "feeRates",
  "lotSize",
  "fundingHours",
  "maintenanceTiers",
  "liquidationFeeRate",
  "margins",
  "percentMargins",
  "settlement",
  "lastTradingDay",
  "expiry",
  "launch",
  "halfSpreadTicks",
  "slippageTicks",
  "warnings",
  "sources",
];
const FEES: readonly string[] = ["commission", "exchangeFee", "clearingFee", "nfaFee"];
const DECIMALS: readonly string[] = [
  "tickSize",
  "multiplier",
  "tickValue",
  "takerRate",
  "makerRate",
  "maker",
  "taker",
  "lotSize",
  "floor",
  "rate",
  "amount",
  "liquidationFeeRate",
  "halfSpreadTicks",
  "usdPerSide",
  "initial",
  "maintenance",
  "maintenancePercent",
  "initialFactor",
];
const NO_TEMPLATES: Templates = new Map();
/** Where a row has no date it holds for all dates. */
const ALWAYS = "1900-01-01";

/** The exchange's daily settlement of each group in Chicago; around the clock, midnight UTC. */
const SETTLEMENT_TIME: Readonly<Record<string, string | undefined>> = {
  equity_index: "15:00",
  energy: "13:30",
  metals: "12:30",
  fx: "14:00",
  crypto: "15:00",
  continuous: "00:00",
};

type Fields = Record<string, unknown>;

/**
 * The definition with its shorthands written out, over `base` where there is one: complete, but not yet checked.
 * Shorthands: a number or text for a fee or percentage, one object instead of a list, a row without a date, a year or
 * month as a date. Dated rows take over from their first date on; what the base knows of earlier dates stays.
 */
export function completeDefinition(
  symbol: string,
  raw: unknown,
  base: Contract | null,
  where: string,
  templates: Templates = NO_TEMPLATES,
): Fields {
  const path = `contracts.${symbol}`;
  if (!isFields(raw)) {
    throw new Fault("E211", `${path} is not a contract definition`, {
      where: `${where}: ${path}`,
      found: JSON.stringify(raw) ?? String(raw),
      expected: 'an object such as { base: "MES", commission: "0.10" }',
    });
  }
  const own = writtenOut(raw, where, path);
  if (typeof own.session === "string") own.session = sessionOf(own.session, templates, `${where}: ${path}`);
  delete own.base;
  if (base === null) return fromNothing(symbol, own, where);

  const merged: Fields = { ...base, ...own, symbol };
  for (const key of FEES) merged[key] = takeOver(base[key as keyof Contract], own[key]);
  const rescaled = own.multiplier !== undefined && !sameNumber(own.multiplier, base.multiplier);
  const firstOwn = firstDate(own.margins, own.percentMargins);
  merged.margins = [
    // Dollars per contract mean nothing for a contract of another size; a share of its notional still does.
    ...(rescaled ? [] : base.margins.filter((row) => row.from < firstOwn)),
    ...asList(own.margins),
  ];
  merged.percentMargins = [
    ...base.percentMargins.filter((row) => row.from < firstOwn),
    ...asList(own.percentMargins),
  ];
  // Who says what a taker pays says it for all dates, and of the maker too unless that is said as well.
  if (own.takerRate !== undefined) merged.makerRate = own.makerRate;
  if (own.takerRate !== undefined || own.makerRate !== undefined) merged.feeRates = own.feeRates;
  if (own.feeRates !== undefined) merged.feeRates = takeOver(base.feeRates, own.feeRates);
  // A margin of one's own stands for all notionals; the base's table would overrule it.
  const ownMargin = own.margins !== undefined || own.percentMargins !== undefined;
  if (ownMargin) merged.maintenanceTiers = own.maintenanceTiers;
  else if (own.maintenanceTiers !== undefined) {
    merged.maintenanceTiers = takeOver(base.maintenanceTiers, own.maintenanceTiers);
  }
  if (own.session !== undefined && own.session !== base.session) {
    merged.settlementTime = own.settlementTime ?? settlementTimeOf(own.session);
    merged.group = own.group ?? groupOf(own.session);
    merged.regularHours = own.regularHours;
  }
  if (own.tickValue === undefined) merged.tickValue = product(merged.tickSize, merged.multiplier);
  for (const key of Object.keys(merged)) if (merged[key] === undefined) delete merged[key];
  if (base.symbol !== symbol && own.name === undefined) merged.name = `${symbol}, after ${base.name}`;
  if (base.symbol !== symbol && own.warnings === undefined) merged.warnings = base.warnings;
  merged.sources = [...asList(merged.sources), `${where}: ${path}`];
  return merged;
}

/** A built-in session by its name, or the user's template. E215 for a name that is neither. */
function sessionOf(name: string, templates: Templates, path: string): Session {
  const builtIn = SESSION_NAMES.find((it) => it === name);
  const session = builtIn ?? templates.get(name);
  if (session !== undefined) return session;
  const known = [...SESSION_NAMES, ...templates.keys()];
  const near = didYouMean(name, known);
  throw new Fault("E215", `There is no session "${name}"`, {
    where: `${path}.session`,
    found: JSON.stringify(name),
    expected: `one of ${known.join(", ")}`,
    why: "Trade dates, settlement and holidays are those of the session.",
    fix: [
      ...(near === undefined ? [] : [`did you mean   session: "${near}"`]),
      `or define it   sessions: { ${/^[a-z_]\w*$/i.test(name) ? name : JSON.stringify(name)}: { zone: "…", open: "…", close: "…" } }`,
    ],
  });
}

const groupOf = (session: unknown): unknown =>
  isFields(session) ? sessionName(session as unknown as Session) : session;

const settlementTimeOf = (session: unknown): string | undefined =>
  isFields(session)
    ? (session as unknown as SessionTemplate).periods.at(-1)!.settlement
    : SETTLEMENT_TIME[String(session)];

/** Without a base, what money depends on must be said; only what follows from it, or is mere description, is filled in. */
function fromNothing(symbol: string, own: Fields, where: string): Fields {
  const { session } = own;
  const perpetual = own.kind === "perpetual" || (own.kind === undefined && session === "continuous");
  const zero = [{ from: ALWAYS, usdPerSide: "0", source: "not charged" }];
  return {
    name: symbol,
    exchange: "user-defined",
    kind: perpetual ? "perpetual" : "future",
    group: groupOf(session),
    currency: "USD",
    quote: "USD",
    tickValue: product(own.tickSize, own.multiplier),
    settlementTime: settlementTimeOf(session),
    rounding: perpetual ? "exact" : "cent",
    clearingFee: zero,
    nfaFee: perpetual
      ? zero
      : [
          {
            from: ALWAYS,
            usdPerSide: "0.02",
            source: "NFA assessment, 0.02 per side on every futures contract",
          },
        ],
    takerRate: "0",
    margins: [],
    percentMargins: [],
    settlement: "",
    lastTradingDay: "",
    launch: "",
    halfSpreadTicks: null,
    slippageTicks: usualSlippage(session),
    warnings: [],
    ...own,
    ...(perpetual ? { commission: own.commission ?? zero, exchangeFee: own.exchangeFee ?? zero } : {}),
    symbol,
    sources: [...asList(own.sources), `${where}: contracts.${symbol}`],
  };
}

/** As the built-in contracts have it: crypto twice as much. */
function usualSlippage(session: unknown): Fields {
  const times = session === "crypto" || session === "continuous" ? 2 : 1;
  const source = "Modelling choice, not a measurement: as for the built-in contracts of the same session";
  return { regular: times, overnight: 2 * times, news: 4 * times, source };
}

/** The user's own fields, shorthands resolved. E211 for a key that no contract has. */
function writtenOut(raw: Fields, where: string, path: string): Fields {
  const own: Fields = {};
  for (const [key, value] of Object.entries(raw)) {
    if (value === undefined) continue;
    if (key === "symbol") continue; // the key of the definition is the symbol
    if (!KEYS.includes(key)) {
      const near = didYouMean(key, KEYS);
      throw new Fault("E211", `A contract has no "${key}"`, {
        where: `${where}: ${path}.${key}`,
        found: key,
        expected: `one of ${KEYS.join(", ")}`,
        ...(near === undefined ? {} : { fix: [`did you mean   ${near}`] }),
      });
    }
    const source = `given in ${where}`;
    if (FEES.includes(key)) own[key] = rows(value, "usdPerSide", { source });
    else if (key === "margins") own[key] = rows(value, "initial", { source });
    else if (key === "percentMargins") {
      own[key] = rows(value, "maintenancePercent", { initialFactor: "1.10", estimated: false, source });
    } else if (key === "feeRates") own[key] = rows(value, "taker", { source }).map(withMaker);
    else if (key === "maintenanceTiers") own[key] = tierRows(value, source);
    else if (key === "slippageTicks" && isFields(value)) own[key] = { source, ...value };
    else own[key] = DECIMALS.includes(key) ? decimalText(value) : value;
  }
  return own;
}

/** "0.25" → [{ from: always, [field]: "0.25", … }]; an object → a list of it; each row completed by `defaults`. */
function rows(value: unknown, field: string, defaults: Fields): unknown[] {
  if (typeof value === "string" || typeof value === "number") value = { [field]: value };
  const list = Array.isArray(value) ? value : [value];
  return list.map((row: unknown) => {
    if (!isFields(row)) return row;
    const complete: Fields = { from: ALWAYS, ...defaults, ...row };
    for (const [key, it] of Object.entries(complete))
      if (DECIMALS.includes(key)) complete[key] = decimalText(it);
    const from = complete.from;
    if (typeof from === "string" && /^\d{4}(-\d{2})?$/.test(from)) complete.from = firstDayText(from);
    return complete;
  });
}

/** Without a rate of its own the maker pays what the taker pays. */
const withMaker = (row: unknown): unknown => (isFields(row) ? { maker: row.taker, ...row } : row);

/** A list of tiers alone holds for all dates; amounts that are left out follow from floors and rates. */
function tierRows(value: unknown, source: string): unknown[] {
  const list = Array.isArray(value) ? value : [value];
  const isTable = list.some((row: unknown) => isFields(row) && "tiers" in row);
  const tables = isTable ? list : [{ tiers: list }];
  return rows(tables, "tiers", { estimated: false, source }).map((table) => {
    if (!isFields(table) || !Array.isArray(table.tiers)) return table;
    const tiers = table.tiers.map((tier: unknown) =>
      isFields(tier) ? Object.fromEntries(Object.entries(tier).map(([k, it]) => [k, decimalText(it)])) : tier,
    );
    return { ...table, tiers: tiers.every(isTier) ? withAmounts(tiers) : tiers };
  });
}

const NUMBER = /^\d+(\.\d+)?$/;
const isTier = (tier: unknown): tier is { floor: string; rate: string; amount?: string } =>
  isFields(tier) &&
  Object.keys(tier).every((key) => key === "floor" || key === "rate" || key === "amount") &&
  [tier.floor, tier.rate].every((it) => typeof it === "string" && NUMBER.test(it)) &&
  (tier.amount === undefined || (typeof tier.amount === "string" && NUMBER.test(tier.amount)));

function firstDayText(text: string): string {
  try {
    return formatDay(parseDay(text));
  } catch {
    return text; // the check of the whole definition says what is wrong with it
  }
}

/** A number of a TypeScript config is taken by its shortest text, as it was typed; other values stay for the check. */
function decimalText(value: unknown): unknown {
  if (typeof value === "number" && Number.isFinite(value)) return new Decimal(String(value)).toFixed();
  return typeof value === "string" ? value.trim() : value;
}

function takeOver(base: unknown, own: unknown): unknown {
  if (own === undefined) return base;
  const first = firstDate(own);
  return [...asList(base).filter((row) => isFields(row) && String(row.from) < first), ...asList(own)];
}

/** The earliest date of the lists given; past every date where they have none. */
function firstDate(...lists: readonly unknown[]): string {
  let least = "~";
  for (const row of lists.flatMap(asList)) {
    const from = isFields(row) ? String(row.from) : least;
    if (from < least) least = from;
  }
  return least;
}

function product(a: unknown, b: unknown): string | undefined {
  if (typeof a !== "string" || typeof b !== "string" || !NUMBER.test(a) || !NUMBER.test(b)) return undefined;
  return new Decimal(a).times(b).toFixed();
}

function sameNumber(a: unknown, b: string): boolean {
  return typeof a === "string" && NUMBER.test(a) && new Decimal(a).eq(b);
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
