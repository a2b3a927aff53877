/// Names of variables as diagrams set them.
package enum DiagramName {
  /// Returns a name as `$…$` markup: a letter with digits becomes an italic letter with a subscript,
  /// `w0` or `w_0` as w₀, and a Greek letter's name the letter, `eta` as η; longer names and names
  /// with markup stay as they are.
  package static func typeset(_ name: String) -> String {
    guard let (letter, suffix) = parts(of: name), !name.contains("$") else { return name }
    if suffix.isEmpty { return "$\(letter)$" }
    var index = suffix
    let isMarked = index.first == "_"
    if isMarked { index = index.dropFirst() }
    let isIndex = !index.isEmpty && index.allSatisfy { $0.isNumber || (isMarked && $0.isLetter) }
    guard isIndex else { return name }
    return index.allSatisfy(\.isNumber)
      ? "$\(letter)_{\(index)}$" : "$\(letter)_{\\text{\(index)}}$"
  }

  /// Returns a name as plain text, with the letter for the name of a Greek one.
  package static func plain(_ name: String) -> String {
    guard let (letter, rest) = parts(of: name), letter.hasPrefix("\\") else { return name }
    return MathText.plainText("$\(letter)$") + rest
  }

  /// Splits a name into the letter that it begins with, as markup, and the rest; nil where it begins
  /// with none.
  private static func parts(of name: String) -> (letter: String, rest: Substring)? {
    guard let first = name.first, first.isLetter else { return nil }
    let word = name.prefix { $0.isLetter }
    if greekLetters.contains(String(word)) { return ("\\\(word)", name[word.endIndex...]) }
    return (String(first), name.dropFirst())
  }

  private static let greekLetters: Set<String> = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
    "mu", "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma",
    "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega",
  ]

  /// Returns a name as the markup of `typeset` without its dollars, for use inside of formulas.
  package static func formula(_ name: String) -> String {
    let text = typeset(name)
    guard text.count > 2, text.hasPrefix("$"), text.hasSuffix("$") else { return "\\text{\(name)}" }
    return String(text.dropFirst().dropLast())
  }
}
