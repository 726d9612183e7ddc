/* Small conveniences of the public pages. Every page works without this file. */
(function () {
  "use strict";

  // Quick exit: Escape three times within two seconds. The page is replaced, so that "back" does not return to it at once;
  // what the browser wrote into its history stays there, as the safety page says.
  var leave = document.querySelector("[data-leave]");
  if (leave) {
    var presses = [];
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape") { presses = []; return; }
      var now = Date.now();
      presses = presses.filter(function (at) { return now - at < 2000; }).concat(now);
      if (presses.length >= 3) { hide(); }
    });
    leave.addEventListener("click", function (event) { event.preventDefault(); hide(); });
  }
  function hide() {
    document.title = "";
    document.body.hidden = true;
    window.location.replace(leave.href);
  }

  // Letters left, said rarely enough that a screen reader can be listened to.
  document.querySelectorAll("textarea[data-limit]").forEach(function (area) {
    var note = document.getElementById(area.id + "_limit");
    var limit = Number(area.dataset.limit);
    if (!note || !limit || !note.dataset.left || !note.dataset.overBy) { return; }
    var live = document.createElement("span");
    live.className = "visually-hidden";
    live.setAttribute("role", "status");
    note.after(live);
    var waiting = null;
    var number = new Intl.NumberFormat(document.documentElement.lang || "en");
    function say() {
      var left = limit - Array.from(area.value.replace(/\r\n/g, "\n")).length;
      var words = left < 0 ? note.dataset.overBy : note.dataset.left;
      note.textContent = words.replace("#", number.format(Math.abs(left)));
      note.toggleAttribute("data-over", left < 0);
      window.clearTimeout(waiting);
      if (left < limit / 10) { waiting = window.setTimeout(function () { live.textContent = note.textContent; }, 1200); }
    }
    area.addEventListener("input", say);
    if (area.value) { say(); }
  });

  // The summary of errors, or what has just been done, takes the focus; browsers that know "autofocus" have done so already.
  var summary = document.querySelector("#error-summary[autofocus], #notice");
  if (summary) { summary.focus(); }

  // Printing is offered only where it can be done.
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
})();
