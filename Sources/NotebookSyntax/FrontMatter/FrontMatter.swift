package import Diagnostics

/// The YAML at the top of a notebook.
package struct FrontMatter: Sendable {
  package var title: Located<String>?
  package var subtitle: String?
  package var description: String?
  package var authors: [String] = []
  package var date: String?
  /// A BCP 47 code.
  package var language = "en"
  package var seed: UInt64 = 0
  package var showsContents = true
  package var numbersSections = false
  /// Parameters in the author's order, overrides applied.
  package var parameters: [(name: Located<String>, value: ParameterValue)] = []

  /// Creates the front matter of a notebook that has none.
  package init() {}
}

/// The value of a notebook parameter.
package enum ParameterValue: Sendable, Hashable {
  case number(Double)
  case text(String)
  case boolean(Bool)
}
