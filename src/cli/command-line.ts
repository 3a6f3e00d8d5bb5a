// Which command was meant, and how does it end?

import { EXIT } from "../domain/fault.js";

/** The exit code. */
export async function commandLine(args: readonly string[], version: string): Promise<number> {
  const [{ Output, flushed, leaveWhenUnread }, { stopOnCtrlC }] = await Promise.all([
    import("./output.js"),
    import("./interrupt.js"),
  ]);
  const json = args.includes("--json");
  let out = new Output({
    colour: colourOf(args),
    quiet: args.includes("-q") || args.includes("--quiet"),
    json,
  });
  leaveWhenUnread();
  const signal = stopOnCtrlC(out);
  const failed = async (error: unknown): Promise<number> => {
    try {
      const { reportFailure } = await import("./failure.js");
      return await reportFailure(error, { signal, out, args, version });
    } catch (second) {
      // A broken installation cannot even report: say both plainly, once, or each report would be the next failure.
      process.stderr.write(`${plainly(error)}\n\nand while that was reported:\n${plainly(second)}\n`);
      return EXIT.bug;
    }
  };
  // What is thrown outside of the call below, by an event or a forgotten promise, is our bug all the same.
  process.on("uncaughtException", (error) => {
    const leave = (code: number) => process.exit(code);
    failed(error).then(leave, () => leave(EXIT.bug));
  });
  try {
    const { prepare } = await import("./prepare.js");
    const prepared = await prepare(args, version);
    out = prepared.out;
    return await prepared.go(signal);
  } catch (error) {
    return await failed(error);
  } finally {
    await flushed();
  }
}

function plainly(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

/** The colour of an error must be known before the flags are read, since reading them may be what fails. */
function colourOf(args: readonly string[]): "auto" | "always" | "never" {
  if (args.includes("--no-color") || args.includes("--color=never")) return "never";
  return args.includes("--color=always") ? "always" : "auto";
}
