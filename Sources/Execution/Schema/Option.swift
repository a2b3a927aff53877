package import NotebookSyntax

/// One option of a directive, a plot kind or a call: declared once, it drives decoding, checking,
/// the reference and the editor schema.
///
/// ```swift
/// static let epochs = Option(
///   "epochs", .integer(1...), default: 100, meaning: "how often training sees every row",
///   example: "200")
/// …
/// guard let epochs = values[epochs] else { return nil }
/// ```
package struct Option<Value: Sendable>: Sendable {
  /// What happens where the author leaves an option out.
  package enum Presence: Sendable {
    case required
    case optional
    case defaulted(Value, shownAs: String)
  }

  package let name: String
  package let type: ValueType<Value>
  package let presence: Presence
  /// What the option does, in one line without a full stop.
  package let meaning: String
  /// A value as an author would write it.
  package let example: String

  /// Creates an option that may be left out; without it `values[option]` is nil.
  package init(_ name: String, _ type: ValueType<Value>, meaning: String, example: String) {
    self.init(name, type, .optional, meaning: meaning, example: example)
  }

  /// Creates an option with a default; `shownAs` is the default as an author would write it.
  package init(
    _ name: String, _ type: ValueType<Value>, default value: Value, shownAs: String? = nil,
    meaning: String, example: String
  ) {
    self.init(
      name, type, .defaulted(value, shownAs: shownAs ?? "\(value)"), meaning: meaning,
      example: example)
  }

  /// Creates an option that the author has to give.
  package static func required(
    _ name: String, _ type: ValueType<Value>, meaning: String, example: String
  ) -> Option {
    Option(name, type, .required, meaning: meaning, example: example)
  }

  private init(
    _ name: String, _ type: ValueType<Value>, _ presence: Presence, meaning: String,
    example: String
  ) {
    self.name = name
    self.type = type
    self.presence = presence
    self.meaning = meaning
    self.example = example
  }
}

/// An option whatever the type of its value.
package protocol OptionDeclaration: Sendable {
  var name: String { get }
  var meaning: String { get }
  var example: String { get }
  var isRequired: Bool { get }
  /// The default as an author would write it, nil where there is none.
  var defaultText: String? { get }
  /// What a value may be, such as `a whole number of at least 1`.
  var expectation: String { get }
  /// The form of the values for editor schemas.
  var form: ValueForm { get }
  /// The default value, nil where there is none.
  var anyDefault: (any Sendable)? { get }
  /// Decodes a value or reports why it cannot.
  func decodeAny(_ node: YAMLNode, in context: inout PlanningContext) -> (any Sendable)?
}

extension Option: OptionDeclaration {
  package var isRequired: Bool {
    if case .required = presence { true } else { false }
  }

  package var defaultText: String? {
    if case .defaulted(_, let text) = presence { text } else { nil }
  }

  package var expectation: String { type.expectation }

  package var form: ValueForm { type.form }

  package var anyDefault: (any Sendable)? {
    if case .defaulted(let value, _) = presence { value } else { nil }
  }

  package func decodeAny(
    _ node: YAMLNode, in context: inout PlanningContext
  ) -> (any Sendable)? {
    type.decode(node, "`\(name)`", &context)
  }
}
