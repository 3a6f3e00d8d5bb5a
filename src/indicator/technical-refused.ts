// Which functions of the package technicalindicators are refused, why, and what does the job instead?

const TEXT_TREND =
  "it compares average gains and losses as text, by which 9 is more than 10: the trend before the pattern is often the wrong one";

/** What is refused, why, and the way out. */
export const REFUSED: Readonly<Record<string, { readonly why: string; readonly instead: string }>> = {
  VolumeProfile: {
    why: "it adds a bar's whole volume to every price bucket that the bar touches, and gives neither point of control nor value area",
    instead: "sessionProfile or rollingProfile",
  },
  MFI: {
    why: "it is up to 24 points off and a bar late: an unchanged price counts as falling, and the first move is skipped",
    instead: "mfi",
  },
  renko: { why: "it gives one value a brick, not one a bar", instead: "crossings of close and a level" },
  fibonacciretracement: {
    why: "it takes two prices, not columns",
    instead: "donchian, and your own share of its range",
  },
  bullish: { why: TEXT_TREND, instead: "the single patterns, such as bullishengulfingpattern" },
  bearish: { why: TEXT_TREND, instead: "the single patterns, such as bearishengulfingpattern" },
  hammerpattern: { why: TEXT_TREND, instead: "bullishhammerstick after a fall of your own making (roc < 0)" },
  hammerpatternunconfirmed: {
    why: TEXT_TREND,
    instead: "bullishhammerstick after a fall of your own making (roc < 0)",
  },
  hangingman: { why: TEXT_TREND, instead: "bearishhammerstick after a rise (roc > 0)" },
  hangingmanunconfirmed: { why: TEXT_TREND, instead: "bearishhammerstick after a rise (roc > 0)" },
  shootingstar: { why: TEXT_TREND, instead: "bearishinvertedhammerstick after a rise (roc > 0)" },
  shootingstarunconfirmed: { why: TEXT_TREND, instead: "bearishinvertedhammerstick after a rise (roc > 0)" },
  tweezertop: { why: TEXT_TREND, instead: "this.high.now === this.high.ago(1) after a rise (roc > 0)" },
  tweezerbottom: { why: TEXT_TREND, instead: "this.low.now === this.low.ago(1) after a fall (roc < 0)" },
};
