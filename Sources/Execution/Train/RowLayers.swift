import NeuralEngine
import NotebookSyntax

/// The layers between images and rows, of training alone, and of whole numbers.
enum RowLayers {
  /// `flatten`, `dropout P`, `batchnorm`, `layernorm`, `embedding N`.
  static var declarations: [CallDeclaration<Layer>] {
    [
      plain("flatten", .flatten, "all numbers of a row one after the other"),
      dropout,
      plain(
        "batchnorm", .batchNormalization,
        "each feature or channel with mean 0 and variance 1 over the batch, times γ plus β"),
      plain(
        "layernorm", .layerNormalization,
        "each row with mean 0 and variance 1 over its features, times γ plus β"),
      embedding,
    ]
  }

  private static func plain(
    _ name: String, _ layer: Layer, _ meaning: String
  ) -> CallDeclaration<Layer> {
    CallDeclaration(name, meaning: meaning, example: name) { _, _ in layer }
  }

  private static var dropout: CallDeclaration<Layer> {
    let probability = Option(
      "p", .number(atLeast: 0, below: 1), default: 0.5, shownAs: "0.5",
      meaning: "the share of numbers that become 0", example: "0.5")
    return CallDeclaration(
      "dropout", meaning: "while training, zeros at random and the rest divided by 1 − p",
      example: "dropout 0.5", positional: [probability]
    ) { values, _ in values[probability].map { .dropout(probability: $0) } }
  }

  private static var embedding: CallDeclaration<Layer> {
    let units = Option.required(
      "units", .integer(1...100_000), meaning: "the length of a vector", example: "8")
    return CallDeclaration(
      "embedding", meaning: "a trained vector for each of the whole numbers 0, 1, …",
      example: "embedding 8", positional: [units]
    ) { values, _ in values[units].map { .embedding(units: $0) } }
  }
}
