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

/// A decoded scalar's text and where each of its bytes stands in the source: escapes, folding,
/// indentation and substituted parameters make the two differ.
package struct ScalarText: Sendable, Hashable {
  package var text: String
  /// Runs of bytes copied verbatim: `(offset in text, offset in the source)`, ascending; bytes
  /// before the next run that are not verbatim map to the run's start.
  package var runs: [Run]
  package var range: SourceRange

  package struct Run: Sendable, Hashable {
    package var textOffset: Int
    package var sourceOffset: Int

    /// Creates a run.
    package init(textOffset: Int, sourceOffset: Int) {
      self.textOffset = textOffset
      self.sourceOffset = sourceOffset
    }
  }

  /// Creates the text of a scalar that stands verbatim in the source.
  package init(verbatim text: String, at offset: Int) {
    self.text = text
    runs = [Run(textOffset: 0, sourceOffset: offset)]
    range = SourceRange(offset, offset + text.utf8.count)
  }

  /// Creates the text of a scalar with its map into the source.
  package init(text: String, runs: [Run], range: SourceRange) {
    self.text = text
    self.runs = runs
    self.range = range
  }

  /// Returns the place in the source of the UTF-8 offsets `lower..<upper` of the text.
  package func sourceRange(_ lower: Int, _ upper: Int) -> SourceRange {
    SourceRange(
      sourceOffset(lower), upper > lower ? sourceOffset(upper - 1) + 1 : sourceOffset(lower))
  }

  private func sourceOffset(_ offset: Int) -> Int {
    guard let run = runs.last(where: { $0.textOffset <= offset }) else { return range.lower }
    return min(run.sourceOffset + offset - run.textOffset, max(range.lower, range.upper))
  }
}

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
