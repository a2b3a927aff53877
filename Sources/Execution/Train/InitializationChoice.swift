import Diagnostics
package import NeuralEngine
import NotebookSyntax

/// How an author wants weights to start.
package enum InitializationChoice: Sendable {
  case scheme(Initialization)
  /// Values by parameter name, to be checked against the model's parameters.
  case values([NamedValue<NumericArray>])
}

/// The schemes of initialisation.
package enum InitializationRegistry {
  /// `default`, `xavier`, `he`, `normal std=…`, `uniform a=…`, `zeros`.
  package static let registry = CallRegistry<Initialization>(
    noun: "initialisation", code: .unknownChoice,
    foreign: [
      "glorot": "`xavier`", "glorot_uniform": "`xavier`", "xavier_uniform": "`xavier`",
      "kaiming": "`he`", "kaiming_uniform": "`he`", "he_uniform": "`he`", "zero": "`zeros`",
      "random_normal": "`normal std=0.1`", "gaussian": "`normal std=0.1`",
    ],
    [
      CallDeclaration("default", meaning: "each layer's own default", example: "default") {
        _, _ in .standard
      },
      CallDeclaration("xavier", meaning: "U(±gain·√(6/(in + out)))", example: "xavier") {
        _, _ in .xavier
      },
      CallDeclaration("he", meaning: "U(±gain·√(3/in))", example: "he") { _, _ in .he },
      normal, uniform,
      CallDeclaration("zeros", meaning: "all weights zero", example: "zeros") { _, _ in .zeros },
    ])

  private static var normal: CallDeclaration<Initialization> {
    let std = Option(
      "std", .number(above: 0), default: 1, shownAs: "1", meaning: "the standard deviation",
      example: "0.1")
    return CallDeclaration(
      "normal", meaning: "normal with mean 0", example: "normal std=0.1", named: [std]
    ) { values, _ in values[std].map { .normal(standardDeviation: $0) } }
  }

  private static var uniform: CallDeclaration<Initialization> {
    let bound = Option(
      "a", .number(above: 0), default: 1, shownAs: "1", meaning: "the bound of U(−a, a)",
      example: "0.5")
    return CallDeclaration(
      "uniform", meaning: "uniform between −a and a", example: "uniform a=0.5", named: [bound]
    ) { values, _ in values[bound].map { .uniform(bound: $0) } }
  }
}

extension ValueType where Value == InitializationChoice {
  /// A scheme, or a mapping of parameter names to values.
  static var initialization: ValueType {
    let scheme = ValueType<Initialization>.call(of: InitializationRegistry.registry)
    let mapping = ValueType<[NamedValue<NumericArray>]>.mapping(of: .array)
    return ValueType(
      "\(scheme.expectation), or a mapping of parameters to values",
      form: .either(scheme.form, mapping.form)
    ) { node, subject, context in
      // A mapping of one scheme's name to its options is a call like any other.
      let isScheme =
        node.entries.map {
          $0.count == 1 && InitializationRegistry.registry.contains($0[0].key.value)
        } ?? true
      if isScheme { return scheme.decode(node, subject, &context).map { .scheme($0) } }
      return mapping.decode(node, subject, &context).map { .values($0) }
    }
  }
}
