extension YAMLNode {
  /// The decoded text of a scalar, whatever it looks like; nil for a sequence or a mapping.
  package var text: String? { scalarText?.text }

  /// True for an empty value, `~` and `null`.
  package var isNull: Bool {
    guard case .scalar(let text, isQuoted: false) = value else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text.text)
  }

  /// The value of `true` or `false`, nil for anything else.
  package var boolean: Bool? {
    guard case .scalar(let text, isQuoted: false) = value else { return nil }
    return switch text.text {
    case "true", "True", "TRUE": true
    case "false", "False", "FALSE": false
    default: nil
    }
  }

  /// The value of an unquoted number such as `3`, `-0.5`, `1e-3`, `10_000`, `.inf` or `.nan`.
  package var number: Double? {
    guard case .scalar(let text, isQuoted: false) = value else { return nil }
    return NumberSyntax.number(text.text)
  }

  /// The value of an unquoted number that is whole, such as `200`, `10_000` or `1e3`.
  package var integer: Int? {
    guard case .scalar(let text, isQuoted: false) = value else { return nil }
    return NumberSyntax.integer(text.text)
  }

  /// The elements of a sequence, nil for anything else.
  package var elements: [YAMLNode]? {
    if case .sequence(let elements) = value { elements } else { nil }
  }

  /// The entries of a mapping, nil for anything else.
  package var entries: [Entry]? {
    if case .mapping(let entries) = value { entries } else { nil }
  }

  /// What the node is, in words for a message: "a number", "a list".
  package var kindDescription: String {
    switch value {
    case .sequence: return "a list"
    case .mapping: return "a mapping"
    case .scalar(_, let isQuoted):
      if isQuoted { return "text" }
      if isNull { return "nothing" }
      if boolean != nil { return "a boolean" }
      return number != nil ? "a number" : "text"
    }
  }
}

/// How numbers are written in YAML, calls and ranges.
package enum NumberSyntax {
  /// Returns the value of a decimal number, `.inf` or `.nan`; underscores may stand between digits.
  package static func number(_ text: String) -> Double? {
    switch text {
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .infinity
    case "-.inf", "-.Inf", "-.INF": return -.infinity
    case ".nan", ".NaN", ".NAN": return .nan
    default: break
    }
    var digits = ""
    var bytes = Array(text.utf8)[...]
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      if sign == UInt8(ascii: "-") { digits += "-" }
      bytes.removeFirst()
    }
    let whole = takeDigits(&bytes)
    var fraction = ""
    if bytes.first == UInt8(ascii: ".") {
      bytes.removeFirst()
      fraction = takeDigits(&bytes)
    }
    guard !(whole.isEmpty && fraction.isEmpty) else { return nil }
    digits += whole.isEmpty ? "0" : whole
    if !fraction.isEmpty { digits += "." + fraction }
    if let mark = bytes.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
      bytes.removeFirst()
      digits += "e"
      if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        digits += sign == UInt8(ascii: "-") ? "-" : "+"
        bytes.removeFirst()
      }
      let exponent = takeDigits(&bytes)
      guard !exponent.isEmpty else { return nil }
      digits += exponent
    }
    guard bytes.isEmpty else { return nil }
    return Double(digits)
  }

  /// Returns the value of a number that is whole and fits; `1e3` and `4.0` are whole.
  package static func integer(_ text: String) -> Int? {
    let plain = text.filter { $0 != "_" }
    if let integer = Int(plain), number(text) != nil { return integer }
    guard let value = number(text), value == value.rounded(), abs(value) < 0x1p53 else {
      return nil
    }
    return Int(value)
  }

  /// Removes leading digits, with single underscores between them, and returns the digits alone.
  private static func takeDigits(_ bytes: inout ArraySlice<UInt8>) -> String {
    var digits = ""
    while let byte = bytes.first {
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      let next = bytes.dropFirst().first
      let separates =
        byte == UInt8(ascii: "_") && !digits.isEmpty
        && (next.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false)
      guard isDigit || separates else { break }
      if isDigit { digits.unicodeScalars.append(Unicode.Scalar(byte)) }
      bytes.removeFirst()
    }
    return digits
  }
}
