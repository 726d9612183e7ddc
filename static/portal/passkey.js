// Shows the passkey form where this browser can use one, and says so when the passkey did not work.
(function () {
  "use strict";
  var form = document.getElementById("passkey-form");
  // Browsers know passkeys for names only: on 127.0.0.1 the portal must be opened as localhost.
  var byNumber = /^[\d.]+$|:/.test(location.hostname.replace(/^\[|\]$/g, ""));
  if (form && window.PublicKeyCredential && !byNumber) {
    form.hidden = false;
  }
  document.addEventListener("allauth.error", function (event) {
    var problem = document.getElementById("passkey-problem");
    if (problem) {
      problem.hidden = false;
      event.preventDefault();
    }
  });
})();
