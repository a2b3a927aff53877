extension TeXParser {
  /// Reads a delimiter after `\left`, `\big` and so on; an empty text for `.`, nil where none is.
  mutating func parseDelimiter(of owner: TeXToken) -> String? {
    skipSpaces()
    let token = current
    let text: String?
    switch token.kind {
    case .character(let character):
      switch character {
      case ".": text = ""
      case "<": text = "⟨"
      case ">": text = "⟩"
      case "(", ")", "[", "]", "|", "/", "⟨", "⟩", "‖", "⌊", "⌋", "⌈", "⌉": text = String(character)
      default: text = nil
      }
    case .command(let name): text = Self.delimiters[name]
    default: text = nil
    }
    if text == nil {
      let name = source(owner.lower, owner.upper)
      report(
        "`\(name)` needs a delimiter such as `(`, `[`, `\\{`, `|` or `.`", from: owner.lower,
        to: owner.upper)
    } else {
      advance()
    }
    return text
  }

  private static let delimiters: [String: String] = [
    "{": "{", "}": "}", "lbrace": "{", "rbrace": "}", "langle": "⟨", "rangle": "⟩", "|": "‖",
    "lvert": "|", "rvert": "|", "vert": "|", "lVert": "‖", "rVert": "‖", "Vert": "‖",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "lbrack": "[", "rbrack": "]",
    "lgroup": "⟮", "rgroup": "⟯", "backslash": "\\", "uparrow": "↑", "downarrow": "↓",
    "updownarrow": "↕", "Uparrow": "⇑", "Downarrow": "⇓", "Updownarrow": "⇕", "ulcorner": "⌜",
    "urcorner": "⌝", "llbracket": "⟦", "rrbracket": "⟧", "mid": "|",
  ]

  /// A delimiter that grows with its row.
  static func fence(_ text: String, form: OperatorForm) -> MathMLNode {
    var node = MathMLNode(
      .mo, text: text,
      attributes: [
        .init("fence", "true"), .init("form", form.rawValue), .init("stretchy", "true"),
      ])
    if form == .infix || text == "|" || text == "‖" || text == "/" || text == "\\" {
      node = node.with("symmetric", "true").with("lspace", "0").with("rspace", "0")
    }
    return node
  }

  /// Reads `\left … \middle … \right`, the first word already read.
  mutating func parseFenced(_ owner: TeXToken) -> [MathAtom] {
    guard enter() else { return [] }
    defer { leave() }
    let opening = parseDelimiter(of: owner)
    var parts: [MathMLNode] = []
    if let opening, !opening.isEmpty { parts.append(Self.fence(opening, form: .prefix)) }
    contexts.append(.fence)
    while true {
      let node = MathRow.node(parseAtoms(), style: style)
      if node != .empty { parts.append(node) }
      let token = current
      guard token.kind == .command("middle") else { break }
      advance()
      if let text = parseDelimiter(of: token), !text.isEmpty {
        parts.append(Self.fence(text, form: .infix))
      }
    }
    contexts.removeLast()
    let token = current
    if token.kind == .command("right") {
      advance()
      if let text = parseDelimiter(of: token), !text.isEmpty {
        parts.append(Self.fence(text, form: .postfix))
      }
    } else if !isTooDeep {
      report(
        #"`\left` without its `\right`"#, from: owner.lower, to: owner.upper,
        notes: [#"`\right.` closes without showing a delimiter"#])
    }
    return [MathAtom(MathMLNode(.mrow, parts), .inner)]
  }

  /// Reads the delimiter of `\big`, `\Biggl` and so on; nil where the command is none of them.
  mutating func parseSized(_ name: String, _ owner: TeXToken) -> [MathAtom]? {
    guard let (size, atomClass) = Self.size(name) else { return nil }
    guard let text = parseDelimiter(of: owner) else {
      return [sourceAtom(from: owner.lower, to: owner.upper)]
    }
    if text.isEmpty { return [] }
    var node = MathMLNode(.mo, text: text)
    for (name, value) in [
      ("minsize", size), ("maxsize", size), ("stretchy", "true"), ("symmetric", "true"),
    ] {
      node = node.with(name, value)
    }
    return [MathAtom(node, atomClass ?? Self.naturalClass(text))]
  }

  private static func size(_ name: String) -> (String, MathAtom.Class?)? {
    let stems = [("bigg", "2.4em"), ("Bigg", "3em"), ("big", "1.2em"), ("Big", "1.8em")]
    for (stem, size) in stems where name.hasPrefix(stem) {
      switch name.dropFirst(stem.count) {
      case "": return (size, nil)
      case "l": return (size, .opening)
      case "r": return (size, .closing)
      case "m": return (size, .relation)
      default: continue
      }
    }
    return nil
  }

  private static func naturalClass(_ text: String) -> MathAtom.Class {
    if "([{⟨⌊⌈⟮⟦⌜".contains(text) { return .opening }
    return ")]}⟩⌋⌉⟯⟧⌝".contains(text) ? .closing : .ordinary
  }
}
