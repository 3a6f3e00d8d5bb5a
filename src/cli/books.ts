// How do the books of a run reach an accounting program?

import { EXIT } from "../domain/fault.js";
import { plainTextBooks } from "../report/plain-text-books.js";
import { booksOfDocument } from "../report/restore.js";
import { writeFileSafely } from "../report/write.js";
import type { Action } from "./commands.js";
import { namedDocument, runText } from "./document.js";

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
  const text = plainTextBooks(values.format, { booked, costsOf, title });
  const file = values.out;
  if (file !== null) writeFileSafely(file, text);
  if (out.json)
    out.document({
      schema: "tickproof.books/1",
      format: values.format,
      file,
      text: file === null ? text : null,
    });
  else if (file === null) process.stdout.write(text);
  else out.answer(`  books        ${file}`);
  return EXIT.ok;
};
