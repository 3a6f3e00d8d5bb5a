// Which settings say how a series goes through contract months?

import { LEAN_MODES } from "../domain/chain.js";
import { many, one } from "./setting.js";
import { businessDays, money, monthCodes, oneOf, plain, rollTicks } from "./values.js";

const group = "Contract months";

export const CHAIN_SETTINGS = {
  chain: many({
    flags: "--chain <folder>",
    group,
    help: "contract files to join and roll, in place of --data: a folder (MESH26.csv, MES 06-26.txt, …), files, MES*.csv, or SYMBOL=FOLDER",
    fallback: null,
    read: plain,
  }),
  chainMonths: one({
    flags: "--chain-months <codes>",
    group,
    help: "months of the chain to use, such as HMUZ; else all that are there",
    fallback: null,
    read: monthCodes,
  }),
  rolls: many({
    flags: "--rolls <rule|file>",
    group,
    help: "for a chain last-trading-day:4, first-notice:3, 8d, hold, volume, volume:2 or oi; or a calendar of rolls (date, from, to, spread), also over one --data file",
    fallback: null,
    read: plain,
  }),
  rollMode: one({
    flags: "--roll-mode <mode>",
    group,
    help: `which rolls of a LEAN map file: ${LEAN_MODES.join(", ")}`,
    fallback: null,
    read: oneOf(LEAN_MODES),
  }),
  openInterest: one({
    flags: "--open-interest <file>",
    group,
    help: "open interest to roll a chain by (date, contract, open_interest); else a column of its files",
    fallback: null,
    read: plain,
  }),
  continuous: one({
    flags: "--continuous <adjusted|raw>",
    group,
    help: "whether one file with a calendar of rolls is back-adjusted already, or is to be adjusted by it",
    fallback: "adjusted",
    read: oneOf(["adjusted", "raw"]),
  }),
  adjust: one({
    flags: "--adjust <difference|ratio|none>",
    group,
    help: "how older contract months are brought to the level of the last one in what the strategy reads",
    fallback: "difference",
    read: oneOf(["difference", "ratio", "none"]),
  }),
  rollSlippage: one({
    flags: "--roll-slippage <ticks>",
    group,
    help: "ticks by which a roll executes worse than its spread, where the calendar names no prices",
    fallback: "1t",
    read: rollTicks,
  }),
  deliveryLead: one({
    flags: "--delivery-lead <days>",
    group,
    help: "business days before first notice or last trading day at which a deliverable position is left; none: it is held on",
    fallback: "1",
    read: businessDays,
  }),
  expiryFee: one({
    flags: "--expiry-fee <usd>",
    group,
    help: "what the broker charges a contract at final settlement",
    fallback: "0",
    read: money,
  }),
  settlements: many({
    flags: "--settlements <file>",
    group,
    help: "settlement prices (date, contract, settlement, kind), or SYMBOL=FILE; else the last trade before the settlement time",
    fallback: null,
    read: plain,
  }),
  missingSettlement: one({
    flags: "--missing-settlement <refuse|last-trade>",
    group,
    help: "a date that the settlement file does not have: refuse to run, or take the last trade",
    fallback: "refuse",
    read: oneOf(["refuse", "last-trade"]),
  }),
} as const;
