// How is an unfinished sweep kept, and may it go on?

import { createHash } from "node:crypto";
import type { Series } from "../domain/bars.js";
import { Fault } from "../domain/fault.js";
import type { Sweep, SweepIdentity } from "../domain/sweep.js";
import type { SweepPlan } from "./sweep-plan.js";
import type { Failing } from "./sweep-schedule.js";
import type { SweepSpace } from "./sweep-space.js";

const MAGIC = "tickproof.sweep/1\n";
const DIGEST = 32;

interface Header {
  readonly identity: SweepIdentity;
  readonly rows: number;
  readonly parts: readonly {
    readonly columns: number;
    readonly failures: Sweep["parts"][number]["failures"];
  }[];
}

/**
 * What a sweep has done, as bytes for a file: `restored` goes on with it. Throws E147 for a sweep that was not asked to be resumable.
 */
export function savedSweep({ identity, parts, rows }: Sweep): Uint8Array {
  if (identity === null) {
    throw new Fault("E147", "This sweep cannot be saved: nothing says what it was made of", {
      fix: ["sweep({ …, resumable: true })"],
    });
  }
  const header: Header = {
    identity,
    rows,
    parts: parts.map(({ figures, failures }) => ({ columns: Object.keys(figures).length + 3, failures })),
  };
  const json = Buffer.from(`${JSON.stringify(header)}\n`);
  const pieces: Uint8Array[] = [Buffer.from(MAGIC), json];
  for (const { state, figures, skewness, kurtosis, ambiguousBars } of parts) {
    pieces.push(Uint8Array.from(state));
    for (const column of [...Object.values(figures), skewness, kurtosis, ambiguousBars])
      pieces.push(new Uint8Array(Float64Array.from(column).buffer));
  }
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return Buffer.concat([...pieces, hash.digest()]);
}

/**
 * Puts the rows of an earlier sweep into their places. Throws E149 for what is no such sweep, or was damaged, and E148 where strategy, data, terms or
 * program are not those that it was begun with.
 */
export function restored(
  saved: Uint8Array,
  plans: readonly SweepPlan[],
  failures: readonly Failing[][],
  identity: SweepIdentity,
): void {
  const bytes = Buffer.from(saved.buffer, saved.byteOffset, saved.byteLength);
  const { header, at: begin } = headerOf(bytes);
  refuseOther(header.identity, identity);
  let at = begin;
  for (const [k, { rows, state, table }] of plans.entries()) {
    const part = header.parts[k];
    if (part === undefined || header.rows !== rows || part.columns * rows !== table.length) throw damaged();
    state.set(bytes.subarray(at, at + rows));
    at += rows;
    const columns = bytes.subarray(at, at + 8 * table.length);
    if (columns.length !== 8 * table.length) throw damaged();
    new Uint8Array(table.buffer, table.byteOffset, table.byteLength).set(columns);
    at += columns.length;
    failures[k]!.push(...part.failures);
  }
}

function headerOf(bytes: Buffer): { header: Header; at: number } {
  const end = bytes.indexOf("\n", MAGIC.length) + 1;
  const body = bytes.subarray(0, Math.max(0, bytes.length - DIGEST));
  const digest = createHash("sha256").update(body).digest();
  const whole = end > 0 && bytes.toString("latin1", 0, MAGIC.length) === MAGIC;
  if (!whole || !digest.equals(bytes.subarray(body.length))) throw damaged();
  return { header: JSON.parse(bytes.toString("utf8", MAGIC.length, end)) as Header, at: end };
}

const damaged = (): Fault =>
  new Fault("E149", "What was kept of the sweep cannot be read", {
    expected: "a file that an unfinished sweep wrote, whole",
    fix: ["leave out --resume: the sweep then begins anew"],
  });

const PARTS: Readonly<Record<keyof SweepIdentity, string>> = {
  space: "the parameters",
  strategy: "the strategy's code",
  data: "the bars",
  terms: "costs, account, fills or contract",
  program: "the version of Tickproof",
};

function refuseOther(then: SweepIdentity, now: SweepIdentity): void {
  const changed = (Object.keys(PARTS) as (keyof SweepIdentity)[]).filter((key) => then[key] !== now[key]);
  if (changed.length === 0) return;
  throw new Fault(
    "E148",
    `The sweep cannot go on: ${listed(changed.map((key) => PARTS[key]))} changed since`,
    {
      found: changed.map((key) => `${key} ${now[key].slice(0, 12)}`).join(", "),
      expected: changed.map((key) => `${key} ${then[key].slice(0, 12)}`).join(", "),
      why: "Its rows would not be comparable: some would be of the one, some of the other.",
      fix: ["leave out --resume: the sweep then begins anew", "put back what was changed"],
    },
  );
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** What decides what the rows come to. `program`: the version that runs. */
export function identityOf(
  plans: readonly SweepPlan[],
  { axes, fixed, size, sample, rows }: SweepSpace,
  program: string,
): SweepIdentity {
  const [{ keys, detail, cell }] = plans as [SweepPlan];
  return {
    space: hashOf([
      axes,
      fixed,
      size,
      sample,
      rows,
      keys,
      detail,
      plans.map((plan) => plan.cell.contract.symbol),
    ]),
    strategy: hashOf(cell.bundle.hash),
    data: hashOf(plans.map((plan) => [dataOf(plan.cell.series), plan.cell.finer && dataOf(plan.cell.finer)])),
    terms: hashOf(
      plans.map(
        ({ cell: { bundle: _, series: _bars, finer: _finer, params: _fixed, slippage, ...terms } }) => [
          terms,
          slippage?.hash ?? null,
        ],
      ),
    ),
    program: hashOf(program),
  };
}

/** A file is known by its hash; bars that came from none by themselves. */
function dataOf({ source, bars }: Series): unknown {
  const { notes: _, ...known } = source;
  if (source.sha256 !== "") return known;
  const { openTicks, highTicks, lowTicks, closeTicks, volume, time } = bars;
  return [known, time, openTicks, highTicks, lowTicks, closeTicks, volume];
}

/** Of plain data; columns by their bytes. */
function hashOf(value: unknown): string {
  const hash = createHash("sha256");
  const text = JSON.stringify(value, (_key, inner: unknown) => {
    if (!ArrayBuffer.isView(inner)) return inner;
    const { buffer, byteOffset, byteLength } = inner;
    hash.update(Uint8Array.from(new Uint8Array(buffer, byteOffset, byteLength)));
    return byteLength;
  });
  return hash.update(text).digest("hex");
}
