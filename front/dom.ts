// How does the front end make elements without ever reading text as markup?

type Child = Node | string | number | null | false;
type Attributes = Readonly<Record<string, string | number | boolean | null>>;

/** Text from a file reaches the page as text nodes and attribute values only; nothing here parses markup. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    made.setAttribute(name, value === true ? "" : String(value));
  }
  append(made, children);
  return made;
}

export function append(to: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child !== null && child !== false) to.append(typeof child === "number" ? String(child) : child);
  }
}

export function button(label: string, act: (event: MouseEvent) => void, attributes: Attributes = {}) {
  const made = el("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", act);
  return made;
}

/** Writes only what changed: a text that is set again would be read out again. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
