extension Diagnostic {
  /// Returns the problem as people read it in a terminal, without a line ending after it:
  ///
  /// ```
  /// lecture.md:42:12: error: unknown optimizer `adamm` [NB031]
  ///    |
  /// 42 | optimizer: adamm lr=0.03
  ///    |            ^^^^^ did you mean `adam`?
  ///    = optimizers: adagrad, adam, adamw
  /// ```
  ///
  /// Lines count from 1, columns from 1 in characters. Tabs become spaces, characters that steer a
  /// terminal become visible marks, and of a line too long for the window only the part around the
  /// problem is shown.
  package func rendered(in source: SourceText, colour: Bool) -> String {
    let style = TerminalStyle(isOn: colour)
    let name = DisplayText.sanitized(source.name)
    let position = range.map { source.position(of: $0.lower) }
    let place = position.map { "\(name):\($0.line):\($0.column)" } ?? name
    let kind = style.severity(severity, severity.rawValue)
    let summary = style.bold(DisplayText.sanitized(message))
    var lines = [
      "\(style.bold(place + ":")) \(kind)\(style.bold(":")) \(summary) [\(code.rawValue)]"
    ]
    let gutter = String(repeating: " ", count: position.map { String($0.line).count + 1 } ?? 3)
    if let range, let position {
      let excerpt = Excerpt(of: range, in: source)
      lines.append(style.dim("\(gutter)|"))
      let number = style.dim("\(position.line) |")
      lines.append(excerpt.text.isEmpty ? number : "\(number) \(excerpt.text)")
      let marks = excerpt.carets + (label.map { " " + DisplayText.sanitized($0) } ?? "")
      lines.append("\(style.dim("\(gutter)|")) \(excerpt.indent)\(style.severity(severity, marks))")
    } else if let label {
      lines.append("\(style.dim("\(gutter)=")) \(DisplayText.sanitized(label))")
    }
    for note in notes {
      for (index, line) in note.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        let mark = index == 0 ? "=" : " "
        lines.append("\(style.dim("\(gutter)\(mark)")) \(DisplayText.sanitized(String(line)))")
      }
    }
    return lines.joined(separator: "\n")
  }
}

/// The part of a source line that a problem points at.
private struct Excerpt {
  /// The most terminal columns of a line that are shown.
  private static let window = 96
  /// The columns kept before the problem where a line is cut.
  private static let lead = 24

  /// The line, or the part of it around the problem.
  var text: String
  /// The spaces before the carets.
  var indent: String
  /// At least one caret.
  var carets: String

  init(of range: SourceRange, in source: SourceText) {
    let line = source.lineRange(source.lineIndex(of: range.lower))
    let cells = DisplayText.cells(of: source.text(in: line))
    var offset = line.lower
    var column = 0
    var start: Int?
    var end = 0
    for cell in cells {
      if offset + cell.byteCount > range.lower, start == nil { start = column }
      if offset < range.upper { end = column + cell.width }
      offset += cell.byteCount
      column += cell.width
    }
    let first = start ?? column
    let last = max(end, first + 1)
    var shown = 0..<max(column, last)
    if shown.upperBound > Self.window {
      let length = min(last - first, Self.window - Self.lead)
      let slack = Self.window - Self.lead - length
      let from = min(max(0, first - Self.lead - slack / 2), shown.upperBound - Self.window)
      shown = from..<(from + Self.window)
    }
    let visible = Self.slice(cells, shown, width: column)
    text = visible.text
    let caretEnd = min(last, shown.upperBound)
    indent = String(repeating: " ", count: max(0, first - visible.start))
    carets = String(repeating: "^", count: max(1, caretEnd - max(first, visible.start)))
  }

  /// Returns the cells within a range of columns, with `…` where the line is cut, and the column
  /// in the line of the text's first column.
  private static func slice(
    _ cells: [DisplayCell], _ columns: Range<Int>, width: Int
  ) -> (text: String, start: Int) {
    var text = ""
    var start: Int?
    var column = 0
    for cell in cells {
      let next = column + cell.width
      if column >= columns.lowerBound, next <= columns.upperBound {
        if start == nil { start = column }
        text += cell.text
      }
      column = next
    }
    var first = start ?? 0
    if columns.lowerBound > 0 {
      text = "…" + text
      first -= 1
    }
    if columns.upperBound < width { text += "…" }
    while text.last == " " { text.removeLast() }
    return (text, first)
  }
}

/// The colours of a terminal, or none.
private struct TerminalStyle {
  var isOn: Bool

  func bold(_ text: String) -> String { styled(text, "1") }
  func dim(_ text: String) -> String { styled(text, "2") }

  func severity(_ severity: Diagnostic.Severity, _ text: String) -> String {
    styled(text, severity == .error ? "1;31" : "1;33")
  }

  private func styled(_ text: String, _ code: String) -> String {
    isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
