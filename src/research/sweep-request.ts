// How does a program ask for a sweep, without a command line?

import type { Sweep } from "../domain/sweep.js";
import { resolveStrategyFile } from "../strategy/find.js";
import type { ChainData } from "./chain-request.js";
import { describeStrategy } from "./describe.js";
import { cellOf, contractsOf, type Data, slippageOf, type Terms } from "./library.js";
import type { PerpetualRequest } from "./perpetual.js";
import { runSweep, type SweepOptions } from "./sweep.js";
import { type Sampling, type SweepWords, spaceOf } from "./sweep-space.js";

export interface SweepRequest extends Omit<Terms, "onProgress">, Omit<SweepOptions, "program">, Sampling {
  /** A name or a path. */
  readonly strategy: string;
  /** One file or series an instrument. */
  readonly data: Readonly<Record<string, Data | ChainData>>;
  readonly finer?: Readonly<Record<string, Data>>;
  readonly perpetual?: Readonly<Record<string, PerpetualRequest>>;
  /** What varies, as a text ("5..23:2", "10,20", "*") or a list of values; a single value holds for all combinations. */
  readonly params: Readonly<Record<string, SweepWords>>;
}

/**
 * Runs one strategy over all combinations of its parameters, on every instrument: docs/sweeps.md. Throws a `Fault` for whatever is wrong
 * with the inputs; a combination that fails is counted in the result.
 */
export async function sweep(request: SweepRequest): Promise<Sweep> {
  const { strategy, params, data, finer, perpetual } = request;
  const file = resolveStrategyFile(strategy, process.cwd());
  const { name, params: schema } = await describeStrategy(file, {
    ...(request.timeLimitMs !== undefined && { timeLimitMs: request.timeLimitMs }),
    ...(request.signal && { signal: request.signal }),
  });
  const space = spaceOf(schema, params, name, request);
  const { onProgress: _, ...terms } = request;
  const slippage = await slippageOf(terms);
  const contracts = contractsOf(terms);
  const bases = await Promise.all(
    Object.entries(data).map(([instrument, bars]) =>
      cellOf(terms, contracts, slippage, {
        instrument,
        data: bars,
        finer: finer?.[instrument],
        perpetual: perpetual?.[instrument],
      }),
    ),
  );
  const cells = bases.map((base) => ({ ...base, strategyFile: file, params: {} }));
  return runSweep(cells, space, schema, request);
}
