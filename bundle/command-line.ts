// What stands in the place of cli/command-line.js where the program is one file?

import { keepCode, program } from "./load.js";

export async function commandLine(args: readonly string[], version: string): Promise<number> {
  const code = await (await program.ofCommandLine()).commandLine(args, version);
  keepCode();
  return code;
}
