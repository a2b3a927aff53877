/// What a configuration means for a data set: the network, its inputs and its targets as numbers.
struct TrainingPlan {
  /// What a prediction has to reach to count as right.
  enum Accuracy {
    /// The output lies above `threshold` where the target lies above `middle`.
    case threshold(Float, middle: Float)
    /// The largest output is that of the row's class.
    case largest
  }

  var configuration: TrainingConfiguration
  var layout: NetworkLayout
  var loss: Loss
  var output: TrainedModel.Output
  /// Row-major `[rows, layout.inputCount]`.
  var inputs: Numbers
  /// Row-major `[rows, targetWidth]`.
  var targets: [Double]
  /// The number of each row's class; nil for regressions.
  var classes: [Int]?
  var accuracy: Accuracy?
  var rowCount: Int
  var trainingRowCount: Int
  /// How many rows after those that train are held back for validation.
  var validationRowCount: Int

  /// Works a configuration out for a data set.
  ///
  /// - Parameter validationRowCount: How many rows after those that train neither train nor test.
  /// - Throws: `TrainingFailure.mismatch` where they do not fit.
  init(
    _ configuration: TrainingConfiguration, _ data: Dataset, validationRowCount: Int = 0
  ) throws(TrainingFailure) {
    self.configuration = configuration
    rowCount = data.rowCount
    trainingRowCount = data.trainingRowCount
    self.validationRowCount = validationRowCount
    guard trainingRowCount > 0 else { throw .mismatch("there are no rows to train on") }
    let model = configuration.model
    inputs = data.inputs
    var inputCount = data.columns.count
    if case .polynomial(let degree) = model {
      guard inputCount == 1 else {
        throw .mismatch("a polynomial takes one input, the data has \(inputCount)")
      }
      guard degree >= 0 else { throw .mismatch("a polynomial's degree is at least 0") }
      let powers = data.inputs.flatMap { x in
        LeastSquares.polynomialDesign([x], degree: degree).dropFirst()
      }
      inputs = Numbers(powers)
      inputCount = degree
    }
    let targetCount: Int
    switch data.target {
    case .numbers(_, let columns): targetCount = columns.count
    case .classes(_, let names):
      targetCount = names.count == 2 && model != .softmax ? 1 : names.count
    }
    let input = ModelInput(
      count: inputCount, imageShape: data.imageShape,
      vocabularyCount: model.takesWholeNumbers
        ? ModelInput.vocabularyCount(of: data.inputs) : nil)
    do throws(LayerProblem) {
      let outputCount = try NetworkLayout(
        model, input: input, outputCount: targetCount, loss: nil
      ).outputCount
      loss = Self.loss(configuration, data.target, outputCount: outputCount)
      layout = try NetworkLayout(model, input: input, outputCount: targetCount, loss: loss)
    } catch {
      throw .mismatch("layer \(error.layer + 1) of the network \(error.reason.text)")
    }
    (output, accuracy, classes, targets) = (.values, nil, nil, [])
    switch data.target {
    case .numbers(let values, let columns):
      try adopt(numbers: values, columns: columns.count)
    case .classes(let classes, let names):
      try adopt(classes: classes, count: names.count)
    }
  }

  /// Whether the targets are class numbers, one a row, for a loss of all outputs of a row.
  var hasClassNumbers: Bool {
    loss.isCrossEntropy || (loss.isMargin && layout.outputCount > 1)
  }

  /// The number of losses of one row: of its outputs, or one of all outputs together.
  var lossesPerRow: Int {
    loss.isCrossEntropy || (loss == .perceptron && hasClassNumbers) ? 1 : layout.outputCount
  }

  /// The numbers of one row in `targets`.
  var targetWidth: Int { hasClassNumbers ? 1 : layout.outputCount }

  private static func loss(
    _ configuration: TrainingConfiguration, _ target: Dataset.Target, outputCount: Int
  ) -> Loss {
    if let loss = configuration.loss { return loss }
    if configuration.usesPerceptron { return .perceptron }
    switch target {
    case .numbers: return configuration.model == .logistic ? .bce : .mse
    case .classes(_, let names): return names.count == 2 && outputCount == 1 ? .bce : .crossEntropy
    }
  }

  private mutating func adopt(numbers: [Double], columns: Int) throws(TrainingFailure) {
    guard !loss.needsClasses else {
      throw .mismatch("\(loss.name) tells classes apart, the target has numbers")
    }
    guard layout.outputCount == columns else {
      throw .mismatch("the model has \(layout.outputCount) outputs for \(columns) targets")
    }
    if loss == .bce {
      guard numbers.allSatisfy({ (0...1).contains($0) }) else {
        throw .mismatch("bce takes targets from 0 to 1")
      }
      output = .logit
    }
    targets = numbers
  }

  private mutating func adopt(classes: [Int], count: Int) throws(TrainingFailure) {
    self.classes = classes
    let outputs = layout.outputCount
    if outputs == 1 && count == 2 {
      guard !loss.isCrossEntropy else {
        throw .mismatch("\(loss.name) takes an output for each class, the model has one")
      }
      let isSigned = loss.isMargin || (loss != .bce && lastActivation == .tanh)
      output =
        loss == .bce ? .logit : !isSigned ? .values : lastActivation == .tanh ? .score : .margin
      targets = classes.map { isSigned ? Double(2 * $0 - 1) : Double($0) }
      accuracy =
        loss == .bce || isSigned
        ? .threshold(0, middle: isSigned ? 0 : 0.5) : .threshold(0.5, middle: 0.5)
      // A perceptron says 1 at 0.
      if configuration.usesPerceptron {
        accuracy = .threshold(-.leastNonzeroMagnitude, middle: 0)
      }
      return
    }
    guard outputs == count else {
      throw .mismatch("the model has \(outputs) outputs for \(count) classes")
    }
    accuracy = .largest
    output = hasClassNumbers ? .classLogits : loss == .bce ? .logit : .values
    targets =
      hasClassNumbers
      ? classes.map(Double.init)
      : classes.flatMap { row in (0..<count).map { $0 == row ? 1 : 0 } }
  }

  private var lastActivation: Activation? {
    switch configuration.model {
    case .network(let layers):
      guard case .activation(let activation)? = layers.last else { return nil }
      return activation
    case .expression(let function): return function.lastActivation
    case .linear, .polynomial, .logistic, .softmax, .perceptron: return nil
    }
  }
}
