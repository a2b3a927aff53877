/// Names of variables as diagrams set them.
package enum DiagramName {
  /// Returns a name as `$…$` markup: one letter with digits becomes an italic letter with a
  /// subscript, `w0` or `w_0` as w₀; longer names and names with markup stay as they are.
  package static func typeset(_ name: String) -> String {
    guard let first = name.first, first.isLetter, !name.contains("$") else { return name }
    var rest = name.dropFirst()
    if rest.isEmpty { return "$\(first)$" }
    let isMarked = rest.first == "_"
    if isMarked { rest = rest.dropFirst() }
    let isIndex = !rest.isEmpty && rest.allSatisfy { $0.isNumber || (isMarked && $0.isLetter) }
    guard isIndex else { return name }
    return rest.allSatisfy(\.isNumber) ? "$\(first)_{\(rest)}$" : "$\(first)_{\\text{\(rest)}}$"
  }

  /// Returns a name as the markup of `typeset` without its dollars, for use inside of formulas.
  package static func formula(_ name: String) -> String {
    let text = typeset(name)
    guard text.count > 2, text.hasPrefix("$"), text.hasSuffix("$") else { return "\\text{\(name)}" }
    return String(text.dropFirst().dropLast())
  }
}
