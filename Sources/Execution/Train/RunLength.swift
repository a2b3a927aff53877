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

extension ValueType where Value == TrainingConfiguration.RecordInterval {
  /// `every 10 epochs` or `every 10 steps`.
  static var recordInterval: ValueType {
    let expectation = "`every N epochs` or `every N steps`, such as `every 10 epochs`"
    return ValueType(expectation, form: .text) { node, subject, context in
      let words = (node.text ?? "").split { $0.isWhitespace }.map(String.init)
      guard words.count == 2 || words.count == 3, words[0] == "every",
        let count = NumberSyntax.integer(words[1]),
        let isSteps = words.count == 2 ? false : units[words[2]]
      else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      guard count >= 1 else {
        context.reportOutOfRange(node, subject, "at least every \(isSteps ? "step" : "epoch")")
        return nil
      }
      return isSteps ? .steps(count) : .epochs(count)
    }
  }

  /// The words for a unit, and whether they mean steps.
  private static var units: [String: Bool] {
    ["epoch": false, "epochs": false, "step": true, "steps": true]
  }
}
