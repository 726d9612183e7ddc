/* Tells how far an import is, beside the page that says the same when it is asked for again. Nothing is loaded anew by
   itself: whoever reads the page, or listens to it, keeps their place. The region speaks only when the state changes. */
(function () {
  "use strict";
  var EVERY = 3000; // milliseconds
  var words = document.getElementById("progress-words");
  var lines = document.getElementById("progress-lines");
  var bar = document.getElementById("progress-bar");
  var link = document.getElementById("progress-link");
  if (!words || !lines || !bar || !link || !words.dataset.from) { return; }

  function show(told) {
    if (words.textContent !== told.standing) {
      words.textContent = told.standing;
      document.title = told.standing + document.title.slice(document.title.indexOf(" – "));
    }
    lines.textContent = told.lines;
    bar.value = told.over ? bar.max : told.done;
    if (told.over) { link.textContent = link.dataset.over; }
    return told.over;
  }

  function again() { window.setTimeout(ask, EVERY); }

  function ask() {
    if (document.hidden) { again(); return; }
    window.fetch(words.dataset.from, { credentials: "same-origin", headers: { Accept: "application/json" }, redirect: "error" })
      .then(function (answer) {
        if (!answer.ok) { throw new Error(String(answer.status)); }
        return answer.json();
      })
      .then(function (told) { if (!show(told)) { again(); } })
      .catch(again); // the link still works
  }
  again();
})();
