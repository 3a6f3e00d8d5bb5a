// What does the script of a comparison do?

import "./style/front.css";
