// Which zone does a column or a file name mean by a few letters?

/**
 * Platforms name the zone of the computer by what it is called on that day. A clock of New York in summer is EDT; the rows of
 * winter below it were shown on New York's clock, too.
 */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  UTC: "UTC",
  GMT: "UTC",
  Z: "UTC",
  ET: "America/New_York",
  EST: "America/New_York",
  EDT: "America/New_York",
  CT: "America/Chicago",
  CST: "America/Chicago",
  CDT: "America/Chicago",
  MT: "America/Denver",
  MST: "America/Denver",
  MDT: "America/Denver",
  PT: "America/Los_Angeles",
  PST: "America/Los_Angeles",
  PDT: "America/Los_Angeles",
  BST: "Europe/London",
  CET: "Europe/Berlin",
  CEST: "Europe/Berlin",
  EET: "Europe/Helsinki",
  EEST: "Europe/Helsinki",
  JST: "Asia/Tokyo",
  SGT: "Asia/Singapore",
  HKT: "Asia/Hong_Kong",
  AEST: "Australia/Sydney",
  AEDT: "Australia/Sydney",
  ESAST: "America/Sao_Paulo",
  BRT: "America/Sao_Paulo",
};

/** "EDT" → "America/New_York"; null for letters that we do not know. */
export const zoneOfLetters = (letters: string): string | null =>
  ABBREVIATIONS[letters.trim().toUpperCase()] ?? null;

/** The zone in "Transaction Time(UTC+10)", "Date(UTC)", "Update Time (EDT)", "…(UTC--6).zip", "…(UTC+5:30)"; null without one. */
export function zoneInText(text: string): string | null {
  const offset = /\((?:UTC|GMT)\s*([+-]{0,2})\s*(\d{1,2})?(?::?(\d{2}))?\)/i.exec(text);
  if (offset !== null) {
    const [, sign, hours, minutes = "00"] = offset;
    if (hours === undefined || sign === undefined || sign === "") return hours === undefined ? "UTC" : null;
    if (Number(hours) > 14 || Number(minutes) > 59) return null;
    return `UTC${sign.endsWith("-") ? "-" : "+"}${hours.padStart(2, "0")}:${minutes}`;
  }
  const letters = /\(([A-Za-z]{2,5})\)/.exec(text);
  return letters === null ? null : zoneOfLetters(letters[1]!);
}
