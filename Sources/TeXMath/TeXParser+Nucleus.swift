extension TeXParser {
  /// Reads one nucleus: a character, a number, a group or a command with its arguments.
  ///
  /// Scripts take a single digit where no braces are (`x^12` is x¹2), rows take whole numbers.
  mutating func parseNucleus(joinsDigits: Bool) -> [MathAtom] {
    let token = current
    switch token.kind {
    case .beginGroup:
      let atoms = parseGroup()
      return [MathAtom(MathRow.node(atoms, style: style), .ordinary)]
    case .command(let name):
      advance()
      return parseCommand(name, token)
    case .character(let character):
      advance()
      return [parseCharacter(character, token, joinsDigits: joinsDigits)]
    case .alignment:
      advance()
      report(
        "`&` outside of an environment", from: token.lower, to: token.upper,
        notes: [#"align lines inside \begin{aligned} … \end{aligned}"#])
      return [sourceAtom(from: token.lower, to: token.upper)]
    case .endGroup:
      advance()
      report("`}` without its `{`", from: token.lower, to: token.upper)
      return [sourceAtom(from: token.lower, to: token.upper)]
    case .raised, .lowered, .space, .end:
      advance()
      return []
    }
  }

  private mutating func parseCharacter(
    _ character: Character, _ token: TeXToken, joinsDigits: Bool
  ) -> MathAtom {
    if character.isASCII, character.isNumber { return parseNumber(character, joinsDigits) }
    if character == ".", joinsDigits, case .character(let next) = current.kind, next.isASCII,
      next.isNumber
    {
      return parseNumber(character, true)
    }
    if character == "~" { return MathAtom(MathMLNode(.mtext, text: "\u{A0}"), .space) }
    if character == "$" {
      report("`$` inside math", from: token.lower, to: token.upper)
      return sourceAtom(from: token.lower, to: token.upper)
    }
    if character.isASCII, character.isLetter { return letters(character, joinsDigits) }
    if let symbol = TeXSymbols.symbol(of: character) { return atom(of: symbol) }
    if character.isLetter { return MathAtom(MathMLNode(.mi, text: String(character)), .ordinary) }
    return MathAtom(MathMLNode(.mtext, text: String(character)), .ordinary)
  }

  /// Reads digits with at most one point between them.
  private mutating func parseNumber(_ first: Character, _ joins: Bool) -> MathAtom {
    var text = variant(first)
    var hasPoint = first == "."
    while joins, case .character(let next) = current.kind {
      if next.isASCII, next.isNumber {
        text += variant(next)
      } else if next == ".", !hasPoint, case .character(let after) = tokens[position + 1].kind,
        after.isASCII, after.isNumber
      {
        hasPoint = true
        text.append(next)
      } else {
        break
      }
      advance()
    }
    return MathAtom(MathMLNode(.mn, text: text), .ordinary)
  }

  private func variant(_ character: Character) -> String {
    String(alphabet?.variant(of: character) ?? character)
  }

  /// A letter, or the letters of a word in an alphabet that has words.
  private mutating func letters(_ first: Character, _ joins: Bool) -> MathAtom {
    guard let alphabet else { return MathAtom(MathMLNode(.mi, text: String(first)), .ordinary) }
    var text = variant(first)
    while joins, alphabet.joinsLetters, case .character(let next) = current.kind, next.isASCII,
      next.isLetter
    {
      text += variant(next)
      advance()
    }
    let node = MathMLNode(.mi, text: text)
    let isUprightLetter = alphabet == .roman && text.count == 1
    return MathAtom(isUprightLetter ? node.with("mathvariant", "normal") : node, .ordinary)
  }

  /// Sets a symbol in the current alphabet.
  func atom(of symbol: TeXSymbols.Symbol) -> MathAtom {
    switch symbol.role {
    case .identifier(let isUpright):
      if let alphabet, let character = symbol.text.first,
        let variant = alphabet.variant(of: character)
      {
        return MathAtom(MathMLNode(.mi, text: String(variant)), .ordinary)
      }
      let node = MathMLNode(.mi, text: symbol.text)
      let isLetter = symbol.text.unicodeScalars.allSatisfy { $0.properties.isAlphabetic }
      let needsVariant = isUpright && (isLetter || symbol.text == "∇") || alphabet == .roman
      return MathAtom(needsVariant ? node.with("mathvariant", "normal") : node, .ordinary)
    case .operation(let atomClass):
      var node = MathMLNode(.mo, text: symbol.text)
      if Self.stretches(symbol.text) { node = node.with("stretchy", "false") }
      return MathAtom(node, atomClass)
    case .large(let limits):
      return MathAtom(MathMLNode(.mo, text: symbol.text), .largeOperator, limits: limits)
    case .integral: return MathAtom(MathMLNode(.mo, text: symbol.text), .largeOperator)
    }
  }

  /// Whether browsers would grow an operator to the height of its row.
  static func stretches(_ text: String) -> Bool { stretchy.contains(text) }

  private static let stretchy = Set("()[]{}|‖⟨⟩⌊⌋⌈⌉⟮⟯⟦⟧⌜⌝∣∥↑↓↕⇑⇓⇕√".map(String.init))
}
