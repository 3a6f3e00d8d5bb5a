// What is a panel of a run report?

import type { Run } from "../../domain/run.js";
import type { Detail } from "../embed/layout.js";
import type { Html } from "../html.js";

/** What the caller knows and the run does not. */
export interface ReportContext {
  /** The command line that makes the same report again, without paths of this machine. */
  readonly command: string;
  readonly version: string;
  /** The strategy's file as the user wrote it, shown collapsed under provenance. */
  readonly strategySource?: string;
  /** Which bars are kept in the file one by one; not given: all, up to three millions. */
  readonly detail?: Detail;
  /** All of them, on sheets of their own behind the two of a report on paper, and not only the first ones. */
  readonly everyTrade?: boolean;
}

/** A section of the page: it draws itself from a finished run and nothing else. */
export interface Panel {
  readonly id: string;
  readonly title: string;
  /** What the navigation calls it, where the title is long. */
  readonly short?: string;
  render(run: Run, context: ReportContext): Html;
}
