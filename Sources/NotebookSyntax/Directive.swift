package import Diagnostics

/// The directives that a fenced block can name.
package enum DirectiveKind: String, Sendable, CaseIterable {
  case data
  case train
  case plot
  case table
  case backpropTrace = "backprop-trace"
}

/// A fenced block that runs.
package struct Directive: Sendable {
  package var kind: Located<DirectiveKind>
  /// What follows the directive's name: a name, or the kind of a plot or table.
  package var argument: Located<String>?
  /// False where the author wrote `run=false`.
  package var isRun: Bool
  /// One mapping; empty where the body is empty.
  package var body: YAMLNode
  /// The body as written, for the report's listing.
  package var text: String
  /// The whole block with its fences.
  package var range: SourceRange

  /// Creates a directive.
  package init(
    kind: Located<DirectiveKind>, argument: Located<String>?, isRun: Bool, body: YAMLNode,
    text: String, range: SourceRange
  ) {
    self.kind = kind
    self.argument = argument
    self.isRun = isRun
    self.body = body
    self.text = text
    self.range = range
  }
}
