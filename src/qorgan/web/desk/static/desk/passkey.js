/* Asks the browser for a passkey, or for its answer, and posts it. Without this file the authenticator's code
   works as ever. Nothing is stored, and nothing is sent but the form. */
(function () {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) { return; }

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (char) { return char.charCodeAt(0); });
  }
  function text(buffer) {
    if (!buffer) { return null; }
    var plain = Array.from(new Uint8Array(buffer), function (byte) { return String.fromCharCode(byte); }).join("");
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function listed(credentials) {
    return (credentials || []).map(function (one) { return Object.assign({}, one, { id: bytes(one.id) }); });
  }

  function create(asked) {
    return navigator.credentials.create({ publicKey: Object.assign({}, asked, {
      challenge: bytes(asked.challenge),
      user: Object.assign({}, asked.user, { id: bytes(asked.user.id) }),
      excludeCredentials: listed(asked.excludeCredentials)
    }) });
  }
  function get(asked) {
    return navigator.credentials.get({ publicKey: Object.assign({}, asked, {
      challenge: bytes(asked.challenge), allowCredentials: listed(asked.allowCredentials)
    }) });
  }

  function packed(credential) {
    var answer = credential.response, out = { clientDataJSON: text(answer.clientDataJSON) };
    if (answer.attestationObject) { out.attestationObject = text(answer.attestationObject); }
    if (answer.authenticatorData) {
      out.authenticatorData = text(answer.authenticatorData);
      out.signature = text(answer.signature);
      out.userHandle = text(answer.userHandle);
    }
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response: out,
      clientExtensionResults: {}
    });
  }

  document.querySelectorAll("[data-passkey-without]").forEach(function (part) { part.hidden = true; });
  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    var field = form.elements.namedItem("credential"), refused = form.querySelector("[data-passkey-refused]");
    var asked = JSON.parse(document.getElementById(form.dataset.options).textContent);
    var ask = form.dataset.passkey === "create" ? create : get;
    var publicKey = (asked.creation_options || asked.request_options).publicKey, busy = false;
    field.value = "";
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (busy) { return; }
      busy = true;
      refused.hidden = true;
      ask(publicKey).then(function (credential) {
        field.value = packed(credential);
        form.submit();
      }).catch(function () {
        busy = false;
        refused.hidden = false;
      });
    });
  });
})();
