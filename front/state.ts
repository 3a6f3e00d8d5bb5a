// What can be selected in a report, and how does a link say it?

/** Bars by index: from `from` (included) to `to` (excluded). Parts of a bar while something moves. */
export interface View {
  readonly from: number;
  readonly to: number;
}

export const UNITS = ["usd", "ticks", "r", "percent"] as const;
export type Unit = (typeof UNITS)[number];
export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
/** `safe` is Okabe and Ito's; `classic` is green and red. */
export const PALETTES = ["safe", "classic"] as const;
export type Palette = (typeof PALETTES)[number];

/** A line over the account's: of the filtered trades alone. Micro-dollars by rising bar, each value held until the next. */
export interface Curve {
  readonly bar: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

export interface State {
  readonly view: View;
  /** As it was typed. */
  readonly filter: string;
  /** Index of a trade; its number is one more. */
  readonly selected: number | null;
  /** Whether the drawer shows the selected trade. */
  readonly drawer: boolean;
  readonly unit: Unit;
  readonly theme: Theme;
  readonly palette: Palette;
  /** The filtered trades are held against the rest. */
  readonly rest: boolean;
  /** Ids of the panes that are put away. */
  readonly hidden: readonly string[];
  /** Of several contracts in the file, whose bars are drawn. */
  readonly series: number;
  /** From here on not in the link. Trades that pass the filter, rising; null: all of them. */
  readonly matches: Int32Array | null;
  /** Of the trades that pass, where fewer than all do. */
  readonly curve: Curve | null;
  /** Bar under the crosshair. */
  readonly cursor: number | null;
}

export const startState = (bars: number): State => ({
  view: { from: 0, to: Math.max(1, bars) },
  filter: "",
  selected: null,
  drawer: false,
  unit: "usd",
  theme: "auto",
  palette: "safe",
  rest: false,
  hidden: [],
  series: 0,
  matches: null,
  curve: null,
  cursor: null,
});

/** Only what differs from the start, so that a link is as short as what it says. "" where nothing differs. */
export function hashOf(state: State, bars: number): string {
  const start = startState(bars);
  const parts: string[] = [];
  const put = (name: string, value: string) => parts.push(`${name}=${encodeURIComponent(value)}`);
  const { from, to } = state.view;
  if (from !== start.view.from || to !== start.view.to) put("bars", `${Math.round(from)}-${Math.round(to)}`);
  if (state.filter !== "") put("filter", state.filter);
  if (state.selected !== null) put("trade", `${state.selected + 1}${state.drawer ? "" : "-"}`);
  if (state.unit !== start.unit) put("unit", state.unit);
  if (state.theme !== start.theme) put("theme", state.theme);
  if (state.palette !== start.palette) put("palette", state.palette);
  if (state.rest) put("rest", "1");
  if (state.series !== 0) put("series", String(state.series));
  if (state.hidden.length > 0) put("hidden", state.hidden.join(","));
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

/**
 * What a link says, as far as it can be: bars and trades that this file does not have are left out. Null for a link to a section
 * of the page, which says nothing of the state.
 */
export function stateOf(hash: string, bars: number, trades: number): Partial<State> | null {
  const text = hash.replace(/^#/, "");
  if (!text.includes("=")) return null;
  const found: { -readonly [Key in keyof State]?: State[Key] } = {};
  for (const part of text.split("&")) {
    const at = part.indexOf("=");
    const value = decoded(part.slice(at + 1));
    switch (part.slice(0, at)) {
      case "bars": {
        const [from, to] = (/^(\d+)-(\d+)$/.exec(value)?.slice(1) ?? []).map(Number);
        if (from !== undefined && to !== undefined && from < to && from < bars)
          found.view = { from, to: Math.min(to, bars) };
        break;
      }
      case "filter":
        found.filter = value;
        break;
      case "trade": {
        const n = Number.parseInt(value, 10);
        if (n >= 1 && n <= trades) {
          found.selected = n - 1;
          found.drawer = !value.endsWith("-");
        }
        break;
      }
      case "unit":
        found.unit = UNITS.find((unit) => unit === value) ?? "usd";
        break;
      case "theme":
        found.theme = THEMES.find((theme) => theme === value) ?? "auto";
        break;
      case "palette":
        found.palette = PALETTES.find((palette) => palette === value) ?? "safe";
        break;
      case "rest":
        found.rest = value === "1";
        break;
      case "series":
        if (/^\d{1,3}$/.test(value)) found.series = Number(value);
        break;
      case "hidden":
        found.hidden = value.split(",").filter((id) => /^[a-z0-9-]{1,40}$/.test(id));
        break;
    }
  }
  return found;
}

/** A link that somebody cut in the middle of an escape is no error. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
