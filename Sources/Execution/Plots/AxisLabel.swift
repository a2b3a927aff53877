/// How figures write the names of columns.
enum AxisLabel {
  /// Returns a column's name with its trailing digits as a subscript: `x1` becomes x₁.
  static func column(_ name: String) -> String {
    let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }
    let stem = name.dropLast(digits.count)
    guard stem.count == 1, !digits.isEmpty else { return name }
    return "$\(stem)_{\(String(digits.reversed()))}$"
  }

  /// Returns an expression over columns as a label: `x1^2` becomes x₁², `x1*x2` becomes x₁x₂.
  static func expression(_ text: String) -> String {
    var label = ""
    var rest = Substring(text)
    while let first = rest.first {
      let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      if word.first?.isLetter == true {
        label += column(String(word))
        rest = rest.dropFirst(word.count)
        if rest.first == "^" {
          let exponent = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
          guard !exponent.isEmpty else { continue }
          label += "$^{\(exponent)}$"
          rest = rest.dropFirst(1 + exponent.count)
        }
      } else if first == " " {
        rest.removeFirst()
      } else if first == "*" {
        rest = rest.dropFirst().drop { $0 == " " }
        if rest.first?.isNumber == true || label.last?.isNumber == true { label += "·" }
      } else {
        label.append(first == "-" ? "−" : first)
        rest.removeFirst()
      }
    }
    return label.replacing("$$", with: "")
  }
}
