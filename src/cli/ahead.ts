// What is answered before the whole program is loaded?

import { type Action, COMMANDS } from "./commands.js";
import { flushed, leaveWhenUnread } from "./output.js";
import { prepare } from "./prepare.js";
import { keptAnswer } from "./regress-kept.js";
import { misspeltVariables } from "./resolve.js";

const never = new AbortController().signal;
/** Its own value, so that nothing that goes wrong is taken for it. */
const UNKNOWN = -1;

/** Answered in a tenth of a second or not at all: nobody has the time to press Ctrl-C. */
const ahead: Action = async (call) => keptAnswer(call) ?? UNKNOWN;
const later: Action = async () => UNKNOWN;

/**
 * Help, and what `tickproof regress` found when nothing has changed since; the exit code. Null where the program has to be asked, also for all
 * that is wrong with the question: nothing has been printed then.
 */
export async function answeredAhead(args: readonly string[], version: string): Promise<number | null> {
  const folder = process.cwd(); // `--cwd` may lead elsewhere
  let code = UNKNOWN;
  try {
    if (misspeltVariables(process.env).length > 0) return null;
    const { go } = await prepare(args, version, async (entry) =>
      entry === COMMANDS.regress ? ahead : later,
    );
    leaveWhenUnread();
    code = await go(never);
  } catch {
    // The program finds it again, and says what it is.
  }
  if (code === UNKNOWN) {
    process.chdir(folder);
    return null;
  }
  await flushed();
  return code;
}
