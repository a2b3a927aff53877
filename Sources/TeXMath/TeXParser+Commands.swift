extension TeXParser {
  /// Reads what follows a command that is already read.
  mutating func parseCommand(_ name: String, _ token: TeXToken) -> [MathAtom] {
    if let symbol = TeXSymbols.symbol(of: name) { return [atom(of: symbol)] }
    if let function = TeXSymbols.function(name) {
      return [Self.functionAtom(MathMLNode(.mi, text: function.name), function.hasLimits)]
    }
    if let width = Self.space(name) { return [width] }
    if let alphabet = MathAlphabet.named(name) { return parseInAlphabet(alphabet, token) }
    if let atomClass = Self.classCommand(name) {
      let node = parseArgument(of: token)
      return [MathAtom(node, atomClass, limits: name == "mathop" ? .inDisplays : .beside)]
    }
    if let accent = Self.accent(name) { return [parseAccent(accent, token)] }
    if let cssClass = Self.textClass(name) { return parseText(token, cssClass: cssClass) }
    if let sized = parseSized(name, token) { return sized }
    switch name {
    case "frac", "dfrac", "tfrac", "cfrac": return [parseFraction(name, token)]
    case "binom", "dbinom", "tbinom": return [parseBinomial(token)]
    case "sqrt": return [parseRoot(token)]
    case "left": return parseFenced(token)
    case "begin": return parseEnvironment(token)
    case "operatorname", "operatorname*": return parseOperatorName(token)
    case "not": return parseNegation(token)
    case "overset", "stackrel", "underset": return [parseStack(name, token)]
    case "overbrace", "underbrace", "overbracket", "underbracket": return [parseBrace(name, token)]
    case "xrightarrow", "xleftarrow", "xleftrightarrow", "xRightarrow", "xmapsto":
      return [parseLabelledArrow(name, token)]
    case "substack": return [parseSubstack(token)]
    case "pmod", "pod", "bmod", "mod": return parseModulo(name, token)
    case "textcolor": return [parseColored(token)]
    case "overline", "underline":
      let inner = parseArgument(of: token)
      // Few fonts have a bar that grows; the style sheet draws it.
      return [
        MathAtom(MathMLNode(.mrow, [inner], attributes: [.init("class", "tex-" + name)]), .ordinary)
      ]
    case "boxed", "fbox":
      let inner = name == "fbox" ? MathRow.node(parseText(token), style: style) : boxed(token)
      return [
        MathAtom(MathMLNode(.mrow, [inner], attributes: [.init("class", "tex-box")]), .ordinary)
      ]
    case "phantom", "hphantom", "vphantom":
      return [MathAtom(MathMLNode(.mphantom, [parseArgument(of: token)]), .ordinary)]
    case "smash", "mathstrut", "strut", "relax", "nonumber", "notag", "allowbreak", "nobreak":
      return []
    case "hspace", "hspace*", "mspace", "hskip", "kern", "mkern": return parseLength(token)
    case "dots", "dotsc", "dotsb", "dotsm", "dotsi", "dotso", "ldots", "cdots", "vdots", "ddots":
      return [dots(name)]
    case "tag", "tag*": return parseTag(name, token)
    default: return parseUnknown(name, token)
    }
  }

  private mutating func boxed(_ token: TeXToken) -> MathMLNode {
    parseArgument(of: token, style: style)
  }

  static func functionAtom(_ node: MathMLNode, _ hasLimits: Bool) -> MathAtom {
    var atom = MathAtom(node, .largeOperator, limits: hasLimits ? .inDisplays : .beside)
    atom.isFunction = true
    return atom
  }

  private static func classCommand(_ name: String) -> MathAtom.Class? {
    switch name {
    case "mathord": .ordinary
    case "mathop": .largeOperator
    case "mathbin": .binary
    case "mathrel": .relation
    case "mathopen": .opening
    case "mathclose": .closing
    case "mathpunct": .punctuation
    case "mathinner": .inner
    default: nil
    }
  }

  private static func space(_ name: String) -> MathAtom? {
    switch name {
    case ",", "thinspace": .space("0.1667em")
    case ":", ">", "medspace": .space("0.2222em")
    case ";", "thickspace": .space("0.2778em")
    case " ", "space", "nobreakspace": .space("0.25em")
    case "enspace": .space("0.5em")
    case "quad": .space("1em")
    case "qquad": .space("2em")
    case "!", "negthinspace":
      // MathML's widths are never negative, a style sheet's margins may be.
      MathAtom(MathMLNode(.mspace, attributes: [.init("class", "tex-back")]), .space)
    default: nil
    }
  }

  // MARK: Alphabets and names

  private mutating func parseInAlphabet(_ new: MathAlphabet, _ token: TeXToken) -> [MathAtom] {
    let outer = alphabet
    alphabet = new
    defer { alphabet = outer }
    let atoms = parseArgumentAtoms(of: token)
    if atoms.count == 1 { return atoms }
    return [MathAtom(MathRow.node(atoms, style: style), .ordinary)]
  }

  private mutating func parseOperatorName(_ token: TeXToken) -> [MathAtom] {
    var hasLimits = false
    if current.kind == .character("*") {
      hasLimits = true
      advance()
    }
    let outer = alphabet
    alphabet = .roman
    let node = MathRow.node(parseArgumentAtoms(of: token).map(Self.hyphenated), style: style)
    alphabet = outer
    return [Self.functionAtom(node, hasLimits)]
  }

  /// A minus in an operator's name is a hyphen.
  private static func hyphenated(_ atom: MathAtom) -> MathAtom {
    guard atom.node.tag == .mo, atom.node.text == "−" else { return atom }
    return MathAtom(MathMLNode(.mtext, text: "-"), .ordinary)
  }

  // MARK: Fractions and roots

  private mutating func parseFraction(_ name: String, _ token: TeXToken) -> MathAtom {
    let outer = style
    defer { style = outer }
    if name == "dfrac" || name == "cfrac" { style = .display }
    if name == "tfrac" { style = .text }
    let inner = style.fraction
    let above = parseArgument(of: token, style: inner)
    let below = parseArgument(of: token, style: inner)
    let fraction = MathMLNode(.mfrac, [above, below])
    if name == "frac" { return MathAtom(fraction, .inner) }
    return MathAtom(Self.styled([fraction], style), .inner)
  }

  private mutating func parseBinomial(_ token: TeXToken) -> MathAtom {
    let above = parseArgument(of: token, style: style.fraction)
    let below = parseArgument(of: token, style: style.fraction)
    return Self.binomial(above, below)
  }

  private static func binomial(_ above: MathMLNode, _ below: MathMLNode) -> MathAtom {
    let fraction = MathMLNode(.mfrac, [above, below], attributes: [.init("linethickness", "0")])
    return MathAtom(
      MathMLNode(.mrow, [fence("(", form: .prefix), fraction, fence(")", form: .postfix)]), .inner)
  }

  /// Returns how a command between numerator and denominator joins them, nil for other commands.
  static func infixFraction(_ name: String) -> ((MathMLNode, MathMLNode) -> MathAtom)? {
    switch name {
    case "over": { MathAtom(MathMLNode(.mfrac, [$0, $1]), .inner) }
    case "choose": { binomial($0, $1) }
    case "atop":
      {
        MathAtom(MathMLNode(.mfrac, [$0, $1], attributes: [.init("linethickness", "0")]), .inner)
      }
    default: nil
    }
  }

  private mutating func parseRoot(_ token: TeXToken) -> MathAtom {
    let script = style.script.script
    let index = parseOptionalArgument(style: script)
    let radicand = parseArgument(of: token)
    return MathAtom(
      index.map { MathMLNode(.mroot, [radicand, $0]) } ?? MathMLNode(.msqrt, [radicand]), .ordinary)
  }

  // MARK: Stacks

  private mutating func parseStack(_ name: String, _ token: TeXToken) -> MathAtom {
    let script = parseArgument(of: token, style: style.script)
    let atoms = parseArgumentAtoms(of: token)
    let base = MathRow.node(atoms, style: style)
    let isBelow = name == "underset"
    let stacked = base.mappingCoreOperatorIfAny { $0.with("movablelimits", "false") }
    let single = atoms.count == 1 ? atoms[0].atomClass : .ordinary
    var atom = MathAtom(
      MathMLNode(isBelow ? .munder : .mover, [stacked, script]),
      name == "stackrel" ? .relation : single)
    atom.isFunction = atoms.count == 1 && atoms[0].isFunction
    // `\underset{x}{\arg\max}`: a row of functions is a function.
    if atoms.count > 1, atoms.allSatisfy({ $0.isFunction || $0.atomClass == .space }) {
      atom.atomClass = .largeOperator
      atom.isFunction = true
    }
    return atom
  }

  private mutating func parseBrace(_ name: String, _ token: TeXToken) -> MathAtom {
    let body = parseArgument(of: token)
    let (text, tag): (String, MathMLNode.Tag) =
      switch name {
      case "overbrace": ("⏞", .mover)
      case "underbrace": ("⏟", .munder)
      case "overbracket": ("⎴", .mover)
      default: ("⎵", .munder)
      }
    let brace = MathMLNode(.mo, text: text, attributes: [.init("stretchy", "true")])
    return MathAtom(MathMLNode(tag, [body, brace]), .ordinary, limits: .aboveAndBelow)
  }

  private mutating func parseLabelledArrow(_ name: String, _ token: TeXToken) -> MathAtom {
    let below = parseOptionalArgument(style: style.script)
    let above = parseArgument(of: token, style: style.script)
    let text =
      switch name {
      case "xleftarrow": "←"
      case "xleftrightarrow": "↔"
      case "xRightarrow": "⇒"
      case "xmapsto": "↦"
      default: "→"
      }
    func padded(_ label: MathMLNode) -> MathMLNode {
      let space = MathMLNode(.mspace, attributes: [.init("width", "0.5em")])
      return MathMLNode(.mrow, [space, label, space])
    }
    let arrow = MathMLNode(.mo, text: text, attributes: [.init("stretchy", "true")])
    let node =
      below.map { MathMLNode(.munderover, [arrow, padded($0), padded(above)]) }
      ?? MathMLNode(.mover, [arrow, padded(above)])
    return MathAtom(node, .relation)
  }

  private mutating func parseSubstack(_ token: TeXToken) -> MathAtom {
    skipSpaces()
    guard current.kind == .beginGroup else {
      return MathAtom(parseArgument(of: token), .ordinary)
    }
    let opening = current
    advance()
    contexts.append(contentsOf: [.group, .environment])
    var rows: [MathMLNode] = []
    while true {
      rows.append(MathMLNode(.mtr, [MathMLNode(.mtd, [MathRow.node(parseAtoms(), style: style)])]))
      guard current.kind == .command("\\") || current.kind == .alignment else { break }
      advance()
    }
    contexts.removeLast(2)
    if current.kind == .endGroup {
      advance()
    } else {
      report("`{` is never closed", from: opening.lower, to: opening.upper)
    }
    return MathAtom(MathMLNode(.mtable, rows, attributes: [.init("class", "tex-stack")]), .ordinary)
  }

  // MARK: Others

  private mutating func parseNegation(_ token: TeXToken) -> [MathAtom] {
    guard let atom = parseArgumentAtoms(of: token).first else { return [] }
    guard let core = atom.node.coreOperator ?? (atom.node.text.isEmpty ? nil : atom.node) else {
      return [atom]
    }
    let pairs = zip("=<>≤≥∈∋⊂⊃⊆⊇∣∥∼≃≅≈≡∃→←⇒⇐⇔", "≠≮≯≰≱∉∌⊄⊅⊈⊉∤∦≁≄≇≉≢∄↛↚⇏⇍⇎")
    let negated =
      pairs.first { core.text == String($0.0) }.map { String($0.1) } ?? core.text + "\u{338}"
    var result = atom
    if atom.node.coreOperator == nil {
      result.node.text = negated
    } else {
      result.node = atom.node.mappingCoreOperator { operation in
        var copy = operation
        copy.text = negated
        return copy
      }
    }
    return [result]
  }

  private mutating func parseModulo(_ name: String, _ token: TeXToken) -> [MathAtom] {
    let mod = MathMLNode(.mi, text: "mod")
    if name == "bmod" { return [MathAtom(mod, .binary)] }
    let argument = MathAtom(parseArgument(of: token), .ordinary)
    let gap = MathAtom.space("0.3333em")
    if name == "mod" { return [.space("1em"), MathAtom(mod, .ordinary), gap, argument] }
    let parentheses = [
      TeXSymbols.symbol(of: Character("(")), TeXSymbols.symbol(of: Character(")")),
    ]
    .compactMap { $0 }.map(atom(of:))
    let inner = name == "pod" ? [argument] : [MathAtom(mod, .ordinary), gap, argument]
    return [.space(style.isDisplay ? "1em" : "0.5em")] + parentheses.prefix(1) + inner
      + parentheses.suffix(1)
  }

  private func dots(_ name: String) -> MathAtom {
    if name == "vdots" { return MathAtom(MathMLNode(.mi, text: "⋮"), .ordinary) }
    if name == "ddots" { return MathAtom(MathMLNode(.mi, text: "⋱"), .inner) }
    var isCentred = ["cdots", "dotsb", "dotsm", "dotsi"].contains(name)
    if name == "dots" || name == "dotso" {
      switch current.kind {
      case .command(let next):
        if let symbol = TeXSymbols.symbol(of: next) { isCentred = Self.centresDots(symbol) }
      case .character(let next):
        if let symbol = TeXSymbols.symbol(of: next) { isCentred = Self.centresDots(symbol) }
      default: break
      }
    }
    return MathAtom(MathMLNode(.mi, text: isCentred ? "⋯" : "…"), .inner)
  }

  private static func centresDots(_ symbol: TeXSymbols.Symbol) -> Bool {
    switch symbol.role {
    case .operation(.binary), .operation(.relation), .large, .integral: true
    default: false
    }
  }

  private mutating func parseLength(_ token: TeXToken) -> [MathAtom] {
    if current.kind == .character("*") { advance() }
    guard let text = parseRawArgument() else {
      let name = source(token.lower, token.upper)
      report(
        "`\(name)` needs a length in braces, such as `{1em}`", from: token.lower, to: token.upper)
      return []
    }
    let number = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(number.count).filter { !$0.isWhitespace }
    guard let value = Double(number), value >= 0, value <= 100 else {
      report("not a length: `\(text)`", from: token.lower, to: previousUpper)
      return []
    }
    switch unit {
    case "em", "ex", "px", "pt", "cm", "mm", "in", "pc": return [.space(number + unit)]
    case "mu":
      let thousandths = Int((value / 18 * 1000).rounded())
      let fraction = String(1000 + thousandths % 1000).dropFirst()
      return [.space("\(thousandths / 1000).\(fraction)em")]
    default:
      report("not a length: `\(text)`", from: token.lower, to: previousUpper)
      return []
    }
  }

  private mutating func parseTag(_ name: String, _ token: TeXToken) -> [MathAtom] {
    let isBare = current.kind == .character("*")
    if isBare { advance() }
    let content = MathRow.node(parseText(token), style: .text)
    let parts =
      isBare
      ? [content]
      : [MathMLNode(.mtext, text: "("), content, MathMLNode(.mtext, text: ")")]
    return [.space("2em"), MathAtom(MathMLNode(.mrow, parts), .ordinary)]
  }

  // MARK: Unknown commands

  private mutating func parseUnknown(_ name: String, _ token: TeXToken) -> [MathAtom] {
    switch name {
    case "\\", "cr":
      report(
        #"a line break `\\` outside of an environment"#, from: token.lower, to: token.upper,
        notes: [#"break lines inside \begin{aligned} … \end{aligned}"#])
    case "right": report(#"`\right` without its `\left`"#, from: token.lower, to: token.upper)
    case "middle":
      report(#"`\middle` outside of `\left … \right`"#, from: token.lower, to: token.upper)
    case "end":
      let environment = parseRawArgument() ?? ""
      report(
        #"`\end{\#(environment)}` without its `\begin`"#, from: token.lower, to: previousUpper)
      return [sourceAtom(from: token.lower, to: previousUpper)]
    case "label":
      _ = parseRawArgument()
      report(
        #"`\label` has no effect"#, from: token.lower, to: previousUpper,
        notes: ["write {#eq-name} after the closing $$"])
      return []
    case "ref", "eqref":
      _ = parseRawArgument()
      report(
        "`\\\(name)` has no effect inside math", from: token.lower, to: previousUpper,
        notes: ["write @eq-name in the text"])
      return [sourceAtom(from: token.lower, to: previousUpper)]
    default: reportUnknown(name, token)
    }
    return [sourceAtom(from: token.lower, to: token.upper)]
  }

  mutating func reportUnknown(_ name: String, _ token: TeXToken) {
    if name.isEmpty {
      report(#"a lone `\`"#, from: token.lower, to: token.upper)
      return
    }
    var notes: [String] = []
    if name == "argmax" || name == "argmin" {
      notes = [#"write \operatorname*{arg\,\#(name.suffix(3))}"#]
    }
    // Looking for the nearest name takes time: a formula full of unknown ones gets a few answers.
    let isAnswered = notes.isEmpty && problems.count < 8
    report(
      "unknown TeX command `\\\(name)`", from: token.lower, to: token.upper,
      label: isAnswered ? Self.question(for: name) : nil, notes: notes)
  }
}

extension MathMLNode {
  /// Returns the element with its core operator changed where it has one.
  func mappingCoreOperatorIfAny(_ change: (MathMLNode) -> MathMLNode) -> MathMLNode {
    coreOperator == nil ? self : mappingCoreOperator(change)
  }
}
