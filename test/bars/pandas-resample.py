"""Digests of longer bars as pandas makes them of real files: the constants of pandas.test.ts.

    pip install pandas==3.0.6; python test/bars/pandas-resample.py SHARED/data

Frames of minutes and hours: within each day, which begins at 17:00 in Chicago (midnight UTC for BTC-PERP),
`resample(frame, origin=<begin of the day>, closed="left", label="left")`, empty frames dropped. A day is a trade date: the
calendar day from 17:00 on counts for the next one, and what does not settle for the next that does. A week is Monday to
Sunday of trade dates. Prices in ticks, so that no digit is lost.
"""

import hashlib
import sys

import numpy as np
import pandas as pd

ROOT = sys.argv[1]
MINUTES = ["2min", "3min", "5min", "7min", "45min", "60min", "90min", "240min", "420min", "720min", "1d", "1w"]
FIVES = ["10min", "15min", "35min", "45min", "60min", "90min", "240min", "420min", "720min", "1d", "1w"]
# Days in these files on which the group does not settle: their trades carry the next date.
CLOSED = ["2019-01-01", "2019-01-21", "2019-02-18", "2019-04-19", "2019-05-27", "2021-12-24", "2022-01-17", "2024-01-01",
          "2024-01-15"]
FILES = [
    ("parent_intraday_nolicence/ES_1m_20220116_20220128.csv.gz", 0.25, None, MINUTES, CLOSED),
    ("parent_intraday_nolicence/ES_5m_20211205_20220128.csv.gz", 0.25, None, FIVES, CLOSED),
    ("futures_intraday/ES_1m_trades_2013NovDec.csv.gz", 0.25, "ES201312", MINUTES, CLOSED),
    ("futures_intraday/GC_1m_trades_20131007_11.csv.gz", 0.1, "GC201312", MINUTES, CLOSED),
    ("futures_intraday/GC_5m_2019H1.csv.gz", 0.1, None, FIVES, CLOSED),
    ("futures_intraday/NQ_5m_2019H1.csv.gz", 0.25, None, FIVES, CLOSED),
    ("futures_intraday/6EH4_1m_202401.csv.gz", 0.00005, None, MINUTES, CLOSED),
    ("micro_intraday_nolicence/MNQ_5m_20250907_20251114.csv.gz", 0.25, None, FIVES, CLOSED),
    # Good Friday 2026: index futures trade till 08:15 and settle, energy is closed.
    ("micro_intraday_nolicence/MES_5m_20260315_20260430.csv.gz", 0.25, None, FIVES, CLOSED),
    ("micro_intraday_nolicence/MCL_5m_20260315_20260430.csv.gz", 0.01, None, FIVES, CLOSED + ["2026-04-03"]),
    ("crypto/BTC-PERP_1m_20211231_20220116.csv.gz", 0.1, None, MINUTES, "UTC"),
    # Eurex opens by day, at 09:00 in Berlin.
    ("futures_intraday/FESX_1m_20060102_20060227.csv.gz", 1, None, MINUTES, "Berlin"),
]


def read(path, tick, contract):
    bars = pd.read_csv(f"{ROOT}/{path}")
    if contract:
        bars = bars[bars.contract == contract]
    bars.index = pd.to_datetime(bars.ts, utc=True)
    for name in ["open", "high", "low", "close"]:
        bars[name] = np.floor(bars[name] / tick + 0.5).astype(np.int64)
    return bars


def longer(bars, frame, closed):
    how = {"open": "first", "high": "max", "low": "min", "close": "last"}
    clocks = {"UTC": ("UTC", 0), "Berlin": ("Europe/Berlin", 9)}
    zone, hour = clocks[closed] if isinstance(closed, str) else ("America/Chicago", 17)
    turn = pd.Timedelta(hours=hour)
    local = bars.index.tz_convert(zone).tz_localize(None)
    begins = (local - turn).floor("D") + turn
    if frame not in ("1d", "1w"):
        days = [
            day.resample(frame, origin=begin.tz_localize(zone).tz_convert("UTC"), closed="left", label="left").agg(how)
            for begin, day in bars.groupby(begins)
        ]
        made = pd.concat(days).dropna().astype(np.int64)
        return made.set_axis(made.index.strftime("%Y-%m-%dT%H:%M:%SZ"))
    dates = begins.normalize() + pd.Timedelta(days=1 if hour == 17 else 0)
    if hour == 17:
        holidays = set(pd.to_datetime(closed))
        dates = dates.map(lambda day: next(
            d for k in range(9) for d in [day + pd.Timedelta(days=k)] if d.weekday() < 5 and d not in holidays))
    groups = dates if frame == "1d" else dates - pd.to_timedelta(dates.weekday, unit="D")
    made = bars.groupby(groups).agg(how)
    first = pd.Series(dates, index=bars.index).groupby(groups).first()
    return made.set_axis(pd.DatetimeIndex(first).strftime("%Y-%m-%d"))


for path, tick, contract, frames, closed in FILES:
    bars = read(path, tick, contract)
    name = path.split("/")[1].split(".")[0]
    for frame in frames:
        made = longer(bars, frame, closed)
        text = "".join(f"{at} {o} {h} {l} {c}\n" for at, o, h, l, c in made.itertuples())
        print(f"{name} {frame} {len(made)} {hashlib.sha256(text.encode()).hexdigest()[:12]}")
