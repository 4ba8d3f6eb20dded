// 工作台 (staff pages): keyboard first. Every key has a visible control that does the same.
(function () {
  "use strict";
  var OFF = "anju-keys-off";
  var chosen = -1;

  function typing(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  function singleKeysOff() {
    try { return localStorage.getItem(OFF) === "1"; } catch (refused) { return false; }
  }

  function rows() {
    return Array.prototype.slice.call(document.querySelectorAll("[data-rows] > tr, [data-rows] > li"));
  }

  // Answers whether there are rows to move in.
  function choose(step) {
    var all = rows();
    if (!all.length) { return false; }
    if (all[chosen]) { all[chosen].classList.remove("chosen"); }
    chosen = Math.max(0, Math.min(all.length - 1, chosen + step));
    all[chosen].classList.add("chosen");
    all[chosen].scrollIntoView({ block: "nearest" });
    var link = all[chosen].querySelector("a[href]");
    if (link) { link.focus({ preventScroll: true }); }
    return true;
  }

  function showKeys(event) {
    var dialog = document.getElementById("keys");
    if (!dialog || !dialog.showModal) { return; }
    if (event) { event.preventDefault(); }
    if (!dialog.open) { dialog.showModal(); }
  }

  document.addEventListener("keydown", function (event) {
    var target = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      var form = target.form || document.querySelector("form[data-submit]");
      var button = form && form.querySelector("button:not([type]), button[type=submit]");
      if (button && !button.disabled) { event.preventDefault(); button.click(); }
      return;
    }
    if (event.key === "Escape") {
      document.querySelectorAll("details.drop[open]").forEach(function (drop) { drop.open = false; });
      if (typing(target)) { target.blur(); }
      return;
    }
    // Function keys type nothing: they work inside fields, too.
    if (event.key === "F2" && !singleKeysOff()) { press(event); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(target) || singleKeysOff()) { return; }
    if (document.querySelector("dialog[open]")) { return; }
    if (event.key === "/") {
      var search = document.getElementById("search");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "j" || event.key === "J") {
      if (!choose(1)) { press(event); }
    } else if (event.key === "k" || event.key === "K") {
      if (!choose(-1)) { press(event); }
    } else if (event.key === "?") {
      showKeys(event);
    } else {
      press(event);
    }
  });

  // Buttons and links with data-key="a": that key presses them, in the chosen row before the page.
  function press(event) {
    var wanted = event.key.toLowerCase();
    var places = [".chosen [data-key]", "main [data-key]"];
    for (var at = 0; at < places.length; at += 1) {
      var marked = Array.prototype.slice.call(document.querySelectorAll(places[at]));
      var hit = marked.filter(function (one) { return one.getAttribute("data-key") === wanted; })[0];
      if (hit) { event.preventDefault(); hit.click(); return; }
    }
  }

  // One open menu at a time; a click elsewhere closes it.
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.drop[open]").forEach(function (drop) {
      if (!drop.contains(event.target)) { drop.open = false; }
    });
    var keys = event.target.closest && event.target.closest("[data-keys]");
    if (keys) { showKeys(event); }
    var move = event.target.closest && event.target.closest("[data-move]");
    if (move) { choose(Number(move.getAttribute("data-move"))); }
    var all = event.target.closest && event.target.closest("[data-all]");
    if (all) {
      document.querySelectorAll("input[type=checkbox][name='" + all.getAttribute("data-all") + "']").forEach(function (box) { box.checked = all.checked; });
    }
  });

  document.addEventListener("change", function (event) {
    if (!event.target.hasAttribute("data-keys-off")) { return; }
    try { localStorage.setItem(OFF, event.target.checked ? "1" : "0"); } catch (refused) { return; }
  });

  // A form is sent once; the button says so. The server refuses a second copy in any case.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) { return; }
    if (form.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
    form.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[aria-busy]").forEach(function (form) { form.removeAttribute("aria-busy"); });
  });

  document.addEventListener("htmx:configRequest", function (event) {
    var token = document.querySelector("meta[name=csrf]");
    if (token) { event.detail.headers["X-CSRF-Token"] = token.content; }
  });

  document.addEventListener("DOMContentLoaded", function () {
    var wrong = document.querySelector("[data-focus]");
    if (wrong) { wrong.focus(); }
    var box = document.querySelector("[data-keys-off]");
    if (box) { box.checked = singleKeysOff(); }
    document.querySelectorAll("[data-print]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });
  });
})();
