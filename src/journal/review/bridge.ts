// Into which buckets does the difference between the plan and the trader fall?

import type { MicroUsd } from "../../domain/money.js";
import type { Side } from "../../domain/order.js";
import { type AtThatMoment, type Bridge, BUCKETS, type Bucket } from "../../domain/review.js";

/** A trade as far as the bridge looks at it. `entrySum` is price × contracts in ticks. */
export interface Booked {
  readonly side: Side;
  readonly qty: number;
  readonly entrySum: number;
  readonly gross: MicroUsd;
  readonly net: MicroUsd;
}

/**
 * A pair, with d the direction, V the value of a tick, and prices times contracts instead of averages, which are not exact:
 *
 *     entry timing     d (Em − E′) qm V        exit timing      d (X′ − Xm) qm V
 *     entry execution  d (E′ − Ea) qm V        exit execution   d (Xa − X′) qm V
 *     size             d (Xa − Ea) (qa − qm) V      costs       −(ca − cm)
 *
 * Where both traded the same quantity nothing is ever rounded. Where not, three values of qa contracts are taken to qm of
 * them, each rounded once to the micro-dollar and used in two buckets with opposite signs: the sum has no residue. Both
 * exits are worth entry + gross, so it holds across rolls, and where a contract's value is rounded to the cent.
 */
export function pairBridge(model: Booked, real: Booked, then: AtThatMoment, tickValue: MicroUsd): Bridge {
  const { side } = model;
  const worth = (ticks: number): MicroUsd => Math.round(ticks * tickValue);
  const ofModelSize = (value: MicroUsd): MicroUsd => share(value, model.qty, real.qty);

  const modelEntry = worth(model.entrySum);
  const modelExit = modelEntry + side * model.gross;
  const entry = worth(real.entrySum);
  const realEntry = ofModelSize(entry);
  const realExit = ofModelSize(entry + side * real.gross);
  const entryThen = ofModelSize(worth(then.entrySum));
  const exitThen = ofModelSize(worth(then.exitSum));
  return bridgeOf({
    "entry timing": side * (modelEntry - entryThen),
    "entry execution": side * (entryThen - realEntry),
    "exit timing": side * (exitThen - modelExit),
    "exit execution": side * (realExit - exitThen),
    size: real.gross - side * (realExit - realEntry),
    costs: real.net - real.gross - (model.net - model.gross),
  });
}

/** A signal that nobody took: a loser that was missed is a credit. */
export const missedBridge = (model: Pick<Booked, "net">): Bridge => bridgeOf({ missed: -model.net });

/** A trade without a signal. */
export const offPlanBridge = (real: Pick<Booked, "net">): Bridge => bridgeOf({ "off-plan": real.net });

export const NO_BRIDGE: Bridge = bridgeOf({});

export const addBridges = (bridges: Iterable<Bridge>): Bridge => {
  const sum: Partial<Record<Bucket, MicroUsd>> = {};
  for (const bridge of bridges) for (const key of BUCKETS) sum[key] = (sum[key] ?? 0) + bridge[key];
  return bridgeOf(sum);
};

/** Actual − model. */
export const gapOf = (bridge: Bridge): MicroUsd => BUCKETS.reduce((sum, key) => sum + bridge[key], 0);

function bridgeOf(some: Partial<Record<Bucket, MicroUsd>>): Bridge {
  // Adding 0 makes 0 of −0, which would be another text and another value to a test.
  return Object.fromEntries(BUCKETS.map((key) => [key, (some[key] ?? 0) + 0])) as Record<Bucket, MicroUsd>;
}

/** value × part ÷ whole to the nearest whole, halves away from zero; the product may be larger than a double is exact. */
function share(value: MicroUsd, part: number, whole: number): MicroUsd {
  if (part === whole) return value;
  const twice = BigInt(value) * BigInt(part) * 2n;
  const size = twice < 0n ? -twice : twice;
  const rounded = (size + BigInt(whole)) / (2n * BigInt(whole));
  return Number(value < 0 ? -rounded : rounded);
}
