// Where does a line go: the answer to stdout, all else to stderr?

import { EXIT } from "../domain/fault.js";
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

/** `tickproof … | head`: the reader has seen enough. */
export function leaveWhenUnread(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT.ok);
    throw error;
  });
}

/** Until both streams have taken everything: leaving earlier would cut a long document off. */
export async function flushed(): Promise<void> {
  for (const stream of [process.stdout, process.stderr])
    if (stream.writableLength > 0 && !stream.destroyed)
      await new Promise<void>((resolve) => {
        stream.write("", () => resolve());
      });
}
