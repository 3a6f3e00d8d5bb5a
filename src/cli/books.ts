// How do the books of a run reach an accounting program?

import { BOOK_FORMATS, type BookFormat } from "../domain/book-formats.js";
import { EXIT } from "../domain/fault.js";
import { plainTextBooks } from "../report/plain-text-books.js";
import { booksOfDocument } from "../report/restore.js";
import { writeFileSafely } from "../report/write.js";
import type { Action, Call } from "./commands.js";
import { namedDocument, runText } from "./document.js";
import { wrongValue } from "./values.js";

/** The books on stdout, or in the file of `--out`. */
export const books: Action = async (call) => {
  const { out, values, version } = call;
  const { document, name } = namedDocument(call, "books");
  const { booked, costsOf } = booksOfDocument(document, name);
  const { lotSize } = booked.inputs.contract;
  const title = [
    `Books of ${runText(document)}, by Tickproof ${version}`,
    `Fingerprint ${document.fingerprint}`,
    ...(lotSize === undefined ? [] : [`Contracts are counted in lots of ${lotSize}`]),
  ];
  const format = formatOf(call);
  const text = plainTextBooks(format, { booked, costsOf, title });
  const file = values.out;
  if (file !== null) writeFileSafely(file, text);
  if (out.json)
    out.document({
      schema: "tickproof.books/1",
      format,
      file,
      text: file === null ? text : null,
    });
  else if (file === null) process.stdout.write(text);
  else out.answer(`  books        ${file}`);
  return EXIT.ok;
};

function formatOf({ values, origins }: Call): BookFormat {
  const { format } = values;
  const known = BOOK_FORMATS.find((one) => one === (format ?? BOOK_FORMATS[0]));
  if (known === undefined) throw wrongValue(origins.format.where, format!, BOOK_FORMATS.join(", "));
  return known;
}
