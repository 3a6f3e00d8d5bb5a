// Which of seven shades does a value get?

/** Three shades for winning, three for losing, none in between: p1..p3, m1..m3. The number itself stands in the cell. */
export function heatClass(value: number, scale: number): string {
  if (value === 0 || !(scale > 0)) return "";
  const share = Math.abs(value) / scale;
  const step = share > 2 / 3 ? 3 : share > 1 / 3 ? 2 : 1;
  return `${value > 0 ? "p" : "m"}${step}`;
}
