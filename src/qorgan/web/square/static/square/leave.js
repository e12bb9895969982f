/* Makes leaving faster. Every page works without this file; it stores nothing and sends nothing. */
(function () {
  "use strict";
  var root = document.documentElement, link = document.getElementById("leave"), say = document.getElementById("leave-say");
  if (!link) { return; }
  var IDLE = 20 * 60000, PRESSES = 5000, typed = document.querySelector("[data-typed]");

  function leave() {
    root.classList.add("blank"); // first, before any network: a slow line must not show the page
    say.textContent = say.dataset.out;
    window.location.replace(link.href);
  }
  link.addEventListener("click", function (event) { event.preventDefault(); leave(); });

  // A page of answers brought back from the browser's memory begins anew.
  window.addEventListener("pageshow", function (event) {
    if (!root.classList.contains("blank") && !(event.persisted && typed)) { return; }
    root.classList.add("blank");
    window.location.replace(typed ? typed.dataset.typed : window.location.href);
  });

  // Shift three times, each within five seconds of the last; Shift as part of another key does not count.
  var count = 0, alone = false, timer = 0;
  function reset(tell) { clearTimeout(timer); if (count && tell) { say.textContent = say.dataset.over; } count = 0; }
  document.addEventListener("keydown", function (event) {
    if (event.key === "Shift") { alone = !event.ctrlKey && !event.altKey && !event.metaKey; }
    else { alone = false; reset(true); }
  });
  document.addEventListener("keyup", function (event) {
    if (event.key !== "Shift" || !alone) { return; }
    alone = false; count += 1; clearTimeout(timer);
    if (count === 3) { reset(false); leave(); return; }
    say.textContent = count === 1 ? say.dataset.two : say.dataset.one;
    timer = setTimeout(function () { reset(true); }, PRESSES);
  });

  // A page that holds answers does not stand open for longer than twenty quiet minutes.
  if (typed) {
    var last = Date.now();
    ["keydown", "pointerdown", "scroll", "input"].forEach(function (name) {
      document.addEventListener(name, function () { last = Date.now(); }, { passive: true });
    });
    setInterval(function () { if (Date.now() - last > IDLE) { leave(); } }, 15000);
  }

  var summary = document.getElementById("summary");
  if (summary) { summary.focus(); }

  // The digits choose among the answers of a question, for whoever asks them over the telephone.
  var asked = document.querySelector("[data-digits]");
  if (asked) {
    document.addEventListener("keydown", function (event) {
      var at = event.target, place = "123456789".indexOf(event.key);
      if (place < 0 || event.ctrlKey || event.altKey || event.metaKey) { return; }
      if (at.tagName === "TEXTAREA" || at.tagName === "INPUT" && !/^(radio|checkbox)$/.test(at.type)) { return; }
      var option = asked.querySelectorAll("input[type=radio],input[type=checkbox]")[place];
      if (option) { event.preventDefault(); option.focus(); option.click(); }
    });
  }
}());
