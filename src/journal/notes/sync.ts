// How do new trades get into a day file, and none of its human's words out of it?

import type { JournalTrade } from "../../domain/journal.js";
import type { Day } from "../../domain/money.js";
import { formatDay } from "../../instrument/time.js";
import { headingOf, plainText, renewedHeading, toldOf, tradeOfHeading } from "./headings.js";
import { BOM, lineEndOf, linesOf } from "./lines.js";

export interface StubTerms {
  /** Of the clock in headings. */
  readonly zone: string;
  /** Contracts as people count them. */
  readonly quantityOf: (trade: JournalTrade) => string;
  /** What a new file says for `plan`; null: nothing yet. */
  readonly plan: string | null;
  /** Mistakes that rules of the plan suggest, by trade. */
  readonly suggested: ReadonlyMap<string, readonly string[]>;
  /** More than one account is traded in this journal: headings say whose. */
  readonly accounts: boolean;
}

/** What stands below a new heading, in the order in which one thinks of it. */
const STUB_KEYS = [
  "setup",
  "why.technical",
  "why.fundamental",
  "plan.stop",
  "plan.target",
  "emotion",
  "mistakes",
  "tags",
  "grade",
] as const;

/**
 * The file with headings told anew, and stubs for `fresh` at its end. `known` are the trades of headings that are there;
 * a heading whose trade has become another one (`moved`) is written anew as a whole. All else stays, byte for byte.
 */
export function syncedDay(
  before: string | null,
  date: Day,
  known: ReadonlyMap<string, JournalTrade>,
  moved: ReadonlyMap<string, JournalTrade>,
  fresh: readonly JournalTrade[],
  terms: StubTerms,
): string {
  const told = (trade: JournalTrade): string => toldOf(trade, date, terms.zone, terms.accounts);
  const whole = (trade: JournalTrade): string => headingOf(trade, terms.quantityOf(trade), told(trade));
  let text = before?.startsWith(BOM) ? BOM : "";
  for (const line of before === null ? [] : linesOf(before)) {
    const id = tradeOfHeading(line.text);
    const trade = id === null ? undefined : known.get(id);
    const heir = id === null || trade ? undefined : moved.get(id);
    if (trade) text += renewedHeading(line.text, told(trade));
    else text += heir ? whole(heir) : line.text;
    text += before!.slice(line.to, line.next);
  }
  if (fresh.length === 0) return text;
  const end = lineEndOf(text);
  if (text === "" || text === BOM) text += frontMatter(date, fresh, terms, end);
  const gap = gapAfter(text, end);
  const stubs = fresh.map((trade) => `${whole(trade)}${end}${stubOf(trade, terms, end)}`);
  return `${text}${gap}${stubs.join(end)}`;
}

function frontMatter(date: Day, fresh: readonly JournalTrade[], { plan }: StubTerms, end: string): string {
  return newDay(date, [...new Set(fresh.map(({ account }) => account))], plan, end);
}

/** The head of a file that has nothing else yet. */
export function newDay(date: Day, accounts: readonly string[], plan: string | null, end: string): string {
  const names = accounts.map((name) => plainText(name.replaceAll(",", " "))).join(", ");
  const lines = ["---", `date: ${formatDay(date)}`, said("account", names), said("plan", plan ?? "")];
  return [...lines, "sleep:", "focus:", "premarket:", "---", ""].join(end);
}

const said = (key: string, value: string): string => (value === "" ? `${key}:` : `${key}: ${value}`);

function stubOf({ id }: JournalTrade, { suggested }: StubTerms, end: string): string {
  const mistakes = (suggested.get(id) ?? []).map((name) => `${name}?`).join(", ");
  return STUB_KEYS.map((key) => `${said(key, key === "mistakes" ? mistakes : "")}${end}`).join("");
}

/** What it takes to have one empty line before the next heading. */
function gapAfter(text: string, end: string): string {
  if (text === "" || text === BOM) return "";
  if (!text.endsWith("\n")) return end + end;
  return text === "\n" || text === "\r\n" || text.endsWith("\n\n") || text.endsWith("\n\r\n") ? "" : end;
}
