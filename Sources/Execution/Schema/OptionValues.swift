package import Diagnostics
import NotebookSyntax

/// The decoded options of one directive, plot or call.
package struct OptionValues: Sendable {
  /// Where the block or call was written.
  package let range: SourceRange
  private var values: [String: any Sendable] = [:]
  private var ranges: [String: (key: SourceRange, value: SourceRange)] = [:]

  init(range: SourceRange) { self.range = range }

  /// The value that the author gave, else the default; nil where there is neither, and where the
  /// author's value could not be decoded (which has been reported).
  package subscript<Value>(_ option: Option<Value>) -> Value? {
    values[option.name] as? Value
  }

  /// Returns whether the author gave an option, decodable or not.
  package func isGiven(_ option: any OptionDeclaration) -> Bool { ranges[option.name] != nil }

  /// Returns where the author wrote an option's value; the whole block where it was left out.
  package func valueRange(of option: any OptionDeclaration) -> SourceRange {
    ranges[option.name]?.value ?? range
  }

  /// Returns where the author wrote an option's key; the whole block where it was left out.
  package func keyRange(of option: any OptionDeclaration) -> SourceRange {
    ranges[option.name]?.key ?? range
  }

  mutating func set(_ name: String, to value: (any Sendable)?) { values[name] = value }

  mutating func place(_ name: String, key: SourceRange, value: SourceRange) {
    ranges[name] = (key, value)
  }
}
