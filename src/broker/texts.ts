// Which number stands for a text?

/** Each text once, in the order in which they came up: a log keeps numbers in their place. */
export class Texts {
  readonly list: string[] = [];
  readonly #ids = new Map<string, number>();

  id(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.list.push(text) - 1;
      this.#ids.set(text, id);
    }
    return id;
  }
}
