// Which rules of execution need to know how much was traded?

import type { DataSource } from "../domain/bars.js";
import type { Execution } from "../domain/execution.js";
import { Fault } from "../domain/fault.js";

/** Throws E129 where slippage, limit fills or the cap on participation weigh an order against volume that the file does not have. */
export function refuseWithoutVolume(
  { slippage, limitFill, participation }: Execution,
  { file, symbol, hasVolume }: Pick<DataSource, "file" | "symbol" | "hasVolume">,
): void {
  if (hasVolume) return;
  const needs = [
    ...(typeof slippage === "object" && slippage.model === "impact" ? ["slippage by market impact"] : []),
    ...(typeof limitFill === "object" && "volume" in limitFill ? ["limit fills by volume"] : []),
    ...(participation !== null ? ["the cap on participation"] : []),
  ];
  if (needs.length === 0) return;
  throw new Fault("E129", `${file} has no volume for ${needs.join(" and ")}`, {
    where: file,
    found: `${symbol} bars without a column of volume`,
    expected: "contracts traded in each bar",
    why: "Without it nobody can tell how large an order was for its market.",
    fix: [
      "bars with volume",
      "--slippage spread, --limit-fill through:2 and --participation none do without",
    ],
  });
}
