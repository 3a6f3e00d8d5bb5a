// Which colours does the page wear?

import type { Model } from "./model.js";

/** The sheet knows the two themes and the palette by these classes; without them it follows the system. */
export function applyTheme(model: Model): void {
  const { classList } = document.documentElement;
  const apply = () => {
    const { theme, palette } = model.state;
    classList.toggle("light", theme === "light");
    classList.toggle("dark", theme === "dark");
    classList.toggle("classic", palette === "classic");
  };
  apply();
  model.on((_, changed) => {
    if (changed.has("theme") || changed.has("palette")) apply();
  });
}
