extension TeXParser {
  /// How an environment sets its cells.
  private struct Layout {
    /// Delimiters around the table, empty for none.
    var opening = ""
    var closing = ""
    /// Classes of the columns, repeated from the start when they run out.
    var columns: [String] = [""]
    var tableClass = ""
    var style: MathStyle
    var hasColumnArgument = false
    /// Whether odd columns end and even columns begin at a relation sign.
    var aligns = false
  }

  private func layout(of name: String) -> Layout? {
    var layout = Layout(style: MathStyle(isDisplay: false, scriptLevel: style.scriptLevel))
    let starless = name.hasSuffix("*") ? String(name.dropLast()) : name
    if starless.hasSuffix("matrix") { layout.tableClass = "tex-matrix" }
    switch starless {
    case "matrix": break
    case "pmatrix": (layout.opening, layout.closing) = ("(", ")")
    case "bmatrix": (layout.opening, layout.closing) = ("[", "]")
    case "Bmatrix": (layout.opening, layout.closing) = ("{", "}")
    case "vmatrix": (layout.opening, layout.closing) = ("|", "|")
    case "Vmatrix": (layout.opening, layout.closing) = ("‖", "‖")
    case "smallmatrix", "psmallmatrix", "bsmallmatrix":
      layout.style = style.script
      layout.tableClass = "tex-small"
      if starless == "psmallmatrix" { (layout.opening, layout.closing) = ("(", ")") }
      if starless == "bsmallmatrix" { (layout.opening, layout.closing) = ("[", "]") }
    case "array", "subarray":
      layout.hasColumnArgument = true
      layout.tableClass = "tex-matrix"
    case "cases", "dcases", "rcases":
      if starless == "rcases" { layout.closing = "}" } else { layout.opening = "{" }
      layout.columns = ["tex-left"]
      layout.tableClass = "tex-cases"
      layout.style.isDisplay = starless == "dcases"
    case "align", "aligned", "split", "eqnarray", "alignat", "alignedat", "flalign":
      layout.columns = ["tex-right", "tex-left"]
      layout.tableClass = "tex-aligned"
      layout.style.isDisplay = true
      layout.aligns = true
      layout.hasColumnArgument = starless == "alignat" || starless == "alignedat"
    case "gather", "gathered", "multline":
      layout.tableClass = "tex-lines"
      layout.style.isDisplay = true
    default: return nil
    }
    return layout
  }

  /// The names of all environments, for suggestions.
  static let environmentNames = [
    "Bmatrix", "Vmatrix", "align", "aligned", "array", "bmatrix", "cases", "dcases", "equation",
    "gather", "gathered", "matrix", "pmatrix", "smallmatrix", "split", "vmatrix",
  ]

  /// Reads `\begin{name} … \end{name}`, the first word already read.
  mutating func parseEnvironment(_ owner: TeXToken) -> [MathAtom] {
    guard enter() else { return [] }
    defer { leave() }
    guard let name = parseRawArgument() else {
      report(#"`\begin` needs the name of an environment"#, from: owner.lower, to: owner.upper)
      return [sourceAtom(from: owner.lower, to: owner.upper)]
    }
    let header = previousUpper
    if name == "equation" || name == "equation*" || name == "displaymath" || name == "math" {
      contexts.append(.environment)
      let atoms = parseAtoms()
      contexts.removeLast()
      closeEnvironment(name, owner, header)
      return atoms
    }
    guard var layout = layout(of: name) else {
      report(
        "unknown environment `\(name)`", from: owner.lower, to: header,
        notes: ["environments: " + Self.environmentNames.joined(separator: ", ")])
      return [sourceAtom(from: owner.lower, to: header)]
    }
    if layout.hasColumnArgument, let columns = parseRawArgument(), !layout.aligns {
      layout.columns = Self.columnClasses(columns)
    }
    let rows = parseRows(layout)
    closeEnvironment(name, owner, header)
    return [table(rows, layout)]
  }

  private mutating func closeEnvironment(_ name: String, _ owner: TeXToken, _ header: Int) {
    let token = current
    guard token.kind == .command("end") else {
      if !isTooDeep {
        report(#"`\begin{\#(name)}` is never ended"#, from: owner.lower, to: header)
      }
      return
    }
    advance()
    let other = parseRawArgument()
    if other != name {
      report(
        #"`\begin{\#(name)}` is ended by `\end{\#(other ?? "")}`"#, from: token.lower,
        to: previousUpper)
    }
  }

  private struct Row {
    var cells: [MathMLNode] = []
    var hasRuleAbove = false
  }

  private mutating func parseRows(_ layout: Layout) -> [Row] {
    let outer = style
    style = layout.style
    contexts.append(.environment)
    defer {
      style = outer
      contexts.removeLast()
    }
    var rows: [Row] = []
    var row = Row()
    while true {
      skipSpaces()
      while current.kind == .command("hline") || current.kind == .command("hdashline") {
        advance()
        skipSpaces()
        row.hasRuleAbove = true
      }
      let isAfterAlignment = layout.aligns && row.cells.count % 2 == 1
      let atoms = parseAtoms()
      row.cells.append(
        MathRow.node(atoms, style: style, after: isAfterAlignment ? .ordinary : nil))
      switch current.kind {
      case .alignment: advance()
      case .command("\\"), .command("cr"):
        advance()
        skipRawOptionalArgument()
        rows.append(row)
        row = Row()
      default:
        // A line break before the end starts no row of its own.
        if row.cells != [.empty] || row.hasRuleAbove { rows.append(row) }
        return rows
      }
    }
  }

  private func table(_ rows: [Row], _ layout: Layout) -> MathAtom {
    let elements = rows.map { row in
      MathMLNode(
        .mtr,
        row.cells.enumerated().map { index, cell in
          var classes = layout.columns[index % layout.columns.count]
          if row.hasRuleAbove { classes += classes.isEmpty ? "tex-rule" : " tex-rule" }
          let node = MathMLNode(.mtd, cell == .empty ? [] : [cell])
          return classes.isEmpty ? node : node.with("class", classes)
        })
    }
    var table = MathMLNode(.mtable, elements)
    if !layout.tableClass.isEmpty { table = table.with("class", layout.tableClass) }
    if layout.style.isDisplay { table = table.with("displaystyle", "true") }
    if layout.tableClass == "tex-small" { table = table.with("scriptlevel", "1") }
    var parts: [MathMLNode] = []
    if !layout.opening.isEmpty { parts.append(Self.fence(layout.opening, form: .prefix)) }
    parts.append(table)
    if !layout.closing.isEmpty { parts.append(Self.fence(layout.closing, form: .postfix)) }
    let isBare = parts.count == 1
    return MathAtom(
      isBare ? table : MathMLNode(.mrow, parts), isBare || layout.aligns ? .ordinary : .inner)
  }

  /// Returns the classes of an `array`'s columns, such as `c|rl`.
  private static func columnClasses(_ specification: String) -> [String] {
    var classes: [String] = []
    var hasRule = false
    for character in specification {
      let alignment: String
      switch character {
      case "l": alignment = "tex-left"
      case "c": alignment = ""
      case "r": alignment = "tex-right"
      case "|":
        hasRule = true
        continue
      default: continue
      }
      let rule = hasRule ? "tex-bar" : ""
      classes.append([alignment, rule].filter { !$0.isEmpty }.joined(separator: " "))
      hasRule = false
    }
    if hasRule, !classes.isEmpty {
      let last = classes[classes.count - 1]
      classes[classes.count - 1] = last.isEmpty ? "tex-bar-after" : last + " tex-bar-after"
    }
    return classes.isEmpty ? [""] : classes
  }
}
