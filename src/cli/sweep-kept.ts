// Where does an unfinished sweep wait until somebody goes on with it?

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Fault, faultData, faultFrom } from "../domain/fault.js";
import type { Sweep } from "../domain/sweep.js";
import { writeFileSafely } from "../report/write.js";
import type { SweepSpace } from "../research/sweep-space.js";
import { savedSweep } from "../research/sweep-state.js";
import type { Call } from "./commands.js";
import { nowMs } from "./elapsed.js";
import type { Plan } from "./plan.js";
import { sweepName } from "./write-reports.js";

/** A crash costs no more than so much. */
const EVERY_MS = 30_000;

/** One file in reports/ for each strategy, list of instruments and space of parameters; gone when the sweep is done. */
export class Kept {
  /** Of all files of this sweep. */
  readonly name: string;
  readonly path: string;
  readonly #call: Call;
  #last = nowMs();

  constructor({ names, symbols }: Plan, { axes, fixed, sample, rows }: SweepSpace, call: Call) {
    const { metric, detail } = call.values;
    const asked = JSON.stringify([axes, fixed, sample, rows, metric, detail]);
    const hash = createHash("sha256").update(asked).digest("hex");
    this.name = sweepName(names[0]!, symbols, hash);
    this.path = join("reports", `${this.name}.part`);
    this.#call = call;
  }

  /** What `--resume` goes on with; null where nothing was asked for. Throws E147 where there is none. */
  read(): Uint8Array | null {
    const { values, out } = this.#call;
    if (!values.resume) {
      if (existsSync(this.path))
        out.warn(
          `${this.path} holds this sweep, unfinished: --resume would go on with it; this one begins anew`,
        );
      return null;
    }
    if (existsSync(this.path)) return readFileSync(this.path);
    const others = this.#others();
    throw new Fault("E147", "There is no unfinished sweep of these parameters to go on with", {
      where: this.path,
      found: others.length > 0 ? others.join(", ") : "no unfinished sweep of this strategy here",
      expected: "the strategy, instruments, ranges, --metric and --detail of the sweep that was stopped",
      fix: ["leave out --resume: the sweep then begins anew"],
    });
  }

  #others(): string[] {
    const folder = dirname(this.path);
    const kind = basename(this.path).replace(/-[0-9a-f]+\.part$/, "-");
    if (!existsSync(folder)) return [];
    return readdirSync(folder).filter((name) => name.startsWith(kind) && name.endsWith(".part"));
  }

  write(sweep: Sweep): void {
    writeFileSafely(this.path, savedSweep(sweep), { makeFolder: true });
    this.#last = nowMs();
  }

  /** Now and then, while it runs. A full disk must not end a sweep that needs none of it: it is told once. */
  writeNow(soFar: () => Sweep): void {
    if (nowMs() - this.#last < EVERY_MS) return;
    this.#last = nowMs();
    try {
      this.write(soFar());
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#last = Number.POSITIVE_INFINITY;
      this.#call.out.warn(`the sweep goes on, but cannot be kept: ${error.code} ${error.message}`);
    }
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  /** The file that a fault is about. */
  named(error: unknown): unknown {
    if (!(error instanceof Fault) || !/^E14[89]$/.test(error.code)) return error;
    return faultFrom({ ...faultData(error), where: this.path });
  }
}
