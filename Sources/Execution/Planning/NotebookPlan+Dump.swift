import Diagnostics
import NeuralEngine
import NotebookSyntax

extension NotebookPlan {
  /// Returns a stable text of what each block will do: a line for each block with its name, inputs,
  /// numbers and what it offers, then the labels.
  package func dump() -> String {
    var lines: [String] = []
    for data in unnamedData { lines.append("unnamed data `\(data.name)`: \(data.summary)") }
    for (index, block) in blocks.enumerated() {
      lines += dump(block, index)
    }
    for label in labels.keys.sorted() {
      guard let target = labels[label] else { continue }
      let name = target.number.isEmpty ? target.title : target.number
      lines.append("label \(label): \(target.kind.rawValue) \(name)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func dump(_ block: BlockPlan, _ index: Int) -> [String] {
    let line = notebook.source.position(of: block.directive.range.lower).line
    let words = [
      "block \(index)", "line \(line)", block.directive.kind.value.rawValue,
      block.directive.argument?.value,
    ]
    var lines = [words.compactMap { $0 }.joined(separator: " ")]
    guard let work = block.work else {
      lines.append(block.directive.isRun ? "  has errors" : "  is shown only")
      return lines
    }
    let inputs = block.dependencies.map { id in
      id.index < blocks.count
        ? blocks[id.index].title
        : unnamedData.first { $0.id == id }.map { "unnamed data `\($0.name)`" } ?? "?"
    }
    if !inputs.isEmpty { lines.append("  reads \(inputs.joined(separator: ", "))") }
    for figure in block.figures { lines.append("  figure \(figure.number) \(figure.label)") }
    for table in block.tables { lines.append("  table \(table.number) \(table.label)") }
    if case .data(let data) = work.definition { lines.append("  \(data.summary)") }
    if case .run(let run) = work.definition {
      for layer in run.layers {
        lines.append("  \(layer.title) → \(layer.outputShape), \(layer.parameterCount) parameters")
      }
    }
    let offers = work.offers.map { offer in
      switch offer.form {
      case .number: offer.path
      case .text: "\(offer.path) (text)"
      case .array(let extents):
        "\(offer.path) [\(extents.map(String.init).joined(separator: ", "))]"
      }
    }
    if !offers.isEmpty { lines.append("  offers \(offers.joined(separator: ", "))") }
    return lines
  }
}
