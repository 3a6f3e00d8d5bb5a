// How are fills written in Interactive Brokers' Flex queries?

import { SaxesParser } from "saxes";
import { Fault } from "../../domain/fault.js";
import { shownText } from "../row-faults.js";
import { BLANK, orNull } from "./columns.js";
import {
  BadRow,
  type BrokerFile,
  type BrokerFormat,
  type ClockEvidence,
  type Recognised,
  type RowFate,
} from "./format.js";
import {
  costOf,
  effectOf,
  flexStamp,
  otherThanFill,
  refuseCurrency,
  withoutExecutions,
} from "./ibkr-confirms.js";
import { type NumberReader, numberReader, resultOf, type Stamps, sideOf, stampsOf } from "./values.js";
import { zoneOfLetters } from "./zone-names.js";

interface Element {
  readonly name: string;
  readonly line: number;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Flex extends Recognised {
  readonly elements: readonly Element[];
}

/** What holds others is no record. */
const FRAMES = /^(FlexQueryResponse|FlexStatements|FlexStatement|Trades|TradeConfirms)$/;
const ROOT = /<FlexQueryResponse[\s>]/;

export const ibkrFlex: BrokerFormat<Flex> = {
  id: "ibkr-flex",
  broker: "ibkr",
  title: "Interactive Brokers Flex query (XML)",
  grain: "fill",
  signatures: [],
  recognise(file) {
    if (!/^\s*</.test(file.text) || !ROOT.test(file.text.slice(0, 4096))) return null;
    const elements = elementsIn(file);
    return { version: 1, elements, records: elements.map(({ line }) => line), score: 20 };
  },
  read(file, { elements }, hints) {
    const fills = elements.filter(isFill);
    const number = numberReader(
      file.path,
      fills.flatMap(({ attributes: a }) => [
        a.quantity ?? "",
        priceOf(a),
        commissionOf(a),
        a.taxes ?? "",
        a.fifoPnlRealized ?? "",
      ]),
      { ...hints, decimal: hints.decimal ?? "." },
    );
    const stamps = stampsOf(
      file.path,
      fills.map(({ attributes }) => stampOf(attributes).text),
      hints,
    );
    const zones = new Set(fills.map(({ attributes }) => stampOf(attributes).zone));
    const rows = elements.map((element): RowFate => {
      const { line, name } = element;
      try {
        if (FRAMES.test(name)) return { kind: "header", line };
        return isFill(element)
          ? fillFate(element, number, stamps)
          : { kind: "non-trade", line, why: whyNot(element) };
      } catch (error) {
        if (!(error instanceof BadRow)) throw error;
        return { kind: "rejected", line, why: error.message, bytes: bytesOf(element) };
      }
    });
    return {
      rows,
      dateOrder: stamps.order,
      clock: clockOf(stamps.kind, zones),
      notes: [...(stamps.note === null ? [] : [stamps.note]), ...withoutExecutions(rows)],
    };
  },
};

/** E318 where it is no whole XML. No entity is expanded but XML's own five. */
function elementsIn(file: BrokerFile): Element[] {
  const elements: Element[] = [];
  const parser = new SaxesParser({ xmlns: false, position: true });
  let begins = 1;
  let account = "";
  parser.on("opentagstart", () => {
    begins = parser.line;
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (name === "FlexStatement") account = attributes.accountId ?? "";
    elements.push({
      name,
      line: begins,
      attributes: { ...attributes, accountId: attributes.accountId ?? account },
    });
  });
  parser.on("error", (error) => {
    throw error;
  });
  try {
    parser.write(file.text).close();
  } catch (error) {
    throw new Fault("E318", `${file.path} is no whole XML`, {
      where: `${file.path}:${parser.line}:${parser.column + 1}`,
      found: shownText(error instanceof Error ? error.message.replace(/^\d+:\d+: /, "") : String(error), 100),
      expected: "a Flex query as Interactive Brokers delivers it",
      fix: ["download it again"],
    });
  }
  return elements;
}

type Attributes = Element["attributes"];

const isTrade = ({ name }: Element): boolean => name === "Trade" || name === "TradeConfirm";
const isFill = (element: Element): boolean =>
  isTrade(element) &&
  otherThanFill(element.attributes.assetCategory ?? "", element.attributes.levelOfDetail ?? "") === null;

const whyNot = (element: Element): string =>
  isTrade(element)
    ? otherThanFill(element.attributes.assetCategory ?? "", element.attributes.levelOfDetail ?? "")!
    : `<${shownText(element.name, 40)}>`;

const priceOf = (a: Attributes): string => a.tradePrice ?? a.price ?? "";
const commissionOf = (a: Attributes): string => a.ibCommission ?? a.commission ?? "";

/** "20260306;142202", with a zone behind it where the query asks for one: "20260306;142202 EST". */
function stampOf(a: Attributes): { readonly text: string; readonly zone: string | null } {
  const whole = flexStamp(a.dateTime ?? a.tradeTime ?? "");
  const named = /^(.*\d)\s+([A-Z]{2,5})$/.exec(whole);
  if (named === null || named[2] === "AM" || named[2] === "PM") return { text: whole, zone: null };
  return { text: named[1]!, zone: zoneOfLetters(named[2]!) };
}

function clockOf(kind: "instant" | "local", zones: ReadonlySet<string | null>): ClockEvidence {
  if (kind === "instant") return { kind: "row", said: "each row has an offset" };
  const [zone] = zones;
  if (zones.size !== 1 || zone === null || zone === undefined) return { kind: "none" };
  return { kind: "zone", zone, said: `its stamps name ${zone}` };
}

function fillFate({ line, attributes: a }: Element, number: NumberReader, stamps: Stamps): RowFate {
  refuseCurrency(a.currency ?? "");
  refuseCurrency(a.ibCommissionCurrency ?? a.commissionCurrency ?? "");
  const symbol = a.symbol ?? "";
  if (symbol === "") throw new BadRow("it has no symbol");
  const quantity = number(a.quantity ?? "", "the quantity");
  if (/^-?0*\.?0*$/.test(quantity)) throw new BadRow("the quantity is 0");
  const buySell = (a.buySell ?? "").replace(/\s*\(Ca\.?\)$/i, "");
  const commission = costOf(commissionOf(a), number);
  const closes = (a.openCloseIndicator ?? "").split(/[;, ]+/).includes("C");
  const profit = closes ? resultOf(number, a.fifoPnlRealized ?? "") : null;
  return {
    kind: "fill",
    line,
    fills: [
      {
        ...BLANK,
        account: orNull(a.accountId ?? ""),
        id: orNull(a.ibExecID || a.execID || a.tradeID || a.transactionID || ""),
        order: orNull(a.ibOrderID || a.orderID || ""),
        symbol,
        time: stamps.read(stampOf(a).text, "dateTime"),
        side: buySell === "" ? (quantity.startsWith("-") ? -1 : 1) : sideOf(buySell),
        qty: quantity.replace("-", ""),
        price: number(priceOf(a), "the price"),
        commission,
        fees: commission === null ? null : (costOf(a.taxes ?? "", number) ?? 0),
        ...(profit !== null && { brokerNet: profit }),
        effect: effectOf(a.openCloseIndicator ?? ""),
        identity: [a.accountId, symbol, a.dateTime, a.buySell, a.quantity, priceOf(a)].join("\u001f"),
      },
    ],
  };
}

const bytesOf = ({ name, attributes }: Element): string =>
  `<${name} ${Object.entries(attributes)
    .map(([key, value]) => `${key}="${value}"`)
    .join(" ")}>`;
