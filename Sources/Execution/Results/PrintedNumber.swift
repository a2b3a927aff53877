/// Numbers as print writes them: with real minus signs, powers of ten and, where asked for,
/// thousands told apart. What machines read keeps the signs of `FormatSpec`.
package enum PrintedNumber {
  /// Returns a text of numbers as print writes it, such as `−1.2 × 10⁻²³` for `-1.2e-23`; text that
  /// holds anything but numbers and their comparisons stays as it is.
  package static func typeset(_ text: String, groupsThousands: Bool = false) -> String {
    guard text.contains(where: \.isNumber), text.allSatisfy(characters.contains) else {
      return text
    }
    var printed = ""
    var rest = Substring(text)
    while let character = rest.first {
      if character.isNumber {
        printed += number(&rest, groupsThousands: groupsThousands)
      } else {
        // Between digits it is no sign but a hyphen, as in dates.
        printed.append(character == "-" && printed.last?.isNumber != true ? "−" : character)
        rest.removeFirst()
      }
    }
    return printed
  }

  private static let characters = Set("0123456789.,-+−±e%[]<>=≤≥ ")

  /// Takes a number without its sign and returns it as print writes it.
  private static func number(_ rest: inout Substring, groupsThousands: Bool) -> String {
    let whole = takeDigits(&rest)
    var mantissa = groupsThousands ? grouped(whole) : whole
    let afterPoint = rest.dropFirst()
    if rest.first == ".", afterPoint.first?.isNumber == true {
      rest = afterPoint
      mantissa += "." + takeDigits(&rest)
    }
    guard rest.first == "e" else { return mantissa }
    var power = rest.dropFirst()
    let sign = power.first == "-" ? "-" : ""
    if let first = power.first, "+-".contains(first) { power.removeFirst() }
    guard let exponent = Int(sign + takeDigits(&power)) else { return mantissa }
    rest = power
    let ten = "10" + FigureText.superscript(exponent)
    return mantissa == "1" ? ten : mantissa + "\u{A0}×\u{A0}" + ten
  }

  private static func takeDigits(_ rest: inout Substring) -> String {
    let digits = rest.prefix(while: \.isNumber)
    rest = rest[digits.endIndex...]
    return String(digits)
  }

  private static func grouped(_ digits: String) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return result
  }
}
