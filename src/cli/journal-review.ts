// What became of the plan, and what is to be done differently next week?

import { existsSync } from "node:fs";
import { join } from "node:path";
import { EXIT, Fault, faultData } from "../domain/fault.js";
import type { JournalTrade } from "../domain/journal.js";
import type { JournalPlan, JournalPlans } from "../domain/journal-notes.js";
import type { Day } from "../domain/money.js";
import type { Review } from "../domain/review.js";
import { tradeDateOf } from "../instrument/calendar.js";
import { formatDay } from "../instrument/time.js";
import { accountNamed } from "../journal/accounts-file.js";
import type { Journal } from "../journal/journal.js";
import type { Notes } from "../journal/notes/days.js";
import { planNamed, readPlans, titleOf } from "../journal/plan-file.js";
import { coveredTrades } from "../journal/review/covered.js";
import { between, type Dates } from "../journal/review/dates.js";
import { followedTrades, positionsOf } from "../journal/review/follow.js";
import { marketOf } from "../journal/review/moments.js";
import { otherPlans } from "../journal/review/other-plans.js";
import { reviewOf } from "../journal/review/review.js";
import { isInside, ruleBreaches } from "../journal/rules.js";
import { plural } from "../report/format.js";
import { reviewDocument } from "../report/review/document.js";
import { followDocument, followText } from "../report/review/follow-text.js";
import { sharedReviewDocument } from "../report/review/shared-document.js";
import { reviewText } from "../report/review/text.js";
import { reviewReport } from "../report/review-report.js";
import { NUMBERS } from "./command-keys.js";
import type { Action, Call } from "./commands.js";
import { edgeOf } from "./dates.js";
import { lastSaid } from "./journal-last.js";
import { openJournal } from "./journal-open.js";
import { rowAccounts, sumsOf } from "./journal-rows.js";
import { knownContracts } from "./known-contracts.js";
import { openFile } from "./open-file.js";
import type { Key } from "./options.js";
import { fileLine } from "./result-lines.js";
import { shotsOf } from "./review-shots.js";
import { type Shadow, type ShadowRequest, shadowRuns } from "./shadow-run.js";
import { accountsOf } from "./shadow-terms.js";
import { quoted, settingWords } from "./terms.js";
import { writeReport } from "./write-reports.js";

export const journalReview: Action = async (call) => {
  const { out, values } = call;
  if (call.operands.length > 0) {
    throw new Fault("E103", "tickproof journal review takes no operands", {
      found: call.operands.join(" "),
      fix: ["tickproof journal review --last week", "tickproof journal review --plan NAME"],
    });
  }
  if (values.share && values.follow) {
    throw new Fault("E105", "--follow makes nothing that could be shared", {
      found: "--share --follow",
      expected: "one of them",
      why: "What it tells is for each trade of yours, at your prices.",
      fix: ["tickproof journal review --share   to show to others", "tickproof journal review --follow"],
    });
  }
  const folder = values.journal;
  const { journal, notes } = openJournal(call);
  const { trades, account } = ownTrades(journal, call);
  const plans = plansOfJournal(folder);
  const plan = planNamed(plans, values.plan);
  const dates = datesOf(trades, lastFillOf(trades, journal, call), call);
  const inside = (trade: JournalTrade) => trade.day >= dates.firstDay && trade.day <= dates.lastDay;
  const roots = plan.instruments ?? [...new Set(trades.filter(inside).map(({ root }) => root))].sort();
  const own = new Set(trades.map((trade) => trade.account));
  const request = { plan, roots, dates, accounts: accountsOf(journal.accounts, own) };
  if (values.follow) return follow(call, journal, trades, trades.filter(inside), request);
  const shadow = await shadowRuns(request, call);
  const review = reviewed(call, journal, plan, plans, notes, account, trades.filter(inside), dates, shadow);
  out.answer(reviewText(review, out.answerStyle, values.share));
  const path = reportOf(folder, dates, call);
  if (path !== null) {
    const html = reviewReport(review, {
      runs: shadow.runs,
      rows: rowAccounts(journal.imports),
      reconciled: sumsOf(journal.reconciled),
      version: call.version,
      command: commandOf(plan, dates, shadow.terms.overruled, call),
      share: values.share,
      ...(!values.share && (await shotsOf(folder, review, values.shots))),
    });
    const line = fileLine("report", writeReport(path, html, values.report), out.answerStyle);
    if (out.json) out.note(line);
    else out.answer(line);
    if (values.open) openFile(path, out);
  }
  if (out.json) out.document(values.share ? sharedReviewDocument(review) : reviewDocument(review));
  return EXIT.ok;
};

async function follow(
  call: Call,
  journal: Journal,
  all: readonly JournalTrade[],
  trades: readonly JournalTrade[],
  request: ShadowRequest,
): Promise<number> {
  const { out } = call;
  const positions = (root: string) => positionsOf(all, trades, journal.fills, root);
  const { runs, cells, warnings } = await shadowRuns({ ...request, positions }, call);
  const rows = followedTrades(trades, new Map(runs.map((run) => [run.inputs.contract.symbol, run])));
  const contracts = knownContracts(call.config);
  const followed = {
    plan: titleOf(request.plan),
    zone: journal.accounts.displayZone,
    rows,
    contractOf: (root: string) =>
      cells.find(({ contract }) => contract.symbol === root)?.contract ?? contracts.get(root),
    warnings,
  };
  out.answer(followText(followed, out.answerStyle));
  if (out.json) out.document(followDocument(followed));
  return EXIT.ok;
}

function plansOfJournal(folder: string): JournalPlans {
  const path = join(folder, "plan.toml");
  if (!existsSync(path)) {
    throw new Fault("E192", `There is no plan in ${folder}`, {
      expected: path,
      why: "The review holds your trades against what you had promised yourself.",
      fix: ['write one:   [plan.orb-mes]   strategy = "ema-trend"   instruments = ["MES"]   contracts = 2'],
    });
  }
  return readPlans(path);
}

/** Of one account, or of several that never traded on the same date: twins would be paired with one signal twice. */
function ownTrades(journal: Journal, { values }: Call): { trades: readonly JournalTrade[]; account: string } {
  const accounts = [...new Set(journal.trades.map((trade) => trade.account))].sort();
  if (accounts.length === 0) {
    throw new Fault("E191", `There are no trades in ${values.journal}`, {
      expected: "fills that were imported",
      fix: ["tickproof journal import FILE…", "--journal FOLDER where the journal is elsewhere"],
    });
  }
  if (values.account !== null) {
    const account =
      accountNamed(journal.accounts, values.account)?.name ?? sameWord(accounts, values.account);
    if (!accounts.includes(account)) {
      throw new Fault("E194", `The account ${values.account} has no trades`, {
        found: values.account,
        expected: accounts.join(", "),
        fix: [`--account ${accounts[0]}`],
      });
    }
    return { trades: journal.trades.filter((trade) => trade.account === account), account };
  }
  const owner = new Map<Day, string>();
  for (const trade of journal.trades) {
    const other = owner.get(trade.day) ?? trade.account;
    if (other !== trade.account) {
      throw new Fault(
        "E195",
        `Which account? On ${formatDay(trade.day)} both ${other} and ${trade.account} traded`,
        {
          expected: "one of them: a signal is taken once",
          fix: accounts.map((account) => `--account ${quoted(account)}`),
        },
      );
    }
    owner.set(trade.day, trade.account);
  }
  return { trades: journal.trades, account: accounts.join(", ") };
}

/** An account that accounts.toml does not know is called as the broker's files call it, in any case that means one only. */
function sameWord(names: readonly string[], called: string): string {
  if (names.includes(called)) return called;
  const near = names.filter((name) => name.toLowerCase() === called.trim().toLowerCase());
  return near.length === 1 ? near[0]! : called;
}

/** The trade date of the newest of these fills: a trade that was held overnight was left after the newest entry. */
function lastFillOf(trades: readonly JournalTrade[], { fills }: Journal, { config }: Call): Day {
  const contracts = knownContracts(config);
  return trades.reduce((last, { root, fills: own, day }) => {
    const { session } = contracts.get(root);
    return own.reduce(
      (max, place) => Math.max(max, tradeDateOf(session, fills[place]!.time)),
      Math.max(last, day),
    );
  }, 0);
}

function datesOf(trades: readonly JournalTrade[], lastFill: Day, call: Call): Dates {
  const { values } = call;
  const days = trades.map(({ day }) => day).sort((a, b) => a - b);
  const [oldest, newest] = [days[0]!, days.at(-1)!];
  const last = lastSaid(call, newest);
  // Before the first fill and after the last one nobody knows whether there is nothing, or nothing was imported yet.
  if (last !== null) {
    const { name, firstDay, lastDay } = last;
    return { name, firstDay: Math.max(firstDay, oldest), lastDay: Math.min(lastDay, lastFill) };
  }
  const from = values.from === null ? oldest : edgeOf(values.from, "from", newest);
  const to = values.to === null ? lastFill : edgeOf(values.to, "to", newest);
  if (from > to) {
    throw new Fault("E196", "There are no such dates to review", {
      found: `${formatDay(from)} to ${formatDay(to)}`,
      expected: `dates from ${formatDay(oldest)} to ${formatDay(newest)}, in which there are trades`,
    });
  }
  return between(from, to);
}

function reviewed(
  call: Call,
  journal: Journal,
  plan: JournalPlan,
  { plans }: JournalPlans,
  notes: Notes,
  account: string,
  trades: readonly JournalTrade[],
  dates: Dates,
  { runs, cells, terms, unpaid, warnings: told }: Shadow,
): Review {
  const covered = coveredDates(dates, runs);
  const reached = trades.filter(({ day }) => day >= covered.firstDay && day <= covered.lastDay);
  const warnings = [...told];
  if (reached.length < trades.length) {
    warnings.push(
      `the bars reach from ${formatDay(covered.firstDay)} to ${formatDay(covered.lastDay)}: ${plural(trades.length - reached.length, "trade")} outside of them left out`,
    );
  }
  const markets = runs.map((run, k) => marketOf(run, cells[k]!.events ?? null));
  const { trades: known, warnings: holes } = coveredTrades(reached, markets);
  const command = (title: string) =>
    ["tickproof", "journal", "review", "--plan", title, ...settingWords(["journal", "account"], call)]
      .map(quoted)
      .join(" ");
  const traded = new Set(known.map(({ day }) => day));
  warnings.push(...holes, ...otherPlans(plan, plans, notes.days, traded, command));
  const { window } = plan;
  for (const fault of notes.faults) {
    const { where, message } = faultData(fault);
    warnings.push(where === undefined ? message : `${where}: ${message}`);
  }
  const ids = new Set(known.map(({ account: own }) => own));
  return reviewOf({
    plan,
    account,
    ...covered,
    windowMs: call.values.pairWindow,
    zone: journal.accounts.displayZone,
    markets,
    trades: known,
    fills: journal.fills,
    orders: journal.orders.filter((order) => ids.has(order.account)),
    notes: [...notes.byTrade.values()],
    rules: ruleBreaches(plan, known, journal.orders),
    inWindow: window === null ? () => true : (time) => isInside(window, time),
    promises: terms.promises,
    unpaid,
    warnings,
  });
}

/** Where there are no bars there is no plan to be held against. @throws {Fault} E197 */
function coveredDates(dates: Dates, runs: Shadow["runs"]): Dates {
  const firstDay = Math.max(dates.firstDay, ...runs.map(({ inputs }) => inputs.data.firstDay));
  const lastDay = Math.min(dates.lastDay, ...runs.map(({ inputs }) => inputs.data.lastDay));
  if (firstDay > lastDay) {
    const reach = runs.map(
      ({ inputs: { data, contract } }) =>
        `${contract.symbol} ${formatDay(data.firstDay)} to ${formatDay(data.lastDay)}`,
    );
    throw new Fault("E197", `No bars of ${formatDay(dates.firstDay)} to ${formatDay(dates.lastDay)}`, {
      found: reach.join(", "),
      why: "Without bars nobody can tell what the plan would have done.",
      fix: ["tickproof data import FILE -i SYMBOL", "--data FILE with bars of those dates"],
    });
  }
  return { name: dates.name, firstDay, lastDay };
}

function reportOf(folder: string, { name }: Dates, { values }: Call): string | null {
  if (values.report === "none") return null;
  return values.report ?? join(folder, "reports", `${name}${values.share ? "-shared" : ""}.html`);
}

/** The command that makes the same review again, whenever there are more trades by then. */
function commandOf(
  plan: JournalPlan,
  { firstDay, lastDay }: Dates,
  overruled: readonly Key[],
  { values, origins }: Call,
): string {
  const numbers = NUMBERS.filter((key) => key !== "from" && key !== "to");
  const keys = (
    ["journal", "account", "pairWindow", "shots", "instrument", "param", ...numbers] as const
  ).filter((key) => !overruled.includes(key));
  const dates = ["--plan", titleOf(plan), "--from", formatDay(firstDay), "--to", formatDay(lastDay)];
  return ["tickproof", "journal", "review", ...dates, ...settingWords(keys, { values, origins })]
    .map(quoted)
    .join(" ");
}
