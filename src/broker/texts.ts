// Which number stands for a text?

/** Each text once, in the order in which they came up: a log keeps numbers in their place. */
export class Texts {
  readonly list: string[] = [];
  readonly #ids = new Map<string, number>();
  // Two texts that were asked for lately: reasons come in turns, long and short. Nothing is written while they go on.
  #one = "";
  #oneId = -1;
  #other = "";
  #otherId = -1;

  id(text: string): number {
    if (text === this.#one && this.#oneId !== -1) return this.#oneId;
    if (text === this.#other && this.#otherId !== -1) return this.#otherId;
    const id = this.#find(text);
    this.#one = this.#other;
    this.#oneId = this.#otherId;
    this.#other = text;
    this.#otherId = id;
    return id;
  }

  #find(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.list.push(text) - 1;
      this.#ids.set(text, id);
    }
    return id;
  }
}
