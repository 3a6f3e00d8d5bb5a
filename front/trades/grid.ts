// How are twenty thousand rows shown with thirty in the page?

import { el, setText } from "../dom.js";
import type { Column } from "./columns.js";
import { given } from "./text.js";

/** Asks the grid to give the focus to a trade's row: what a drawer does when it closes. */
export const FOCUS_TRADE = "focus-trade";
/** Asks it for the first row, or the one that was left. */
export const FOCUS_GRID = "focus-grid";
const ROW_PX = 30;
/** Rows drawn above and below what is seen, so that a flick shows no emptiness. */
const SPARE = 8;

export interface GridView {
  readonly columns: readonly Column[];
  /** Trades in the order of their rows. */
  readonly rows: Int32Array;
  readonly sort: { readonly key: string; readonly down: boolean };
  readonly selected: number | null;
  text(column: Column, trade: number): string;
  tone(column: Column, trade: number): string;
  sum(column: Column): string;
}

export interface GridEvents {
  sort(key: string): void;
  open(trade: number): void;
}

interface Line {
  readonly root: HTMLElement;
  readonly cells: readonly HTMLElement[];
  row: number;
}

/**
 * The pattern of the ARIA grid: one cell of it takes the focus, arrows move it, the total is told though most rows are not
 * there. Header and sums are rows of it as well: row 0 and the last.
 */
export class Grid {
  readonly root: HTMLElement;
  readonly #events: GridEvents;
  readonly #head: HTMLElement;
  readonly #body: HTMLElement;
  readonly #foot: HTMLElement;
  #view: GridView | null = null;
  #isLaidOut = false;
  /** The trade that is to be in sight when there are rows. */
  #wanted: number | null = null;
  #built: readonly Column[] | null = null;
  #lines: Line[] = [];
  /** Cell that the keyboard is at: row 0 is the header, then the trades. */
  #row = 0;
  #column = 0;

  constructor(label: string, events: GridEvents) {
    this.#events = events;
    this.#head = el("div", { role: "row", class: "g-row g-head", "aria-rowindex": 1 });
    this.#body = el("div", { role: "rowgroup", class: "g-body" });
    this.#foot = el("div", { role: "row", class: "g-row g-foot" });
    this.root = el(
      "div",
      { role: "grid", class: "grid-box", "aria-label": label, tabindex: -1 },
      el("div", { role: "rowgroup", class: "g-top" }, this.#head),
      this.#body,
      el("div", { role: "rowgroup", class: "g-bottom" }, this.#foot),
    );
    this.root.addEventListener("scroll", () => this.#draw(), { passive: true });
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.root.addEventListener("click", (event) => this.#click(event));
    this.root.addEventListener(FOCUS_GRID, () => this.#move(Math.max(1, this.#row), this.#column));
    this.root.addEventListener(FOCUS_TRADE, (event) => {
      const { detail } = event as CustomEvent<number>;
      if (!this.#focusTrade(detail)) this.#move(this.#row, this.#column);
    });
    new ResizeObserver(() => {
      if (this.#isLaidOut) this.#draw();
      else this.#layOut();
    }).observe(this.root);
  }

  show(view: GridView): void {
    this.#view = view;
    this.#body.style.height = `${view.rows.length * ROW_PX}px`;
    if (this.#isLaidOut) this.#show(view);
  }

  /** Until the browser comes to where it stands, or somebody goes there, it has no rows: asking for its size would lay out the page. */
  #layOut(): void {
    if (this.#isLaidOut || this.#view === null) return;
    this.#isLaidOut = true;
    this.#show(this.#view);
    if (this.#wanted !== null) this.reveal(this.#wanted);
  }

  #show(view: GridView): void {
    if (view.columns !== this.#built) this.#build(view.columns);
    this.root.setAttribute("aria-rowcount", String(view.rows.length + 2));
    this.root.setAttribute("aria-colcount", String(view.columns.length));
    this.#foot.setAttribute("aria-rowindex", String(view.rows.length + 2));
    for (const [k, column] of view.columns.entries()) {
      const head = this.#head.children[k] as HTMLElement;
      const isSort = column.key === view.sort.key;
      head.setAttribute("aria-sort", isSort ? (view.sort.down ? "descending" : "ascending") : "none");
      setText(this.#foot.children[k]!, view.sum(column));
    }
    this.#row = Math.min(this.#row, view.rows.length);
    for (const line of this.#lines) line.row = -1;
    this.#draw();
    this.#tabStops();
  }

  /** Brings a trade's row into sight; false where it is not among the rows. */
  reveal(trade: number): boolean {
    if (!this.#isLaidOut) {
      this.#wanted = trade;
      return this.#view?.rows.includes(trade) ?? false;
    }
    const row = this.#view?.rows.indexOf(trade) ?? -1;
    if (row < 0) return false;
    const top = row * ROW_PX;
    const room = this.root.clientHeight - 2 * ROW_PX;
    if (top < this.root.scrollTop || top > this.root.scrollTop + room - ROW_PX)
      this.root.scrollTop = Math.max(0, top - room / 2);
    this.#draw();
    return true;
  }

  #focusTrade(trade: number): boolean {
    this.#layOut();
    if (!this.reveal(trade)) return false;
    this.#move(this.#view!.rows.indexOf(trade) + 1, this.#column);
    return true;
  }

  #build(columns: readonly Column[]): void {
    this.#built = columns;
    const template = columns.map(({ width }) => `minmax(${width}px,${width}fr)`).join(" ");
    const width = columns.reduce((sum, column) => sum + column.width, 0);
    this.root.style.setProperty("--columns", template);
    this.root.style.setProperty("--width", `${width}px`);
    this.#head.replaceChildren(
      ...columns.map(({ key, label, title, kind }, k) =>
        el(
          "div",
          {
            role: "columnheader",
            class: kind === "number" ? "n" : "",
            title,
            tabindex: -1,
            "aria-colindex": k + 1,
            "data-key": key,
          },
          label,
        ),
      ),
    );
    this.#foot.replaceChildren(
      ...columns.map(({ kind }, k) =>
        el("div", {
          role: k === 0 ? "rowheader" : "gridcell",
          class: kind === "number" ? "n" : "",
          "aria-colindex": k + 1,
        }),
      ),
    );
    this.#body.replaceChildren();
    this.#lines = [];
    this.#column = Math.min(this.#column, columns.length - 1);
  }

  #line(): Line {
    const cells = this.#view!.columns.map(({ kind }, k) =>
      el("div", {
        role: k === 0 ? "rowheader" : "gridcell",
        class: kind === "number" ? "n" : "",
        tabindex: -1,
        "aria-colindex": k + 1,
      }),
    );
    const root = el("div", { role: "row", class: "g-row" }, ...cells);
    this.#body.append(root);
    return { root, cells, row: -1 };
  }

  /** Rows keep their elements as long as they are in sight: what has the focus must not be taken away. */
  #draw(): void {
    const view = this.#view;
    if (view === null) return;
    const { scrollTop, clientHeight } = this.root;
    const first = Math.max(0, Math.floor(scrollTop / ROW_PX) - SPARE);
    const end = Math.min(view.rows.length, Math.ceil((scrollTop + clientHeight) / ROW_PX) + SPARE);
    const has = new Set(this.#lines.map(({ row }) => row));
    const idle = this.#lines.filter(({ row }) => row < first || row >= end);
    for (let row = first; row < end; row++) {
      if (has.has(row)) continue;
      let line = idle.pop();
      if (line === undefined) this.#lines.push((line = this.#line()));
      this.#fill(line, row, view);
    }
    for (const line of idle) {
      line.row = -1;
      line.root.hidden = true;
    }
    for (const { root, row } of this.#lines)
      if (row >= 0) root.classList.toggle("chosen", view.rows[row] === view.selected);
    this.#tabStops();
  }

  #fill(line: Line, row: number, view: GridView): void {
    const trade = view.rows[row]!;
    line.row = row;
    line.root.hidden = false;
    line.root.style.transform = `translateY(${row * ROW_PX}px)`;
    line.root.setAttribute("aria-rowindex", String(row + 2));
    line.root.dataset.trade = String(trade + 1);
    for (const [k, column] of view.columns.entries()) {
      const cell = line.cells[k]!;
      const text = view.text(column, trade);
      if (cell.textContent !== text) cell.replaceChildren(given(text));
      const tone = column.toned ? view.tone(column, trade) : "";
      cell.className = `${column.kind === "number" ? "n" : ""} ${tone}`;
    }
  }

  #cell(row: number, column: number): HTMLElement | undefined {
    if (row === 0) return this.#head.children[column] as HTMLElement;
    return this.#lines.find((line) => line.row === row - 1)?.cells[column];
  }

  /** One stop for the Tab key: the cell that had the focus, or the nearest that is there. */
  #tabStops(): void {
    for (const cell of this.root.querySelectorAll('[tabindex="0"]')) cell.setAttribute("tabindex", "-1");
    const cell = this.#cell(this.#row, this.#column) ?? this.#cell(0, this.#column);
    cell?.setAttribute("tabindex", "0");
  }

  #move(row: number, column: number): void {
    this.#layOut();
    const view = this.#view!;
    this.#row = Math.max(0, Math.min(view.rows.length, row));
    this.#column = Math.max(0, Math.min(view.columns.length - 1, column));
    if (this.#row > 0) {
      const top = (this.#row - 1) * ROW_PX;
      const room = this.root.clientHeight - 2 * ROW_PX;
      if (top < this.root.scrollTop) this.root.scrollTop = top;
      else if (top > this.root.scrollTop + room - ROW_PX) this.root.scrollTop = top - room + ROW_PX;
      this.#draw();
    }
    this.#tabStops();
    const cell = this.#cell(this.#row, this.#column);
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #key(event: KeyboardEvent): void {
    const view = this.#view;
    if (view === null || event.ctrlKey ? !["Home", "End"].includes(event.key) : event.altKey || event.metaKey)
      return;
    const page = Math.max(1, Math.floor(this.root.clientHeight / ROW_PX) - 3);
    const [row, column] = [this.#row, this.#column];
    const last = view!.columns.length - 1;
    switch (event.key) {
      case "ArrowDown":
        this.#move(row + 1, column);
        break;
      case "ArrowUp":
        this.#move(row - 1, column);
        break;
      case "ArrowRight":
        this.#move(row, column + 1);
        break;
      case "ArrowLeft":
        this.#move(row, column - 1);
        break;
      case "PageDown":
        this.#move(row + page, column);
        break;
      case "PageUp":
        this.#move(Math.max(1, row - page), column);
        break;
      case "Home":
        this.#move(event.ctrlKey ? 1 : row, 0);
        break;
      case "End":
        this.#move(event.ctrlKey ? view!.rows.length : row, last);
        break;
      case "Enter":
      case " ":
        if (row === 0) this.#events.sort(view!.columns[column]!.key);
        else if (view!.rows.length > 0) this.#events.open(view!.rows[row - 1]!);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  #click({ target }: MouseEvent): void {
    if (!(target instanceof Element) || this.#view === null) return;
    const head = target.closest<HTMLElement>('[role="columnheader"]');
    if (head !== null) {
      this.#row = 0;
      this.#column = [...this.#head.children].indexOf(head);
      this.#tabStops();
      this.#events.sort(head.dataset.key!);
      return;
    }
    const line = this.#lines.find(({ root }) => root.contains(target));
    if (line === undefined || line.row < 0) return;
    const column = line.cells.findIndex((cell) => cell.contains(target));
    this.#move(line.row + 1, Math.max(0, column));
    this.#events.open(this.#view.rows[line.row]!);
  }
}
