// Which line of a strategy sent each of its orders?

import { basename, isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { CHANGES, type Change, type CodeLines } from "../domain/code-lines.js";
import type { RunData } from "../domain/run.js";
import { type BacktestSpec, backtestData } from "../engine/backtest.js";
import { DeskAround } from "../engine/desk-around.js";
import type { Bundle } from "../strategy/bundle.js";
import { StrategyFailure } from "../strategy/failure.js";
import { shownPath } from "../strategy/find.js";
import type { Clock } from "../strategy/series.js";
import { linesOfError } from "../strategy/thrown.js";
import type { AmendRequest, Desk, ExitRequest, OrderRequest } from "../strategy/ticket.js";
import { forgetLeftovers } from "./leftovers.js";
import type { SpecMaker } from "./verify.js";

/** Past them a page has no single bars, and a second run takes longer than a line is worth. */
const MOST_BARS = 3_000_000;
/** Requests that are looked at; the file of a strategy that sends more says no line for the rest. */
const MOST_ASKED = 100_000;
/** Lines that led to a request: more of them tell no more. */
const DEEPEST = 3;

/**
 * Runs the strategy once more and looks where each request comes from. Its text alone does not tell: a comment may have the words, or two
 * calls. Undefined where it does not do the same again.
 */
export async function codeLines(
  run: RunData,
  make: SpecMaker,
  bundle: Bundle,
  guard: <T>(work: () => T) => T,
): Promise<CodeLines | undefined> {
  if (run.bars.length > MOST_BARS || run.orders.length === 0) return undefined;
  forgetLeftovers();
  const spec = await make();
  const desks: LineDesk[] = [];
  const watchDesk: BacktestSpec["watchDesk"] = (desk, clock) => {
    const watched = new LineDesk(desk, clock, pathToFileURL(bundle.module).href);
    desks.push(watched);
    return watched;
  };
  try {
    if (guard(() => backtestData({ ...spec, watchDesk })).fingerprint !== run.fingerprint) return undefined;
  } catch (error) {
    if (error instanceof StrategyFailure) return undefined; // of two runs one failed: what it came to is the other
    throw error;
  }
  return desks[0]?.lines(run, bundle);
}

interface Made {
  readonly bar: number;
  readonly change: Change;
  readonly order: number;
  readonly place: number;
}

/** Hands everything on, and keeps from where it was asked. */
class LineDesk extends DeskAround {
  readonly #sent = new Map<number, number>();
  readonly #made: Made[] = [];
  readonly #clock: Clock;
  readonly #module: string;
  readonly #places = new Map<string, number>();
  readonly #errors: Error[] = [];
  #left = MOST_ASKED;

  constructor(desk: Desk, clock: Clock, module: string) {
    super(desk);
    this.#clock = clock;
    this.#module = module;
  }

  override submit(side: 1 | -1, request: OrderRequest): number {
    return this.#keep(super.submit(side, request));
  }
  override market(
    side: 1 | -1,
    qty: number,
    exit: ExitRequest | undefined,
    reason: string | undefined,
  ): number {
    return this.#keep(super.market(side, qty, exit, reason));
  }
  override amend(id: number, changes: AmendRequest): boolean {
    const done = super.amend(id, changes);
    if (done) this.#change("amended", id);
    return done;
  }
  override cancel(id: number): boolean {
    const done = super.cancel(id);
    if (done) this.#change("cancelled", id);
    return done;
  }
  override cancelAll(): void {
    if (this.working > 0) this.#change("cancelled", 0);
    super.cancelAll();
  }
  override moveStop(price: number): boolean {
    const done = super.moveStop(price);
    if (done) this.#change("moved", 0);
    return done;
  }

  #keep(order: number): number {
    const place = this.#place();
    if (place >= 0) this.#sent.set(order, place);
    return order;
  }

  #change(change: Change, order: number): void {
    const place = this.#place();
    if (place >= 0) this.#made.push({ bar: this.#clock.bar, change, order, place });
  }

  /** A place is known by the positions on its stack: its text, and what it maps to, are made once for each. */
  #place(): number {
    if (--this.#left < 0) return -1;
    const key = positionsOf(this.#module);
    let place = this.#places.get(key);
    if (place === undefined) {
      place = this.#errors.push(new Error("asked here")) - 1;
      this.#places.set(key, place);
    }
    return place;
  }

  lines({ orders }: RunData, bundle: Bundle): CodeLines {
    const column = (of: (made: Made) => number) => Int32Array.from(this.#made, of);
    const sent = new Int32Array(orders.length).fill(-1);
    for (let at = 0; at < orders.length; at++) {
      // An order that another one triggers was asked for with it, and stands behind it.
      const parent = orders.parent[at]!;
      sent[at] = this.#sent.get(at + 1) ?? (parent > 0 ? sent[parent - 1]! : -1);
    }
    const paths = this.#errors.map((error) => linesOfError(error, bundle).slice(0, DEEPEST));
    return {
      orders: sent,
      bar: column(({ bar }) => bar),
      change: column(({ change }) => CHANGES.indexOf(change)),
      order: column(({ order }) => order),
      place: column(({ place }) => place),
      where: paths.map((path) => path.map(({ where }) => placeText(where, bundle)).join("\n")),
      text: paths.map((path) => path.map(({ text }) => text).join("\n")),
    };
  }
}

/** Where the frames of a module stand on a stack, without the text that the stack would be made into. */
function positionsOf(module: string): string {
  const holder: { stack?: readonly NodeJS.CallSite[] } = {};
  const before = Error.prepareStackTrace;
  Error.prepareStackTrace = (_, sites) => sites;
  Error.captureStackTrace(holder, positionsOf);
  const { stack } = holder;
  Error.prepareStackTrace = before;
  let key = "";
  for (const site of stack ?? [])
    if (site.getFileName()?.startsWith(module)) key += `${site.getLineNumber()}:${site.getColumnNumber()} `;
  return key;
}

/** As the run names its strategy's file; of other files no folder of this machine. */
function placeText(where: string, { source, file }: Bundle): string {
  const [path, line] = [where.slice(0, where.lastIndexOf(":")), where.slice(where.lastIndexOf(":"))];
  const own = path === source || path === shownPath(source);
  const shown = own ? file : path;
  return `${isAbsolute(shown) ? basename(shown) : shown}${line}`;
}
