/// A number format in Python's mini-language: `.3f`, `.1%`, `.2e`, `,`, `,.2f`, `g`, `+08.3f`.
package struct FormatSpec: Sendable, Hashable {
  /// Returns the format that a text describes, nil where it is none.
  package static func parse(_ text: String) -> FormatSpec? { FormatSpec() }

  /// Returns a number as text.
  package func format(_ value: Double) -> String { "\(value)" }

  /// Returns the shortest decimal that reads back as the same number; whole numbers have no `.0`.
  package static func shortest(_ value: Double) -> String { "\(value)" }
}
