// Which accounts are traded, with how much money and at what cost?

import { z } from "zod";
import { Fault } from "../domain/fault.js";
import type { JournalAccount, JournalAccounts } from "../domain/journal-notes.js";
import type { MicroUsd } from "../domain/money.js";
import { checkedToml, readToml, type TomlFile, tomlOf } from "../importer/read-toml.js";
import { parseDay, zoneOf } from "../instrument/time.js";
import { dayNamed } from "./day-text.js";
import { moneyAt } from "./toml-money.js";

/** Where nothing is said. The trader's clock: exchanges print in Chicago time, news and sessions are known by New York's. */
export const DISPLAY_ZONE = "America/New_York";

/** A name stands in headings and lists of a day file, between commas. */
const NAME = /^[^\p{C},·\s][^\p{C},·]{0,98}[^\p{C},·\s]$|^[^\p{C},·\s]$/u;

const name = z.string("a name in quotes").regex(NAME, "a name of at most 100 characters, without a comma");
const zone = z.string('a time zone, such as "America/Chicago"').superRefine((text, context) => {
  try {
    zoneOf(text);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const near = error.detail.fix?.find((way) => way.startsWith("did you mean"))?.replace(/^.*--tz /, "");
    const asked = near === undefined ? "" : `; did you mean "${near}"?`;
    context.addIssue({ code: "custom", message: `a time zone, such as "America/Chicago"${asked}` });
  }
});
const dollars = z.number("dollars, without quotes: 50000");
const day = z.string("a date, without quotes: 2026-03-02").superRefine((text, context) => {
  if (dayNamed(text) === null)
    context.addIssue({ code: "custom", message: "a date, without quotes: 2026-03-02" });
});

const FEES = '"schedule", "none", dollars per contract and side (0.62), or a table of them: { MES = 0.62 }';
const shape = z.strictObject({
  display_zone: zone.optional(),
  account: z
    .record(
      name,
      z.strictObject({
        broker: z.string('a broker, such as "tradovate"').min(1).optional(),
        aliases: z.array(name, 'a list of names: ["DEMO123"]').optional(),
        currency: z.literal("USD", '"USD": fills are booked in dollars').optional(),
        start_equity: dollars.optional(),
        transfers: z
          .array(
            z.strictObject({ date: day, amount: dollars }),
            "a list: [{ date = 2026-03-02, amount = 500 }]",
          )
          .optional(),
        fees: z
          .union([z.literal("schedule"), z.literal("none"), dollars, z.record(z.string(), dollars)], FEES)
          .optional(),
        time_zone: zone.optional(),
      }),
    )
    .optional(),
});
type Written = NonNullable<z.output<typeof shape>["account"]>[string];

/** `shown` is what messages call the file. @throws {Fault} E170–E172, E186 */
export const readAccounts = (path: string, shown = path): JournalAccounts =>
  accountsIn(readToml(path, shown));
export const accountsOf = (text: string, shown: string): JournalAccounts => accountsIn(tomlOf(text, shown));

function accountsIn(file: TomlFile): JournalAccounts {
  const written = checkedToml(file, shape);
  const accounts = Object.entries(written.account ?? {}).map(([key, one]) => accountOf(file, key, one));
  refuseTwins(file, accounts);
  return { displayZone: written.display_zone ?? DISPLAY_ZONE, accounts };
}

function accountOf(file: TomlFile, key: string, written: Written): JournalAccount {
  const at = (...path: PropertyKey[]): PropertyKey[] => ["account", key, ...path];
  const transfers = (written.transfers ?? []).map(({ date }, k) => ({
    day: parseDay(date),
    amount: moneyAt(file, at("transfers", k, "amount"), "any"),
  }));
  return {
    name: key,
    aliases: written.aliases ?? [],
    broker: written.broker ?? null,
    currency: written.currency ?? "USD",
    startEquity: written.start_equity === undefined ? null : moneyAt(file, at("start_equity"), "positive"),
    transfers: transfers.sort((a, b) => a.day - b.day),
    fees: feesOf(file, at("fees"), written.fees),
    timeZone: written.time_zone ?? null,
  };
}

function feesOf(file: TomlFile, path: PropertyKey[], fees: Written["fees"]): JournalAccount["fees"] {
  if (fees === undefined || fees === "schedule") return "schedule";
  if (fees === "none") return "none";
  if (typeof fees === "number") return moneyAt(file, path, "positive");
  return Object.fromEntries(
    Object.keys(fees).map((root): [string, MicroUsd] => [
      root.toUpperCase(),
      moneyAt(file, [...path, root], "positive"),
    ]),
  );
}

/** One name for two accounts would put the fills of one into the books of the other. */
function refuseTwins(file: TomlFile, accounts: readonly JournalAccount[]): void {
  const owners = new Map<string, string>();
  for (const { name: owner, aliases } of accounts) {
    for (const [k, called] of [owner, ...aliases].entries()) {
      const other = owners.get(called);
      if (other !== undefined && other !== owner) {
        throw new Fault("E186", `Two accounts are called "${called}"`, {
          where: file.placeOf(["account", owner, ...(k === 0 ? [] : ["aliases", k - 1])]),
          found: `${other} and ${owner}`,
          expected: "a name or an alias for one account only",
        });
      }
      owners.set(called, owner);
    }
  }
}

/** The account that a broker's file means, by name or alias in any case; null where none is called so. */
export function accountNamed(accounts: JournalAccounts, called: string): JournalAccount | null {
  const exact = accounts.accounts.find((one) => one.name === called || one.aliases.includes(called));
  if (exact) return exact;
  const word = called.trim().toLowerCase();
  const near = accounts.accounts.filter((one) =>
    [one.name, ...one.aliases].some((text) => text.toLowerCase() === word),
  );
  return near.length === 1 ? near[0]! : null;
}
