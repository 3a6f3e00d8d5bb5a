// What becomes of the prices in an order that speaks of another series than the one that is traded on?

import type { Clock } from "../strategy/series.js";
import {
  type AmendRequest,
  type Desk,
  type DistanceRequest,
  type ExitRequest,
  type LevelRequest,
  marketRequest,
  type OrderRequest,
  type OrderView,
  type StopMoveRequest,
} from "../strategy/ticket.js";
import { DeskAround } from "./desk-around.js";
import type { SeenPrices } from "./seen-prices.js";

/** A counter at which prices are named as the strategy reads them. Distances in ticks and percent are of the contract. */
export class SeenDesk extends DeskAround {
  readonly #seen: SeenPrices;
  readonly #clock: Clock;

  constructor(desk: Desk, seen: SeenPrices, clock: Clock) {
    super(desk);
    this.#seen = seen;
    this.#clock = clock;
  }

  override get entryPrice(): number {
    return this.#seen.read(this.desk.entryPrice, this.#clock.bar);
  }
  override orders(): readonly OrderView[] {
    const { bar } = this.#clock;
    return this.desk.orders().map((one) => ({ ...one, price: this.#seen.read(one.price, bar) }));
  }
  override market(
    side: 1 | -1,
    qty: number,
    exit: ExitRequest | undefined,
    reason: string | undefined,
  ): number {
    return this.submit(side, marketRequest(qty, exit, reason));
  }
  override submit(side: 1 | -1, request: OrderRequest): number {
    return this.desk.submit(side, this.#meant(request));
  }
  override amend(id: number, changes: AmendRequest): boolean {
    return this.desk.amend(id, this.#meant(changes));
  }
  override moveStop(price: number): boolean {
    return this.desk.moveStop(this.#price(price));
  }

  /** The same request in prices of the bars. What is no price, or none at all, is left to whoever checks the order. */
  #meant<T extends OrderRequest & AmendRequest>(request: T): T {
    const { limit, stop, touch, trail, exit, triggers } = request;
    return {
      ...request,
      ...(limit !== undefined && { limit: this.#price(limit) }),
      ...(stop !== undefined && { stop: this.#price(stop) }),
      ...(touch !== undefined && { touch: this.#price(touch) }),
      ...(isObject(trail) && {
        trail: {
          ...this.#distance(trail),
          ...(trail.from !== undefined && { from: this.#price(trail.from) }),
        },
      }),
      ...(isObject(exit) && { exit: this.#exit(exit) }),
      ...(Array.isArray(triggers) && { triggers: triggers.map((one) => this.#meant(one)) }),
    };
  }

  #exit(exit: ExitRequest): ExitRequest {
    const { stop, target, targets, trail } = exit;
    return {
      ...exit,
      ...(stop !== undefined && { stop: this.#level(stop) }),
      ...(target !== undefined && { target: this.#level(target) }),
      ...(Array.isArray(targets) && {
        targets: targets.map((one) => ({
          ...one,
          at: this.#level(one.at),
          ...(isObject(one.then) && { then: this.#move(one.then) }),
        })),
      }),
      ...(isObject(trail) && {
        trail: {
          ...this.#distance(trail),
          ...(trail.from !== undefined && { from: this.#level(trail.from) }),
        },
      }),
    };
  }

  #level(level: LevelRequest): LevelRequest {
    if (typeof level === "number") return this.#price(level);
    if (!isObject(level)) return level;
    if ("now" in level) return this.#price(level.now);
    if ("price" in level) return { ...level, price: this.#price(level.price) };
    return this.#distance(level);
  }

  #move(then: StopMoveRequest): StopMoveRequest {
    if (!isObject(then)) return then;
    if ("lock" in then && isObject(then.lock)) return { ...then, lock: this.#distance(then.lock) };
    if ("trail" in then && isObject(then.trail)) return { ...then, trail: this.#distance(then.trail) };
    return then;
  }

  #distance<D extends DistanceRequest | { readonly r: number }>(distance: D): D {
    if (!("points" in distance) || typeof distance.points !== "number") return distance;
    return { ...distance, points: distance.points / this.#seen.scale(this.#clock.bar) };
  }

  #price(price: number): number {
    return typeof price === "number" ? this.#seen.meant(price, this.#clock.bar) : price;
  }
}

const isObject = <T>(value: T): value is Extract<T, object> => typeof value === "object" && value !== null;
