// Which key does what?

import { keyName } from "./key-name.js";

export interface Command {
  /** As `keyName` says them: "n", "?", "ArrowLeft", "Alt+ArrowLeft". */
  readonly keys: readonly string[];
  /** For the page of help: "Next trade". */
  readonly label: string;
  /** Under which heading it stands there. */
  readonly group: string;
  /** Returns false where the key means nothing just now: then the browser has it. */
  run(event: KeyboardEvent): unknown;
}

export interface Keys {
  readonly commands: readonly Command[];
  add(command: Command): void;
}

/** Typing belongs to what is typed into, and a list of options has its own keys. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type)));

/** One listener for the page. What a panel has handled (`preventDefault`) is not handled again. */
export function createKeys(): Keys {
  const commands: Command[] = [];
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]") !== null) return;
    const name = keyName(event);
    const command = commands.find(({ keys }) => name !== null && keys.includes(name));
    if (command !== undefined && command.run(event) !== false) event.preventDefault();
  });
  return { commands, add: (command) => commands.push(command) };
}
