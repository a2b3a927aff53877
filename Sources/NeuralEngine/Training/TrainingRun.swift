import Kernels

/// A run of an iterative optimizer from its initial weights to its end.
@safe
struct TrainingRun: ~Copyable {
  private let plan: TrainingPlan
  private let programs: TrainingPrograms
  private let fullStep: Program
  private let evaluation: Program
  /// The step of an epoch's last, smaller batch.
  private let remainderStep: Program?
  private let batchRows: Int
  private let gathers: Bool
  private let rates: LearningRateCurve?
  private var schedule: UpdateSchedule
  private let order: RowOrder
  /// Nil where no tolerance ends the run.
  private var movement: ParameterMovement?

  private let lossValue: UnsafeMutablePointer<Float>
  private let cursor: UnsafeMutablePointer<Int32>
  private let settings: UnsafeMutablePointer<UpdateSettings>
  private let unshrunkSettings: UnsafeMutablePointer<UpdateSettings>?
  private let totals: UnsafeMutablePointer<Double>

  private var stepCount = 0
  private var lastFiniteLoss: Double?
  private var snapshots: [TrainedModel.Snapshot] = []
  /// How far the last step moved the parameters, once that was less than the tolerance.
  private var settledDistance: Double?

  /// Prepares a run: everything a step needs is allocated here.
  init(
    _ plan: TrainingPlan, _ kernels: Processor.InstructionSetKernels, budget: ThreadBudget
  ) {
    self.plan = plan
    let configuration = plan.configuration
    let rowCount = plan.trainingRowCount
    batchRows = configuration.batchRowCount(of: rowCount)
    gathers = batchRows < rowCount
    programs = TrainingPrograms(plan, kernels, batchRows: batchRows, budget: budget)
    let memory = programs.memory
    // The larger program first: the others work in the room that it takes. A row of a step takes about
    // twice that of an evaluation.
    if 2 * batchRows <= TrainingPrograms.evaluationRows {
      evaluation = programs.evaluation()
      fullStep = programs.step(rows: batchRows, gathers: gathers)
    } else {
      fullStep = programs.step(rows: batchRows, gathers: gathers)
      evaluation = programs.evaluation()
    }
    let remainder = rowCount % batchRows
    remainderStep = remainder == 0 ? nil : programs.step(rows: remainder, gathers: true)
    rates = configuration.learningRates(fittedRowCount: rowCount)
    schedule = UpdateSchedule(configuration.optimizer, rates: rates)
    order = RowOrder(
      in: memory, programs.order, seed: configuration.seed, stream: configuration.stream, kernels)
    unsafe lossValue = memory.pointer(to: programs.loss)
    unsafe cursor = memory.pointer(to: programs.cursor, as: Int32.self)
    unsafe settings = memory.pointer(to: programs.settings, as: UpdateSettings.self)
    unsafe unshrunkSettings =
      configuration.optimizer.shrinkage == 0
      ? nil : memory.pointer(to: programs.unshrunkSettings, as: UpdateSettings.self)
    unsafe totals = memory.pointer(to: programs.totals).withMemoryRebound(
      to: Double.self, capacity: 2 * RowSet.allCases.count
    ) { unsafe $0 }
    let values = plan.layout.initialValues(
      plan.initialization, seed: configuration.seed, stream: configuration.stream)
    for (index, value) in values.enumerated() {
      memory.write(value, to: programs.parameters.values(of: index))
    }
    movement =
      configuration.tolerance == nil
      ? nil : ParameterMovement(of: programs.parameters.values, in: memory)
    writeSettings()
  }

  /// The threads that a step runs on.
  var threadCount: Int { fullStep.usesTeam ? programs.threads.team?.threadCount ?? 1 : 1 }

  /// Trains to the end.
  ///
  /// - Throws: `TrainingFailure.diverged` at the first step whose loss is not finite.
  mutating func train() throws(TrainingFailure) -> TrainedModel {
    let configuration = plan.configuration
    let early = configuration.earlyStopping
    var history = [try metrics(epoch: 0)]
    var best = BestEpoch(
      early?.quantity ?? plan.judgingQuantity, minimumChange: early?.minimumChange ?? 0)
    let epochLimit: Int
    let stepLimit: Int
    switch configuration.length {
    case .epochs(let epochs): (epochLimit, stepLimit) = (epochs, .max)
    case .steps(let steps): (epochLimit, stepLimit) = (.max, steps)
    }
    var course = TrainingCourse(learningRates: rates)
    var bestValues: [Float]?
    _ = best.observe(history[0], epoch: 0)
    if early?.restoresBest == true { bestValues = values() }
    if configuration.recordInterval != nil { record(epoch: 0) }
    var epoch = 0
    while epoch < epochLimit && stepCount < stepLimit {
      epoch += 1
      try trainEpoch(epoch, upTo: stepLimit)
      history.append(try metrics(epoch: epoch))
      if case .epochs(let interval) = configuration.recordInterval, epoch % interval == 0 {
        record(epoch: epoch)
      }
      if best.observe(history[epoch], epoch: epoch), early?.restoresBest == true {
        bestValues = values()
      }
      if let distance = settledDistance, let tolerance = configuration.tolerance {
        course.ending = .settled(distance: distance, tolerance: tolerance)
        break
      }
      if let early, best.age >= early.patience {
        course.ending = .early(early)
        break
      }
    }
    if configuration.recordInterval != nil, snapshots.last?.step != stepCount {
      record(epoch: epoch)
    }
    course.bestEpoch = best.epoch
    course.finalEpoch = epoch
    if let bestValues {
      course.finalEpoch = best.epoch
      restore(bestValues)
    }
    // A snapshot of the last step shares its memory.
    let isRecorded = bestValues == nil && snapshots.last?.step == stepCount
    let parameters = isRecorded ? snapshots[snapshots.count - 1].parameters : parameters()
    var model = TrainedModel(
      model: configuration.model, loss: plan.loss, output: plan.output,
      input: plan.modelInput, outputCount: plan.layout.outputCount,
      layers: plan.layout.summaries, history: history, epochCount: epoch, stepCount: stepCount,
      parameters: parameters, statistics: statistics(), snapshots: snapshots,
      penalty: plan.penalty(of: plan.weights(of: parameters)), conditionNumber: nil)
    model.course = course
    return model
  }

  /// Takes the steps of an epoch, its rows in new order.
  private mutating func trainEpoch(_ epoch: Int, upTo stepLimit: Int) throws(TrainingFailure) {
    let rowCount = plan.trainingRowCount
    if gathers { order.shuffle() }
    var row = 0
    while row < rowCount && stepCount < stepLimit {
      unsafe cursor.pointee = Int32(row)
      if row + batchRows <= rowCount {
        fullStep.run()
      } else {
        remainderStep?.run()
      }
      row += batchRows
      stepCount += 1
      try check(unsafe Double(lossValue.pointee), epoch)
      schedule.advance()
      writeSettings()
      if case .steps(let interval) = plan.configuration.recordInterval,
        stepCount % interval == 0
      {
        record(epoch: epoch)
      }
      if let distance = movement?.next(), distance < plan.configuration.tolerance ?? 0 {
        settledDistance = distance
        return
      }
    }
  }

  /// Takes so many steps, beginning new epochs as needed, without evaluating.
  mutating func take(_ count: Int) throws(TrainingFailure) {
    let end = stepCount + count
    while stepCount < end { try trainEpoch(1, upTo: end) }
  }

  private func writeSettings() {
    unsafe settings.pointee = schedule.settings
    if let unshrunk = unsafe unshrunkSettings {
      unsafe unshrunk.pointee = schedule.settings
      unsafe unshrunk.pointee.shrinkage = 1
    }
  }

  private mutating func check(_ loss: Double, _ epoch: Int) throws(TrainingFailure) {
    guard loss.isFinite else {
      throw .diverged(
        step: stepCount, epoch: epoch, lastFiniteLoss: lastFiniteLoss,
        learningRate: plan.configuration.optimizer.learningRate)
    }
    lastFiniteLoss = loss
  }

  /// Computes losses and accuracies over all sets, sums in double precision.
  private mutating func metrics(epoch: Int) throws(TrainingFailure) -> TrainedModel.Metrics {
    let sets = RowSet.allCases.indices
    for index in 0..<2 * sets.count { unsafe totals[index] = 0 }
    evaluation.run()
    let perRow = Double(plan.lossesPerRow)
    let metrics = plan.metrics(
      losses: sets.map { unsafe totals[2 * $0] / perRow },
      matches: sets.map { unsafe totals[2 * $0 + 1] })
    try check(metrics.trainLoss, epoch)
    return metrics
  }

  private mutating func record(epoch: Int) {
    snapshots.append(
      TrainedModel.Snapshot(
        epoch: epoch, step: stepCount, parameters: parameters(), statistics: statistics()))
  }

  /// The parameters, then the running statistics.
  private func values() -> [Float] {
    ([programs.parameters.values] + programs.statistics).flatMap { programs.memory.read($0) }
  }

  private func restore(_ values: [Float]) {
    var start = 0
    for region in [programs.parameters.values] + programs.statistics {
      programs.memory.write(
        values[start..<(start + region.count)].map(Double.init), to: region)
      start += region.count
    }
  }

  private func parameters() -> [TrainedModel.Parameter] {
    plan.parameters(
      plan.layout.parameters.indices.map { index in
        programs.memory.numbers(in: programs.parameters.values(of: index))
      })
  }

  /// The running statistics of batch normalisations.
  private func statistics() -> [TrainedModel.Parameter] {
    plan.layout.named(
      programs.statistics.flatMap { region in
        let count = region.count / 2
        return [region.part(0, count), region.part(count, count)].map {
          programs.memory.numbers(in: $0)
        }
      })
  }
}

/// A run as a shared object, for callers that take steps as they like.
final class TrainingLoop {
  private var run: TrainingRun

  /// Prepares a run.
  init(
    _ plan: TrainingPlan, _ kernels: Processor.InstructionSetKernels, budget: ThreadBudget
  ) {
    run = TrainingRun(plan, kernels, budget: budget)
  }

  /// The threads that a step runs on.
  var threadCount: Int { run.threadCount }

  /// Takes steps, beginning new epochs as needed.
  func take(_ count: Int) throws(TrainingFailure) { try run.take(count) }
}
