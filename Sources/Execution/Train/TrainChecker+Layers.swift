import Diagnostics
import NeuralEngine
import NotebookSyntax

/// What a network's layers take.
extension TrainChecker {
  /// The inputs of the model: features keep the image shape of the columns where they are as many.
  var modelInput: ModelInput {
    let features = values[TrainDirective.features]
    let count = features?.count ?? data.columns.count
    return ModelInput(
      count: count, imageShape: data.imageShape,
      vocabularyCount: features == nil && model.model.takesWholeNumbers
        ? data.vocabularyCount : nil)
  }

  /// Returns what to tell an author about a layer that does not fit.
  func diagnostic(of problem: LayerProblem) -> Diagnostic {
    var name = "this layer"
    if case .network(let layers) = model.model {
      name = "`\(layers[problem.layer].call.prefix { $0 != " " })`"
    }
    let range =
      problem.layer < model.layerRanges.count ? model.layerRanges[problem.layer] : model.range
    var label: String?
    var notes: [String] = []
    switch problem.reason {
    case .needsImage:
      if data.imageShape == nil {
        notes.append(
          "`\(data.name)` has \(ValueText.counted(data.columns.count, "column")) and no image"
            + " shape; `from: csv PATH shape=28x28` gives a file's columns one")
      } else if values.isGiven(TrainDirective.features) {
        notes.append("features keep the image of the columns where there are as many")
      } else {
        label = "put it before `dense` and `flatten`"
      }
    case .kernelTooLarge(let window, let height, let width):
      label =
        "at most \(height + 2 * window.padding.height)×\(width + 2 * window.padding.width) here"
    case .needsRow: label = "put `flatten` before it"
    case .needsRowOrImage: label = "write `layernorm`, or `flatten` before it"
    case .embeddingNotFirst: label = "make it the first layer"
    case .needsWholeNumbers:
      notes.append("embeddings name rows of a table by the numbers 0, 1, 2, …")
    }
    return .error(
      .shapeMismatch, "\(name) \(problem.reason.text)", at: range, label: label, notes: notes)
  }
}
