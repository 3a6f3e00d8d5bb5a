// How does a file come up in the user's editor, at a line of it?

import { spawn } from "node:child_process";
import { basename } from "node:path";
import { Fault } from "../domain/fault.js";

/** "code --wait" → the words; what stands in quotes is one. */
export const wordsOf = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c!);

/** The arguments that open `path` at `line`, as each editor takes them; of one that is not known, the path alone. */
export function placeArguments(editor: string, path: string, line: number): string[] {
  const name = basename(editor).replace(/\.(exe|cmd|bat)$/i, "");
  if (/^(vi|vim|nvim|gvim|view|nano|pico|emacs|emacsclient|micro|kak|joe|mg|ne|jed)$/.test(name))
    return [`+${line}`, path];
  if (/^(code|codium|code-insiders|cursor|windsurf)$/.test(name)) return ["--goto", `${path}:${line}`];
  if (/^(subl|zed|hx|helix|atom)$/.test(name)) return [`${path}:${line}`];
  return [path];
}

/**
 * Waits until the editor is closed. `$VISUAL` goes before `$EDITOR`. @throws {Fault} E188 where neither is set, or it cannot be
 * started
 */
export async function editAt(
  path: string,
  line: number,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const [variable, command] = env.VISUAL?.trim()
    ? ["VISUAL", env.VISUAL]
    : env.EDITOR?.trim()
      ? ["EDITOR", env.EDITOR]
      : ["", ""];
  const [editor, ...own] = wordsOf(command);
  if (editor === undefined) {
    throw new Fault("E188", "No editor to open it in", {
      where: `${path}:${line}`,
      found: "neither VISUAL nor EDITOR is set",
      fix: ["EDITOR=nano tickproof journal edit today", `or open ${path} yourself: it is plain text`],
    });
  }
  const ended = await new Promise<number | string>((resolve) => {
    const child = spawn(editor, [...own, ...placeArguments(editor, path, line)], { stdio: "inherit" });
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) => resolve(code ?? `ended by ${signal}`));
  });
  if (ended === 0) return;
  throw new Fault("E188", `The editor "${editor}" did not end well`, {
    where: `${path}:${line}`,
    found: typeof ended === "number" ? `exit code ${ended}` : ended,
    expected: `an editor in ${variable} that can be started, and that waits: "code --wait"`,
    why: "What was saved in the file stays.",
  });
}
