// Which contracts does this project know?

import { type Contracts, loadContracts } from "../instrument/contracts.js";
import { readSessions } from "../instrument/session-template.js";
import type { Config } from "./config.js";

/** The built-in contracts and the config's own, with the sessions that it defines. Throws E133, E211, E215. */
export const knownContracts = ({ contracts, sessions, file, placeOf }: Config): Contracts =>
  loadContracts(contracts, file ?? undefined, readSessions(sessions, placeOf));
