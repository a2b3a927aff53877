import Diagnostics

extension TeXParser {
  /// Reads a command that changes the rest of its group; nil where the current one does not.
  mutating func parseDeclaration(_ name: String) -> [MathAtom]? {
    let new: MathStyle
    switch name {
    case "displaystyle": new = .display
    case "textstyle": new = .text
    case "scriptstyle": new = MathStyle(isDisplay: false, scriptLevel: 1)
    case "scriptscriptstyle": new = MathStyle(isDisplay: false, scriptLevel: 2)
    case "rm", "bf", "it", "sf", "tt", "cal", "frak":
      advance()
      alphabet = MathAlphabet.named(name)
      return []
    case "color":
      let token = current
      advance()
      guard let color = parseColor(token) else { return [] }
      let node = MathMLNode(.mstyle, [MathRow.node(parseAtoms(), style: style)])
      return [MathAtom(node.with("mathcolor", color), .ordinary)]
    default: return nil
    }
    advance()
    style = new
    return [MathAtom(Self.styled([MathRow.node(parseAtoms(), style: new)], new), .ordinary)]
  }

  /// Sets elements in a style that does not follow from their place.
  static func styled(_ nodes: [MathMLNode], _ style: MathStyle) -> MathMLNode {
    MathMLNode(
      .mstyle, nodes,
      attributes: [
        .init("displaystyle", style.isDisplay ? "true" : "false"),
        .init("scriptlevel", String(style.scriptLevel)),
      ])
  }

  /// Reads `{red}` or `{#c22f1f}`; anything else, which could carry CSS, is a problem.
  private mutating func parseColor(_ token: TeXToken) -> String? {
    guard let color = parseRawArgument() else {
      let name = source(token.lower, token.upper)
      report("`\(name)` needs a colour in braces", from: token.lower, to: token.upper)
      return nil
    }
    let digits = color.dropFirst()
    let isHexadecimal =
      color.first == "#" && [3, 6].contains(digits.count)
      && digits.allSatisfy { $0.isASCII && $0.isHexDigit }
    if isHexadecimal || !color.isEmpty && color.allSatisfy(\.isTeXLetter) { return color }
    report("not a colour: `\(color)`", from: token.lower, to: previousUpper)
    return nil
  }

  mutating func parseColored(_ token: TeXToken) -> MathAtom {
    let color = parseColor(token)
    let atoms = parseArgumentAtoms(of: token)
    let node = MathRow.node(atoms, style: style)
    // A single coloured operator keeps its class, and its space stands outside of the colour.
    let atomClass = atoms.count == 1 ? atoms[0].atomClass : .ordinary
    guard let color else { return MathAtom(node, atomClass) }
    if node.coreOperator != nil { return MathAtom(node.with("mathcolor", color), atomClass) }
    var atom = MathAtom(MathMLNode(.mstyle, [node]).with("mathcolor", color), atomClass)
    atom.isFunction = atoms.count == 1 && atoms[0].isFunction
    return atom
  }

  /// A mark above or below its argument.
  struct Accent {
    var text: String
    var isStretchy = false
    var isBelow = false
  }

  static func accent(_ name: String) -> Accent? {
    switch name {
    case "hat": Accent(text: "ˆ")
    case "bar": Accent(text: "¯")
    case "tilde": Accent(text: "˜")
    case "vec": Accent(text: "→")
    case "dot": Accent(text: "˙")
    case "ddot": Accent(text: "¨")
    case "acute": Accent(text: "´")
    case "grave": Accent(text: "`")
    case "breve": Accent(text: "˘")
    case "check": Accent(text: "ˇ")
    case "mathring": Accent(text: "˚")
    case "widehat": Accent(text: "\u{302}", isStretchy: true)
    case "widetilde": Accent(text: "˜", isStretchy: true)
    case "overrightarrow": Accent(text: "→", isStretchy: true)
    case "overleftarrow": Accent(text: "←", isStretchy: true)
    case "underrightarrow": Accent(text: "→", isStretchy: true, isBelow: true)
    case "underleftarrow": Accent(text: "←", isStretchy: true, isBelow: true)
    default: nil
    }
  }

  mutating func parseAccent(_ accent: Accent, _ token: TeXToken) -> MathAtom {
    let body = parseArgument(of: token)
    let mark = MathMLNode(
      .mo, text: accent.text, attributes: [.init("stretchy", accent.isStretchy ? "true" : "false")])
    let node = MathMLNode(accent.isBelow ? .munder : .mover, [body, mark])
    return MathAtom(node.with(accent.isBelow ? "accentunder" : "accent", "true"), .ordinary)
  }

  /// Returns a question that names the known commands nearest to a misspelt one, nil where none is.
  static func question(for name: String) -> String? {
    let known = (TeXSymbols.names + otherNames).map { "\\" + $0 }.filter { $0.count > 2 }
    return Suggestions.question(for: "\\" + name, in: known)
  }

  private static let otherNames = [
    "binom", "boldsymbol", "boxed", "cdots", "ddots", "dfrac", "dots", "frac", "ldots", "left",
    "mathbb", "mathbf", "mathcal", "mathrm", "operatorname", "overbrace", "overline", "overset",
    "quad", "right", "sqrt", "tfrac", "text", "textbf", "tilde", "underbrace", "underline",
    "underset", "vdots", "vec", "widehat",
  ]
}
