// Conveniences only: the page reads the same without them. Written so that it is well-formed inside
// XML too: no ampersands and no less-than signs.
(function () {
  "use strict";
  var root = document.documentElement;
  var system = window.matchMedia("(prefers-color-scheme: dark)");

  function remembered() {
    try { return localStorage.getItem("nbrun-theme"); } catch (error) { return null; }
  }

  function remember(theme) {
    try { localStorage.setItem("nbrun-theme", theme); } catch (error) { return; }
  }

  // The theme must be known before anything is drawn; figures follow once they exist.
  function apply(theme) {
    if (theme !== "light") { if (theme !== "dark") { return; } }
    root.setAttribute("data-theme", theme);
    document.querySelectorAll("picture source").forEach(function (source) {
      source.media = theme === "dark" ? "all" : "not all";
    });
  }

  function addThemeButton() {
    var button = document.querySelector("button.theme");
    if (!button) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      var current = root.getAttribute("data-theme") || (system.matches ? "dark" : "light");
      var next = current === "dark" ? "light" : "dark";
      remember(next);
      apply(next);
    });
  }

  function addCopyButtons() {
    if (!navigator.clipboard) { return; }
    document.querySelectorAll("button.copy").forEach(function (button) {
      var words = button.textContent;
      button.hidden = false;
      button.addEventListener("click", function () {
        var code = button.parentElement.querySelector("code");
        navigator.clipboard.writeText(code.textContent).then(function () {
          button.textContent = button.dataset.copied;
          setTimeout(function () { button.textContent = words; }, 1500);
        }, function () { return; });
      });
    });
  }

  // Marks the section being read in the contents.
  function followReading() {
    var links = new Map();
    document.querySelectorAll(".contents-side a").forEach(function (link) {
      links.set(decodeURIComponent(link.hash.slice(1)), link);
    });
    if (links.size === 0) { return; }
    var headings = Array.from(links.keys(), function (id) { return document.getElementById(id); })
      .filter(Boolean);
    var current = null;
    function update() {
      var read = headings.filter(function (heading) {
        return 120 >= heading.getBoundingClientRect().top;
      });
      var heading = read.length > 0 ? read[read.length - 1] : null;
      if (heading === current) { return; }
      if (current) { links.get(current.id).removeAttribute("aria-current"); }
      if (heading) { links.get(heading.id).setAttribute("aria-current", "true"); }
      current = heading;
    }
    var waiting = false;
    addEventListener("scroll", function () {
      if (waiting) { return; }
      waiting = true;
      requestAnimationFrame(function () { waiting = false; update(); });
    }, { passive: true });
    update();
  }

  // What scrolls sideways can be scrolled with the keyboard.
  function focusScrollers() {
    document.querySelectorAll(".scroll, .equation-body, pre").forEach(function (element) {
      if (element.scrollWidth > element.clientWidth) { element.tabIndex = 0; }
    });
  }

  apply(remembered());
  document.addEventListener("DOMContentLoaded", function () {
    apply(remembered());
    addThemeButton();
    addCopyButtons();
    followReading();
    focusScrollers();
  });
})();
