// How are fills written in NinjaTrader's grid of executions?

import { BLANK, clockOf, headerLike, identityOf, type Layout, orNull, readingOf } from "./columns.js";
import { BadRow, type BrokerFormat, type RowFate } from "./format.js";
import { fatesOf, type Header } from "./table.js";
import { microOfText, quantityText, sideOf } from "./values.js";

const required = {
  instrument: /^instrument$/,
  action: /^(action|aktion)$/,
  quantity: /^(quantity|qty|quantité|qté|menge|anzahl)$/,
  price: /^(price|prix|preis|kurs)$/,
  time: /^(time|heure|zeit|uhrzeit)$/,
  way: /^(e\/x|e\/s|e\/a)$/,
};
const optional = {
  id: /^id$/,
  position: /^position$/,
  order: /^(order id|id d'ordre|numéro d'ordre|order-id|auftrags-id)$/,
  name: /^(name|nom)$/,
  commission: /^(commission|kommission|provision)$/,
  rate: /^(rate|taux|kurs)$/,
  connection: /^(connection|connexion|verbindung)$/,
};
/** Since 8.1 the account goes by the name that its owner gave it. */
const LAYOUTS: readonly Layout[] = [
  {
    version: 2,
    required: { ...required, account: /^(account display name|nom d'affichage du compte)$/ },
    optional,
  },
  { version: 1, required, optional: { ...optional, account: /^(account|compte|konto)$/ } },
];

const CLOSES = ["exit", "sortie", "ausstieg"];
const OPENS = ["entry", "entrée", "einstieg"];

export const ninjaTraderExecutions: BrokerFormat<Header> = {
  id: "ninjatrader-executions",
  broker: "ninjatrader",
  title: "NinjaTrader executions",
  grain: "fill",
  signatures: [
    {
      version: 1,
      required: ["Instrument", "Action", "Quantity", "Price", "Time", "E/X"],
      optional: ["ID", "Account"],
    },
  ],
  recognise: (file) => headerLike(file, LAYOUTS),
  read(file, header, hints) {
    const { all, number, stamps, notes } = readingOf(
      file,
      header,
      hints,
      ["quantity", "price", "commission"],
      (cells) => [cells("time")],
    );
    // Without a template of commissions the platform writes zeros: then it does not know what the broker charges.
    const charged = all.some((cells) => /[1-9]/.test(cells("commission")));
    const unknown = "commissions are zero throughout: NinjaTrader was told of none, so costs are estimated";
    const rows = fatesOf(header, (cells): RowFate => {
      const instrument = cells("instrument");
      if (instrument === "") throw new BadRow("it has no instrument");
      const way = cells("way").toLowerCase();
      const effect = CLOSES.includes(way) ? "close" : OPENS.includes(way) ? "open" : null;
      const commission = cells("commission");
      const known = charged && commission !== "";
      return {
        kind: "fill",
        line: cells.line,
        fills: [
          {
            ...BLANK,
            account: orNull(cells("account")),
            id: orNull(cells("id")),
            order: orNull(cells("order")),
            symbol: instrument,
            time: stamps.read(cells("time"), "time"),
            side: sideOf(cells("action")),
            qty: quantityText(number, cells("quantity")),
            price: number(cells("price"), "the price"),
            commission: known ? Math.abs(microOfText(number(commission, "the commission"))) : null,
            fees: known ? 0 : null,
            by: effect === "close" ? orNull(cells("name")) : null,
            effect,
            identity: identityOf(cells, [
              "instrument",
              "action",
              "quantity",
              "price",
              "time",
              "order",
              "name",
              "account",
            ]),
          },
        ],
      };
    });
    const said = charged || all.length === 0 || !header.places.has("commission") ? [] : [unknown];
    return { rows, dateOrder: stamps.order, clock: clockOf(stamps.kind), notes: [...notes, ...said] };
  },
};
