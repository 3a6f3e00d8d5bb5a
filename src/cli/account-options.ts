// Which settings say what the account is and how its margin is held?

import {
  DEFAULT_WINDOW,
  readDayMargin,
  readDayWindow,
  readDeadline,
  readInterest,
  readOffset,
  readTransfers,
} from "../research/account-words.js";
import { many, one } from "./setting.js";
import { flag, money, oneOf, positiveMoney, whole } from "./values.js";

const group = "Account";

export const ACCOUNT_SETTINGS = {
  cash: one({
    flags: "--cash <usd>",
    group,
    help: "start cash of each run: 25000, 25,000, $25000 or 25k",
    fallback: "25000",
    read: positiveMoney,
  }),
  margins: one({
    flags: "--margins <estimate|strict>",
    group,
    help: "where the exchange's margin or a fee is not known for a date: a marked estimate, or refuse to run",
    fallback: "estimate",
    read: oneOf(["estimate", "strict"]),
  }),
  marginPolicy: one({
    flags: "--margin-policy <liquidate|call|record|none>",
    group,
    help: "a maintenance breach closes what it takes, is called for, is written down only, or is not looked for",
    fallback: "liquidate",
    read: oneOf(["liquidate", "call", "record", "none"]),
  }),
  liquidationFee: one({
    flags: "--liquidation-fee <usd>",
    group,
    help: "what the broker charges for each forced liquidation",
    fallback: "0",
    read: money,
  }),
  monthlyFee: one({
    flags: "--monthly-fee <usd>",
    group,
    help: "market data and other fees, posted on the first of each month",
    fallback: "0",
    read: money,
  }),
  dayMargin: many({
    flags: "--day-margin <rates>",
    group,
    help: "margin a contract inside the broker's day window: 50, 25% of the exchange's, or MES=50,MNQ=100",
    fallback: null,
    read: readDayMargin,
  }),
  dayWindow: many({
    flags: "--day-window <spans>",
    group,
    help: `when day margin holds, in exchange time: ${DEFAULT_WINDOW} unless told, 07:45-15:30, or energy=open-15:30`,
    fallback: null,
    read: readDayWindow,
  }),
  cutOff: one({
    flags: "--cut-off <cut|close|refuse>",
    group,
    help: "what equity does not carry overnight is cut to what it carries, closed whole, or refused before (--cut-off-lead)",
    fallback: "cut",
    read: oneOf(["cut", "close", "refuse"]),
  }),
  cutOffLead: one({
    flags: "--cut-off-lead <minutes>",
    group,
    help: "so long before the cut-off an order must be carried at overnight margin already",
    fallback: "0",
    read: whole(0, 1440, "minutes"),
  }),
  violationFee: one({
    flags: "--violation-fee <usd>",
    group,
    help: "what the broker charges for each position that it cuts at the cut-off",
    fallback: "0",
    read: money,
  }),
  callDeadline: one({
    flags: "--call-deadline <when>",
    group,
    help: "margin calls are due then, by trade dates and exchange time: 12:00 is noon of the next one, 2d 15:30",
    fallback: "12:00",
    read: readDeadline,
  }),
  callMetBy: one({
    flags: "--call-met-by <deposit|none>",
    group,
    help: "whether the amount of a margin call is paid in when it is due; else contracts are closed",
    fallback: "none",
    read: oneOf(["deposit", "none"]),
  }),
  orderMargin: one({
    flags: "--order-margin",
    group,
    help: "working orders that would open need initial margin too; else they are checked as they are sent and as they fill",
    fallback: "false",
    read: flag,
  }),
  marginOffset: many({
    flags: "--margin-offset <pair>",
    group,
    help: "margin that opposite positions of the shared account save: MES/MNQ=70%, or 2 MES/3 MNQ=70%",
    fallback: null,
    read: readOffset,
  }),
  deposit: many({
    flags: "--deposit <date=usd>",
    group,
    help: "money put in on a trade date: 2024-03-01=1000, once for each",
    fallback: null,
    read: (text: string, where: string) => readTransfers(text, where, 1),
  }),
  withdraw: many({
    flags: "--withdraw <date=usd>",
    group,
    help: "money taken out on a trade date, as far as positions leave it free: 2024-03-01=500",
    fallback: null,
    read: (text: string, where: string) => readTransfers(text, where, -1),
  }),
  interest: many({
    flags: "--interest <rates>",
    group,
    help: "percent a year on settled cash, ACT/360, posted monthly: 5%, or 2024-01-01=5.3%/9% (credit/debit) from a date on",
    fallback: null,
    read: readInterest,
  }),
} as const;
