// What is a key called?

interface Pressed {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

/** Letters and signs as they are typed; Shift is named only where it does not make another sign. Null: not ours. */
export function keyName({ key, altKey, ctrlKey, metaKey, shiftKey }: Pressed): string | null {
  if (ctrlKey || metaKey) return null;
  const shift = shiftKey && key.length > 1 ? "Shift+" : "";
  return `${altKey ? "Alt+" : ""}${shift}${key}`;
}
