extension Figure {
  /// One to four sentences that say what the figure shows: kind and title, axes, how each series
  /// runs, and what is written into the panels.
  package var alternativeText: String {
    var sentences = [opening]
    if let axes { sentences.append(axes) }
    let descriptions = panels.map { $0.descriptions }
    if panels.count == 1 {
      if !panels[0].summary.isEmpty {
        sentences.append(Self.sentence(MathText.plainText(panels[0].summary)))
      }
      if !descriptions[0].isEmpty {
        sentences.append("In detail: \(Self.joined(descriptions[0], limit: 8)).")
      }
    } else if !panels.isEmpty {
      let parts = zip(panels, descriptions).map { panel, parts in
        let name = MathText.plainText(
          [panel.title, panel.summary.isEmpty ? panel.subtitle : panel.summary].filter {
            !$0.isEmpty
          }.joined(separator: ", "))
        let words = Self.joined(parts, limit: 4)
        return name.isEmpty ? words : (words.isEmpty ? name : "\(name): \(words)")
      }.filter { !$0.isEmpty }
      if !parts.isEmpty { sentences.append("In detail: \(Self.joined(parts, limit: 9)).") }
    }
    let remarks = panels.compactMap { $0.note.map { MathText.plainText($0.text) } }
    if !remarks.isEmpty {
      sentences.append(Self.sentence("Written in the figure: \(remarks.joined(separator: "; "))"))
    }
    return sentences.joined(separator: " ")
  }

  private var opening: String {
    var words = MathText.plainText(kind)
    if panels.count > 1 { words += " in \(panels.count) panels" }
    if !title.isEmpty { words += ": \(MathText.plainText(title))" }
    return Self.sentence(words)
  }

  /// Names, scales and ranges of the axes, where all panels have the same.
  private var axes: String? {
    guard let first = panels.first else { return nil }
    let resolved = ResolvedPanel(first)
    func words(_ name: String, _ axis: Axis, _ range: ClosedRange<Double>) -> String? {
      let labels = panels.map { name == "vertical" ? $0.y.label : $0.x.label }
      guard !axis.label.isEmpty, labels.allSatisfy({ $0 == axis.label }) else { return nil }
      var words = "\(name): \(MathText.plainText(axis.label))"
      let ranges = panels.map { name == "vertical" ? $0.y.range : $0.x.range }
      let isCommon = axis.range != nil && ranges.allSatisfy { $0 == axis.range }
      guard axis.ticks == .automatic, panels.count == 1 || isCommon else { return words }
      words +=
        " from \(NumberText.spoken(range.lowerBound)) to \(NumberText.spoken(range.upperBound))"
      return axis.scale == .logarithmic ? words + ", logarithmic" : words
    }
    let parts = [
      words("vertical", resolved.panel.y, resolved.y),
      words("horizontal", resolved.panel.x, resolved.x),
    ].compactMap(\.self)
    return parts.isEmpty ? nil : Self.sentence(parts.joined(separator: "; "))
  }

  private static func joined(_ parts: [String], limit: Int) -> String {
    guard parts.count > limit else { return parts.joined(separator: "; ") }
    return parts[..<limit].joined(separator: "; ") + "; and \(parts.count - limit) more"
  }

  private static func sentence(_ text: String) -> String {
    guard let first = text.first else { return "" }
    let body = first.uppercased() + text.dropFirst()
    return ".!?".contains(body.last ?? " ") ? body : body + "."
  }
}

extension Panel {
  /// What each mark shows, in words.
  fileprivate var descriptions: [String] {
    var words: [String] = []
    // Beside named marks, those without a name only repeat or decorate them.
    let hasNames = marks.contains { $0.hasName }
    for mark in marks {
      switch mark {
      case .line(let line):
        guard !line.name.isEmpty || !line.series.isEmpty || !hasNames else { continue }
        words.append(
          line.words(xName: MathText.plainText(x.label), isLogarithmic: y.scale == .logarithmic))
      case .points(let points):
        guard !points.name.isEmpty || !hasNames else { continue }
        let count = zip(points.x, points.y).count { $0.isFinite && $1.isFinite }
        let noun = count == 1 ? "1 point" : "\(NumberText.count(count)) points"
        words.append(
          points.name.isEmpty ? noun : "\(MathText.plainText(points.name)): \(noun)")
      case .bars(let bars): words += bars.words
      case .histogram(let histogram): words.append(histogram.words)
      case .band(let band) where !band.name.isEmpty:
        words.append("a band for \(MathText.plainText(band.name))")
      case .heatMap(let map): words.append(map.words)
      case .contours(let contours):
        let levels = contours.levels.map { NumberText.spoken($0) }
        if levels.count == 1 {
          words.append("a contour line at \(levels[0])")
        } else if let low = levels.first, let high = levels.last {
          words.append("\(levels.count) contour lines from \(low) to \(high)")
        }
      case .regions(let regions):
        words.append("the plane divided among \(regions.scores.count) classes")
      case .rule(let rule) where !rule.name.isEmpty:
        words.append(
          "\(MathText.plainText(rule.name)) marked at \(NumberText.spoken(rule.value))")
      case .trajectory(let path): words.append(path.words)
      case .text(let text):
        words.append(
          "“\(MathText.plainText(text.text))” at (\(NumberText.spoken(text.x)), "
            + "\(NumberText.spoken(text.y)))")
      case .band, .rule, .span, .arrow, .polygon: break
      }
    }
    return words.filter { !$0.isEmpty }
  }
}

extension Mark {
  fileprivate var hasName: Bool {
    switch self {
    case .line(let line): !line.name.isEmpty
    case .points(let points): !points.name.isEmpty
    case .trajectory, .text: true
    default: false
    }
  }
}

extension LineMark {
  /// Start, end, extremes and trend of the finite part.
  fileprivate func words(xName: String, isLogarithmic: Bool) -> String {
    let indices = x.indices.filter { x[$0].isFinite && y[$0].isFinite }
    let title = name.isEmpty ? series : name
    let label = title.isEmpty ? "a curve" : MathText.plainText(title)
    guard let first = indices.first, let last = indices.last else {
      return "\(label) has no finite values"
    }
    func at(_ index: Int) -> String {
      "\(xName.isEmpty ? "x" : xName) \(NumberText.spoken(x[index]))"
    }
    let (start, end) = (y[first], y[last])
    guard first != last else { return "\(label) is \(NumberText.spoken(start)) at \(at(first))" }
    var low = first
    var high = first
    for index in indices {
      if y[index] < y[low] { low = index }
      if y[index] > y[high] { high = index }
    }
    let span = y[high] - y[low]
    /// Rounding noise around zero is zero to a reader, unless the axis shows how small it is.
    func spoken(_ value: Double) -> String {
      NumberText.spoken(abs(value) < span * 1e-6 && !isLogarithmic ? 0 : value)
    }
    let magnitude = max(abs(y[high]), abs(y[low]))
    if span <= magnitude * 1e-9 { return "\(label) stays at \(NumberText.spoken(start))" }
    let verb =
      abs(end - start) < span * 0.1 ? "goes" : (end < start ? "falls" : "rises")
    var words =
      "\(label) \(verb) from \(spoken(start)) to \(spoken(end))"
    // An extreme inside the curve is news; noise around the ends is not.
    var extremes: [String] = []
    if y[low] < min(start, end) - span * 0.02 {
      extremes.append("lowest \(spoken(y[low])) at \(at(low))")
    }
    if y[high] > max(start, end) + span * 0.02 {
      extremes.append("highest \(spoken(y[high])) at \(at(high))")
    }
    if !extremes.isEmpty { words += " (\(extremes.joined(separator: ", ")))" }
    return words
  }
}

extension BarMark {
  fileprivate var words: [String] {
    series.map { series in
      let prefix = series.name.isEmpty ? "" : "\(MathText.plainText(series.name)): "
      let named = zip(categories, series.values).map {
        (name: MathText.plainText($0), value: $1)
      }
      if named.count <= 6 {
        return prefix
          + named.map { "\(NumberText.spoken($0.value)) for \($0.name)" }.joined(separator: ", ")
      }
      let finite = named.filter { $0.value.isFinite }
      guard let low = finite.min(by: { $0.value < $1.value }),
        let high = finite.max(by: { $0.value < $1.value })
      else { return "\(prefix)\(named.count) bars" }
      return
        "\(prefix)\(named.count) bars, lowest \(NumberText.spoken(low.value)) for \(low.name), "
        + "highest \(NumberText.spoken(high.value)) for \(high.name)"
    }
  }
}

extension HistogramMark {
  fileprivate var words: String {
    let prefix = name.isEmpty ? "" : "\(MathText.plainText(name)): "
    let total = counts.reduce(0, +)
    guard let first = counts.firstIndex(where: { $0 > 0 }),
      let last = counts.lastIndex(where: { $0 > 0 }),
      let top = counts.indices.max(by: { counts[$0] < counts[$1] })
    else { return "\(prefix)no values" }
    return "\(prefix)\(NumberText.count(total)) \(total == 1 ? "value" : "values") from "
      + "\(NumberText.spoken(edges[first])) to \(NumberText.spoken(edges[last + 1])), most "
      + "(\(NumberText.count(counts[top]))) between \(NumberText.spoken(edges[top])) and "
      + "\(NumberText.spoken(edges[top + 1]))"
  }
}

extension HeatMapMark {
  fileprivate var words: String {
    let finite = field.values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return "an empty map" }
    let subject = MathText.plainText(colorBar ?? "")
    let quantity = subject.isEmpty ? "colours" : "colours for \(subject)"
    let start = abs(low) < (high - low) * 1e-3 ? 0 : low
    return "\(quantity) from \(NumberText.spoken(start)) to \(NumberText.spoken(high))"
  }
}

extension TrajectoryMark {
  fileprivate var words: String {
    let label = name.isEmpty ? "a path" : MathText.plainText(name)
    let indices = x.indices.filter { x[$0].isFinite && y[$0].isFinite }
    guard let first = indices.first, let last = indices.last else { return "\(label) is empty" }
    func place(_ index: Int) -> String {
      "(\(NumberText.spoken(x[index])), \(NumberText.spoken(y[index])))"
    }
    let steps = indices.count - 1
    return "\(label) moves from \(place(first)) to \(place(last)) in \(steps) "
      + (steps == 1 ? "step" : "steps")
  }
}
