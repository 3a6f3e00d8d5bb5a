// Which contracts are known, by which names, and what did the user say about them?

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Contract } from "../domain/contract.js";
import { didYouMean, Fault } from "../domain/fault.js";
import { dollars } from "../domain/money.js";
import { SESSION_NAMES } from "../domain/session.js";
import { completeDefinition } from "./contract-override.js";
import { checkContract } from "./contract-schema.js";
import { microOf } from "./instrument.js";
import { readSessions, type Templates } from "./session-template.js";

const FOLDER = new URL("../instrument/contracts/", import.meta.url);
const CONFIG = "tickproof.config.ts";

export interface Contracts {
  /**
   * A contract by symbol, in any case, alone or with a month: "MES", "mes", "/MES", "MESH6", "MES H26", "MES 03-26".
   * E210 for a name that is not known: a missing point value would give a plausible but wrong P&L.
   */
  get(name: string): Contract;
  /** All symbols, built in and user's own, in alphabetical order. */
  symbols(): string[];
  /** All sessions by name, built in and user's own. */
  sessions(): string[];
}

const builtIn = new Map<string, Contract>();
let builtInSymbols: readonly string[] | undefined;

/** The symbols that have a file in `contracts/`, in alphabetical order. */
export function contractSymbols(): string[] {
  builtInSymbols ??= readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
  return [...builtInSymbols];
}

/** Paths of those files: whoever keeps a result must look whether fees, margins or hours have changed under it. */
export const contractFiles = (): string[] =>
  contractSymbols().map((symbol) => fileURLToPath(new URL(`${symbol}.json`, FOLDER)));

/** A built-in contract from its file. The files are checked by a test, not at every start. */
function builtInContract(symbol: string): Contract {
  let contract = builtIn.get(symbol);
  if (contract === undefined) {
    contract = JSON.parse(readFileSync(new URL(`${symbol}.json`, FOLDER), "utf8")) as Contract;
    builtIn.set(symbol, contract);
  }
  return contract;
}

/**
 * The built-in contracts and what the `contracts` key of a config adds or overrides: `{ MES: { commission: "0.10" },
 * XRP: { base: "PERP", tickSize: "0.0001", multiplier: "1" } }`. Every definition is checked here, before anything
 * runs. E211 names the key that is wrong; `where` is the file to name. `sessions` are templates that a definition may name, as in
 * the `sessions` key of a config: E133 for one that cannot be, E215 for a name that there is not.
 */
export function loadContracts(
  overrides: Readonly<Record<string, unknown>> = {},
  where: string = CONFIG,
  sessions: Readonly<Record<string, unknown>> | Templates = {},
): Contracts {
  const templates = sessions instanceof Map ? sessions : readSessions(sessions as Record<string, unknown>);
  const own = new Definitions(overrides, where, templates);
  const symbols = [...new Set([...contractSymbols(), ...own.symbols])].sort();
  const known = (symbol: string): Contract => own.contract(symbol) ?? builtInContract(symbol);
  for (const symbol of own.symbols) own.contract(symbol);
  return {
    get(name) {
      const symbol = symbolOf(name, symbols);
      if (symbol === undefined) throw unknownContract(name, symbols, known);
      return known(symbol);
    },
    symbols: () => [...symbols],
    sessions: () => [...SESSION_NAMES, ...templates.keys()],
  };
}

/** The user's definitions, each completed when it is first needed: one may be the base of another. */
class Definitions {
  readonly symbols: readonly string[];
  readonly #raw = new Map<string, unknown>();
  readonly #done = new Map<string, Contract>();
  readonly #open: string[] = [];
  readonly #where: string;
  readonly #templates: Templates;

  constructor(overrides: Readonly<Record<string, unknown>>, where: string, templates: Templates) {
    this.#where = where;
    this.#templates = templates;
    for (const [key, raw] of Object.entries(overrides)) {
      if (raw === undefined) continue;
      const symbol = key.trim().toUpperCase();
      if (this.#raw.has(symbol)) {
        throw new Fault("E211", `contracts.${symbol} is defined twice`, {
          where: `${where}: contracts.${key}`,
          found: "the same symbol in another case",
          expected: "one definition for each symbol",
        });
      }
      this.#raw.set(symbol, raw);
    }
    this.symbols = [...this.#raw.keys()];
  }

  contract(symbol: string): Contract | undefined {
    const done = this.#done.get(symbol);
    if (done !== undefined || !this.#raw.has(symbol)) return done;
    if (this.#open.includes(symbol)) {
      throw new Fault("E211", `contracts.${symbol} is its own base`, {
        where: `${this.#where}: contracts.${symbol}.base`,
        found: [...this.#open, symbol].join(" → "),
        expected: "a base that does not lead back",
      });
    }
    this.#open.push(symbol);
    const raw = this.#raw.get(symbol);
    const base = this.#baseOf(symbol, raw);
    const whole = completeDefinition(symbol, raw, base, this.#where, this.#templates);
    const contract = checkContract(whole, this.#where, `contracts.${symbol}`, raw);
    this.#open.pop();
    this.#done.set(symbol, contract);
    return contract;
  }

  /** The contract that a definition starts from: the one it names, else the built-in one that it overrides, else none. */
  #baseOf(symbol: string, raw: unknown): Contract | null {
    const named: unknown = typeof raw === "object" && raw !== null ? Reflect.get(raw, "base") : undefined;
    if (named === undefined) return contractSymbols().includes(symbol) ? builtInContract(symbol) : null;
    const all = [...contractSymbols(), ...this.symbols];
    const base = typeof named === "string" ? symbolOf(named, all) : undefined;
    if (base === undefined) {
      const near = didYouMean(String(named), all);
      throw new Fault("E211", `contracts.${symbol} starts from an unknown contract`, {
        where: `${this.#where}: contracts.${symbol}.base`,
        found: JSON.stringify(named) ?? String(named),
        expected: `one of ${all.join(", ")}`,
        ...(near === undefined ? {} : { fix: [`did you mean   base: "${near}"`] }),
      });
    }
    // A definition may say `MES: { base: "MES", … }`: it means the built-in one.
    if (base === symbol && contractSymbols().includes(symbol)) return builtInContract(symbol);
    return this.contract(base) ?? builtInContract(base);
  }
}

/** Month codes of the exchanges, January to December. */
const MONTH = "[FGHJKMNQUVXZ]";
/** What vendors put behind a root: H6, H26, H2026, 03-26, 2026-03, 202603, TradingView's 1!, Yahoo's =F. */
const EXPIRIES = [
  new RegExp(`^(.+?)[ _]?${MONTH}\\d{1,2}$`),
  new RegExp(`^(.+?)[ _]?${MONTH}20\\d{2}$`),
  /^(.+?)[ _](?:0[1-9]|1[0-2])-(?:20)?\d{2}$/,
  /^(.+?)[ _]?20\d{2}-?(?:0[1-9]|1[0-2])$/,
  /^(.+?)\d!$/,
  /^(.+?)=F$/,
];

/** The known symbol that a name means, if any: the whole name first, then its root before an expiry. */
function symbolOf(name: string, known: readonly string[]): string | undefined {
  return rootsOf(name).find((root) => known.includes(root));
}

/** What the name may mean, most literal first: "/MESH6" → MESH6, MES. */
function rootsOf(name: string): string[] {
  const bare = name.trim().toUpperCase().replace(/^\//, "");
  const plain = bare.replace(/^[A-Z_]+:/, ""); // CME_MINI:MES1!
  const roots = [plain];
  for (const pattern of EXPIRIES) {
    const root = pattern.exec(plain)?.[1]?.trim();
    if (root !== undefined) roots.push(root);
  }
  return roots;
}

function unknownContract(
  name: string,
  symbols: readonly string[],
  known: (symbol: string) => Contract,
): Fault {
  const roots = rootsOf(name);
  const root = roots.at(-1)!;
  const near = root === "" ? undefined : (didYouMean(root, symbols) ?? didYouMean(roots[0]!, symbols));
  const fix: string[] = [];
  if (near !== undefined) {
    const { name: title, multiplier } = known(near);
    fix.push(`did you mean   ${near} (${title}, ${dollars(microOf(multiplier))}/point)?`);
  }
  const key = root === "" ? "SYMBOL" : /^[A-Z_][A-Z0-9_]*$/.test(root) ? root : JSON.stringify(root);
  const base = near ?? (/USD|PERP|SWAP/.test(root) ? "PERP" : "MES");
  fix.push(
    `or define it   contracts: { ${key}: { base: "${base}", tickSize: "…", multiplier: "…" } }   in ${CONFIG}`,
    "or see all   tickproof contracts",
  );
  return new Fault("E210", `Unknown contract "${name}"`, {
    found: name,
    expected: `one of ${symbols.join(", ")}, alone or with a month (MESH6)`,
    why: "A missing point value would give a plausible but wrong P&L, so nothing was run.",
    fix,
  });
}
