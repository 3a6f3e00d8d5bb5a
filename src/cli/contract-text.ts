// How does a contract's specification read on the terminal?

import { Decimal } from "decimal.js";
import type { Contract, DatedFee } from "../domain/contract.js";
import { dollars, MICRO } from "../domain/money.js";
import { sessionName } from "../domain/session.js";
import { fundingHoursOf } from "../instrument/perpetual.js";
import { formatDay } from "../instrument/time.js";
import { columnsOf } from "../report/text-style.js";
import { type InForce, type MarginInForce, perSide } from "./contracts.js";
import { paint, type Style, wrapped } from "./style.js";

/** One line a contract; tab-separated where nobody looks. */
export function contractList(all: readonly InForce[], style: Style): string {
  const rows = all.map(({ contract, costs, margin }) => [
    contract.symbol,
    contract.tickSize,
    contract.tickValue,
    contract.multiplier,
    costs.rate === 0 ? usd(perSide(costs)) : `${percentOf(costs.rate)}%`,
    marginText(margin),
    contract.name,
  ]);
  const head = [
    "symbol",
    "tick",
    "tick value",
    "per point",
    "cost/side",
    "margin (initial / maintenance)",
    "name",
  ];
  if (style.tsv) return [head, ...rows].map((row) => row.join("\t")).join("\n");
  const [top, ...lines] = columnsOf(
    [head, ...rows],
    ["left", "right", "right", "right", "right", "left", "left"],
    2,
  );
  return [
    paint(style, "dim", `  ${top}`),
    ...lines.map((line) => `  ${line}`),
    "",
    "  ~ is an estimate: no exchange figure is known for this date.  One contract: tickproof contracts MES",
  ].join("\n");
}

function marginText(margin: MarginInForce | null): string {
  if (margin === null) return "not known";
  const mark = margin.estimated ? "~" : "";
  if (margin.percent === null) return `${mark}${usd(margin.initial)} / ${usd(margin.maintenance)}`;
  const { maintenancePercent, initialFactor } = margin.percent;
  const initial = new Decimal(maintenancePercent).times(initialFactor).toDecimalPlaces(2);
  return `${mark}${initial}% / ${maintenancePercent}% of notional`;
}

/** Everything that is known of one contract: what holds on the date, then every dated row with its source. */
export function contractText(state: InForce, style: Style): string {
  const { contract, day } = state;
  const wide = Math.max(60, Math.min(style.columns, 140) - 16);
  const field = (label: string, text: string): string[] =>
    wrapped(text, wide).map((line, i) => `  ${(i === 0 ? label : "").padEnd(12)}  ${line}`);
  return [
    `${paint(style, "bold", contract.symbol)}  ${contract.name} · ${contract.exchange} · ${contract.kind}`,
    "",
    ...field("tick", `${contract.tickSize} = $${contract.tickValue} per contract (${contract.quote})`),
    ...field("multiplier", `$${contract.multiplier} per point · ${contract.currency}`),
    ...field("session", sessionText(state)),
    ...field("settled", `${state.session.settled} ${state.session.zone}, ${contract.settlement}`),
    ...field("last trade", contract.lastTradingDay),
    ...field("launched", contract.launch),
    "",
    paint(style, "bold", `In force on ${formatDay(day)}`),
    ...field("margin", marginSentence(state)),
    ...(state.margin ? field("", `source: ${state.margin.source}`) : []),
    ...field("costs/side", costSentence(state)),
    ...field("spread", spreadSentence(contract)),
    ...field("", `source: ${contract.slippageTicks.source}`),
    "",
    paint(style, "bold", "Fees per side, by the date from which they hold"),
    ...feeLines("commission", contract.commission, field),
    ...feeLines("exchange", contract.exchangeFee, field),
    ...feeLines("clearing", contract.clearingFee, field),
    ...feeLines("NFA", contract.nfaFee, field),
    "",
    paint(style, "bold", "Margins, by the date from which they hold"),
    ...marginLines(state, field),
    ...perpetualLines(contract, style, field),
    ...(contract.warnings.length > 0 ? ["", paint(style, "bold", "Beware")] : []),
    ...contract.warnings.flatMap((warning) => field("!", warning)),
    "",
    paint(style, "bold", "Sources"),
    ...contract.sources.flatMap((source) => field("", source)),
  ].join("\n");
}

function sessionText({ session, contract, day }: InForce): string {
  const { tradeDate, zone, open, close, regular } = session;
  if (contract.session === "continuous") return "around the clock; a trade date is a day in UTC";
  const evening = open >= close ? " the evening before" : "";
  const named = typeof contract.session === "string" ? "" : `${sessionName(contract.session)}: `;
  const hours = `${named}${open}${evening} to ${close} ${zone}, trade date ${formatDay(tradeDate)}`;
  const skipped = tradeDate === day ? "" : " (the date itself has no session)";
  const rth = regular ? ` · regular hours ${regular.start} to ${regular.end}` : "";
  return `${hours}${skipped}${rth}`;
}

function marginSentence({ margin, lastKnown }: InForce): string {
  if (margin === null) return "not known for this date: such a run is refused";
  const text = `${marginText(margin).replace(/^~/, "")} (initial / maintenance)`;
  if (!margin.estimated) return text;
  const until =
    lastKnown === null
      ? "no exchange figure is known for any date"
      : lastKnown === Number.POSITIVE_INFINITY
        ? "before the first exchange figure that is known"
        : `exchange figures are known to ${formatDay(lastKnown)}`;
  return `${text} · ESTIMATE: ${until}; --margins strict refuses it`;
}

function costSentence({ costs }: InForce): string {
  const parts = `commission ${usd(costs.commission)} + exchange ${usd(costs.exchange)} + clearing ${usd(costs.clearing)} + NFA ${usd(costs.nfa)}`;
  const share =
    costs.rate === costs.maker
      ? ` + ${percentOf(costs.rate)}% of notional`
      : ` + ${percentOf(costs.rate)}% of notional (taker) or ${percentOf(costs.maker)}% (maker)`;
  const estimated = costs.estimated ? " · ESTIMATE: before the first fee that is known" : "";
  return `${usd(perSide(costs))} = ${parts}${costs.rate === 0 && costs.maker === 0 ? "" : share}${estimated}`;
}

/** What `--slippage spread` takes where it is given no numbers. */
function spreadSentence({ session, slippageTicks }: Contract): string {
  const { regular, overnight, news } = slippageTicks;
  const hours = session === "continuous" ? "at all hours" : `in regular hours, ${overnight} overnight`;
  return `${regular} ${regular === 1 ? "tick" : "ticks"} a side ${hours}, ${news} near an event: --slippage spread`;
}

type Field = (label: string, text: string) => string[];

/** A row that stands for all dates says so itself; a first date of 1900 would look like a fact. */
const sinceText = (from: string): string => (from <= "1970-01-01" ? "always" : from);

const feeLines = (label: string, rows: readonly DatedFee[], field: Field): string[] =>
  rows.flatMap(({ from, usdPerSide, source }, i) =>
    field(i === 0 ? label : "", `${sinceText(from).padEnd(10)}  $${usdPerSide.padEnd(6)}  ${source}`),
  );

function marginLines({ contract }: InForce, field: Field): string[] {
  const fixed = contract.margins.map(({ from, initial, maintenance, source }) => ({
    from,
    text: `$${initial} / $${maintenance}`,
    source,
  }));
  const shares = contract.percentMargins.map((row) => ({
    from: row.from,
    text: `${row.maintenancePercent}% of notional, initial × ${row.initialFactor}`,
    source: row.estimated && !/^estimate/i.test(row.source) ? `ESTIMATE: ${row.source}` : row.source,
  }));
  const rows = [...fixed, ...shares].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  return rows.flatMap(({ from, text, source }, i) => {
    // The same source stands under many rows of the table: once is enough.
    const said = rows[i + 1]?.source === source ? "" : `  ${source}`;
    return field("", `${sinceText(from).padEnd(10)}  ${text}${said}`);
  });
}

/** What a venue of perpetuals asks beside; nothing for others. */
function perpetualLines(contract: Contract, style: Style, field: Field): string[] {
  if (contract.kind !== "perpetual") return [];
  const { lotSize = "1", liquidationFeeRate, maintenanceTiers = [], feeRates = [] } = contract;
  const percent = (share: string) => `${new Decimal(share).times(100).toFixed()}%`;
  return [
    "",
    paint(style, "bold", "Perpetual"),
    ...field("lot size", `${lotSize}: quantities are whole multiples of it`),
    ...field(
      "funding",
      `every ${fundingHoursOf(contract)} hours from midnight UTC, on the mark price: --funding FILE`,
    ),
    ...(liquidationFeeRate === undefined
      ? []
      : field("liquidation", `${percent(liquidationFeeRate)} of notional`)),
    ...feeRates.flatMap(({ from, maker, taker, source }, i) =>
      field(
        i === 0 ? "fees" : "",
        `${sinceText(from).padEnd(10)}  maker ${percent(maker)}, taker ${percent(taker)}  ${source}`,
      ),
    ),
    ...maintenanceTiers.flatMap(({ from, tiers, source, estimated }) => [
      ...field(
        "maintenance",
        `${sinceText(from)}: ${estimated && !/^estimate/i.test(source) ? "ESTIMATE: " : ""}${source}`,
      ),
      ...tiers.flatMap(({ floor, rate, amount }) =>
        field("", `from $${floor.padEnd(11)}  ${percent(rate).padStart(6)} of notional − $${amount}`),
      ),
    ]),
  ];
}

/** Of a share in hundred-millionths. */
const percentOf = (units: number): string => new Decimal(units).div(1e6).toFixed();

/** Fees may be fractions of a cent: 0.0004 must not read as nothing. */
function usd(amount: number): string {
  return amount % (MICRO / 100) === 0 ? dollars(amount) : `$${new Decimal(amount).div(MICRO).toString()}`;
}
