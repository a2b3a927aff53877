package import Diagnostics
package import NeuralEngine
import NotebookSyntax

/// An optimizer as an author wrote it.
package struct OptimizerChoice: Sendable {
  package var optimizer: Optimizer
  /// The learning rate's place, or the whole call's where the rate is the default.
  package var learningRateRange: SourceRange?
  /// The name in the notebook, such as `adam`.
  package var name: String

  /// Rosenblatt's rule as the model `perceptron` trains by default.
  static let perceptron = OptimizerChoice(
    optimizer: .perceptron(learningRate: 1, shuffles: false), learningRateRange: nil,
    name: "perceptron")
}

/// The optimizers of the notebook language.
package enum OptimizerRegistry {
  /// All optimizers by name; defaults other than the learning rates are PyTorch's.
  package static let registry = CallRegistry<OptimizerChoice>(
    noun: "optimizer", code: .unknownOptimizer,
    foreign: [
      "gradient-descent": "`gd`", "gradientdescent": "`gd`", "batch": "`gd`", "adamax": "`adam`",
      "heavy-ball": "`momentum`", "nag": "`nesterov`", "ols": "`exact`",
      "least-squares": "`exact`", "lstsq": "`exact`", "normal-equation": "`exact`",
      "ridge": "`exact` with `l2: …`", "elastic-net": "`lasso` with `l1: …` and `l2: …`",
      "elasticnet": "`lasso` with `l1: …` and `l2: …`", "coordinate-descent": "`lasso`",
    ],
    [
      plain("gd", meaning: "gradient descent on all rows at once") {
        .gd(learningRate: $0, shrinkage: $1)
      },
      plain("sgd", meaning: "stochastic gradient descent: w −= lr·g") {
        .sgd(learningRate: $0, shrinkage: $1)
      },
      withBeta("momentum", meaning: "v = β·v + g, w −= lr·v") {
        .momentum(learningRate: $0, beta: $1, isRateInside: $2, shrinkage: $3)
      },
      withBeta("nesterov", meaning: "momentum that looks ahead: w −= lr·(g + β·v)") {
        .nesterov(learningRate: $0, beta: $1, isRateInside: $2, shrinkage: $3)
      },
      adagrad, rmsprop, adam, adamw,
      CallDeclaration(
        "exact", meaning: "least squares, with `l2` ridge, by QR", example: "exact"
      ) { values, _ in
        OptimizerChoice(optimizer: .exact, learningRateRange: values.range, name: "exact")
      },
      lasso, perceptron,
    ])

  private static var perceptron: CallDeclaration<OptimizerChoice> {
    let lr = learningRate(1)
    let shuffle = Option(
      "shuffle", .boolean, default: false, shownAs: "false",
      meaning: "whether rows come in a new order in each epoch, else in that of the data",
      example: "true")
    return CallDeclaration(
      "perceptron", meaning: "Rosenblatt's rule, row by row: w += lr·(y − ŷ)·x",
      example: "perceptron lr=1", named: [lr, shuffle]
    ) { values, _ in
      guard let rate = values[lr], let shuffles = values[shuffle] else { return nil }
      return choice(
        "perceptron", .perceptron(learningRate: rate, shuffles: shuffles), values, lr)
    }
  }

  private static var lasso: CallDeclaration<OptimizerChoice> {
    let tolerance = Option(
      "tolerance", .number(above: 0, below: 1), default: 1e-10, shownAs: "1e-10",
      meaning: "the duality gap to reach, as a share of the targets' sum of squares",
      example: "1e-6")
    let sweeps = Option(
      "sweeps", .integer(1...10_000_000), default: 100_000, shownAs: "100000",
      meaning: "how often every weight is visited, at most", example: "1000")
    return CallDeclaration(
      "lasso",
      meaning: "squared errors with `l1`, and `l2` for an elastic net, by coordinate descent",
      example: "lasso", named: [tolerance, sweeps]
    ) { values, _ in
      guard let tolerance = values[tolerance], let sweeps = values[sweeps] else { return nil }
      return OptimizerChoice(
        optimizer: .lasso(tolerance: tolerance, sweepLimit: sweeps),
        learningRateRange: values.range, name: "lasso")
    }
  }

  private static func learningRate(_ value: Double) -> Option<Double> {
    Option(
      "lr", .number(above: 0), default: value, shownAs: ValueText.number(value),
      meaning: "the learning rate", example: "0.03")
  }

  /// Weight decay as lectures write it.
  private static let shrinkage = Option(
    "shrink", .number(atLeast: 0, below: 1), default: 0, shownAs: "0",
    meaning: "weight decay without the learning rate: each step takes w(1 − shrink) first, biases"
      + " left alone", example: "0.001")
  private static let isRateInside = Option(
    "rate-inside", .boolean, default: false, shownAs: "false",
    meaning: "whether gradients are multiplied by lr before they join v, as Keras does",
    example: "true")
  private static let isEpsilonInside = Option(
    "eps-inside", .boolean, default: false, shownAs: "false",
    meaning: "whether eps is added under the root: lr·g/√(v + eps)", example: "true")

  private static func plain(
    _ name: String, meaning: String, make: @escaping @Sendable (Double, Double) -> Optimizer
  ) -> CallDeclaration<OptimizerChoice> {
    let lr = learningRate(0.1)
    return CallDeclaration(
      name, meaning: meaning, example: "\(name) lr=0.1", named: [lr, shrinkage]
    ) { values, _ in
      guard let rate = values[lr], let share = values[shrinkage] else { return nil }
      return choice(name, make(rate, share), values, lr)
    }
  }

  private static func withBeta(
    _ name: String, meaning: String,
    make: @escaping @Sendable (Double, Double, Bool, Double) -> Optimizer
  ) -> CallDeclaration<OptimizerChoice> {
    let lr = learningRate(0.01)
    let beta = share("beta", 0.9, meaning: "how much of the last update carries on")
    return CallDeclaration(
      name, meaning: meaning, example: "\(name) lr=0.01 beta=0.9",
      named: [lr, beta, isRateInside, shrinkage]
    ) { values, _ in
      guard let rate = values[lr], let beta = values[beta], let isInside = values[isRateInside],
        let share = values[shrinkage]
      else { return nil }
      return choice(name, make(rate, beta, isInside, share), values, lr)
    }
  }

  private static var adagrad: CallDeclaration<OptimizerChoice> {
    let lr = learningRate(0.01)
    let eps = epsilon(1e-10)
    return CallDeclaration(
      "adagrad", meaning: "divides by the root of the sum of squared gradients",
      example: "adagrad lr=0.1", named: [lr, eps, isEpsilonInside]
    ) { values, _ in
      guard let rate = values[lr], let epsilon = values[eps],
        let isInside = values[isEpsilonInside]
      else { return nil }
      let optimizer = Optimizer.adagrad(
        learningRate: rate, epsilon: epsilon, isEpsilonInside: isInside)
      return choice("adagrad", optimizer, values, lr)
    }
  }

  private static var rmsprop: CallDeclaration<OptimizerChoice> {
    let lr = learningRate(0.01)
    let alpha = share("alpha", 0.99, meaning: "how slowly the mean of squared gradients moves")
    let eps = epsilon(1e-8)
    return CallDeclaration(
      "rmsprop", meaning: "divides by the root of a running mean of squared gradients",
      example: "rmsprop lr=0.01 alpha=0.9", named: [lr, alpha, eps, isEpsilonInside]
    ) { values, _ in
      guard let rate = values[lr], let alpha = values[alpha], let epsilon = values[eps],
        let isInside = values[isEpsilonInside]
      else { return nil }
      let optimizer = Optimizer.rmsprop(
        learningRate: rate, alpha: alpha, epsilon: epsilon, isEpsilonInside: isInside)
      return choice("rmsprop", optimizer, values, lr)
    }
  }

  private static var adam: CallDeclaration<OptimizerChoice> {
    let lr = learningRate(0.001)
    let beta1 = share("beta1", 0.9, meaning: "how slowly the mean of gradients moves")
    let beta2 = share("beta2", 0.999, meaning: "how slowly the mean of squared gradients moves")
    let eps = epsilon(1e-8)
    return CallDeclaration(
      "adam", meaning: "momentum over rmsprop, corrected for their start at zero",
      example: "adam lr=0.03", named: [lr, beta1, beta2, eps, isEpsilonInside]
    ) { values, _ in
      guard let rate = values[lr], let first = values[beta1], let second = values[beta2],
        let epsilon = values[eps], let isInside = values[isEpsilonInside]
      else { return nil }
      let optimizer = Optimizer.adam(
        learningRate: rate, beta1: first, beta2: second, epsilon: epsilon,
        isEpsilonInside: isInside)
      return choice("adam", optimizer, values, lr)
    }
  }

  private static var adamw: CallDeclaration<OptimizerChoice> {
    let lr = learningRate(0.001)
    let beta1 = share("beta1", 0.9, meaning: "how slowly the mean of gradients moves")
    let beta2 = share("beta2", 0.999, meaning: "how slowly the mean of squared gradients moves")
    let eps = epsilon(1e-8)
    let decay = Option(
      "decay", .number(atLeast: 0), default: 0.01, meaning: "weights shrink by lr·decay a step",
      example: "0.01")
    return CallDeclaration(
      "adamw", meaning: "adam with weight decay outside of the gradient",
      example: "adamw lr=0.01 decay=0.01", named: [lr, beta1, beta2, eps, decay, isEpsilonInside]
    ) { values, _ in
      guard let rate = values[lr], let first = values[beta1], let second = values[beta2],
        let epsilon = values[eps], let decay = values[decay],
        let isInside = values[isEpsilonInside]
      else { return nil }
      let optimizer = Optimizer.adamw(
        learningRate: rate, beta1: first, beta2: second, epsilon: epsilon, decay: decay,
        isEpsilonInside: isInside)
      return choice("adamw", optimizer, values, lr)
    }
  }

  private static func share(_ name: String, _ value: Double, meaning: String) -> Option<Double> {
    Option(
      name, .number(atLeast: 0, below: 1), default: value, shownAs: ValueText.number(value),
      meaning: meaning, example: ValueText.number(value))
  }

  private static func epsilon(_ value: Double) -> Option<Double> {
    Option(
      "eps", .number(atLeast: 0), default: value, shownAs: ValueText.number(value),
      meaning: "keeps the division from exploding", example: ValueText.number(value))
  }

  private static func choice(
    _ name: String, _ optimizer: Optimizer, _ values: OptionValues, _ lr: Option<Double>
  ) -> OptimizerChoice {
    OptimizerChoice(
      optimizer: optimizer, learningRateRange: values.valueRange(of: lr), name: name)
  }
}
