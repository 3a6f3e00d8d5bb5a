// Which number stands for a text?

/** Each text once, in the order in which they came up: a log keeps numbers in their place. */
export class Texts {
  readonly list: string[] = [];
  readonly #ids = new Map<string, number>();
  // The two texts asked for last: reasons come in turns, long and short.
  #last = "";
  #lastId = -1;
  #other = "";
  #otherId = -1;

  id(text: string): number {
    if (this.#lastId !== -1 && text === this.#last) return this.#lastId;
    const id = this.#otherId !== -1 && text === this.#other ? this.#otherId : this.#find(text);
    this.#other = this.#last;
    this.#otherId = this.#lastId;
    this.#last = text;
    this.#lastId = id;
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
