// Through which contract months did a run go, in a sentence?

import type { Run } from "../domain/run.js";
import { plural } from "./format.js";

/** Null where nothing is known of them. */
export function chainText({ chain, inputs }: Run): string | null {
  if (chain === null) return null;
  const { months, rolls, expiries } = chain;
  const carried = rolls.filter(({ qty }) => qty !== 0).length;
  const held = expiries.map(
    ({ contract, delivered }) => `${contract} ${delivered ? "delivered" : "expired"}`,
  );
  const through =
    months.length === 1
      ? months[0]!.contract
      : `${months[0]!.contract} to ${months.at(-1)!.contract}, ${plural(rolls.length, "roll")}, ${carried} with a position`;
  const how = inputs.chain === null || months.length === 1 ? "" : ` · ${inputs.chain.how}`;
  return `contracts ${[through, ...held].join(", ")}${how}`;
}

/** What settled at what, for the assumptions of a run. */
export function settlementText({ inputs, chain }: Run): string {
  const { settlements } = inputs;
  const daily =
    settlements === null
      ? "Settled daily at the last trade before the settlement time."
      : `Settled daily at the prices of ${settlements.file}${settlements.missing === "refuse" ? "" : ", where it has none at the last trade"}.`;
  if (chain === null || inputs.chain === null) return daily;
  const { lead, fee } = inputs.chain.expiry;
  const delivery =
    lead === null
      ? "What would be delivered is held on."
      : `What would be delivered is left ${plural(lead, "business day")} before first notice or the last trading day.`;
  return `${daily} ${delivery}${fee === 0 ? "" : " Final settlement costs a fee."}`;
}
