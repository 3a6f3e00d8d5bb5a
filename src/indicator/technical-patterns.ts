// Which candle patterns of the package technicalindicators can be used here?

/**
 * Candle patterns and how many candles each looks at: 1 on the bar that completes one, else 0. They call two prices
 * equal that lie within 0.1 % of each other, which on most futures is many ticks.
 */
export const PATTERNS: Readonly<Record<string, number>> = {
  abandonedbaby: 3,
  bearishengulfingpattern: 2,
  bearishhammerstick: 1,
  bearishharami: 2,
  bearishharamicross: 2,
  bearishinvertedhammerstick: 1,
  bearishmarubozu: 1,
  bearishspinningtop: 1,
  bullishengulfingpattern: 2,
  bullishhammerstick: 1,
  bullishharami: 2,
  bullishharamicross: 2,
  bullishinvertedhammerstick: 1,
  bullishmarubozu: 1,
  bullishspinningtop: 1,
  darkcloudcover: 2,
  doji: 1,
  downsidetasukigap: 3,
  dragonflydoji: 1,
  eveningdojistar: 3,
  eveningstar: 3,
  gravestonedoji: 1,
  morningdojistar: 3,
  morningstar: 3,
  piercingline: 2,
  threeblackcrows: 3,
  threewhitesoldiers: 3,
};
