// Sets the colour scheme before the first paint. A file of its own, so that a strict script-src needs no exception.
(function () {
  var stored = localStorage.getItem("skylink.scheme");
  var dark = stored === "dark" || (stored !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
