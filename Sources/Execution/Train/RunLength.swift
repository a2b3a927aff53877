import Diagnostics
import NeuralEngine
import NotebookSyntax

extension ValueType where Value == TrainingConfiguration.Batch {
  /// A number of rows, or `full`.
  static var batch: ValueType {
    let expectation = "a number of rows, or `full`"
    let form = ValueForm.either(.integer(minimum: 1, maximum: nil), .choice(["full"]))
    return ValueType(expectation, form: form) { node, subject, context in
      if node.text == "full" { return .full }
      guard let rows = node.integer else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      guard rows >= 1 else {
        context.reportOutOfRange(node, subject, expectation)
        return nil
      }
      return .rows(rows)
    }
  }
}

extension ValueType where Value == RecordInterval {
  /// `every 10 epochs`.
  static var recordInterval: ValueType {
    let expectation = "`every N epochs`, such as `every 10 epochs`"
    return ValueType(expectation, form: .text) { node, subject, context in
      let words = (node.text ?? "").split { $0.isWhitespace }.map(String.init)
      guard words.count == 2 || words.count == 3, words[0] == "every",
        words.count == 2 || words[2] == "epochs" || words[2] == "epoch",
        let count = NumberSyntax.integer(words[1])
      else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      guard count >= 1 else {
        context.reportOutOfRange(node, subject, "at least every epoch")
        return nil
      }
      return RecordInterval(epochs: count)
    }
  }
}

/// How often a run keeps its weights.
struct RecordInterval: Sendable {
  var epochs: Int
}

extension ValueType where Value == UnsupportedOption {
  /// An option of the language that this version cannot run, whatever its value.
  static func unsupported(_ expectation: String, except accepted: String? = nil) -> ValueType {
    ValueType(expectation) { node, subject, context in
      if let accepted, node.text == accepted { return UnsupportedOption() }
      context.report(
        .error(
          .unsupported, "this version lacks \(subject)", at: node.range,
          label: accepted.map { "only `\($0)`" }))
      return nil
    }
  }
}

/// The value of an option that nothing reads.
struct UnsupportedOption: Sendable {}
