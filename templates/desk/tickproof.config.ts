// What holds for every command here. A flag wins over a line of this file; all keys: npx tickproof run --help
export default {
  instrument: "MES",
  cash: "10k",
  barHours: "regular", // 09:30 to 16:00 in New York
  flatByClose: 5, // out five minutes before they end
};
