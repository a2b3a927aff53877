package import Diagnostics

/// A thing with options: `adam lr=0.03`, `dense 8`, or the same written as the mapping
/// `{adam: {lr: 0.03}}`.
package struct Call: Sendable {
  package var name: Located<String>
  package var positional: [YAMLNode]
  package var named: [YAMLNode.Entry]
  package var range: SourceRange

  /// Creates a call.
  package init(
    name: Located<String>, positional: [YAMLNode], named: [YAMLNode.Entry], range: SourceRange
  ) {
    self.name = name
    self.positional = positional
    self.named = named
    self.range = range
  }
}
