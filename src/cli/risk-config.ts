// What do the keys of `risk` in a configuration file say, as one would type them?

interface RiskKey {
  /** The setting that it is. */
  readonly key: string;
  readonly expected: string;
}

const LOSS = '300, "2%", { usd: 300, action: "block" } or { percent: 2, action: "flatten" }';

/** By the name in `risk: { … }`. */
const RISK_KEYS: Readonly<Record<string, RiskKey>> = {
  size: { key: "size", expected: 'a text such as "risk:1%"' },
  maxContracts: { key: "maxContracts", expected: "a number of contracts" },
  marginUse: { key: "marginUse", expected: 'a percentage: "50%"' },
  tradeLoss: { key: "tradeLoss", expected: LOSS },
  dailyLoss: { key: "dailyLoss", expected: LOSS },
  drawdown: { key: "maxDrawdown", expected: LOSS },
  maxDrawdown: { key: "maxDrawdown", expected: LOSS },
  maxTradesPerDay: { key: "maxTradesPerDay", expected: "a number of trades" },
  coolDown: { key: "coolDown", expected: "minutes after a loss" },
  hours: {
    key: "hours",
    expected: '"regular", "08:30-14:55" or { span: "regular", flatten: true }',
  },
  flatByClose: { key: "flatByClose", expected: "minutes before the close" },
  blackout: {
    key: "blackout",
    expected: '"5/5" or { before: 5, after: 5, only: ["CPI"] }',
  },
  correlated: {
    key: "correlated",
    expected: '"0.7/6", { above: 0.7, contracts: 6 } or { above: 0.7, leverage: 3 }',
  },
};

const RISK_NAMES = Object.keys(RISK_KEYS);
const INNER = "usd percent action span flatten before after only above contracts leverage days".split(" ");
export const riskKeyOf = (name: string): RiskKey | undefined =>
  Object.hasOwn(RISK_KEYS, name) ? RISK_KEYS[name] : undefined;

/** Words that may have been meant where one of `risk`, or of an object inside it, is unknown. */
export const riskWords = (path: readonly string[]): { known: readonly string[]; expected?: string } => {
  const rule = path.length > 2 ? riskKeyOf(path[1]!) : undefined;
  return rule === undefined ? { known: RISK_NAMES } : { known: INNER, expected: rule.expected };
};

type Given = string | number | Readonly<Record<string, unknown>>;

/** `{ usd: 300, action: "block" }` is `300/block`: one way to read a rule, wherever it was written. */
export function riskText(given: Given): string {
  if (typeof given !== "object") return String(given);
  const { usd, percent, action, span, flatten, before, after, only, above, contracts, leverage, days } =
    given;
  const parts =
    usd !== undefined || percent !== undefined
      ? [percent === undefined ? usd : `${String(percent).replace(/%$/, "")}%`, action]
      : span !== undefined
        ? [span, flatten === true ? "flatten" : undefined]
        : above !== undefined
          ? [above, contracts ?? `${leverage}x`, days]
          : [before, after, Array.isArray(only) ? only.join(",") : undefined];
  return parts.filter((part) => part !== undefined).join("/");
}
