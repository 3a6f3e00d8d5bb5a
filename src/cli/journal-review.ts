// What became of the plan, and what is to be done differently next week?

import { existsSync } from "node:fs";
import { join } from "node:path";
import { EXIT, Fault, faultData } from "../domain/fault.js";
import type { JournalTrade } from "../domain/journal.js";
import type { JournalPlan, JournalPlans } from "../domain/journal-notes.js";
import type { Day } from "../domain/money.js";
import type { Review } from "../domain/review.js";
import { formatDay } from "../instrument/time.js";
import { type Journal, readJournal } from "../journal/journal.js";
import { readNotes } from "../journal/notes/days.js";
import { planNamed, readPlans, titleOf } from "../journal/plan-file.js";
import { between, type Dates, LAST_EXPECTED, lastDates } from "../journal/review/dates.js";
import { followedTrades, following, positionsOf } from "../journal/review/follow.js";
import { marketOf } from "../journal/review/moments.js";
import { reviewOf } from "../journal/review/review.js";
import { isInside, ruleBreaches } from "../journal/rules.js";
import { reviewDocument } from "../report/review/document.js";
import { followDocument, followText } from "../report/review/follow-text.js";
import { reviewText } from "../report/review/text.js";
import { reviewReport } from "../report/review-report.js";
import type { Action, Call } from "./commands.js";
import { edgeOf } from "./dates.js";
import { rowAccounts, sumsOf } from "./journal-rows.js";
import { knownContracts } from "./known-contracts.js";
import { openFile } from "./open-file.js";
import { type Shadow, shadowRuns } from "./shadow-run.js";
import { fileLine, writeReport } from "./write-reports.js";

export const journalReview: Action = async (call) => {
  const { out, values } = call;
  if (call.operands.length > 0) {
    throw new Fault("E103", "tickproof journal review takes no operands", {
      found: call.operands.join(" "),
      fix: ["tickproof journal review --last week", "tickproof journal review --plan NAME"],
    });
  }
  const folder = values.journal;
  const journal = readJournal(folder, { contracts: knownContracts(call.config) });
  const { trades, account } = ownTrades(journal, call);
  const plans = plansOfJournal(folder);
  const plan = planNamed(plans, values.plan);
  const dates = datesOf(trades, call);
  const inside = (trade: JournalTrade) => trade.day >= dates.firstDay && trade.day <= dates.lastDay;
  const roots = plan.instruments ?? [...new Set(trades.filter(inside).map(({ root }) => root))].sort();
  if (values.follow) return follow(call, journal, plan, trades.filter(inside), roots, dates);
  const shadow = await shadowRuns(plan, roots, dates, call);
  const review = reviewed(
    call,
    journal,
    plan,
    plans.vocabulary,
    account,
    trades.filter(inside),
    dates,
    shadow,
  );
  out.answer(reviewText(review, out.answerStyle));
  const path = reportOf(folder, dates, call);
  if (path !== null) {
    const html = reviewReport(review, {
      runs: shadow.runs,
      rows: rowAccounts(journal.imports),
      reconciled: sumsOf(journal.reconciled),
      version: call.version,
      command: commandOf(plan, dates, call),
      share: values.share,
    });
    const line = fileLine("report", writeReport(path, html, values.report), out.answerStyle);
    if (out.json) out.note(line);
    else out.answer(line);
    if (values.open) openFile(path, out);
  }
  if (out.json) out.document(reviewDocument(review));
  return EXIT.ok;
};

async function follow(
  call: Call,
  journal: Journal,
  plan: JournalPlan,
  trades: readonly JournalTrade[],
  roots: readonly string[],
  dates: Dates,
): Promise<number> {
  const { out } = call;
  const { runs, cells } = await shadowRuns(plan, roots, dates, call, {
    bound: false,
    source: (file, { contract, series }) =>
      following(file, positionsOf(trades, journal.fills, contract.symbol), series.source.timeframeMs),
  });
  const rows = followedTrades(trades, new Map(runs.map((run) => [run.inputs.contract.symbol, run])));
  const contracts = knownContracts(call.config);
  const followed = {
    plan: titleOf(plan),
    zone: journal.accounts.displayZone,
    rows,
    contractOf: (root: string) =>
      cells.find(({ contract }) => contract.symbol === root)?.contract ?? contracts.get(root),
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
    const named = journal.accounts.accounts.find(
      ({ name, aliases }) => name === values.account || aliases.includes(values.account!),
    );
    const account = named?.name ?? values.account;
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
          fix: accounts.map((account) => `--account ${account}`),
        },
      );
    }
    owner.set(trade.day, trade.account);
  }
  return { trades: journal.trades, account: accounts.join(", ") };
}

function datesOf(trades: readonly JournalTrade[], { values, origins }: Call): Dates {
  const days = trades.map(({ day }) => day);
  const [oldest, newest] = [Math.min(...days), Math.max(...days)];
  if (values.last !== null) {
    if (values.from !== null || values.to !== null) {
      throw new Fault(
        "E196",
        `${origins.last.where} and ${(values.from === null ? origins.to : origins.from).where} do not go together`,
        {
          expected: "one of the two",
          fix: [`leave ${origins.last.where} out`],
        },
      );
    }
    const dates = lastDates(values.last, newest);
    if (dates !== null) return dates;
    throw new Fault("E196", `${origins.last.where} cannot be "${values.last}"`, {
      found: `"${values.last}"`,
      expected: LAST_EXPECTED,
      fix: ["--last week"],
    });
  }
  const from = values.from === null ? oldest : edgeOf(values.from, "from", newest);
  const to = values.to === null ? newest : edgeOf(values.to, "to", newest);
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
  vocabulary: JournalPlans["vocabulary"],
  account: string,
  trades: readonly JournalTrade[],
  dates: Dates,
  { runs, cells, warnings: told }: Shadow,
): Review {
  const covered = coveredDates(dates, runs);
  const known = trades.filter(({ day }) => day >= covered.firstDay && day <= covered.lastDay);
  const warnings = [...told];
  if (known.length < trades.length) {
    warnings.push(
      `the bars reach from ${formatDay(covered.firstDay)} to ${formatDay(covered.lastDay)}: ${trades.length - known.length} trades outside of them are left out`,
    );
  }
  const { window } = plan;
  const notes = readNotes(call.values.journal, { vocabulary, zone: journal.accounts.displayZone });
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
    markets: runs.map((run, k) => marketOf(run, cells[k]!.events ?? null)),
    trades: known,
    fills: journal.fills,
    orders: journal.orders.filter((order) => ids.has(order.account)),
    notes: [...notes.byTrade.values()],
    rules: ruleBreaches(plan, known, journal.orders),
    inWindow: window === null ? () => true : (time) => isInside(window, time),
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

const commandOf = (plan: JournalPlan, { firstDay, lastDay }: Dates, { values }: Call): string =>
  [
    "tickproof journal review",
    `--plan ${titleOf(plan)}`,
    `--from ${formatDay(firstDay)} --to ${formatDay(lastDay)}`,
    ...(values.account === null ? [] : [`--account ${values.account}`]),
  ].join(" ");
