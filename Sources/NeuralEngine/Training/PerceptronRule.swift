/// Rosenblatt's rule (1958), row by row: a row that is taken for the other class moves the weights,
/// w ← w + lr·(y − ŷ)·x and b ← b + lr·(y − ŷ), where ŷ is 1 if w·x + b ≥ 0, else 0.
///
/// Weights start at zero unless the author gives others. A pass without mistakes ends the run: it
/// comes for every learning rate where a line separates the classes (Novikoff, 1962), and never
/// elsewhere. In double precision, so that whole numbers stay whole.
struct PerceptronRule {
  private let plan: TrainingPlan
  private let inputCount: Int
  private let learningRate: Double
  private var weights: [Double]
  private var bias: Double
  private var stepCount = 0
  private var snapshots: [TrainedModel.Snapshot] = []

  /// Prepares a run.
  ///
  /// - Throws: `TrainingFailure.mismatch` for anything but one unit that tells two classes apart.
  init(_ plan: TrainingPlan, learningRate: Double) throws(TrainingFailure) {
    let isOneUnit = plan.layout.stages.count == 1 && plan.layout.outputCount == 1
    guard isOneUnit, case .dense? = plan.layout.stages.first?.layer, plan.classes != nil else {
      throw .mismatch("`perceptron` trains one unit that tells two classes apart")
    }
    guard plan.loss == .perceptron else {
      throw .mismatch("`perceptron` lowers its own loss, not `\(plan.loss.name)`")
    }
    self.plan = plan
    self.learningRate = learningRate
    inputCount = plan.layout.inputCount
    let values: [[Double]]
    switch plan.initialization {
    case .standard:
      values = plan.layout.parameters.map { Array(repeating: 0, count: $0.shape.count) }
    case .values(let given):
      values = plan.layout.parameters.map {
        given[$0.name] ?? Array(repeating: 0, count: $0.shape.count)
      }
    default:
      values = plan.layout.initialValues(
        plan.initialization, seed: plan.configuration.seed, stream: plan.configuration.stream)
    }
    weights = values[0]
    bias = values[1][0]
  }

  /// Trains until an epoch makes no mistake, or to the end.
  mutating func train(shuffles: Bool) -> TrainedModel {
    let configuration = plan.configuration
    let (epochLimit, stepLimit) =
      switch configuration.length {
      case .epochs(let epochs): (epochs, Int.max)
      case .steps(let steps): (Int.max, steps)
      }
    var stream = RandomStream(
      seed: configuration.seed, name: configuration.stream, purpose: .shuffle)
    var order = Array(0..<plan.trainingRowCount)
    var history = [metrics]
    var best = BestEpoch(plan.judgingQuantity)
    _ = best.observe(history[0], epoch: 0)
    var course = TrainingCourse()
    var record = TrainingCourse.Perceptron()
    // Weights that come back in the same order of rows come back forever.
    var seen = [state: 0]
    if configuration.recordInterval != nil { keep(epoch: 0) }
    var epoch = 0
    while epoch < epochLimit && stepCount < stepLimit {
      epoch += 1
      if shuffles { stream.shuffle(&order) }
      let visited = order.prefix(min(order.count, stepLimit - stepCount))
      let mistakeCount = visit(visited, epoch: epoch)
      record.mistakes.append(mistakeCount)
      history.append(metrics)
      _ = best.observe(history[epoch], epoch: epoch)
      if case .epochs(let interval) = configuration.recordInterval, epoch % interval == 0 {
        keep(epoch: epoch)
      }
      if mistakeCount == 0, visited.count == order.count {
        course.ending = .separated
        break
      }
      if !shuffles, record.cycle == nil {
        if let earlier = seen.updateValue(epoch, forKey: state) { record.cycle = earlier...epoch }
      }
    }
    if configuration.recordInterval != nil, snapshots.last?.step != stepCount {
      keep(epoch: epoch)
    }
    course.bestEpoch = best.epoch
    course.finalEpoch = epoch
    course.perceptron = record
    var model = plan.linearModel(weights: weights, biases: [bias])
    model.history = history
    model.epochCount = epoch
    model.stepCount = stepCount
    model.snapshots = snapshots
    model.course = course
    return model
  }

  /// Shows the rule some rows and returns how many were mistaken.
  private mutating func visit(_ rows: ArraySlice<Int>, epoch: Int) -> Int {
    var mistakeCount = 0
    for row in rows {
      let target = plan.classes?[row] ?? 0
      let error = target - (score(row) >= 0 ? 1 : 0)
      if error != 0 {
        mistakeCount += 1
        let step = learningRate * Double(error)
        for input in 0..<inputCount {
          weights[input] += step * plan.inputs[row * inputCount + input]
        }
        bias += step
      }
      stepCount += 1
      if case .steps(let interval) = plan.configuration.recordInterval,
        stepCount % interval == 0
      {
        keep(epoch: epoch)
      }
    }
    return mistakeCount
  }

  /// w·x + b.
  private func score(_ row: Int) -> Double {
    var sum = bias
    for input in 0..<inputCount {
      sum.addProduct(weights[input], plan.inputs[row * inputCount + input])
    }
    return sum
  }

  private var metrics: TrainedModel.Metrics {
    var losses = RowSet.allCases.map { _ in 0.0 }
    var matches = losses
    for set in RowSet.allCases {
      for row in plan.rows(of: set) {
        let score = score(row)
        let isSecond = plan.classes?[row] == 1
        losses[set.rawValue] += max(0, isSecond ? -score : score)
        if (score >= 0) == isSecond { matches[set.rawValue] += 1 }
      }
    }
    return plan.metrics(losses: losses, matches: matches)
  }

  private var state: [UInt64] { (weights + [bias]).map { ($0 + 0).bitPattern } }

  private mutating func keep(epoch: Int) {
    snapshots.append(
      TrainedModel.Snapshot(
        epoch: epoch, step: stepCount, parameters: plan.parameters([Numbers(weights), [bias]])))
  }
}
