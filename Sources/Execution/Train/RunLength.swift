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

extension ValueType where Value == Loss {
  /// The name of a loss.
  static var loss: ValueType {
    let names = Loss.allCases.map(\.rawValue)
    let later = ["mae", "huber", "hinge", "perceptron", "nll"]
    let foreign = [
      "mean_squared_error": "`mse`", "squared": "`mse`", "l2": "`mse`", "mseloss": "`mse`",
      "binary_crossentropy": "`bce`", "binary-cross-entropy": "`bce`", "log": "`bce`",
      "log_loss": "`bce`", "log-loss": "`bce`", "bcewithlogitsloss": "`bce`",
      "crossentropy": "`cross-entropy`", "cross_entropy": "`cross-entropy`",
      "categorical_crossentropy": "`cross-entropy`", "crossentropyloss": "`cross-entropy`",
      "sparse_categorical_crossentropy": "`cross-entropy`", "half_mse": "`half-mse`",
    ]
    let expectation = "a loss: one of \(names.map { "`\($0)`" }.joined(separator: ", "))"
    return ValueType(expectation, form: .choice(names)) { node, subject, context in
      guard let text = node.text, !node.isNull else {
        context.reportWrongType(node, subject, expectation)
        return nil
      }
      if let loss = Loss(rawValue: text) { return loss }
      let notes = ["losses: \(names.sorted().joined(separator: ", "))"]
      if later.contains(text) {
        context.report(
          .error(.unsupported, "this version lacks loss `\(text)`", at: node.range, notes: notes))
      } else {
        let label =
          foreign[text.lowercased()].map { "write \($0)" }
          ?? Suggestions.question(for: text, in: names)
        context.report(
          .error(
            .unknownLoss, "unknown loss `\(text)`", at: node.range, label: label, notes: notes))
      }
      return nil
    }
  }
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
