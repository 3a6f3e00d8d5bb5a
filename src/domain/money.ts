// What is money here, and how is it written down?

/** Money in whole millionths of a dollar. Cents will not do: half a tick of M6B is $0.3125. */
export type MicroUsd = number;
/** A price as a whole number of the contract's ticks. Equal prices are `===`. */
export type Ticks = number;
/** No price, in a column of ticks: far beyond what any grid holds. */
export const NO_PRICE: Ticks = -2147483648;
/** A trade date as days since 1970-01-01. */
export type Day = number;
/** An instant in milliseconds since 1970-01-01 UTC. */
export type EpochMs = number;

export const MICRO = 1_000_000;
const MICRO_PER_CENT = 10_000;
export const DAY_MS = 86_400_000;

/** Exact decimal text of an amount: at least two decimals, more only where they are not zero. "48.76", "-0.3125". */
export function decimalOfMicro(amount: MicroUsd): string {
  const sign = amount < 0 ? "-" : "";
  const size = Math.abs(amount);
  const micros = Math.floor(size);
  // What one lot is worth at a mark price may have parts of a micro-dollar; amounts never do.
  const parts = micros === size ? "" : (String(size).split(".")[1] ?? "");
  const fraction = String(micros % MICRO).padStart(6, "0") + parts;
  const kept = fraction.slice(2).replace(/0+$/, "");
  return `${sign}${Math.floor(micros / MICRO)}.${fraction.slice(0, 2)}${kept}`;
}

/** To the whole cent, ties away from zero: only for showing an amount to people, never for booking it. */
export function centsOf(amount: MicroUsd): number {
  return Math.sign(amount) * Math.floor((Math.abs(amount) + MICRO_PER_CENT / 2) / MICRO_PER_CENT);
}

/** For people: "$4,118.40", "−$1,362.50". A true minus sign, so that columns of amounts line up. */
export function dollars(amount: MicroUsd): string {
  const cents = centsOf(amount);
  const whole = Math.floor(Math.abs(cents) / 100).toString();
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = String(Math.abs(cents) % 100).padStart(2, "0");
  return `${cents < 0 ? "−" : ""}$${grouped}.${fraction}`;
}

/** Exact decimal text of a price on the grid of `tickUnits × 10^-decimals`: 20091 quarter points are "5022.75". */
export function decimalOfTicks(ticks: Ticks, grid: PriceGrid): string {
  const units = ticks * grid.tickUnits;
  if (grid.decimals === 0) return String(units);
  const sign = units < 0 ? "-" : "";
  const digits = String(Math.abs(units)).padStart(grid.decimals + 1, "0");
  return `${sign}${digits.slice(0, -grid.decimals)}.${digits.slice(-grid.decimals)}`;
}

/** A tick of 0.25 is 25 units of 10^-2: two integers say what no binary fraction can. */
export interface PriceGrid {
  readonly tickUnits: number;
  readonly decimals: number;
}

/** How many contracts so many lots are: 125 lots of 0.1 are 12.5. Whole contracts are their own lots. */
export const quantityOf = (lots: number, { tickUnits, decimals }: PriceGrid): number =>
  (lots * tickUnits) / 10 ** decimals;

/** The lots in a quantity, what binary arithmetic leaves behind apart; NaN where it is no whole number of them. */
export function lotsOf(quantity: number, { tickUnits, decimals }: PriceGrid): number {
  const exact = (quantity * 10 ** decimals) / tickUnits;
  const lots = Math.round(exact);
  return Math.abs(exact - lots) <= 1e-6 ? lots + 0 : Number.NaN;
}

/** The canonical price: the double nearest to `ticks × tickSize`, equal to the literal a file or a person writes. */
export function priceOfTicks(ticks: Ticks, grid: PriceGrid): number {
  return (ticks * grid.tickUnits) / 10 ** grid.decimals;
}
