// What does the script of a run report do?

import "./style/front.css";
import { BELOW, PANELS } from "./panels.js";
import { start } from "./start.js";

start(PANELS, BELOW);
