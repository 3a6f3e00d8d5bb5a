// What happens when danfojs-node reaches for the network or for Excel? It says that it cannot.
"use strict";

const refuse = () => {
  throw new Error(
    "Not available: danfojs-node runs here without request and xlsx. Fetch the file yourself, or import CSV.",
  );
};

module.exports = {
  get: refuse,
  read: refuse,
  readFile: refuse,
  write: refuse,
  writeFile: refuse,
  utils: { sheet_to_json: refuse, aoa_to_sheet: refuse, json_to_sheet: refuse, book_new: refuse, book_append_sheet: refuse },
};
