// What is wrong with these files of bars?

import { EXIT, Fault } from "../domain/fault.js";
import type { Action } from "./commands.js";
import { knownContracts } from "./known-contracts.js";
import { readFile } from "./read-series.js";

/** Reads each file as a run would, and tells what became of its rows. */
export const dataCheck: Action = async (call) => {
  const { operands, values, config, out } = call;
  const [name] = values.instrument ?? [];
  if (operands.length === 0) {
    throw new Fault("E103", "tickproof data check takes files of bars", {
      found: "none",
      fix: ["tickproof data check FILE -i SYMBOL"],
    });
  }
  if (name === undefined) {
    throw new Fault("E103", "tickproof data check needs to know which contract the bars are of", {
      why: "Tick size, session and holidays are those of the contract.",
      fix: [`tickproof data check ${operands[0]} -i MES`],
    });
  }
  const contracts = knownContracts(config);
  const contract = contracts.get(name);
  for (const path of operands) {
    const { source } = await readFile(contract, { path, note: null }, call, "data");
    out.answer(`${source.file}`);
    for (const note of source.notes) out.answer(`  ${note}`);
  }
  return EXIT.ok;
};
