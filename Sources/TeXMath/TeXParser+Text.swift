extension TeXParser {
  /// Reads the argument of `\text` and its relatives, which may hold math between dollars.
  mutating func parseText(_ owner: TeXToken, cssClass: String? = nil) -> [MathAtom] {
    guard enter() else { return [] }
    defer { leave() }
    skipSpaces()
    guard current.kind == .beginGroup else {
      let name = source(owner.lower, owner.upper)
      report("`\(name)` lacks its braces", from: owner.lower, to: owner.upper)
      return []
    }
    let opening = current
    advance()
    var nodes: [MathMLNode] = []
    var text = ""
    var level = 1
    func flush() {
      guard !text.isEmpty else { return }
      var node = MathMLNode(.mtext, text: Self.keepingOuterSpaces(text))
      if let cssClass { node = node.with("class", cssClass) }
      nodes.append(node)
      text = ""
    }
    reading: while true {
      let token = current
      switch token.kind {
      case .end:
        if !isTooDeep { report("`{` is never closed", from: opening.lower, to: opening.upper) }
        break reading
      case .beginGroup: level += 1
      case .endGroup:
        level -= 1
        if level == 0 {
          advance()
          break reading
        }
      case .space: text += " "
      case .raised: text += "^"
      case .lowered: text += "_"
      case .alignment: text += "&"
      case .character("~"): text += "\u{A0}"
      case .character("`"): text += "‘"
      case .character("'"): text += "’"
      case .character("$"):
        flush()
        advance()
        nodes.append(parseMathInText(token))
        continue reading
      case .character(let character): text.append(character)
      case .command(let name):
        if let (character, isWord) = Self.textCharacter(name) {
          text += character
          if isWord, tokens[position + 1].kind == .space { advance() }
        } else if let inner = Self.textClass(name) {
          flush()
          advance()
          nodes += parseText(token, cssClass: inner ?? cssClass).map(\.node)
          continue reading
        } else {
          reportUnknown(name, token)
          text += source(token.lower, token.upper)
        }
      }
      advance()
    }
    flush()
    if nodes.isEmpty { return [] }
    return [MathAtom(nodes.count == 1 ? nodes[0] : MathMLNode(.mrow, nodes), .ordinary)]
  }

  private mutating func parseMathInText(_ opening: TeXToken) -> MathMLNode {
    let outer = (style, alphabet)
    style = .text
    alphabet = nil
    contexts.append(.text)
    let node = MathRow.node(parseAtoms(), style: style)
    contexts.removeLast()
    (style, alphabet) = outer
    if current.kind == .character("$") {
      advance()
    } else if !isTooDeep {
      report("`$` is never closed", from: opening.lower, to: opening.upper)
      if current.kind != .end, current.kind != .endGroup { advance() }
    }
    return node
  }

  /// Browsers drop blanks at an element's ends and join those within.
  private static func keepingOuterSpaces(_ text: String) -> String {
    var result = ""
    var pending = false
    for character in text {
      if character == " " {
        pending = true
        continue
      }
      if pending { result += result.isEmpty ? "\u{A0}" : " " }
      pending = false
      result.append(character)
    }
    return pending ? result + "\u{A0}" : result
  }

  private static func textCharacter(_ name: String) -> (text: String, isWord: Bool)? {
    switch name {
    case "$", "%", "&", "#", "_", "{", "}": return (name, false)
    case " ": return ("\u{A0}", false)
    case ",": return ("\u{2009}", false)
    case "\\": return (" ", false)
    case "quad": return ("\u{2003}", true)
    case "qquad": return ("\u{2003}\u{2003}", true)
    case "ldots", "dots", "textellipsis": return ("…", true)
    case "textbackslash": return ("\\", true)
    case "textendash": return ("–", true)
    case "textemdash": return ("—", true)
    default: return TeXSymbols.symbol(of: name).map { ($0.text, true) }
    }
  }

  /// The style sheet's class of a text command; the inner nil leaves the font as it is.
  static func textClass(_ name: String) -> String?? {
    switch name {
    case "text", "mbox", "hbox", "textnormal", "textrm", "textup": .some(nil)
    case "textbf": "tex-bold"
    case "textit", "emph", "textsl": "tex-italic"
    case "texttt": "tex-mono"
    case "textsf": "tex-sans"
    default: nil
    }
  }
}
