// Which digits of a number in a note are shown?

/** A number that a strategy wrote down as the machine has it, "5718.593356375347": seven decimals or more nobody types. */
const RAW = /(?<![\w.])-?\d+\.\d{7,}(?:e[-+]\d+)?(?!\w|\.\d)/g;

/** Such numbers to `decimals`, those that these would swallow to four digits; all of them stay in the title, the CSV and the JSON. */
export const sensible = (text: string, decimals: number): string =>
  text.replace(RAW, (raw) => {
    const value = Number(raw);
    const fixed = value.toFixed(decimals);
    return Math.abs(value) * 10 ** decimals < 1000 ? String(Number(value.toPrecision(4))) : fixed;
  });
