// What is a session: one that is built in, one of the user's own, or a part of either?

/** The product groups whose hours and holidays are built in; "continuous" is around the clock in UTC. */
export const SESSION_NAMES = ["equity_index", "energy", "metals", "fx", "crypto", "continuous"] as const;

export type SessionName = (typeof SESSION_NAMES)[number];

export type Weekday = "Sun" | "Mon" | "Tue" | "Wed" | "Thu" | "Fri" | "Sat";

/** Hours that hold from a date on, in clock times "HH:MM" of the template's zone. */
export interface SessionPeriod {
  /** First trade date, YYYY-MM-DD. */
  readonly from: string;
  /** Not before `close`: then it is on the day before. */
  readonly open: string;
  readonly close: string;
  /** "12:00-12:30". */
  readonly pauses: readonly string[];
  /** The hours that studies call regular, "09:30-16:00"; null where there are no others. */
  readonly regular: string | null;
  /** When the day is settled. */
  readonly settlement: string;
}

/**
 * `closed`: nothing opens. `early close`: a trade date of its own that ends at `at`. `halt`: trading until `at` that counts for
 * the next trade date.
 */
export interface SessionHoliday {
  readonly date: string;
  readonly kind: "closed" | "early close" | "halt";
  readonly at: string | null;
}

/** A session of the user's own (`sessions` in the config), complete and checked: plain data that travels in the contract. */
export interface SessionTemplate {
  readonly name: string;
  /** IANA name. */
  readonly zone: string;
  /** Trade dates, as far as no holiday says otherwise. */
  readonly weekdays: readonly Weekday[];
  /** In order of date, the first from all times on. */
  readonly periods: readonly SessionPeriod[];
  /** In order of date. */
  readonly holidays: readonly SessionHoliday[];
}

/** Which of a session's hours: the regular ones of days that settle, or all the others. */
export type HoursPart = "regular" | "overnight";

/** The part of a session that bars are cut to. `regular` says when, for each date from which it holds. */
export interface SessionPart {
  readonly of: SessionName | SessionTemplate;
  readonly part: HoursPart;
  readonly regular: readonly { readonly from: string; readonly hours: string }[];
}

export type Session = SessionName | SessionTemplate | SessionPart;

/** "equity_index", "eurex, regular hours". */
export const sessionText = (session: Session): string =>
  typeof session === "object" && "of" in session
    ? `${sessionName(session)}, ${session.part} hours`
    : sessionName(session);

/** "equity_index", or the name that the user gave. */
export const sessionName = (session: Session): string =>
  typeof session === "string" ? session : "of" in session ? sessionName(session.of) : session.name;
