package import Diagnostics

/// Turns TeX mathematics into MathML Core, which browsers draw without fonts or scripts of ours.
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
  package static func convert(
    _ tex: String, isDisplayed: Bool, at location: TeXLocation
  ) -> (node: MathMLNode, diagnostics: [Diagnostic]) {
    (MathMLNode(.math, [MathMLNode(.mtext, text: tex)]), [])
  }
}
