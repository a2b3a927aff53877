package import Diagnostics

/// A node of a YAML document.
package struct YAMLNode: Sendable {
  package indirect enum Value: Sendable {
    /// `isQuoted` scalars are text even where they look like numbers.
    case scalar(ScalarText, isQuoted: Bool)
    case sequence([YAMLNode])
    /// Entries in the author's order; keys are unique.
    case mapping([Entry])
  }

  package struct Entry: Sendable {
    package var key: Located<String>
    package var value: YAMLNode

    /// Creates an entry.
    package init(key: Located<String>, value: YAMLNode) {
      self.key = key
      self.value = value
    }
  }

  package var value: Value
  package var range: SourceRange

  /// Creates a node.
  package init(_ value: Value, at range: SourceRange) {
    self.value = value
    self.range = range
  }

  /// The scalar's decoded text, nil for a sequence or mapping.
  package var scalarText: ScalarText? {
    if case .scalar(let text, _) = value { text } else { nil }
  }

  /// Returns the value of a mapping's key.
  package func entry(_ key: String) -> Entry? {
    guard case .mapping(let entries) = value else { return nil }
    return entries.first { $0.key.value == key }
  }
}
