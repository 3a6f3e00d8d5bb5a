// What was done to the rows of a file?

import { MOST_LISTED, NO_REPAIRS, type Repair, type RepairCount, type Repairs } from "../domain/findings.js";
import { shownText } from "./row-faults.js";

/** Counts what policies did, kind by kind, and keeps the first of each kind. */
export class RepairList {
  readonly #counts = new Map<string, RepairCount>();
  readonly #listed: Repair[] = [];
  readonly #file: string;
  readonly #leftOut: number[] = [];
  #total = 0;

  /** `file`: its name without folders. */
  constructor(file: string) {
    this.#file = file;
  }

  add(kind: Repair["kind"], action: Repair["action"], line: number, found: string, done: string): void {
    this.#total++;
    if (action === "rejected") this.#leftOut.push(line);
    const key = `${kind} ${action}`;
    this.#counts.set(key, { kind, action, count: (this.#counts.get(key)?.count ?? 0) + 1 });
    if (this.#counts.get(key)!.count > MOST_LISTED) return;
    this.#listed.push({
      kind,
      action,
      file: this.#file,
      line,
      found: shownText(found, 200),
      done: shownText(done, 200),
    });
  }

  /** How many rows between two lines were left out. */
  leftOutBetween(first: number, last: number): number {
    let count = 0;
    for (const line of this.#leftOut) if (line > first && line < last) count++;
    return count;
  }

  /** In the order of the lines, however they were found. */
  get all(): Repairs {
    if (this.#total === 0) return NO_REPAIRS;
    const listed = [...this.#listed].sort((a, b) => a.line - b.line);
    return { total: this.#total, counts: [...this.#counts.values()], listed };
  }
}
