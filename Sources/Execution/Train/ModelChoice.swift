package import Diagnostics
package import NeuralEngine
import NotebookSyntax

/// A model as an author wrote it.
package struct ModelChoice: Sendable {
  package var model: Model
  /// The place of each layer of a network, in order; one place for a named model.
  package var layerRanges: [SourceRange]
  package var range: SourceRange
  /// The expression that the model is; nil for layers and named models.
  package var formula: ModelFormula?
}

/// The models that have a name of their own.
package enum ModelRegistry {
  /// `linear`, `polynomial degree=…`, `logistic`, `softmax`, `perceptron`.
  package static let registry = CallRegistry<Model>(
    noun: "model", code: .unknownLayer,
    foreign: [
      "poly": "`polynomial degree=8`", "linear-regression": "`linear`",
      "logistic-regression": "`logistic`", "logreg": "`logistic`",
      "mlp": "`[dense 8, tanh, dense 1]`",
      "sequential": "the list of layers alone: `[dense 8, tanh, dense 1]`",
    ],
    [
      CallDeclaration("linear", meaning: "one dense layer without activation", example: "linear") {
        _, _ in .linear
      },
      polynomial,
      CallDeclaration("logistic", meaning: "one dense unit and bce", example: "logistic") {
        _, _ in .logistic
      },
      CallDeclaration(
        "softmax", meaning: "one dense layer with a unit for each class and cross-entropy",
        example: "softmax"
      ) { _, _ in .softmax },
      CallDeclaration(
        "perceptron", meaning: "one unit that says 1 where w·x + b ≥ 0, else 0",
        example: "perceptron"
      ) { _, _ in .perceptron },
    ])

  private static var polynomial: CallDeclaration<Model> {
    let degree = Option.required(
      "degree", .integer(0...100), meaning: "the highest power of x", example: "8")
    return CallDeclaration(
      "polynomial", meaning: "w0 + w1·x + … + wN·x^N", example: "polynomial degree=8",
      positional: [degree]
    ) { values, _ in values[degree].map { .polynomial(degree: $0) } }
  }
}

extension ValueType where Value == ModelChoice {
  /// A list of layers, one layer, or a named model.
  package static var model: ValueType {
    let layers = ValueType<[Located<Layer>]>.calls(of: LayerRegistry.registry)
    let form = ValueForm.either(.call(ModelRegistry.registry.names), layers.form)
    let expectation = "a list of layers such as `[dense 8, tanh, dense 1]`, or a model's name"
    return ValueType(expectation, form: form) { node, subject, context in
      if node.elements == nil {
        let (call, diagnostics) = Call.parse(node)
        guard let call else {
          context.report(contentsOf: diagnostics)
          return nil
        }
        let isLayer =
          LayerRegistry.registry.knows(call.name.value)
          && !ModelRegistry.registry.knows(call.name.value)
        if !isLayer {
          context.report(contentsOf: diagnostics)
          guard let model = ModelRegistry.registry.resolve(call, in: &context) else { return nil }
          return ModelChoice(model: model, layerRanges: [call.range], range: node.range)
        }
      }
      if node.elements?.isEmpty == true {
        context.report(
          .error(
            .outOfRange, "\(subject) has no layers", at: node.range,
            label: "such as `[dense 8, tanh, dense 1]`"))
        return nil
      }
      guard let found = layers.decode(node, subject, &context) else { return nil }
      return ModelChoice(
        model: .network(found.map(\.value)), layerRanges: found.map(\.range), range: node.range)
    }
  }
}
