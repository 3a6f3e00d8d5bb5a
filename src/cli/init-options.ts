// What is settled for writing a project's files alone?

import { call } from "./setting.js";
import { flag, oneOf } from "./values.js";

const TEMPLATE_NAMES = ["orb", "blank", "journal"] as const;
export type Template = (typeof TEMPLATE_NAMES)[number];

export const INIT_SETTINGS = {
  force: call({
    flags: "--force",
    group: "Output",
    help: "init ci: write files anew that are there already and were changed",
    fallback: "false",
    read: flag,
  }),
  template: call({
    flags: "--template <orb|blank|journal>",
    group: "Output",
    help: "init: a project with a strategy, a baseline and a sample journal; with an empty strategy; or a journal alone",
    fallback: "orb",
    read: oneOf(TEMPLATE_NAMES),
  }),
  git: call({
    flags: "--no-git",
    group: "Output",
    help: "init: begin no git repository",
    fallback: "true",
    read: flag,
  }),
  install: call({
    flags: "--install",
    group: "Output",
    help: "init: npm install in the new folder, which may ask the network; else it is linked to the installation that runs",
    fallback: "false",
    read: flag,
  }),
} as const;
