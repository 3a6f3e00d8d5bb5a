// What is each perpetual told of funding, mark prices and leverage?

import { existsSync } from "node:fs";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { PerpetualTerms } from "../domain/funding.js";
import type { Contracts } from "../instrument/contracts.js";
import { isPerpetual } from "../instrument/perpetual.js";
import { constantRate, readPerpetual } from "../research/perpetual.js";
import type { Call } from "./commands.js";
import type { Origin } from "./resolve.js";

/**
 * What each contract is told; null where nothing is. Settings of the project's configuration leave contracts alone that are
 * no perpetuals, flags do not: E384. A file for several perpetuals needs to be told whose it is: E105.
 */
export async function perpetualTerms(
  traded: readonly Contract[],
  { values, origins }: Call,
  contracts: Contracts,
): Promise<ReadonlyMap<string, PerpetualTerms | null>> {
  const perpetuals = traded.filter(isPerpetual);
  refuseWithout(perpetuals, traded, origins);
  const fundings = bySymbol(perpetuals, origins.funding, contracts);
  const marks = bySymbol(perpetuals, origins.mark, contracts);
  const terms = new Map<string, PerpetualTerms | null>();
  for (const contract of perpetuals) {
    const funding = fundings.get(contract.symbol);
    const mark = marks.get(contract.symbol);
    const request = {
      ...(funding !== undefined && { funding }),
      ...(mark !== undefined && { mark }),
      ...(values.leverage !== null && { leverage: values.leverage }),
      ...(origins.marginMode.from !== "default" && { marginMode: values.marginMode }),
    };
    const reading = {
      ...(values.tz !== null && { timeZone: values.tz }),
      ...(values.dateOrder !== null && { dateOrder: values.dateOrder }),
    };
    terms.set(contract.symbol, await readPerpetual(request, contract, reading));
  }
  return terms;
}

type Origins = Call["origins"];

function refuseWithout(perpetuals: readonly Contract[], traded: readonly Contract[], origins: Origins): void {
  if (perpetuals.length > 0) return;
  const keys = ["funding", "mark", "leverage", "marginMode"] as const;
  const typed = keys.find((key) => origins[key].from === "flag");
  if (typed === undefined) return;
  const symbols = traded.map(({ symbol }) => symbol).join(", ");
  throw new Fault("E384", `${origins[typed].where} is for perpetuals, and ${symbols} is none`, {
    found: `${origins[typed].where} ${origins[typed].texts.join(" ")}`,
    expected: "a contract of kind perpetual",
    fix: [`leave ${origins[typed].where} out`, 'kind: "perpetual" in its definition'],
  });
}

/** What was said for each symbol: by name, or for all. */
function bySymbol(
  perpetuals: readonly Contract[],
  { texts, where, from }: Origin,
  contracts: Contracts,
): Map<string, string> {
  const said = new Map<string, string>();
  const symbols = perpetuals.map(({ symbol }) => symbol);
  const put = (symbol: string, text: string) => {
    if (said.has(symbol)) {
      throw new Fault("E105", `${where} says two things of ${symbol}: ${said.get(symbol)} and ${text}`, {
        found: texts.join(" "),
        fix: [`${where} ${symbol}=${text}`],
      });
    }
    said.set(symbol, text);
  };
  for (const text of texts) {
    const [, name, value] = /^([^=]*?)=(.+)$/.exec(text) ?? [];
    if (name === undefined || value === undefined || existsSync(text)) {
      if (symbols.length > 1 && constantRate(text) === null) {
        throw new Fault("E105", `Which of ${symbols.join(", ")} does ${text} belong to?`, {
          where,
          fix: symbols.slice(0, 3).map((symbol) => `${where} ${symbol}=${text}`),
        });
      }
      for (const symbol of symbols) put(symbol, text);
      continue;
    }
    const { symbol } = contracts.get(name);
    if (symbols.includes(symbol)) put(symbol, value);
    else if (from === "flag") {
      throw new Fault("E105", `${where} names ${symbol}, which does not run or is no perpetual`, {
        found: text,
        fix: [`leave ${symbol}=… out`],
      });
    }
  }
  return said;
}
