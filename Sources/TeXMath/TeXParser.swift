import Diagnostics

/// Reads TeX tokens and writes MathML, in one pass and never failing.
///
/// The grammar nests, so the parser recurses; a formula nested deeper than `maximumDepth` is given
/// up as a whole and shown as its source.
struct TeXParser {
  /// What encloses the current position, and therefore what may end here.
  enum Context {
    case group
    case bracket
    case fence
    case environment
    case text
  }

  /// A problem in UTF-8 offsets of the formula.
  struct Problem {
    var lower: Int
    var upper: Int
    var message: String
    var label: String?
    var notes: [String] = []
  }

  static let maximumDepth = 48

  let tex: [UInt8]
  let tokens: [TeXToken]
  var position = 0
  var style: MathStyle
  var alphabet: MathAlphabet?
  var contexts: [Context] = []
  var problems: [Problem] = []
  private(set) var isTooDeep = false
  private var depth = 0

  init(_ tex: String, style: MathStyle) {
    self.tex = Array(tex.utf8)
    tokens = TeXToken.tokens(of: tex)
    self.style = style
  }

  // MARK: Tokens

  var current: TeXToken { tokens[position] }

  /// The end of the token before the current one.
  var previousUpper: Int { position > 0 ? tokens[position - 1].upper : 0 }

  /// Steps over the current token; the last one stays current.
  mutating func advance() {
    if position < tokens.count - 1 { position += 1 }
  }

  mutating func skipSpaces() {
    while current.kind == .space { advance() }
  }

  func source(_ lower: Int, _ upper: Int) -> String {
    String(decoding: tex[lower..<max(lower, upper)], as: UTF8.self)
  }

  mutating func report(
    _ message: String, from lower: Int, to upper: Int, label: String? = nil, notes: [String] = []
  ) {
    problems.append(
      Problem(lower: lower, upper: upper, message: message, label: label, notes: notes))
  }

  /// Shows a piece of the source as it is.
  func sourceAtom(from lower: Int, to upper: Int) -> MathAtom {
    let text = source(lower, upper)
    return MathAtom(
      MathMLNode(.mtext, text: text, attributes: [.init("class", "tex-problem")]), .ordinary)
  }

  // MARK: Nesting

  /// Counts one more level of nesting; false where the formula is too deep to be read.
  mutating func enter() -> Bool {
    depth += 1
    if depth > Self.maximumDepth {
      isTooDeep = true
      position = tokens.count - 1
    }
    return !isTooDeep
  }

  mutating func leave() { depth -= 1 }

  // MARK: Rows

  /// Whether a token ends the row being read, for this or for an outer construct.
  func endsRow(_ token: TeXToken) -> Bool {
    switch token.kind {
    case .end: true
    case .endGroup: contexts.contains(.group)
    case .alignment: contexts.last == .environment
    case .command("\\"), .command("cr"): contexts.last == .environment || contexts.isEmpty
    case .command("right"), .command("middle"): contexts.contains(.fence)
    case .command("end"): contexts.contains(.environment)
    case .character("]"): contexts.last == .bracket
    case .character("$"): contexts.contains(.text)
    default: false
    }
  }

  /// Reads atoms until something ends the row.
  mutating func parseAtoms() -> [MathAtom] {
    guard enter() else { return [] }
    defer { leave() }
    let outerStyle = style
    let outerAlphabet = alphabet
    defer {
      style = outerStyle
      alphabet = outerAlphabet
    }
    var atoms: [MathAtom] = []
    while true {
      skipSpaces()
      let token = current
      if endsRow(token) { return atoms }
      if case .command(let name) = token.kind {
        if let declared = parseDeclaration(name) {
          atoms += declared
          continue
        }
        if let fraction = Self.infixFraction(name) {
          advance()
          let numerator = MathRow.node(atoms, style: style.fraction)
          let saved = style
          style = style.fraction
          let denominator = MathRow.node(parseAtoms(), style: style)
          style = saved
          return [fraction(numerator, denominator)]
        }
      }
      atoms += parseScripted()
    }
  }

  /// Reads a whole formula, which may have several lines.
  mutating func parseFormula() -> MathMLNode {
    var lines: [MathMLNode] = []
    var isBroken = false
    repeat {
      lines.append(MathRow.node(parseAtoms(), style: style))
      if current.kind == .command("\\") || current.kind == .command("cr") {
        advance()
        isBroken = true
      }
    } while current.kind != .end
    if isBroken, lines.count == 1 { return lines[0] }
    if lines.count == 1 { return lines[0] }
    let rows = lines.map { MathMLNode(.mtr, [MathMLNode(.mtd, [$0])]) }
    return MathMLNode(
      .mtable, rows,
      attributes: [
        .init("class", "tex-lines"), .init("displaystyle", style.isDisplay ? "true" : "false"),
      ])
  }

  // MARK: Arguments

  /// Reads a group's atoms, the current token being its brace.
  mutating func parseGroup() -> [MathAtom] {
    let opening = current
    advance()
    contexts.append(.group)
    let atoms = parseAtoms()
    contexts.removeLast()
    if current.kind == .endGroup {
      advance()
    } else if !isTooDeep {
      report("`{` is never closed", from: opening.lower, to: opening.upper)
    }
    return atoms
  }

  /// Reads the atoms of a command's argument: a group or a single token.
  mutating func parseArgumentAtoms(of owner: TeXToken) -> [MathAtom] {
    skipSpaces()
    if current.kind == .beginGroup { return parseGroup() }
    switch current.kind {
    case .raised, .lowered: break
    default:
      if !endsRow(current), current.kind != .endGroup {
        guard enter() else { return [] }
        defer { leave() }
        return parseNucleus(joinsDigits: false)
      }
    }
    let name = source(owner.lower, owner.upper)
    report("`\(name)` lacks an argument", from: owner.lower, to: owner.upper)
    return []
  }

  /// Reads a command's argument in a style of its own.
  mutating func parseArgument(of owner: TeXToken, style argumentStyle: MathStyle? = nil)
    -> MathMLNode
  {
    let outer = style
    style = argumentStyle ?? style
    defer { style = outer }
    return MathRow.node(parseArgumentAtoms(of: owner), style: style)
  }

  /// Reads `[…]` where it follows, nil where it does not.
  mutating func parseOptionalArgument(style argumentStyle: MathStyle) -> MathMLNode? {
    skipSpaces()
    guard current.kind == .character("[") else { return nil }
    let opening = current
    advance()
    let outer = style
    style = argumentStyle
    contexts.append(.bracket)
    let atoms = parseAtoms()
    contexts.removeLast()
    style = outer
    if current.kind == .character("]") {
      advance()
    } else {
      report("`[` is never closed", from: opening.lower, to: opening.upper)
    }
    return MathRow.node(atoms, style: argumentStyle)
  }

  /// Reads `{…}` as plain characters, such as an environment's name; nil where no group follows.
  mutating func parseRawArgument() -> String? {
    skipSpaces()
    guard current.kind == .beginGroup else { return nil }
    let start = current.upper
    var level = 0
    while current.kind != .end {
      if current.kind == .beginGroup { level += 1 }
      if current.kind == .endGroup { level -= 1 }
      if level == 0 {
        let text = source(start, current.lower)
        advance()
        return text
      }
      advance()
    }
    report("`{` is never closed", from: start - 1, to: start)
    return source(start, current.lower)
  }

  /// Reads `[…]` as plain characters, such as the space after `\\`.
  mutating func skipRawOptionalArgument() {
    var index = position
    while tokens[index].kind == .space { index += 1 }
    guard tokens[index].kind == .character("[") else { return }
    while tokens[index].kind != .end, tokens[index].kind != .character("]") { index += 1 }
    guard tokens[index].kind != .end else { return }
    position = index + 1
  }
}
