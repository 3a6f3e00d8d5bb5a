// What does Tradovate's Cash History say?

import type { JournalLedgerLine } from "../../domain/journal.js";
import type { BrokerFormat, RowFate, Signature } from "./format.js";
import { fatesOf, type Header, headerIn } from "./table.js";
import { asRead, BROKER, FRENCH, reading, refuseOtherMoney } from "./tradovate.js";
import { microOfText } from "./values.js";

const SIGNATURE: Signature = {
  version: 1,
  required: ["Transaction ID", "Timestamp", "Delta", "Amount", "Cash Change Type"],
  optional: ["Account", "Date", "Currency", "Contract"],
  aliases: {
    ...FRENCH,
    "Transaction ID": ["identifiant de transaction"],
    Delta: ["variation"],
    Amount: ["montant"],
    "Cash Change Type": ["type de mouvement"],
  },
};

/** A word that is none of these is no cost and no profit of a trade: a deposit, a subscription. */
const KINDS: readonly (readonly [RegExp, JournalLedgerLine["kind"]])[] = [
  [/^commission/, "commission"],
  [/(exchange|clearing|nfa|ip|brokerage|order routing) ?fee/, "fee"],
  [/trade paired/, "profit"],
];

export const tradovateCash: BrokerFormat<Header> = {
  id: "tradovate-cash",
  broker: BROKER,
  title: "Tradovate Cash History",
  grain: "ledger",
  signatures: [SIGNATURE],
  recognise: (file) => headerIn(file, [SIGNATURE]),
  read(file, header, hints) {
    const read = reading(file.path, header, hints, ["Delta", "Amount"], ["Timestamp"], "Date");
    const { number, stamps } = read;
    const rows = fatesOf(header, (cells): RowFate => {
      refuseOtherMoney(cells("Currency"));
      const said = cells("Cash Change Type");
      const word = said.toLowerCase().replace(/\s+/g, " ");
      return {
        kind: "fee",
        line: cells.line,
        entry: {
          account: cells("Account") || null,
          // One transaction may have several lines: its number alone does not name one.
          id: null,
          symbol: cells("Contract") || null,
          time: stamps.read(cells("Timestamp"), "Timestamp"),
          kind: KINDS.find(([pattern]) => pattern.test(word))?.[1] ?? "other",
          said,
          amount: microOfText(number(cells("Delta"), "the amount")),
          identity: cells.row.cells.map((cell) => cell.trim()).join("\u001f"),
        },
      };
    });
    return asRead(rows, stamps);
  },
};
