// How many dollars does a line of a settings file say, to the last digit?

import { Fault } from "../domain/fault.js";
import type { MicroUsd } from "../domain/money.js";
import type { TomlFile } from "../importer/read-toml.js";
import { microOf } from "../instrument/instrument.js";

/** Read from what is written there: 300.10 is 300.1000…01 as a binary number. @throws {Fault} E186 */
export function moneyAt(file: TomlFile, path: readonly PropertyKey[], sign: "any" | "positive"): MicroUsd {
  const text = file.writtenAs(path) ?? "";
  const expected =
    sign === "any"
      ? "dollars with at most six decimals, such as 300, 0.62 or -500"
      : "dollars from zero on with at most six decimals, such as 300 or 0.62";
  const amount = /^[+-]?\d{1,9}(\.\d{1,6}0*)?$/.test(text) ? microOf(text) : Number.NaN;
  if (sign === "any" ? !Number.isNaN(amount) : amount >= 0) return amount;
  throw new Fault("E186", `${path.map(String).join(".")} is no amount of dollars`, {
    where: file.placeOf(path),
    found: text,
    expected,
  });
}
