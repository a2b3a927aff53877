/// A number format in Python's mini-language,
/// `[[fill]align][sign][z][#][0][width][,|_][.precision][type]`, such as `.3f`, `.1%`, `.2e`, `,`,
/// `,.2f`, `g` and `+08.3f`.
///
/// The types are `f F e E g G %`, `d` (rounds to a whole number) and none. Results are those of
/// Python's `format` for a float, digit for digit, with one exception: without type and precision
/// whole numbers have no `.0`.
package struct FormatSpec: Sendable, Hashable {
  enum Alignment: Character {
    case left = "<"
    case right = ">"
    case afterSign = "="
    case center = "^"
  }
  enum Sign: Character {
    case onlyMinus = "-"
    case always = "+"
    case space = " "
  }
  enum Kind: Character {
    case fixed = "f"
    case scientific = "e"
    case general = "g"
    case percent = "%"
    case whole = "d"
  }

  /// The largest width and precision.
  static let limit = 400

  var fill: Character = " "
  var alignment: Alignment?
  var sign = Sign.onlyMinus
  var dropsNegativeZero = false
  var isAlternate = false
  var width = 0
  var grouping: Character?
  var precision: Int?
  var kind: Kind?
  var isUppercase = false

  /// The format of a value without a format: the shortest decimal that reads back the same.
  package init() {}

  /// Returns the format that a text describes, nil where it is none.
  package static func parse(_ text: String) -> FormatSpec? {
    var spec = FormatSpec()
    var rest = Array(text)[...]
    if rest.count >= 2, let alignment = Alignment(rawValue: rest[rest.startIndex + 1]) {
      spec.fill = rest[rest.startIndex]
      spec.alignment = alignment
      rest.removeFirst(2)
    } else if let alignment = rest.first.flatMap(Alignment.init) {
      spec.alignment = alignment
      rest.removeFirst()
    }
    if let sign = rest.first.flatMap(Sign.init) {
      spec.sign = sign
      rest.removeFirst()
    }
    spec.dropsNegativeZero = rest.takeFirst("z")
    spec.isAlternate = rest.takeFirst("#")
    if rest.takeFirst("0"), spec.alignment == nil {
      spec.fill = "0"
      spec.alignment = .afterSign
    }
    guard let width = rest.takeInteger(upTo: limit) else { return nil }
    spec.width = width.value ?? 0
    if let mark = rest.first, mark == "," || mark == "_" {
      spec.grouping = mark
      rest.removeFirst()
    }
    if rest.takeFirst(".") {
      guard let precision = rest.takeInteger(upTo: limit)?.value else { return nil }
      spec.precision = precision
    }
    if let letter = rest.popFirst() {
      let lowered = letter.lowercased()
      guard lowered.count == 1, let kind = Kind(rawValue: Character(lowered)) else { return nil }
      spec.kind = kind
      spec.isUppercase = letter.isUppercase
      if kind == .whole, spec.precision != nil || spec.isUppercase { return nil }
    }
    return rest.isEmpty ? spec : nil
  }

  /// Returns the shortest decimal that reads back as the same number; whole numbers have no `.0`.
  package static func shortest(_ value: Double) -> String { FormatSpec().format(value) }
}

extension ArraySlice<Character> {
  /// Removes a character at the start and returns true where it is there.
  fileprivate mutating func takeFirst(_ character: Character) -> Bool {
    guard first == character else { return false }
    removeFirst()
    return true
  }

  /// Removes the digits at the start; nil where they mean more than the limit, a nil value where
  /// there are none.
  fileprivate mutating func takeInteger(upTo limit: Int) -> (value: Int?, Void)? {
    var value: Int?
    while let digit = first, digit.isASCII, let number = digit.wholeNumberValue {
      let next = (value ?? 0) * 10 + number
      guard next <= limit else { return nil }
      value = next
      removeFirst()
    }
    return (value, ())
  }
}
