/* Makes leaving faster, at the door and on the public pages. Every page works without this file; it stores
   nothing, and sends nothing but GET "/" at the door, which alone has a session. */
(function () {
  "use strict";
  var root = document.documentElement, link = document.getElementById("leave"), say = document.getElementById("leave-say");
  if (!link) { return; }
  var IDLE = 20 * 60000, AWAKE = 5 * 60000, PRESSES = 5000;
  // What is typed lies in the session at the door, and in the form itself on a public page of questions.
  var door = "door" in link.dataset, form = document.querySelector("[data-typed]"), typed = door || form;

  function blank() { root.classList.add("blank"); }
  function leave() {
    blank(); // first, before any network: a slow line must not show the page
    say.textContent = say.dataset.out;
    window.location.replace(link.href);
  }
  link.addEventListener("click", function (event) { event.preventDefault(); leave(); });

  // A page brought back from the browser's memory is blanked and asked for anew: the server then shows what
  // the session still holds, after leaving nothing; a page of answers begins anew.
  window.addEventListener("pageshow", function (event) {
    if (!root.classList.contains("blank") && !(event.persisted && typed)) { return; }
    blank();
    window.location.replace(door ? "/" : form ? form.dataset.typed : window.location.href);
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

  // Twenty idle minutes: the screen blanks, and at the door the draft is let go. Someone who is still writing
  // is not idle: there her page tells the server so, by asking for the same address she is on.
  var last = Date.now(), told = last;
  function busy() {
    last = Date.now();
    if (door && last - told > AWAKE && window.fetch) { told = last; window.fetch("/", { cache: "no-store" }).catch(function () {}); }
  }
  if (typed) {
    ["keydown", "pointerdown", "scroll", "input"].forEach(function (name) {
      document.addEventListener(name, busy, { passive: true });
    });
    setInterval(function () { if (Date.now() - last > IDLE) { leave(); } }, 15000);
  }

  // The keyboard of a phone must not cover the way out.
  var view = window.visualViewport, bar = link.parentNode;
  function lift() {
    var hidden = window.innerHeight - view.height - view.offsetTop;
    bar.style.transform = hidden > 80 && view.scale < 1.1 && window.innerWidth < 960 ? "translateY(-" + hidden + "px)" : "";
  }
  if (view) { view.addEventListener("resize", lift); view.addEventListener("scroll", lift); }

  // What has to be put right is read first, by everyone.
  var summary = document.getElementById("summary");
  if (summary) { summary.focus(); }

  // A double tap sends once; the server would answer the same twice anyway. Papers are taken in two formats.
  if (door) {
    document.addEventListener("submit", function (event) {
      if (event.target.dataset.sent) { event.preventDefault(); return; }
      event.target.dataset.sent = "1";
      setTimeout(function () { delete event.target.dataset.sent; }, 4000);
    });
  }

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
