// How much may be lost, counted from where?

import type { MicroUsd } from "../domain/money.js";
import type { Loss } from "../domain/risk.js";
import { shareOfEquity } from "./risk-percent.js";

/** In micro-dollars. A percentage is one of the equity that the rule counts from; of a debt there is none. */
export const lossOf = (loss: Loss, from: MicroUsd): MicroUsd =>
  "usd" in loss ? loss.usd : shareOfEquity(Math.max(from, 0), loss.percent);

/** The equity at or below which the loss is reached. */
export const floorOf = (loss: Loss, from: MicroUsd): MicroUsd => from - lossOf(loss, from);
