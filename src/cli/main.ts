#!/usr/bin/env node
// Is this more than the question for the version?

import { readFileSync } from "node:fs";

const argv = process.argv.slice(2);
const version = (
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }
).version;

// Answered before anything else is loaded: scripts ask for the version often.
if (argv.length === 1 && /^(-V|--version|version)$/.test(argv[0]!)) {
  process.stdout.write(`${version}\n`);
} else {
  const program = await import("./command-line.js").catch(broken);
  if (program) process.exitCode = await program.commandLine(argv, version);
  // Workers were closed by then; whatever else still holds the process must not hold the user.
  setTimeout(() => process.exit(), 2_000).unref();
}

/** Nothing of the program is there to say it in its own way, whatever `--json` asks for. */
function broken(thrown: unknown): null {
  const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  process.stderr.write(`tickproof cannot start; is its installation complete?\n${what}\n`);
  process.exitCode = 70;
  return null;
}
