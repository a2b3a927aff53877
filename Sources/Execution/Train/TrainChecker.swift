import Diagnostics
import NeuralEngine
import NotebookSyntax

/// Checks that the parts of a `train` block fit together.
struct TrainChecker {
  let directive: Directive
  let values: OptionValues
  /// Replaced where numbers turn out to be class numbers.
  var data: PlannedDataset
  let model: ModelChoice
  let optimizer: OptimizerChoice

  /// Returns the run, or nil after reporting what does not fit.
  mutating func plan(in context: inout PlanningContext) -> (any PlannedBlock)? {
    let errorCount = context.errorCount
    let features = featureMap(in: &context)
    adaptTarget(in: &context)
    let targetCount: Int =
      switch data.target {
      case .numbers(let columns): columns.count
      case .classes(let names): names.count == 2 && model.model != .softmax ? 1 : names.count
      }
    checkModel(in: &context)
    let shape: ModelShape
    do throws(LayerProblem) {
      shape = try ModelShape(model.model, input: modelInput, outputCount: targetCount)
    } catch {
      context.report(diagnostic(of: error))
      return nil
    }
    checkLimits(shape, in: &context)
    let loss = checkLoss(shape, in: &context)
    checkOptimizer(loss, in: &context)
    let initialization = checkInitialization(shape, in: &context)
    var configuration = TrainingConfiguration(
      model: model.model, loss: loss, optimizer: optimizer.optimizer, length: length,
      batch: batch, l1: values[TrainDirective.l1] ?? 0, l2: values[TrainDirective.l2] ?? 0,
      initialization: initialization ?? .standard,
      seed: values[TrainDirective.seed] ?? context.seed, stream: context.currentName)
    checkCourse(of: &configuration, parameterCount: shape.parameterCount, in: &context)
    guard context.errorCount == errorCount, loss != nil, initialization != nil else { return nil }
    let run = PlannedRun(
      id: context.currentUnit, name: context.currentName, data: data, features: features,
      configuration: configuration, inputCount: modelInput.count,
      outputCount: shape.outputCount, layers: shape.layers, parameters: shape.parameters,
      statistics: shape.statistics, modelFormula: model.formula,
      lossFormula: values[TrainDirective.loss]?.formula,
      seedCount: configuration.optimizer.takesSteps ? values[TrainDirective.seeds] ?? 1 : 1)
    let plan = TrainPlan(
      run: run, range: directive.kind.range,
      learningRateRange: optimizer.learningRateRange ?? directive.kind.range)
    checkParameterNames(of: plan, in: &context)
    return plan
  }

  private var length: TrainingConfiguration.Length {
    if let steps = values[TrainDirective.steps] { return .steps(steps) }
    return .epochs(values[TrainDirective.epochs] ?? 100)
  }

  private var batch: TrainingConfiguration.Batch {
    if case .gd = optimizer.optimizer { return .full }
    if isRosenblatt { return .rows(1) }
    return values[TrainDirective.batch] ?? .rows(32)
  }

  /// Whether Rosenblatt's rule trains.
  private var isRosenblatt: Bool {
    if case .perceptron = optimizer.optimizer { true } else { false }
  }

  // MARK: Data

  private func featureMap(in context: inout PlanningContext) -> FeatureMap? {
    guard let expressions = values[TrainDirective.features] else { return nil }
    let functions = expressions.compactMap {
      ColumnFunction($0, columns: data.columns, in: &context)
    }
    guard functions.count == expressions.count else { return nil }
    return FeatureMap(functions: functions)
  }

  /// Takes whole numbers for class numbers where the model or the loss tells classes apart.
  private mutating func adaptTarget(in context: inout PlanningContext) {
    guard case .numbers(let columns) = data.target else { return }
    let loss = values[TrainDirective.loss]?.loss
    let wantsClasses =
      model.model == .logistic || model.model == .softmax || loss == .bce
      || loss?.needsClasses == true || model.model == .perceptron || isRosenblatt
    guard wantsClasses else { return }
    if let adapted = data.asClasses() {
      data = adapted
      return
    }
    // Targets between 0 and 1 are probabilities to `bce`.
    if loss == .bce, columns.count == 1, model.model != .softmax { return }
    let isLoss = values.isGiven(TrainDirective.loss) && loss != nil
    let wanting = isLoss ? "loss `\(loss?.name ?? "")`" : "this model"
    context.report(
      .error(
        .shapeMismatch, "\(wanting) tells classes apart, `\(data.name)` has numbers",
        at: isLoss ? values.valueRange(of: TrainDirective.loss) : model.range,
        notes: [
          columns.count == 1
            ? "the target `\(columns[0])` would have to hold the class numbers 0, 1, …"
            : "the targets are \(columns.joined(separator: ", "))"
        ]))
  }

  // MARK: Model

  private func checkModel(in context: inout PlanningContext) {
    switch model.model {
    case .polynomial:
      if values.isGiven(TrainDirective.features) {
        context.report(
          .error(
            .conflictingOptions, "`polynomial` makes its own features of x",
            at: values.keyRange(of: TrainDirective.features),
            label: "write `model: linear` with features, or leave them out"))
      } else if data.columns.count != 1 {
        context.report(
          .error(
            .shapeMismatch,
            "`polynomial` takes one column, `\(data.name)` has \(data.columns.count)",
            at: model.range, label: "columns: \(data.columns.joined(separator: ", "))"))
      }
      if let count = data.classCount {
        context.report(
          .error(
            .shapeMismatch, "`polynomial` predicts numbers, `\(data.name)` has \(count) classes",
            at: model.range))
      }
    case .logistic, .perceptron:
      if let count = data.classCount, count != 2 {
        let name = model.model == .logistic ? "logistic" : "perceptron"
        context.report(
          .error(
            .shapeMismatch,
            "`\(name)` tells two classes apart, `\(data.name)` has \(count)",
            at: model.range, label: "write `softmax`"))
      }
    case .expression:
      if values.isGiven(TrainDirective.features) {
        context.report(
          .error(
            .conflictingOptions, "an expression names the columns itself",
            at: values.keyRange(of: TrainDirective.features),
            label: "write them into the model, or `model: linear`"))
      }
    case .network, .linear, .softmax: break
    }
  }

  /// A run offers its parameters beside its results: they cannot have the same names.
  private func checkParameterNames(of plan: TrainPlan, in context: inout PlanningContext) {
    guard model.formula != nil else { return }
    let paths = plan.offers.map(\.path)
    for name in plan.run.parameters.map(\.name) where paths.count(where: { $0 == name }) > 1 {
      context.report(
        .error(
          .badName, "`\(name)` is a result of every run and cannot name a parameter",
          at: model.range, label: "give the parameter another name"))
    }
  }

  private func checkLimits(_ shape: ModelShape, in context: inout PlanningContext) {
    var total = 0
    for (index, layer) in shape.layers.enumerated() {
      total += layer.parameterCount
      guard total > 100_000_000 else { continue }
      let range = index < model.layerRanges.count ? model.layerRanges[index] : model.range
      context.report(
        .error(.limitExceeded, "the model has more than 100,000,000 parameters", at: range))
      break
    }
    if case .epochs(let epochs) = length {
      let rows: Int
      switch batch {
      case .rows(let count): rows = count
      case .full: rows = max(data.trainingRowCount, 1)
      }
      let steps = (data.trainingRowCount + rows - 1) / rows
      var runs = 1
      if case .folds(let count) = values[TrainDirective.validation] { runs += count }
      let (product, overflow) = epochs.multipliedReportingOverflow(by: max(steps, 1) * runs)
      if overflow || product > 10_000_000 {
        context.report(
          .error(
            .limitExceeded, "the run has more than 10,000,000 steps",
            at: values.valueRange(of: TrainDirective.epochs),
            label: "an epoch has \(ValueText.counted(steps, "step"))"))
      }
    }
    if data.trainingRowCount == 0 {
      context.report(
        .error(
          .badData, "`\(data.name)` has no rows to train on",
          at: values.valueRange(of: TrainDirective.data)))
    }
  }

  // MARK: Loss

  /// Returns the loss that the run minimises, or nil after reporting that it does not fit.
  private func checkLoss(_ shape: ModelShape, in context: inout PlanningContext) -> Loss? {
    let given = values[TrainDirective.loss]?.loss
    if values.isGiven(TrainDirective.loss), given == nil { return nil }
    let outputs = shape.outputCount
    let isBinary = data.classCount == 2 && outputs == 1
    let isExact = !optimizer.optimizer.takesSteps
    let usual: Loss =
      data.classCount == nil || isExact ? .mse : isBinary ? .bce : .crossEntropy
    let loss = given ?? (isRosenblatt || model.model == .perceptron ? .perceptron : usual)
    if loss == .bce, let count = data.classCount, count != 2 {
      context.report(
        .error(
          .shapeMismatch, "`bce` tells two classes apart, `\(data.name)` has \(count)",
          at: values.valueRange(of: TrainDirective.loss), label: "write `cross-entropy`"))
      return nil
    }
    guard checkLastActivation(loss, in: &context) else { return nil }
    let fits: Bool
    let wanted: String
    switch (data.target, loss) {
    case (.numbers(let columns), _):
      fits = outputs == columns.count
      wanted = "`\(data.name)` has \(ValueText.counted(columns.count, "target"))"
    case (.classes, .bce):
      fits = outputs == 1
      wanted = "`bce` takes one"
    case (.classes(let names), .crossEntropy), (.classes(let names), .nll):
      fits = outputs == names.count
      wanted = "`\(data.name)` has \(names.count) classes"
    case (.classes(let names), _):
      fits = outputs == names.count || (names.count == 2 && outputs == 1)
      wanted = "`\(data.name)` has \(names.count) classes"
    }
    guard !fits else { return loss }
    context.report(
      .error(
        .shapeMismatch, "the model has \(ValueText.counted(outputs, "output")), \(wanted)",
        at: outputRange(shape), label: advice(loss)))
    return nil
  }

  /// Whether a loss can take what the last layer gives; reports where it cannot.
  private func checkLastActivation(_ loss: Loss, in context: inout PlanningContext) -> Bool {
    var last: Activation?
    if case .network(let layers) = model.model, case .activation(let activation)? = layers.last {
      last = activation
    }
    if let function = model.formula?.function { last = function.lastActivation }
    let place = values.valueRange(of: TrainDirective.loss)
    let isLogarithm = model.formula?.function.givesLogProbabilities == true
    if loss == .nll, last != .softmax, model.model != .softmax, !isLogarithm {
      context.report(
        .error(
          .conflictingOptions,
          "`nll` takes log-probabilities, the model does not end with `softmax`", at: place,
          label: "write `cross-entropy`, which takes any scores, or end the model with `softmax`"))
      return false
    }
    if loss.isMargin, last == .sigmoid || last == .softmax,
      let shown = model.layerRanges.last
    {
      context.report(
        .error(
          .conflictingOptions, "`\(loss.name)` takes scores of any sign, not probabilities",
          at: shown, label: "leave the last activation out"))
      return false
    }
    return true
  }

  /// The layer that decides the number of outputs.
  private func outputRange(_ shape: ModelShape) -> SourceRange {
    guard case .network(let layers) = model.model,
      let last = layers.lastIndex(where: { if case .dense = $0 { true } else { false } }),
      last < model.layerRanges.count
    else { return model.range }
    return model.layerRanges[last]
  }

  private func advice(_ loss: Loss) -> String? {
    let units: Int
    switch data.target {
    case .numbers(let columns): units = columns.count
    case .classes(let names):
      units = names.count == 2 && !loss.isCrossEntropy ? 1 : names.count
    }
    switch model.model {
    case .network: return "end with `dense \(units)`"
    case .expression where units > 1:
      return "write a list of \(units) expressions, one for each output"
    case .expression: return "write one expression"
    case .linear, .polynomial, .logistic, .softmax, .perceptron: return nil
    }
  }

  // MARK: Optimizer and start

  private func checkOptimizer(_ loss: Loss?, in context: inout PlanningContext) {
    guard !optimizer.optimizer.takesSteps else { return }
    if isRosenblatt {
      checkRosenblatt(loss, in: &context)
      return
    }
    let name = optimizer.name
    let place = values.valueRange(of: TrainDirective.optimizer)
    var isSolvable = model.model == .linear
    if case .polynomial = model.model { isSolvable = true }
    if case .network(let layers) = model.model, layers.count == 1, case .dense = layers[0] {
      isSolvable = true
    }
    guard isSolvable else {
      context.report(
        .error(
          .conflictingOptions, "`\(name)` solves `linear` and `polynomial` models only", at: place,
          label: "write `adam lr=0.03`"))
      return
    }
    if let loss, loss != .mse, loss != .halfMSE {
      context.report(
        .error(
          .conflictingOptions, "`\(name)` minimises squared errors, not `\(loss.name)`",
          at: place))
    }
    let hasL1 = (values[TrainDirective.l1] ?? 0) > 0
    if hasL1, optimizer.optimizer == .exact {
      context.report(
        .error(
          .conflictingOptions, "`exact` has no solution with an L1 penalty",
          at: values.keyRange(of: TrainDirective.l1), label: "write `optimizer: lasso`"))
    }
    if !hasL1, optimizer.optimizer != .exact {
      context.report(
        .warning(
          .conflictingOptions, "without `l1` this is least squares", at: place,
          label: "write `exact`, or add `l1: 0.01`"))
    }
  }

  private func checkRosenblatt(_ loss: Loss?, in context: inout PlanningContext) {
    let place = values.valueRange(of: TrainDirective.optimizer)
    let isOneUnit =
      switch model.model {
      case .perceptron, .linear: true
      case .network(let layers): layers == [.dense(units: 1)]
      case .polynomial, .logistic, .softmax, .expression: false
      }
    if !isOneUnit || (data.classCount ?? 2) != 2 {
      context.report(
        .error(
          .conflictingOptions, "`perceptron` trains one unit that tells two classes apart",
          at: place, label: "write `model: perceptron`, or `adam lr=0.03`"))
    }
    if let loss, loss != .perceptron {
      context.report(
        .error(
          .conflictingOptions, "`perceptron` lowers its own loss, not `\(loss.name)`",
          at: values.valueRange(of: TrainDirective.loss), label: "leave `loss` out"))
    }
    for option in [TrainDirective.l1, TrainDirective.l2] where (values[option] ?? 0) > 0 {
      context.report(
        .error(
          .conflictingOptions, "`perceptron` knows no penalty", at: values.keyRange(of: option),
          label: "write `optimizer: sgd lr=0.1`"))
    }
  }

  private func checkInitialization(
    _ shape: ModelShape, in context: inout PlanningContext
  ) -> Initialization? {
    switch values[TrainDirective.initialization] {
    case nil: return nil
    case .scheme(let scheme): return scheme
    case .values(let given):
      var start: [String: [Double]] = [:]
      let names = shape.parameters.map(\.name)
      for entry in given {
        let name = entry.name.value
        guard let parameter = shape.parameters.first(where: { $0.name == name }) else {
          context.report(
            .error(
              .unknownParameter, "the model has no parameter `\(name)`", at: entry.name.range,
              label: Suggestions.question(for: name, in: names),
              notes: ["parameters: \(names.prefix(24).joined(separator: ", "))"]))
          continue
        }
        let extents = parameter.shape.extents
        let isScalar = entry.value.extents.isEmpty && parameter.shape.count == 1
        guard entry.value.extents == extents || isScalar else {
          context.report(
            .error(
              .shapeMismatch,
              "`\(name)` has shape \(parameter.shape), this is \(Shape(entry.value.extents))",
              at: entry.range))
          continue
        }
        start[name] = entry.value.values
      }
      return start.count == given.count ? .values(start) : nil
    }
  }
}
