// Which accounting programs are books written for?

export const BOOK_FORMATS = ["beancount", "hledger", "ledger"] as const;
export type BookFormat = (typeof BOOK_FORMATS)[number];
