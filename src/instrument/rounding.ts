// How is money counted for a contract, where the user says otherwise than its definition?

import type { Contract } from "../domain/contract.js";

/** `contract`: as its definition says. `cent`: like the clearing house. `exact`: nothing is rounded. */
export const ROUNDINGS = ["contract", "cent", "exact"] as const;
export type Rounding = (typeof ROUNDINGS)[number];

export const rounded = (contract: Contract, rounding: Rounding): Contract =>
  rounding === "contract" || rounding === contract.rounding ? contract : { ...contract, rounding };
