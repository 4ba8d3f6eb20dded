// 群众端 (citizen pages): read aloud, and send a form once. All pages work without this file.
(function () {
  "use strict";

  function readAloud() {
    var button = document.querySelector("[data-read]");
    var voice = window.speechSynthesis;
    if (!button || !voice || !window.SpeechSynthesisUtterance) { return; }
    var word = button.querySelector("span");
    var reading = false;

    function show(now) {
      reading = now;
      button.setAttribute("aria-pressed", now ? "true" : "false");
      word.textContent = now ? "停止" : "朗读";
    }

    button.hidden = false;
    button.addEventListener("click", function () {
      voice.cancel();
      if (reading) { show(false); return; }
      var lines = document.getElementById("main").innerText.split("\n").filter(function (line) { return line.trim(); });
      lines.forEach(function (line, place) {
        var speech = new SpeechSynthesisUtterance(line);
        speech.lang = "zh-CN";
        speech.rate = 0.9;
        if (place === lines.length - 1) { speech.onend = function () { show(false); }; }
        voice.speak(speech);
      });
      show(lines.length > 0);
    });
    window.addEventListener("pagehide", function () { voice.cancel(); });
  }

  function sendOnce() {
    document.addEventListener("submit", function (event) {
      var form = event.target;
      if (form.method !== "post") { return; }
      if (form.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
      form.setAttribute("aria-busy", "true");
    });
    window.addEventListener("pageshow", function () {
      document.querySelectorAll("form[aria-busy]").forEach(function (form) { form.removeAttribute("aria-busy"); });
    });
  }

  // A page that waits for departments says so with data-again: seconds until it looks again.
  function lookAgain() {
    var line = document.querySelector("[data-again]");
    var seconds = line ? Number(line.getAttribute("data-again")) : 0;
    if (seconds >= 1) { window.setTimeout(function () { window.location.reload(); }, seconds * 1000); }
  }

  function start() {
    readAloud();
    lookAgain();
    sendOnce();
    var wrong = document.querySelector("[data-focus]");
    if (wrong) { wrong.focus(); }
    document.querySelectorAll("[data-print]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });
  }

  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); } else { start(); }
})();
