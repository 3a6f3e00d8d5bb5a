// What is a key called?

interface Pressed {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * Letters and signs as they are typed; Shift is named only where it does not make another sign. With Ctrl or ⌘ the browser has them all but K,
 * which most pages search with. Null: not ours.
 */
export function keyName({ key, altKey, ctrlKey, metaKey, shiftKey }: Pressed): string | null {
  if (ctrlKey || metaKey) return key.toLowerCase() === "k" && !altKey && !shiftKey ? "Ctrl+K" : null;
  const shift = shiftKey && key.length > 1 ? "Shift+" : "";
  return `${altKey ? "Alt+" : ""}${shift}${key}`;
}
