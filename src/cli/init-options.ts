// What is settled for writing a project's files alone?

import { call } from "./setting.js";
import { flag } from "./values.js";

export const INIT_SETTINGS = {
  force: call({
    flags: "--force",
    group: "Output",
    help: "init: write files anew that are there already and were changed",
    fallback: "false",
    read: flag,
  }),
} as const;
