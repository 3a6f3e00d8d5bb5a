// Where does a line go: the answer to stdout, all else to stderr?

import type { Progress, Stage } from "./progress.js";
import { type ColourChoice, fitted, paint, type Style, styleOf } from "./style.js";

export interface OutputChoice {
  readonly colour: ColourChoice;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** The two streams with their rules: with `json` stdout carries one document and nothing else. */
export class Output {
  readonly answerStyle: Style;
  readonly noteStyle: Style;
  readonly json: boolean;
  readonly #quiet: boolean;

  constructor({ colour, quiet, json }: OutputChoice) {
    this.answerStyle = styleOf(process.stdout, process.env, process.platform, colour);
    this.noteStyle = styleOf(process.stderr, process.env, process.platform, colour);
    this.json = json;
    this.#quiet = quiet;
  }

  /** The answer, for people. */
  answer(text: string): void {
    if (!this.json) process.stdout.write(`${fitted(this.answerStyle, text)}\n`);
  }

  /** The answer, for programs: exactly one document. */
  document(value: object): void {
    process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** A hint: where a file went, what was assumed. */
  note(text: string): void {
    if (!this.#quiet) process.stderr.write(`${fitted(this.noteStyle, text)}\n`);
  }

  warn(text: string): void {
    this.note(`${paint(this.noteStyle, "yellow", "!")} ${text}`);
  }

  /** An error is shown however quiet the user wants it. */
  error(text: string): void {
    process.stderr.write(`${fitted(this.noteStyle, text)}\n`);
  }

  /** A line that shows how far a stage is, on stderr; nothing at all where the user wants quiet. */
  async progress(stage: Stage): Promise<Progress> {
    if (this.#quiet) return { update: () => {}, stop: () => {} };
    const { startProgress } = await import("./progress.js");
    return startProgress(stage, process.stderr, this.noteStyle);
  }
}

/** Until stdout has taken everything: leaving earlier would cut a long document off. */
export const flushed = (): Promise<void> =>
  new Promise((resolve) => {
    if (process.stdout.destroyed || process.stdout.writableEnded) resolve();
    else process.stdout.write("", () => resolve());
  });
