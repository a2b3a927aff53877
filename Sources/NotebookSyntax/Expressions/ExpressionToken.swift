/// A token of an expression, with its UTF-8 offsets in the text.
struct ExpressionToken {
  enum Kind: Equatable {
    case number(Double)
    case name(String)
    case `operator`(Expression.BinaryOperator)
    case open(Bracket)
    case close(Bracket)
    case comma
    case transpose
    /// `=`, which only statements have.
    case assign
    /// `;` or, outside brackets, a line's end.
    case separator
    /// Characters that mean nothing here, with what to write instead.
    case invalid(message: String, advice: String?)
  }

  enum Bracket: Character {
    case round = "("
    case square = "["

    var closing: Character { self == .round ? ")" : "]" }
  }

  var kind: Kind
  var range: Range<Int>
}

/// Splits the text of expressions into tokens.
struct ExpressionLexer {
  private let scalars: [(scalar: Unicode.Scalar, offset: Int)]
  private let end: Int
  private var index = 0
  private var depth = 0
  private var tokens: [ExpressionToken] = []

  private init(_ text: String) {
    var offset = 0
    var found: [(Unicode.Scalar, Int)] = []
    for scalar in text.unicodeScalars {
      found.append((scalar, offset))
      offset += UTF8.width(scalar)
    }
    scalars = found
    end = offset
  }

  /// Returns the tokens of a text; line ends separate statements only where `separatesLines`.
  static func tokens(of text: String, separatesLines: Bool) -> [ExpressionToken] {
    var lexer = ExpressionLexer(text)
    while lexer.index < lexer.scalars.count { lexer.takeToken(separatesLines) }
    return lexer.tokens
  }

  private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
    index + distance < scalars.count ? scalars[index + distance].scalar : nil
  }

  private func offset(at index: Int) -> Int {
    index < scalars.count ? scalars[index].offset : end
  }

  private mutating func emit(_ kind: ExpressionToken.Kind, _ length: Int) {
    let start = offset(at: index)
    index += length
    tokens.append(ExpressionToken(kind: kind, range: start..<offset(at: index)))
  }

  private mutating func takeToken(_ separatesLines: Bool) {
    guard let scalar = peek() else { return }
    let next = peek(1)
    switch scalar {
    case "\n", "\r":
      if separatesLines, depth == 0 { emit(.separator, 1) } else { index += 1 }
    case ";": emit(.separator, 1)
    case "(", "[":
      depth += 1
      emit(.open(scalar == "(" ? .round : .square), 1)
    case ")", "]":
      depth = max(0, depth - 1)
      emit(.close(scalar == ")" ? .round : .square), 1)
    case ",": emit(.comma, 1)
    case "*" where next == "*": emitInvalid(2, "`**` is not an operator", "write `^` for a power")
    case "+": emit(.operator(.add), 1)
    case "-": emit(.operator(.subtract), 1)
    case "*": emit(.operator(.multiply), 1)
    case "/": emit(.operator(.divide), 1)
    case "^": emit(.operator(.power), 1)
    case "@": emit(.operator(.matrixProduct), 1)
    case "<" where next == "=": emit(.operator(.lessOrEqual), 2)
    case ">" where next == "=": emit(.operator(.greaterOrEqual), 2)
    case "=" where next == "=": emit(.operator(.equal), 2)
    case "!" where next == "=": emit(.operator(.notEqual), 2)
    case "<": emit(.operator(.less), 1)
    case ">": emit(.operator(.greater), 1)
    case "=": emit(.assign, 1)
    case "." where next == "T" && !(peek(2).map(Self.continuesName) ?? false):
      emit(.transpose, 2)
    case "." where next == ".":
      emitInvalid(2, "a range is not an expression", nil)
    case ".":
      if let next, Self.isDigit(next) { takeNumber() } else { takeMember() }
    default:
      if Self.isDigit(scalar) {
        takeNumber()
      } else if Self.startsName(scalar) {
        takeName()
      } else if scalar.properties.isWhitespace {
        index += 1
      } else {
        emitInvalid(1, "`\(scalar)` means nothing in an expression", Self.advice(for: scalar))
      }
    }
  }

  private mutating func emitInvalid(_ length: Int, _ message: String, _ advice: String?) {
    emit(.invalid(message: message, advice: advice), length)
  }

  private mutating func takeNumber() {
    let start = index
    var text = ""
    func digits(_ lexer: inout ExpressionLexer) {
      while let scalar = lexer.peek(), Self.isDigit(scalar) {
        text.unicodeScalars.append(scalar)
        lexer.index += 1
      }
    }
    digits(&self)
    if text.isEmpty { text = "0" }
    if peek() == ".", peek(1) != ".", !(peek(1).map(Self.startsName) ?? false) {
      index += 1
      text += "."
      digits(&self)
      if text.hasSuffix(".") { text += "0" }
    }
    if peek() == "e" || peek() == "E" {
      let hasSign = peek(1) == "-" || peek(1) == "+"
      if let digit = peek(hasSign ? 2 : 1), Self.isDigit(digit) {
        text += "e" + (peek(1) == "-" ? "-" : "")
        index += hasSign ? 2 : 1
        digits(&self)
      }
    }
    let length = index - start
    index = start
    emit(.number(Double(text) ?? .nan), length)
  }

  private mutating func takeName() {
    var length = 1
    while let scalar = peek(length), Self.continuesName(scalar) { length += 1 }
    var name = String.UnicodeScalarView()
    for position in index..<(index + length) { name.append(scalars[position].scalar) }
    emit(.name(String(name)), length)
  }

  private mutating func takeMember() {
    var length = 1
    while let scalar = peek(length), Self.continuesName(scalar) { length += 1 }
    emitInvalid(length, "only `.T`, the transpose, can follow a value", nil)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func startsName(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic
  }

  /// Letters, digits, `_`, combining marks such as a hat, and subscript digits.
  private static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    startsName(scalar) || isDigit(scalar)
      || scalar.properties.generalCategory == .nonspacingMark
      || ("\u{2080}"..."\u{2089}").contains(scalar)
  }

  private static func advice(for scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "×", "·", "∙", "⋅", "∗": "write `*`"
    case "÷", "∕": "write `/`"
    case "−", "–", "—": "write `-`, the hyphen"
    case "²": "write `^2`"
    case "³": "write `^3`"
    case "≤": "write `<=`"
    case "≥": "write `>=`"
    case "≠": "write `!=`"
    case "√": "write `sqrt(…)`"
    case "{", "}": "write round parentheses"
    case "|": "write `abs(…)` or `norm(…)`"
    default: nil
    }
  }
}
