package import Diagnostics
package import NeuralEngine
import NotebookSyntax

/// A rule that ends a run, as an author wrote it.
package enum StopRule: Sendable, Equatable {
  /// The quantity is nil where the author left it out, its place is that of the whole rule then.
  case early(
    patience: Int, quantity: MonitoredQuantity?, minimumChange: Double, restoresBest: Bool,
    quantityRange: SourceRange)
  case tolerance(Double)
}

/// The rules that end a run.
package enum StopRegistry {
  /// `early` and `tolerance`.
  package static let registry = CallRegistry<StopRule>(
    noun: "stop rule", code: .unknownChoice,
    foreign: [
      "early-stopping": "`early patience=10`", "early_stopping": "`early patience=10`",
      "earlystopping": "`early patience=10`", "patience": "`early patience=10`",
      "tol": "`tolerance 1e-6`", "eps": "`tolerance 1e-6`", "epsilon": "`tolerance 1e-6`",
    ],
    [early, tolerance])

  private static var early: CallDeclaration<StopRule> {
    let patience = Option(
      "patience", .integer(1...10_000_000), default: 10, shownAs: "10",
      meaning: "how many epochs in a row may pass without improvement", example: "10")
    let quantity = Option(
      "on", .monitoredQuantity,
      meaning: "what has to improve: a loss or an accuracy; by default the loss on the rows held"
        + " back by `validation: holdout`, else on the test rows, else on the training rows",
      example: "test.loss")
    let minimumChange = Option(
      "min-delta", .number(atLeast: 0), default: 0, shownAs: "0",
      meaning: "an improvement has to exceed this", example: "0.001")
    let restores = Option(
      "restore", .boolean, default: true, shownAs: "true",
      meaning: "whether the run ends with the weights of its best epoch instead of its last",
      example: "false")
    return CallDeclaration(
      "early", meaning: "ends the run when a quantity has not improved for some epochs",
      example: "early patience=10 on=test.loss",
      named: [patience, quantity, minimumChange, restores]
    ) { values, _ in
      guard let patience = values[patience], let minimumChange = values[minimumChange],
        let restoresBest = values[restores]
      else { return nil }
      return .early(
        patience: patience, quantity: values[quantity], minimumChange: minimumChange,
        restoresBest: restoresBest, quantityRange: values.valueRange(of: quantity))
    }
  }

  private static var tolerance: CallDeclaration<StopRule> {
    let distance = Option.required(
      "distance", .number(above: 0),
      meaning: "ε: a step that moves the parameters by less is the last",
      example: "1e-6")
    return CallDeclaration(
      "tolerance", meaning: "ends the run at the first step with ‖wᵗ − wᵗ⁻¹‖ < ε",
      example: "tolerance 1e-6", positional: [distance]
    ) { values, _ in values[distance].map { .tolerance($0) } }
  }
}

extension ValueType where Value == [Located<StopRule>] {
  /// A rule, or a list of both kinds; the first one that is met ends the run.
  package static var stopRules: ValueType {
    let rules = ValueType<[Located<StopRule>]>.calls(of: StopRegistry.registry)
    let call = ValueForm.call(StopRegistry.registry.names)
    return ValueType(
      "a rule such as `early patience=10` or `tolerance 1e-6`", form: .either(call, .list(call))
    ) { node, subject, context in
      guard let found = rules.decode(node, subject, &context) else { return nil }
      var kinds: [Bool] = []
      for rule in found {
        let isEarly = if case .early = rule.value { true } else { false }
        guard !kinds.contains(isEarly) else {
          context.report(
            .error(
              .conflictingOptions, "\(subject) has two rules of one kind", at: rule.range))
          return nil
        }
        kinds.append(isEarly)
      }
      return found
    }
  }
}

extension ValueType where Value == MonitoredQuantity {
  /// The name of a loss or an accuracy by epoch.
  static var monitoredQuantity: ValueType {
    let foreign: [String: MonitoredQuantity] = [
      "loss": .trainLoss, "accuracy": .trainAccuracy, "acc": .trainAccuracy,
      "val_loss": .validationLoss, "val_accuracy": .validationAccuracy,
      "val_acc": .validationAccuracy, "valid_loss": .validationLoss,
      "validation_loss": .validationLoss, "test_loss": .testLoss, "test_accuracy": .testAccuracy,
    ]
    let plain = ValueType.choice(MonitoredQuantity.self)
    return ValueType(plain.expectation, form: plain.form) { node, subject, context in
      guard let text = node.text, let meant = foreign[text.lowercased()] else {
        return plain.decode(node, subject, &context)
      }
      context.report(
        .error(
          .unknownChoice, "unknown value `\(text)` for \(subject)", at: node.range,
          label: "write `\(meant.rawValue)`", notes: ["\(subject) takes \(plain.expectation)"]))
      return nil
    }
  }
}
