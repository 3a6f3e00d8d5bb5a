#!/usr/bin/env node
// Is this more than the question for the version?

// CommonJS: Node begins its loader of modules only when one is asked for, which takes longer than all that is done here.

const { readFileSync, writeSync } = require("node:fs") as typeof import("node:fs");
const { join } = require("node:path") as typeof import("node:path");

const argv = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as {
  version: string;
};

// Answered before anything else is loaded: scripts ask for the version often.
if (argv.length === 1 && /^(-V|--version|version)$/.test(argv[0]!)) tell(`${version}\n`);
else void begun();

/** Node takes as long to begin `process.stdout` as all else here takes. */
function tell(text: string): void {
  try {
    writeSync(1, text);
  } catch (error) {
    // A pipe may be full; one that nobody reads any more wants nothing.
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") process.stdout.write(text);
  }
}

async function begun(): Promise<void> {
  let code: number;
  try {
    const { commandLine } = await import("./command-line.js");
    code = await commandLine(argv, version);
  } catch (error) {
    return broken(error);
  }
  // Both streams have taken everything by then, and whatever else still holds the process must not hold the user. What the last call has
  // brought about (no browser to be found) is still heard.
  setImmediate(() => process.exit(code));
}

/** Nothing of the program is there to say it in its own way, whatever `--json` asks for. */
function broken(thrown: unknown): void {
  const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  process.stderr.write(`tickproof cannot start; is its installation complete?\n${what}\n`);
  process.exitCode = 70;
}
