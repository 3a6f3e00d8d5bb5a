// Where did the money of a shared account go, posting by posting, and does it add up?

import {
  type AccountBooks,
  accountBooks,
  accountPostings,
  type SharedPosting,
} from "../../accountant/shared-books.js";
import { paidOf } from "../../accountant/statements.js";
import type { SharedAccount } from "../../domain/comparison.js";
import { formatDay, formatInstant } from "../../instrument/time.js";
import { ABSENT, countText, dollarsText, plural } from "../format.js";
import { type Html, type HtmlValue, html } from "../html.js";
import { number, table, text } from "../page/table.js";
import { amount, given, money, profit } from "../page/value.js";
import { CELL_HEADS } from "./panel.js";

/** More than that nobody reads in a page; the CSV has all. */
const MOST_DATES = 120;
const MOST_POSTINGS = 100;

export function booksHtml(account: SharedAccount): Html {
  const books = accountBooks(account);
  if (books === null) {
    return html`<h3 class="gap">Books of the account</h3><p class="say">There are none in the file that this comparison came from.</p>`;
  }
  return html`<h3 class="gap">Books of the account</h3>${proof(account, books)}<div class="books">${wayOfMoney(account, books)}${byKind(books)}${byDate(books)}${lastPostings(account, books)}</div>`;
}

function proof({ cash }: SharedAccount, { all, checked, differences }: AccountBooks): Html {
  const moved = all.transfers === 0 ? "" : html`, transfers of ${profit(all.transfers)}`;
  const sum = html`${plural(all.postings, "posting")}, each an amount that leaves one account for another: start cash ${money(cash)}${moved} and net ${profit(all.net)} are ${money(all.cash)} of settled cash and ${profit(all.openTradeEquity)} of open trade equity, together ${money(all.equity)}.`;
  if (differences.length === 0) {
    return html`<p class="say">${sum} ${countText(checked)} figures that the engine counted on its way (cash and equity of every part on every date, and the ends) were held against the postings: all are the same, to the micro-dollar.</p>`;
  }
  return html`<p class="say">${sum}</p><p class="say"><b class="loss">✗ ${countText(differences.length)} of ${countText(checked)} figures are not what the postings add up to.</b> Do not rely on this account.</p>${table(
    {
      name: "Figures that the postings do not add up to",
      tall: true,
      heads: [text("Figure"), number("Counted"), number("Posted"), number("Apart")],
      rows: differences
        .slice(0, MOST_POSTINGS)
        .map(({ what, counted, posted }) => [
          given(what),
          money(counted),
          money(posted),
          profit(posted - counted),
        ]),
    },
  )}`;
}

const MOVED = [
  ["funding", "Funding"],
  ["interest", "Interest"],
  ["transfers", "Transfers"],
] as const;

function wayOfMoney(account: SharedAccount, { parts, all }: AccountBooks): Html {
  const moved = MOVED.filter(([key]) => parts.some((sums) => sums[key] !== 0));
  const row = (names: readonly HtmlValue[], sums: AccountBooks["all"]): HtmlValue[] => [
    ...names,
    profit(sums.gross),
    money(sums.commission),
    money(sums.exchange + sums.clearing + sums.nfa),
    money(sums.data + sums.liquidation),
    ...moved.map(([key]) => profit(sums[key])),
    profit(sums.net),
    money(sums.cash),
    profit(sums.openTradeEquity),
    money(sums.equity),
    countText(sums.postings),
  ];
  const blank = Array.from({ length: 5 + moved.length }, () => "");
  const start = parts.reduce((left, { postings }) => left - postings, all.postings);
  return table({
    name: "Where the money of the account went",
    wide: true,
    heads: [
      ...CELL_HEADS,
      number("Gross", "Price result, what is open marked at its last close"),
      number("Commission"),
      number("Exchange", "Exchange, clearing and NFA fees"),
      number("Other fees", "Market data and liquidation"),
      ...moved.map(([, label]) => number(label)),
      number("Net"),
      number("Cash", "Settled"),
      number("Open", "Open trade equity: not settled yet"),
      number("Equity"),
      number("Postings"),
    ],
    rows: [
      ["Start cash", "", ...blank, money(account.cash), "", money(account.cash), countText(start)],
      ...parts.map((sums, k) => {
        const { strategy, instrument } = account.parts[k]!;
        return row([given(strategy), given(instrument)], sums);
      }),
    ],
    sums: row(["Together", ""], all),
  });
}

const byKind = ({ kinds }: AccountBooks): Html =>
  html`<details><summary>Postings by kind</summary>${table({
    name: "Postings by kind",
    heads: [text("Kind"), text("From"), text("To"), number("Postings"), number("Amount")],
    rows: kinds.map(({ kind, from, to, postings, amount: sum }) => [
      kind,
      from,
      to,
      countText(postings),
      money(sum),
    ]),
  })}</details>`;

/** "~" has no place here: which part's requirement is an estimate says its own run. */
function byDate({ statements }: AccountBooks): Html {
  const first = Math.max(0, statements.length - MOST_DATES);
  const which =
    first === 0
      ? `All ${plural(statements.length, "trade date")}`
      : `The last ${MOST_DATES} of ${countText(statements.length)} trade dates; --csv DIR writes every one`;
  const moved = MOVED.filter(([key]) => statements.some((row) => row[key] !== 0));
  const margin = (value: number | undefined) => (value === undefined ? ABSENT : amount(value));
  return html`<details><summary>Cash and margin by trade date: ${which.charAt(0).toLowerCase() + which.slice(1)}</summary>${table(
    {
      name: "Statement of the shared account",
      tall: true,
      wide: true,
      heads: [
        text("Date"),
        number("Opening"),
        number("Variation", "Profit of the price moved into cash at the settlements"),
        number("Costs", "Commission and all fees"),
        ...moved.map(([, label]) => number(label)),
        number("Balance"),
        number("Open", "Open trade equity: not settled yet"),
        number("Equity"),
        number(
          "Initial",
          "Initial margin of all positions at the last close of the date, less what opposite ones save",
        ),
        number("Maintenance"),
        number("Excess", "Equity less initial margin"),
        number("Peak", "The largest initial margin of the date, at closes"),
      ],
      rows: statements
        .slice(first)
        .map((row) => [
          html`<span class="nb">${formatDay(row.day)}</span>`,
          amount(row.opening),
          profit(row.variation),
          amount(paidOf(row)),
          ...moved.map(([key]) => profit(row[key])),
          amount(row.balance),
          profit(row.openTradeEquity),
          amount(row.equity),
          margin(row.initial),
          margin(row.maintenance),
          row.initial === undefined ? ABSENT : amount(row.equity - row.initial),
          margin(row.peak),
        ]),
    },
  )}</details>`;
}

function lastPostings(account: SharedAccount, { all }: AccountBooks): Html {
  const last: SharedPosting[] = [];
  let seen = 0;
  for (const posting of accountPostings(account))
    if (++seen > all.postings - MOST_POSTINGS) last.push(posting);
  const which =
    all.postings > MOST_POSTINGS
      ? `The last ${MOST_POSTINGS} of ${countText(all.postings)} postings; --csv DIR writes every one`
      : `All ${plural(all.postings, "posting")}`;
  return html`<details><summary>${which}</summary>${table({
    name: "Postings of the shared account",
    tall: true,
    wide: true,
    heads: [
      number("#"),
      text("Time, UTC"),
      text("Strategy"),
      text("Instrument"),
      text("Kind"),
      text("From"),
      text("To"),
      number("Amount"),
      text("Why"),
    ],
    rows: last.map(({ n, time, part, kind, from, to, amount: sum, reason }) => [
      countText(n),
      html`<span class="nb">${formatInstant(time).slice(0, 19).replace("T", " ")}</span>`,
      part === null ? "" : given(account.parts[part]!.strategy),
      part === null ? "" : given(account.parts[part]!.instrument),
      kind,
      from,
      to,
      money(sum),
      given(reason),
    ]),
  })}</details>`;
}

/** One line for the terminal. */
export function booksLine(account: SharedAccount): string | null {
  const books = accountBooks(account);
  if (books === null) return null;
  const { all, checked, differences } = books;
  const sum = `${plural(all.postings, "posting")}: cash ${dollarsText(all.cash)}, open ${dollarsText(all.openTradeEquity)}, equity ${dollarsText(all.equity)}`;
  return differences.length === 0
    ? `${sum} · ${countText(checked)} figures reconciled, none differs`
    : `${sum} · ✗ ${countText(differences.length)} of ${countText(checked)} figures differ`;
}
