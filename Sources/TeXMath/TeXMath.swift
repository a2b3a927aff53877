package import Diagnostics

/// Turns TeX mathematics into MathML Core, which browsers draw without fonts or scripts of ours.
///
/// Classes that begin with `tex-` mark what MathML Core leaves to style sheets: the alignment of
/// columns (`tex-left`, `tex-right`), rules (`tex-bar`, `tex-bar-after`, `tex-rule`), the kinds of
/// table (`tex-aligned`, `tex-cases`, `tex-lines`,
/// `tex-matrix`, `tex-small`, `tex-stack`), fonts of text (`tex-bold`,
/// `tex-italic`, `tex-mono`, `tex-sans`), frames and bars (`tex-box`, `tex-overline`,
/// `tex-underline`) and source shown for want of a meaning
/// (`tex-problem`).
package enum TeXMath {
  /// Converts a formula.
  ///
  /// Parsing never fails: what is unknown or broken appears as its own source, with a warning
  /// `NB100` at its characters.
  ///
  /// - Parameters:
  ///   - tex: The formula without its dollars.
  ///   - isDisplayed: Whether it stands on lines of its own.
  ///   - location: Where the formula stands in the notebook.
  /// - Returns: A `math` element and the problems found, in source order.
  /// - Complexity: O(n) in the length of the formula.
  package static func convert(
    _ tex: String, isDisplayed: Bool, at location: TeXLocation
  ) -> (node: MathMLNode, diagnostics: [Diagnostic]) {
    var parser = TeXParser(tex, style: isDisplayed ? .display : .text)
    var body = parser.parseFormula()
    var problems = parser.problems
    if parser.isTooDeep {
      body = parser.sourceAtom(from: 0, to: tex.utf8.count).node
      problems = [
        TeXParser.Problem(
          lower: 0, upper: tex.utf8.count,
          message: "a formula nested deeper than \(TeXParser.maximumDepth) levels")
      ]
    }
    problems.sort { ($0.lower, $0.upper) < ($1.lower, $1.upper) }
    let diagnostics = problems.map { problem in
      Diagnostic.warning(
        .unknownMath, problem.message, at: location.sourceRange(problem.lower, problem.upper),
        label: problem.label, notes: problem.notes)
    }
    let source = String(tex.drop(while: \.isWhitespace))
    let annotation = MathMLNode(
      .annotation, text: source, attributes: [.init("encoding", "application/x-tex")])
    var math = MathMLNode(.math, [MathMLNode(.semantics, [body, annotation])])
    if isDisplayed { math = math.with("display", "block") }
    return (math.with("alttext", source), diagnostics)
  }
}
