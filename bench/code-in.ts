// How much of a report's file is code, and how large is a report of one session?

import type { Run } from "#domain/run.js";
import { backtest } from "#index.js";
import { canonicalSeries } from "./canonical.js";
import { emaCross, requestOf } from "./specs.js";

/** What runs, packed as it stands there, and what styles; blocks of data and drawings are neither. */
export function codeIn(html: string): number {
  const code = [...html.matchAll(/<(script|style)(?! type="application\/octet-stream")[^>]*>(.*?)<\/\1>/gs)];
  return code.reduce((sum, [, , text]) => sum + Buffer.byteLength(text!), 0);
}

/** A session of minutes with about a hundred trades. */
export async function shortRun(): Promise<Run> {
  const request = requestOf(await emaCross(canonicalSeries(1380)));
  return backtest({ ...request, params: { ...request.params, fast: 5, slow: 14 } });
}
