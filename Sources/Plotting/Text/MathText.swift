/// The little TeX that labels understand between dollars: scripts, Greek letters, operators.
enum MathText {
  /// A stretch of a label, inside or outside dollars.
  struct Piece: Equatable {
    var source: String
    var isMath: Bool
  }

  /// A run of characters in one size and slope.
  struct Atom: Equatable {
    var text: String
    var isItalic = false
    /// Relative to the label's size.
    var scale = 1.0
    /// Upwards from the baseline, in units of the label's size.
    var rise = 0.0
    var spaceBefore = 0.0
    var spaceAfter = 0.0
    /// How far a slanted character leans over the atom's place, in units of the label's size.
    var italicCorrection = 0.0
    /// Whether the atom is a subscript or superscript.
    var isScript = false
    /// Whether the atom stands above or below the script before it.
    var startsAtPreviousScript = false

    init(text: String) { self.text = text }
  }

  /// Splits a label at unescaped dollars; a dollar without partner is a character.
  static func pieces(of text: String) -> [Piece] {
    if !text.utf8.contains(UInt8(ascii: "$")) {
      return text.isEmpty ? [] : [Piece(source: text, isMath: false)]
    }
    var pieces: [Piece] = []
    var plain = ""
    var rest = Substring(text)
    while let character = rest.first {
      rest.removeFirst()
      if character == "\\", rest.first == "$" {
        plain.append("$")
        rest.removeFirst()
      } else if character == "$", let end = rest.firstIndex(of: "$"), end > rest.startIndex {
        if !plain.isEmpty { pieces.append(Piece(source: plain, isMath: false)) }
        plain = ""
        pieces.append(Piece(source: String(rest[..<end]), isMath: true))
        rest = rest[rest.index(after: end)...]
      } else {
        plain.append(character)
      }
    }
    if !plain.isEmpty { pieces.append(Piece(source: plain, isMath: false)) }
    return pieces
  }

  /// Returns a label as plain characters, for texts that are read aloud.
  static func plainText(_ text: String) -> String {
    var result = ""
    for piece in pieces(of: text) {
      guard piece.isMath else {
        result += piece.source
        continue
      }
      var script = ""
      var mark = ""
      func closeScript() {
        let needsParentheses = script.count > 1 && !script.allSatisfy { $0.isNumber || $0 == "−" }
        result += needsParentheses ? "\(mark)(\(script))" : mark + script
        (script, mark) = ("", "")
      }
      for atom in atoms(of: piece.source) {
        if atom.isScript {
          let next = atom.rise > 0 ? "^" : "_"
          if next != mark { closeScript() }
          mark = next
          script += atom.text
          continue
        }
        closeScript()
        if atom.spaceBefore > 0 { result += " " }
        result += atom.text
        if atom.spaceAfter > 0 { result += " " }
      }
      closeScript()
    }
    return result
  }

  /// Resolves math into atoms; unknown commands appear as their names.
  static func atoms(of source: String) -> [Atom] {
    var parser = MathParser(source)
    return parser.parse()
  }
}

/// Reads math from left to right; groups nest only inside scripts, where their depth is counted.
private struct MathParser {
  private var characters: [Character]
  private var index = 0
  private var atoms: [MathText.Atom] = []
  /// The script levels that are open: how each shrinks and shifts, and what ends it.
  private var levels: [(scale: Double, rise: Double, isScript: Bool)] = []

  init(_ source: String) {
    // Finding the ends of characters takes longer than all the rest where each is a byte.
    characters =
      source.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
      ? source.utf8.map { Character(Unicode.Scalar($0)) } : Array(source)
  }

  mutating func parse() -> [MathText.Atom] {
    var pending: (scale: Double, rise: Double)?
    while index < characters.count {
      let character = characters[index]
      index += 1
      switch character {
      case "_", "^":
        let (scale, rise) = current
        pending = (scale * 0.7, character == "^" ? rise + 0.38 * scale : rise - 0.16 * scale)
      case "{":
        let (scale, rise) = current
        levels.append(
          pending.map { ($0.scale, $0.rise, true) } ?? (scale, rise, levels.last?.isScript ?? false)
        )
        pending = nil
      case "}": _ = levels.popLast()
      case " ": break
      default:
        emit(character, script: pending)
        pending = nil
      }
    }
    markStackedScripts()
    return atoms
  }

  private var current: (Double, Double) { levels.last.map { ($0.scale, $0.rise) } ?? (1, 0) }

  private mutating func emit(_ character: Character, script: (scale: Double, rise: Double)?) {
    var atom = MathText.Atom(text: String(character))
    var isUnary: Bool { precedesOperand }
    if character.isASCII, character.isLetter || character.isNumber {
      // Most characters: they are none of those below.
      atom.isItalic = character.isLetter
    } else if character == "\\" {
      atom = command()
    } else if character == "-" {
      atom.text = "−"
      setOperatorSpacing(&atom, isUnary: isUnary)
    } else if character == "'" {
      atom.text = "′"
    } else if character == "*" {
      atom.text = "·"
      setOperatorSpacing(&atom, isUnary: isUnary)
    } else if "+=<>≤≥≈±×·−∈→".contains(character) {
      setOperatorSpacing(&atom, isUnary: isUnary)
    } else if character == "," {
      atom.spaceAfter = 0.17
    } else if character.isLetter {
      atom.isItalic = ("α"..."ω").contains(character)
    }
    let level = current
    atom.scale = script?.scale ?? level.0
    atom.rise = script?.rise ?? level.1
    atom.isScript = script != nil || (levels.last?.isScript ?? false)
    if atom.isScript {
      atom.spaceBefore = 0
      atom.spaceAfter = 0
    }
    if atom.text.isEmpty && atom.spaceAfter == 0 { return }
    if atom.text == "′", atoms.last?.isItalic == true { atom.italicCorrection = 0.14 * atom.scale }
    if let last = atoms.last, last.isItalic == atom.isItalic, last.scale == atom.scale,
      last.rise == atom.rise, last.isScript == atom.isScript, last.spaceAfter == 0,
      atom.spaceBefore == 0
    {
      atoms[atoms.count - 1].text += atom.text
      atoms[atoms.count - 1].spaceAfter = atom.spaceAfter
    } else {
      atoms.append(atom)
    }
  }

  /// Whether what comes next cannot be the right side of a binary operator.
  private var precedesOperand: Bool {
    guard let last = atoms.last?.text.last else { return true }
    return "(=<>≤≥≈+−·×[{,/|".contains(last)
  }

  private func setOperatorSpacing(_ atom: inout MathText.Atom, isUnary: Bool) {
    guard !isUnary else { return }
    atom.spaceBefore = 0.22
    atom.spaceAfter = 0.22
  }

  private mutating func command() -> MathText.Atom {
    let isUnary = precedesOperand
    var name = ""
    while index < characters.count, characters[index].isLetter, characters[index].isASCII {
      name.append(characters[index])
      index += 1
    }
    guard !name.isEmpty else {
      guard index < characters.count else { return MathText.Atom(text: "\\") }
      let character = characters[index]
      index += 1
      var atom = MathText.Atom(text: "")
      switch character {
      case ",", ":", ";", " ": atom.spaceAfter = 0.2
      case "!": break
      default: atom.text = String(character)
      }
      return atom
    }
    if name == "text" || name == "mathrm" || name == "operatorname" || name == "mathbf" {
      return MathText.Atom(text: group())
    }
    if name == "left" || name == "right" { return MathText.Atom(text: "") }
    if name == "quad" {
      var atom = MathText.Atom(text: "")
      atom.spaceAfter = 1
      return atom
    }
    if let symbol = Self.operators[name] {
      var atom = MathText.Atom(text: symbol)
      setOperatorSpacing(&atom, isUnary: isUnary)
      return atom
    }
    if let symbol = Self.symbols[name] {
      var atom = MathText.Atom(text: symbol)
      atom.isItalic = symbol.first.map { ("α"..."ω").contains($0) } ?? false
      return atom
    }
    var atom = MathText.Atom(text: name)
    if Self.functions.contains(name), index < characters.count, characters[index] != "(",
      characters[index] != "_", characters[index] != "^"
    {
      atom.spaceAfter = 0.17
    }
    return atom
  }

  /// Reads a braced group as upright text.
  private mutating func group() -> String {
    guard index < characters.count, characters[index] == "{" else { return "" }
    index += 1
    var text = ""
    var depth = 1
    while index < characters.count {
      let character = characters[index]
      index += 1
      if character == "{" { depth += 1 }
      if character == "}" {
        depth -= 1
        if depth == 0 { break }
      }
      text.append(character)
    }
    return text
  }

  /// Lets a superscript stand above the subscript it follows, or the other way round.
  private mutating func markStackedScripts() {
    for index in atoms.indices.dropFirst() {
      let previous = atoms[index - 1]
      let atom = atoms[index]
      if atom.isScript, previous.isScript, (atom.rise > 0) != (previous.rise > 0),
        !previous.startsAtPreviousScript
      {
        atoms[index].startsAtPreviousScript = true
      }
    }
  }

  private static let operators = [
    "cdot": "·", "times": "×", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠",
    "neq": "≠", "approx": "≈", "pm": "±", "to": "→", "rightarrow": "→", "in": "∈", "sim": "∼",
    "mid": "|", "propto": "∝",
  ]

  private static let symbols = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ",
    "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω", "infty": "∞", "partial": "∂", "nabla": "∇", "sum": "∑", "prod": "∏",
    "sqrt": "√", "ell": "ℓ", "ldots": "…", "dots": "…", "cdots": "⋯", "prime": "′",
    "lVert": "‖", "rVert": "‖", "Vert": "‖", "vert": "|", "langle": "⟨", "rangle": "⟩",
  ]

  private static let functions: Set<String> = [
    "exp", "log", "ln", "sin", "cos", "tan", "tanh", "max", "min", "det", "arg",
  ]
}
