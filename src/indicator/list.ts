// Which indicators are our own?

import { adx } from "./adx.js";
import { atr } from "./atr.js";
import { bollinger } from "./bollinger.js";
import { crossings } from "./crossings.js";
import { ema, emaSma, wilder } from "./ema.js";
import { donchian, highest, lowest } from "./extreme.js";
import { macd } from "./macd.js";
import { mfi } from "./mfi.js";
import { pure } from "./pure.js";
import { roc } from "./roc.js";
import { rsi } from "./rsi.js";
import { sessionVwap } from "./session-vwap.js";
import { sma } from "./sma.js";
import { stdev } from "./stdev.js";
import { stochastic } from "./stochastic.js";
import { trueRange } from "./true-range.js";
import { rollingProfile, sessionProfile } from "./volume-profile.js";

/** All of them, by name. Each is a pure function of its arguments, and runs share its columns. */
export const INDICATORS = {
  adx,
  atr,
  bollinger,
  crossings,
  donchian,
  ema,
  emaSma,
  highest,
  lowest,
  macd,
  mfi,
  roc,
  rollingProfile,
  rsi,
  sessionProfile,
  sessionVwap,
  sma,
  stdev,
  stochastic,
  trueRange,
  wilder,
};

for (const [name, indicator] of Object.entries(INDICATORS)) pure(name, indicator);
