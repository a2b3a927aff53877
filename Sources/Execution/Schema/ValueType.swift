package import NotebookSyntax

/// A kind of value that an option takes: what it may be and how it is decoded.
///
/// The built-in types are static members: `.number(above: 0)`, `.integer(1...)`, `.boolean`,
/// `.text`, `.choice(Scale.self)`, `.range`, `.list(of:)`, `.oneOrMore(of:)`, `.mapping(of:)`,
/// `.call(of:)`, `.expression`, `.data`, `.run`, `.anyOf(_:_:)`.
package struct ValueType<Value: Sendable>: Sendable {
  /// What a value may be, such as `a whole number of at least 1`; completes "… takes".
  package let expectation: String
  /// The form of the values for editor schemas.
  package let form: ValueForm
  /// Returns the value a node stands for, or reports what is wrong with it and returns nil.
  ///
  /// The text names what the value is for, such as `` `epochs` ``.
  package let decode:
    @Sendable (_ node: YAMLNode, _ subject: String, _ context: inout PlanningContext) -> Value?

  /// Creates a type of values.
  package init(
    _ expectation: String, form: ValueForm = .any,
    decode:
      @escaping @Sendable (
        _ node: YAMLNode, _ subject: String, _ context: inout PlanningContext
      ) -> Value?
  ) {
    self.expectation = expectation
    self.form = form
    self.decode = decode
  }

  /// Returns the same type with decoded values transformed; nil from `transform` means that it
  /// has reported a problem.
  package func map<Other: Sendable>(
    _ transform: @escaping @Sendable (Value, YAMLNode, inout PlanningContext) -> Other?
  ) -> ValueType<Other> {
    ValueType<Other>(expectation, form: form) { node, subject, context in
      guard let value = decode(node, subject, &context) else { return nil }
      return transform(value, node, &context)
    }
  }
}

/// What a value looks like in YAML, for editor schemas and the reference.
package indirect enum ValueForm: Sendable, Equatable {
  case any
  case number(minimum: Double?, maximum: Double?, isMinimumExcluded: Bool)
  case integer(minimum: Int?, maximum: Int?)
  case boolean
  case text
  case choice([String])
  case range
  case expression
  case list(ValueForm)
  case mapping(ValueForm)
  /// A call of one of the names.
  case call([String])
  case dataName
  case runName
  case either(ValueForm, ValueForm)
}
