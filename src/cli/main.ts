#!/usr/bin/env node
// Which program does `node dist/cli/main.js` start?

import "./main.cjs";
