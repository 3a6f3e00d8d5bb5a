// Can this order exist at all?

import { didYouMean, Fault } from "../domain/fault.js";

/** The order in question, for the message; put into words only where there is one to give. */
export interface What {
  readonly side: 1 | -1;
  readonly reason: string | undefined;
}

export const described = ({ side, reason }: What): string =>
  `${side === 1 ? "buy" : "sell"}${reason ? ` "${reason}"` : ""}`;

/** No account trades more; a larger number is a slip of the strategy's arithmetic. */
export const MAX_CONTRACTS = 1_000_000;

/** As many lots of a contract that trades in parts. */
export const MAX_LOTS = 1_000_000_000;

/** Contracts, or the lots of one that trades in parts, are whole and at least one. Throws E411. */
export function checkQuantity(qty: unknown, what: What, name = "qty", most = MAX_CONTRACTS): number {
  if (isQuantity(qty, most)) return qty;
  throw new Fault("E411", `An order with ${name} ${String(qty)} cannot be sent (${described(what)})`, {
    found: `${name} ${String(qty)}`,
    expected: `a whole number${most === MAX_CONTRACTS ? "" : " of lots"} from 1 to ${most.toLocaleString("en-US")}`,
    fix: [
      `${name}: Math.floor(…), and no order where that is 0`,
      ...(qty === undefined && name === "qty"
        ? ["or a rule that sizes: static risk = [riskPercent(1)]"]
        : []),
    ],
  });
}

const isQuantity = (qty: unknown, most: number): qty is number =>
  typeof qty === "number" && Number.isInteger(qty) && qty >= 1 && qty <= most;

/** As `checkQuantity`, of a signal that sends nothing; `contracts` with a minus for one that would have sold. Throws E411. */
export function checkSignal(lots: number, contracts: number, reason: string, most: number): void {
  if (isQuantity(lots, most)) return;
  throw new Fault(
    "E411",
    `A signal of ${String(contracts)} contracts cannot be written down (skip "${reason}")`,
    {
      found: `skip(${String(contracts)})`,
      expected: `a whole number${most === MAX_CONTRACTS ? "" : " of lots"} from 1 to ${most.toLocaleString("en-US")}, with a minus for one that would have sold`,
      fix: ["skip(side * Math.max(1, Math.floor(…)))", "or no skip where there was no signal"],
    },
  );
}

/** Farther from zero than any market ever was; beyond it the fill log could not hold a price. */
const MAX_TICKS = 1_000_000_000;

/** A price that an order names must be a number. Throws E412: as a rule an indicator is still warming up. */
export function checkPrice(price: unknown, tickSize: number, name: string, what: What): number {
  if (typeof price === "number" && Math.abs(price) <= MAX_TICKS * tickSize) return price;
  throw new Fault("E412", `The ${name} of an order is ${String(price)} (${described(what)})`, {
    found: `${name} ${String(price)}`,
    expected: "a price in points",
    why: "An indicator is NaN while it warms up; a price made of it is no price.",
    fix: [`send the order only where Number.isFinite(${name})`],
  });
}

/** Distances in ticks are above zero. Throws E413. */
export function checkDistance(ticks: unknown, name: string, what: What): number {
  if (typeof ticks === "number" && ticks > 0 && ticks <= MAX_TICKS) return ticks;
  throw new Fault("E413", `${name} ${String(ticks)} is no distance (${described(what)})`, {
    found: `${name} ${String(ticks)}`,
    expected: "a number of ticks above 0",
    fix: [`${name}: Math.max(1, …)`],
  });
}

/**
 * A request says nothing that we would not hear: `stopTicks` beside `qty` instead of inside `exit` would leave a position
 * without its stop. Strategies run without their types, so it is looked up here. Throws E418.
 */
export function checkWords(
  request: object,
  known: ReadonlySet<string>,
  thing: string,
  what: What,
  inExit?: ReadonlySet<string>,
): void {
  for (const word in request) if (!known.has(word)) throw unknownWord(word, known, thing, what, inExit);
}

function unknownWord(
  word: string,
  known: ReadonlySet<string>,
  thing: string,
  what: What,
  inExit: ReadonlySet<string> | undefined,
): Fault {
  const near = didYouMean(word, [...known]);
  const misplaced = inExit?.has(word) ? [`exit: { ${word}: … }`] : [];
  return new Fault("E418", `${thing} has no "${word}" (${described(what)})`, {
    found: word,
    expected: [...known].join(", "),
    why: "What is not understood would be left out in silence.",
    fix: [...misplaced, ...(near === undefined ? [] : [`did you mean   ${near}`])],
  });
}

/**
 * A protective level must lie on its own side of the entry: the stop of a long below it, its target above. `side` is
 * the entry's, `wanted` -1 for levels that a long has below. Throws E414 with the numbers.
 */
export function checkSide(
  side: 1 | -1,
  wanted: 1 | -1,
  level: number,
  entry: number,
  name: string,
  what: What,
): void {
  if (side * wanted * (level - entry) > 0) return;
  const below = side * wanted < 0;
  throw new Fault(
    "E414",
    `${name} ${level} is on the wrong side of the entry at ${entry} (${described(what)})`,
    {
      found: `${name} ${level}, entry about ${entry}`,
      expected: `${name} ${below ? "below" : "above"} ${entry} for a ${side === 1 ? "long" : "short"}`,
      why: "It would fill in the instant in which it becomes live.",
      fix: [
        `give the distance instead: ${name}Ticks`,
        `or send the order only where ${name} is ${below ? "below" : "above"} the price`,
      ],
    },
  );
}

/** A resting stop waits beyond the market: a buy stop above it, a sell stop below. Throws E415. */
export function checkTrigger(side: 1 | -1, trigger: number, last: number, what: What): void {
  if (side * (trigger - last) > 0) return;
  throw new Fault(
    "E415",
    `A ${side === 1 ? "buy" : "sell"} stop at ${trigger} is on the wrong side of the market at ${last} (${described(what)})`,
    {
      found: `stop ${trigger}, last price ${last}`,
      expected: `a stop ${side === 1 ? "above" : "below"} ${last}`,
      why: "It would trigger at once: that is a market order.",
      fix: ["leave `stop` away for a market order", `use limit: ${trigger} to wait for a better price`],
    },
  );
}

/** A market-if-touched order waits for a better price: a buy below the market, a sell above. Throws E420. */
export function checkTouch(side: 1 | -1, trigger: number, last: number, what: What): void {
  if (side * (last - trigger) > 0) return;
  const name = side === 1 ? "buy" : "sell";
  throw new Fault(
    "E420",
    `A ${name} if touched at ${trigger} is on the wrong side of the market at ${last} (${described(what)})`,
    {
      found: `touch ${trigger}, last price ${last}`,
      expected: `touch ${side === 1 ? "below" : "above"} ${last}`,
      why: "It would be touched at once: that is a market order.",
      fix: ["leave `touch` away for a market order", `use stop: ${trigger} to go with the market`],
    },
  );
}

/** The limit of a stop-limit order is its trigger or lies beyond it, as exchanges demand. Throws E421. */
export function checkStopLimit(side: 1 | -1, trigger: number, limit: number, what: What): void {
  if (side * (limit - trigger) >= 0) return;
  const beyond = side === 1 ? "at or above" : "at or below";
  throw new Fault(
    "E421",
    `A stop-limit at ${trigger} cannot have its limit at ${limit} (${described(what)})`,
    {
      found: `stop ${trigger}, limit ${limit}`,
      expected: `a limit ${beyond} ${trigger} for a ${side === 1 ? "buy" : "sell"}`,
      why: "The limit says how much worse than the trigger a fill may be.",
      fix: [`limit: ${trigger} for no worse a fill than the trigger`],
    },
  );
}

/** Immediate or cancel is for orders that can fill at once: the fault E422 for one of another kind. */
export const immediate = (kind: string, what: What): Fault =>
  new Fault("E422", `A ${kind} order cannot be immediate or cancel (${described(what)})`, {
    found: `tif "IOC" with a ${kind} order`,
    expected: "IOC with a market or a limit order",
    why: "An order that waits for a price or a time would be cancelled at the next open in any case.",
    fix: ['tif: "DAY"'],
  });

/** An order that is amended keeps its kind, and what has filled stays filled. Throws E423. */
export function checkAmended(
  id: number,
  kind: string,
  words: readonly string[],
  qty: number,
  filled: number,
): void {
  const known = AMENDABLE[kind] ?? ["qty"];
  const wrong = words.find((word) => !known.includes(word));
  if (wrong !== undefined) {
    throw new Fault("E423", `Order ${id}, a ${kind} order, has no ${wrong} to amend`, {
      found: wrong,
      expected: known.join(", "),
      fix: ["cancel it and send another"],
    });
  }
  if (qty > filled) return;
  throw new Fault("E423", `Order ${id} cannot be amended to ${qty} contracts: ${filled} have filled`, {
    found: `qty ${qty}`,
    expected: `more than ${filled}: qty is the order's total`,
    fix: [`this.cancel(${id}) to give up the rest`],
  });
}

const AMENDABLE: Readonly<Record<string, readonly string[]>> = {
  market: ["qty", "exit"],
  limit: ["qty", "exit", "limit"],
  stop: ["qty", "exit", "stop"],
  "stop limit": ["qty", "exit", "stop", "limit"],
  "market if touched": ["qty", "exit", "touch"],
  "trailing stop": ["qty", "exit", "trail"],
  "on open": ["qty", "exit"],
  "on close": ["qty", "exit"],
};
