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
      source.media = theme === "dark" ? "screen" : "not all";
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
    document.querySelectorAll(".scroll, .stage, .equation-body, pre").forEach(function (element) {
      if (element.scrollWidth > element.clientWidth) { element.tabIndex = 0; }
    });
  }

  function isDark() {
    return (root.getAttribute("data-theme") || (system.matches ? "dark" : "light")) === "dark";
  }

  // Figures of many frames: layers, some the same in all frames, are painted over each other.
  function Frames(box) {
    var data = box.querySelector("template").content;
    this.width = Number(box.dataset.width);
    this.height = Number(box.dataset.height);
    this.words = Array.from(data.querySelectorAll("p"), function (words) {
      return { label: words.textContent, alt: words.dataset.alt };
    });
    this.layers = Array.from(data.querySelectorAll("i"), function (layer) {
      var copy = Object.assign({}, layer.dataset);
      copy.area = copy.area.split(" ").map(Number);
      return copy;
    });
    this.shown = box.querySelector(".stage img").getAttribute("width") + "px";
    this.images = new Map();
  }

  // A body is one for all frames or one of each.
  function part(list, frame, separator) {
    var parts = list.split(separator);
    return parts.length > 1 ? parts[frame] : parts[0];
  }

  Frames.prototype.image = function (layer, frame, theme) {
    var head = layer[theme + "Head"];
    var body = part(layer[theme] || layer.light, frame, " ");
    var address = "data:image/png;base64," + head + body;
    if (!this.images.has(address)) {
      this.images.set(address, new Promise(function (resolve) {
        var image = new Image();
        image.onload = function () { resolve(image); };
        image.src = address;
      }));
    }
    return this.images.get(address);
  };

  // Resolves once all images of a frame can be painted.
  Frames.prototype.load = function (frame, theme) {
    var frames = this;
    return Promise.all(this.layers.map(function (layer) {
      return layer.kind === "images" ? frames.image(layer, frame, theme) : null;
    }));
  };

  Frames.prototype.paint = function (canvas, frame, theme, images) {
    var pen = canvas.getContext("2d");
    pen.clearRect(0, 0, this.width, this.height);
    this.layers.forEach(function (layer, index) {
      pen.save();
      pen.beginPath();
      pen.rect.apply(pen, layer.area);
      pen.clip();
      if (layer.kind === "images") {
        var image = images[index];
        pen.imageSmoothingEnabled = false;
        pen.drawImage(
          image, Number(layer.x), Number(layer.y), image.naturalWidth * layer.cell,
          image.naturalHeight * layer.cell);
      } else {
        pen.scale(0.5, 0.5);
        pen.lineWidth = layer.width * 2;
        pen.lineCap = layer.cap;
        pen.lineJoin = layer.join;
        pen.setLineDash(layer.dash.split(" ").filter(Boolean).map(function (length) {
          return length * 2;
        }));
        pen.strokeStyle = layer[theme];
        pen.stroke(new Path2D(part(layer.paths, frame, ",")));
      }
      pen.restore();
    });
  };

  Frames.prototype.canvas = function () {
    var canvas = document.createElement("canvas");
    canvas.width = this.width;
    canvas.height = this.height;
    canvas.style.width = this.shown;
    canvas.setAttribute("role", "img");
    return canvas;
  };

  function addPlayer(box) {
    var frames = new Frames(box);
    var stage = box.querySelector(".stage");
    var controls = box.querySelector(".player");
    var slider = controls.querySelector("input");
    var button = controls.querySelector("button");
    var label = controls.querySelector(".frame-label");
    var play = button.getAttribute("aria-label");
    var count = frames.words.length;
    var canvas = null;
    var timer = null;
    // The slider keeps its length, whatever the words beside it.
    label.style.minWidth = Math.max.apply(null, frames.words.map(function (words) {
      return words.label.length;
    })) * 0.5 + "em";

    // The still picture shows until another frame is asked for.
    function show() {
      var frame = Number(slider.value);
      var theme = isDark() ? "dark" : "light";
      label.textContent = frames.words[frame].label;
      slider.setAttribute("aria-valuetext", frames.words[frame].label);
      if (!canvas) {
        if (frame === count - 1) { return; }
        canvas = frames.canvas();
      }
      frames.load(frame, theme).then(function (images) {
        if (Number(slider.value) !== frame) { return; }
        frames.paint(canvas, frame, theme, images);
        canvas.setAttribute("aria-label", frames.words[frame].alt);
        if (!canvas.parentElement) { stage.append(canvas); stage.classList.add("moving"); }
      });
    }

    function pause() {
      clearInterval(timer);
      timer = null;
      name(play);
      button.classList.remove("playing");
    }

    function name(words) {
      button.setAttribute("aria-label", words);
      button.title = words;
    }

    function step() {
      slider.value = Number(slider.value) + 1;
      show();
      if (Number(slider.value) === count - 1) { pause(); }
    }

    button.addEventListener("click", function () {
      if (timer !== null) { pause(); return; }
      if (Number(slider.value) === count - 1) { slider.value = 0; show(); }
      // The whole course takes some eight seconds, a frame a second at most.
      timer = setInterval(step, Math.min(1000, Math.max(100, 8000 / count)));
      name(button.dataset.pause);
      button.classList.add("playing");
    });
    slider.addEventListener("input", function () { pause(); show(); });
    // Whoever wants less motion moves the slider.
    var reduced = window.matchMedia("(prefers-reduced-motion: reduce)");
    function allow() { button.hidden = reduced.matches; if (reduced.matches) { pause(); } }
    reduced.addEventListener("change", allow);
    system.addEventListener("change", show);
    new MutationObserver(show).observe(root, { attributeFilter: ["data-theme"] });
    allow();
    controls.hidden = false;
    if (box.dataset.printing === "stacked") { addPrint(box, frames); }
  }

  // Paper shows all frames below each other.
  function addPrint(box, frames) {
    var list = document.createElement("div");
    list.className = "printed-frames";
    frames.words.forEach(function (words, frame) {
      var part = document.createElement("div");
      var title = document.createElement("p");
      title.textContent = words.label;
      var canvas = frames.canvas();
      canvas.setAttribute("aria-label", words.alt);
      part.append(title, canvas);
      list.append(part);
      frames.load(frame, "light").then(function (images) {
        frames.paint(canvas, frame, "light", images);
      });
    });
    box.append(list);
  }

  apply(remembered());
  document.addEventListener("DOMContentLoaded", function () {
    apply(remembered());
    document.querySelectorAll(".frames").forEach(addPlayer);
    addThemeButton();
    addCopyButtons();
    followReading();
    focusScrollers();
  });
})();
