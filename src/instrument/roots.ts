// Under which names do vendors have the bars of a product?

const PARENTS: Readonly<Record<string, string>> = {
  MYM: "YM",
  M2K: "RTY",
  SIL: "SI",
  M6E: "6E",
  M6B: "6B",
  M6A: "6A",
  MJY: "6J",
  MCD: "6C",
  MSF: "6S",
  MBT: "BTC",
  MET: "ETH",
};

/** Names under which vendors have the product, or the big contract whose prices are the same. */
export function rootsOf(symbol: string): string[] {
  const parent = PARENTS[symbol] ?? (/^M[A-Z0-9]{2,}$/.test(symbol) ? symbol.slice(1) : null);
  return parent === null ? [symbol] : [symbol, parent];
}
