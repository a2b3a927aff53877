import Diagnostics
import NeuralEngine
import NotebookSyntax
import Plotting

/// `plot embedding`: the rows of a data set where a hidden layer puts them.
struct EmbeddingPlot: PlotKind {
  static let name = "embedding"
  static let meaning =
    "draws rows as a hidden layer sees them: two units, or the two principal components of more"
  static let of = Option.required("of", .run, meaning: "the trained network", example: "net")
  static let layer = Option(
    "layer", .integer(1...1_000),
    meaning:
      "the layer by its place in the list; the one that the last dense layer takes where left out",
    example: "2")
  static let rows = Option(
    "rows", .choice(RowSet.self), meaning: "which rows are drawn; all where left out",
    example: "test")
  static let options: [any OptionDeclaration] = [of, layer, rows]

  static func plan(
    _ values: OptionValues, _ appearance: PlotAppearance, in context: inout PlanningContext
  ) -> (any PlannedPlot)? {
    guard let run = values[of] else { return nil }
    let place = values.valueRange(of: of)
    guard case .network(let layers) = run.model,
      let last = layers.lastIndex(where: { if case .dense = $0 { true } else { false } }), last > 0
    else {
      context.report(
        .error(
          .wrongType, "`\(run.name)` has no hidden layer", at: place,
          label: "such as `model: [dense 8, tanh, dense 1]`"))
      return nil
    }
    RowSet.check(values, rows, of: run.data, in: &context)
    let titles = run.layers.enumerated().map { "\($0.offset + 1) \($0.element.title)" }
    let list = "layers: \(titles.joined(separator: ", "))"
    let index = values[layer].map { $0 - 1 } ?? last - 1
    let range = values.isGiven(layer) ? values.valueRange(of: layer) : place
    guard index < run.layers.count else {
      context.report(
        .error(
          .outOfRange, "`\(run.name)` has \(ValueText.counted(run.layers.count, "layer"))",
          at: range, notes: [list]))
      return nil
    }
    guard run.layers[index].outputShape.count > 1 else {
      context.report(
        .error(
          .shapeMismatch, "layer \(index + 1) of `\(run.name)` has one output, a plane needs two",
          at: range, notes: [list]))
      return nil
    }
    guard !context.hasErrors else { return nil }
    return EmbeddingPlan(
      run: run, layer: index, isBeforeLast: index == last - 1, rows: values[rows],
      appearance: appearance)
  }
}
