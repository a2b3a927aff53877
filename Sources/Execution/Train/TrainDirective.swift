import Diagnostics
import NeuralEngine
package import NotebookSyntax

/// `train NAME`: trains a model on a data set.
package struct TrainDirective: DirectiveSchema {
  package static let kind = DirectiveKind.train
  package static let meaning = "trains a model on a data set"
  package static let foreignSpellings = ForeignSpelling.train

  static let data = Option.required(
    "data", .data, meaning: "what to train on", example: "circles n=400")
  static let features = Option(
    "features", .list(of: .expression), meaning: "expressions over the columns that are the inputs",
    example: "[x1, x2, x1*x2]")
  static let model = Option.required(
    "model", .writtenModel,
    meaning: "the layers, a model's name, or an expression whose names that are no columns train",
    example: "[dense 8, tanh, dense 1]")
  static let loss = Option(
    "loss", .loss,
    meaning: "what training minimises, by name or as an expression of the prediction `p` and the"
      + " target `y`; by the target where left out",
    example: "cross-entropy")
  static let optimizer = Option(
    "optimizer", .call(of: OptimizerRegistry.registry),
    default: OptimizerChoice(
      optimizer: .sgd(learningRate: 0.1), learningRateRange: nil, name: "sgd"),
    shownAs: "sgd lr=0.1",
    meaning: "how gradients become updates; `perceptron` by default for the model of this name",
    example: "adam lr=0.03")
  static let epochs = Option(
    "epochs", .integer(0...10_000_000),
    meaning: "how often training sees every row; 100 by default",
    example: "200")
  static let steps = Option(
    "steps", .integer(0...10_000_000), meaning: "how many updates, instead of `epochs`",
    example: "1000")
  static let batch = Option(
    "batch", .batch, default: .rows(32), shownAs: "32", meaning: "the rows of one step, or `full`",
    example: "10")
  static let l1 = Option(
    "l1", .number(atLeast: 0), default: 0, shownAs: "0",
    meaning: "λ of the penalty λ‖w‖₁ on weights", example: "0.001")
  static let l2 = Option(
    "l2", .number(atLeast: 0), default: 0, shownAs: "0",
    meaning: "λ of the penalty λ‖w‖² on weights", example: "0.001")
  static let initialization = Option(
    "init", .initialization, default: .scheme(.standard), shownAs: "default",
    meaning: "how weights start", example: "xavier")
  static let record = Option(
    "record", .recordInterval, meaning: "keeps the weights on the way, for trajectories",
    example: "every 10 epochs")
  static let seed = Option("seed", .seed, meaning: "the run's own seed", example: "7")
  static let seeds = Option(
    "seeds", .integer(1...100), default: 1,
    meaning: "with how many seeds in a row it trains, to tell skill from luck", example: "5")
  static let schedule = Option(
    "schedule", .schedule, default: .constant, shownAs: "constant",
    meaning: "how the learning rate changes", example: "[warmup steps=100, cosine]")
  static let stop = Option(
    "stop", .stopRules, meaning: "ends the run early", example: "early patience=10 on=test.loss")
  static let validation = Option(
    "validation", .call(of: ValidationRegistry.registry),
    meaning: "holds training rows back to judge the model by", example: "holdout 0.2")

  package static let options: [any OptionDeclaration] = [
    data, features, model, loss, optimizer, schedule, epochs, steps, batch, l1, l2, initialization,
    stop, validation, record, seed, seeds,
  ]

  package static func plan(
    _ directive: Directive, _ values: OptionValues, in context: inout PlanningContext
  ) -> (any PlannedBlock)? {
    if values.isGiven(epochs), values.isGiven(steps) {
      context.report(
        .error(
          .conflictingOptions, "`epochs` and `steps` exclude each other",
          at: values.keyRange(of: steps)))
    }
    // A key that is missing or wrong has been reported; the rest can only be judged with all three.
    guard let data = values[data], let written = values[model], var choice = values[optimizer],
      let model = written.resolved(for: data, shapes: givenShapes(values), in: &context)
    else { return nil }
    if model.model == .perceptron, !values.isGiven(optimizer) { choice = .perceptron }
    var checker = TrainChecker(
      directive: directive, values: values, data: data, model: model, optimizer: choice)
    return checker.plan(in: &context)
  }

  /// The shapes of the values that `init` gives.
  private static func givenShapes(_ values: OptionValues) -> [String: Shape] {
    guard case .values(let given)? = values[initialization] else { return [:] }
    return Dictionary(
      given.map { ($0.name.value, Shape($0.value.extents)) },
      uniquingKeysWith: { first, _ in first })
  }
}
