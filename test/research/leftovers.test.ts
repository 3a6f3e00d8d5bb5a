// Is everything that a strategy can leave in its thread away before the next run, and all that it has replaced back?

import { expect, test } from "vitest";
import { forgetLeftovers, rememberGlobals } from "#research/leftovers.js";

const iterator = (of: object): object => Object.getPrototypeOf(of) as object;
const REACHED: Readonly<Record<string, readonly [object, string | symbol]>> = {
  "a getter": [Map.prototype, "size"],
  "a getter of typed arrays": [iterator(Uint8Array.prototype), "length"],
  "a method of typed arrays": [iterator(Uint8Array.prototype), "lastIndexOf"],
  "a getter and setter": [Object.prototype, "__proto__"],
  "iterators of arrays": [iterator([].values()), "next"],
  "iterators of maps": [iterator(new Map().values()), "next"],
  "iterators of texts": [iterator(""[Symbol.iterator]()), "next"],
  "what all iterators have": [iterator(iterator([].values())), Symbol.iterator],
  generators: [iterator(iterator((function* () {})())), "return"],
  "generators that wait": [iterator(iterator((async function* () {})())), "throw"],
  "what Intl has": [Intl.NumberFormat.prototype, "resolvedOptions"],
  "a method of a date": [Date.prototype, "getTimezoneOffset"],
};

test.each(Object.entries(REACHED))(
  "%s: replaced, hung upon, and as it was again",
  async (_name, [of, name]) => {
    await rememberGlobals();
    const real = Object.getOwnPropertyDescriptor(of, name)!;
    const { value, get } = real as { value?: () => unknown; get?: () => unknown };
    // Both do what the real one does: whoever runs beside this test sees no difference.
    const instead = function (this: unknown, ...args: []) {
      return Reflect.apply((value ?? get)!, this, args) as unknown;
    };
    try {
      Object.defineProperty(
        of,
        name,
        value === undefined ? { ...real, get: instead } : { ...real, value: instead },
      );
      Object.defineProperty(of, "store", { value: [1], configurable: true });
      forgetLeftovers();
      expect(Object.getOwnPropertyDescriptor(of, name)).toEqual(real);
      expect(Object.hasOwn(of, "store")).toBe(false);
    } finally {
      Object.defineProperty(of, name, real);
      Reflect.deleteProperty(of, "store");
    }
  },
);
