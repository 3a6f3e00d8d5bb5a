// When are orders, fills and events of a page read?

import type { PageData } from "../../src/report/embed/layout.js";
import { setOf } from "./choice.js";
import { codeOf } from "./code.js";
import { fillsOfTrades } from "./fills.js";
import { pathsOf } from "./moves.js";
import { notesOf, submittedBars } from "./notes.js";
import type { Records } from "./story.js";

const kept = new WeakMap<PageData, Promise<Records>>();

/** After the first look, and once: drawer, costs and the words of notes need them. */
export function recordsOf(page: PageData): Promise<Records> {
  let records = kept.get(page);
  if (records === undefined) kept.set(page, (records = read(page)));
  return records;
}

async function read(page: PageData): Promise<Records> {
  const [fills, orders, events, moves, lines] = await Promise.all([
    page.fills(),
    page.orders(),
    page.events(),
    page.moves(),
    page.lines(),
  ]);
  const of = fillsOfTrades(fills, page.trades.length);
  const submitted = submittedBars(page.trades, of, fills.order, orders.bar);
  setOf(page).notes = notesOf(events, page.trades, submitted);
  return { fills, of, orders, events, moves: pathsOf(moves), submitted, code: codeOf(page.meta, lines) };
}
