// How does each bundled market behave: its level, its busy hours, its company?

/** From a minute of the Chicago day on, bars move and trade this many times as much as a quiet bar. */
interface Hours {
  readonly fromMinute: number;
  readonly volatility: number;
  readonly volume: number;
}

/** One synthetic market. The figures are round numbers of the size seen in 2025, not estimates from anybody's data. */
export interface Market {
  readonly symbol: string;
  /** Price of the first bar's open, in points. */
  readonly start: number;
  /** Standard deviation of a day's return, break to break. */
  readonly dailyVolatility: number;
  /** Markets with the same factor see the same news and share one course of volatility. */
  readonly factor: string;
  /** Correlation of the market's own moves with its factor; two of one factor correlate by the product. */
  readonly loading: number;
  /** Contracts in a quiet 5-minute bar. */
  readonly quietVolume: number;
  /** Ascending, the first from midnight. */
  readonly hours: readonly Hours[];
  /** Weekly inventories (EIA): Wednesday 09:30 in Chicago, the market's busiest five minutes. */
  readonly inventories: boolean;
}

const clock = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const from = (time: string, volatility: number, volume: number): Hours => ({
  fromMinute: clock(time),
  volatility,
  volume,
});

/** Quiet Asia, London at 02:00, figures at 07:30, the U of the cash session 08:30–15:00, thin until the break. */
const indexHours: readonly Hours[] = [
  from("00:00", 0.9, 0.8),
  from("02:00", 1.3, 1.5),
  from("05:00", 1.1, 1.3),
  from("07:00", 1.3, 1.9),
  from("07:30", 2.3, 4),
  from("08:00", 1.7, 3),
  from("08:30", 4.6, 14),
  from("09:00", 3.7, 11),
  from("10:00", 2.9, 8.5),
  from("11:00", 2.3, 6.5),
  from("12:00", 2.1, 5.8),
  from("13:00", 2.6, 7),
  from("14:00", 3, 9),
  from("14:45", 3.9, 15),
  from("15:00", 1.2, 2.6),
  from("15:30", 0.9, 1.2),
  from("17:00", 1.2, 1.3),
  from("18:00", 1, 1),
  from("21:00", 0.8, 0.7),
];

/** Crude oil lives in its former pit hours, 08:00–13:30, and is settled at their end. */
const crudeHours: readonly Hours[] = [
  from("00:00", 0.9, 0.9),
  from("02:00", 1.5, 2.1),
  from("06:00", 1.6, 2.4),
  from("08:00", 3.1, 8),
  from("09:00", 2.9, 8.5),
  from("11:00", 2.3, 6),
  from("13:00", 2.6, 7.5),
  from("13:30", 1.3, 2.6),
  from("15:00", 0.8, 1),
  from("17:00", 1.1, 1.1),
  from("19:00", 0.8, 0.8),
];

export const MARKETS: readonly Market[] = [
  {
    symbol: "MES",
    start: 5900,
    dailyVolatility: 0.011,
    factor: "us-equity",
    loading: 0.965,
    quietVolume: 1500,
    hours: indexHours,
    inventories: false,
  },
  {
    symbol: "MNQ",
    start: 21000,
    dailyVolatility: 0.0145,
    factor: "us-equity",
    loading: 0.95,
    quietVolume: 1800,
    hours: indexHours,
    inventories: false,
  },
  {
    symbol: "MCL",
    start: 70,
    dailyVolatility: 0.021,
    factor: "crude",
    loading: 1,
    quietVolume: 170,
    hours: crudeHours,
    inventories: true,
  },
];

/** The hours in force at a minute of the Chicago day. */
export function hoursAt(market: Market, minute: number): Hours {
  let found = market.hours[0]!;
  for (const hours of market.hours) if (minute >= hours.fromMinute) found = hours;
  return found;
}
