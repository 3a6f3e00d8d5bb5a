// What must be known before the first line of the page is drawn?

document.documentElement.classList.add("js");
const theme = /[#&]theme=(light|dark)\b/.exec(location.hash);
if (theme !== null) document.documentElement.classList.add(theme[1]!);
