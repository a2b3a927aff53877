package import Diagnostics

extension Notebook {
  /// Parses a notebook. Parsing never fails: it gives a tree and the problems found.
  ///
  /// `overrides` are the command line's `-P name=value`, in order.
  package static func parse(
    _ source: SourceText, overrides: [(String, String)] = []
  ) -> (notebook: Notebook, diagnostics: [Diagnostic]) {
    (Notebook(source: source, frontMatter: FrontMatter(), blocks: []), [])
  }

  /// Returns a stable text of the whole tree with the place of every node.
  package func dump() -> String { "" }
}

extension Inline {
  /// Parses the Markdown of a caption or an alt text, inline values and math included.
  package static func parse(markdown: ScalarText) -> (inlines: [Inline], diagnostics: [Diagnostic])
  {
    ([], [])
  }
}

extension Call {
  /// Reads a call from text such as `adam lr=0.03` or a mapping such as `{adam: {lr: 0.03}}`.
  package static func parse(_ node: YAMLNode) -> (call: Call?, diagnostics: [Diagnostic]) {
    (nil, [])
  }

  /// Reads a list of calls; a single call is a list of one. Calls that cannot be read are left out.
  package static func parseList(_ node: YAMLNode) -> (calls: [Call], diagnostics: [Diagnostic]) {
    ([], [])
  }
}

extension NumericRange {
  /// True where a scalar holds `..` between two numbers or constant expressions.
  package static func isRange(_ node: YAMLNode) -> Bool { false }

  /// Reads `-5..5`, `-pi..pi` or `0.2..1.6 step 0.2`.
  package static func parse(_ node: YAMLNode) -> (range: NumericRange?, diagnostics: [Diagnostic]) {
    (nil, [])
  }
}

extension Expression {
  /// Parses an expression.
  package static func parse(
    _ text: ScalarText
  ) -> (expression: Expression?, diagnostics: [Diagnostic]) {
    (nil, [])
  }
}

extension Statement {
  /// Parses statements `name = expression`, one a line or separated by `;`.
  package static func parseList(
    _ text: ScalarText
  ) -> (statements: [Statement], diagnostics: [Diagnostic]) {
    ([], [])
  }
}
