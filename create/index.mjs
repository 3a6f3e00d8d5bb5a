#!/usr/bin/env node
// What does `npm create tickproof desk` do?

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

// `tickproof init desk --install`, by the very version that this one was published with.
const root = join(createRequire(import.meta.url).resolve("tickproof/package.json"), "..");
const args = [join(root, "dist/cli/main.cjs"), "init", "--install", ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
process.exitCode = status ?? 70;
