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
  private var schedule: UpdateSchedule
  private var order: RowOrder

  private let lossValue: UnsafeMutablePointer<Float>
  private let cursor: UnsafeMutablePointer<Int32>
  private let settings: UnsafeMutablePointer<UpdateSettings>
  private let totals: UnsafeMutablePointer<Double>

  private var stepCount = 0
  private var lastFiniteLoss: Double?

  /// Prepares a run: everything a step needs is allocated here.
  init(_ plan: TrainingPlan, _ kernels: Processor.InstructionSetKernels) {
    self.plan = plan
    let configuration = plan.configuration
    programs = TrainingPrograms(plan, kernels)
    let rowCount = plan.trainingRowCount
    switch configuration.batch {
    case .rows(let rows) where !configuration.optimizer.takesAllRows:
      batchRows = min(max(rows, 1), rowCount)
    default:
      batchRows = rowCount
    }
    gathers = batchRows < rowCount
    fullStep = programs.step(rows: batchRows, gathers: gathers)
    let remainder = rowCount % batchRows
    remainderStep = remainder == 0 ? nil : programs.step(rows: remainder, gathers: true)
    evaluation = programs.evaluation()
    schedule = UpdateSchedule(configuration.optimizer)
    let memory = programs.memory
    order = RowOrder(
      in: memory, programs.order, seed: configuration.seed, stream: configuration.stream)
    unsafe lossValue = memory.pointer(to: programs.loss)
    unsafe cursor = memory.pointer(to: programs.cursor, as: Int32.self)
    unsafe settings = memory.pointer(to: programs.settings, as: UpdateSettings.self)
    unsafe totals = memory.pointer(to: programs.totals).withMemoryRebound(
      to: Double.self, capacity: 4
    ) { unsafe $0 }
    unsafe settings.pointee = schedule.settings
    let values = plan.layout.initialValues(
      plan.initialization, seed: configuration.seed, stream: configuration.stream)
    for (index, value) in values.enumerated() {
      memory.write(value, to: programs.parameters.values(of: index))
    }
  }

  /// Trains to the end.
  ///
  /// - Throws: `TrainingFailure.diverged` at the first step whose loss is not finite.
  mutating func train() throws(TrainingFailure) -> TrainedModel {
    let configuration = plan.configuration
    var history = [try metrics(epoch: 0)]
    var snapshots: [TrainedModel.Snapshot] = []
    let epochLimit: Int
    let stepLimit: Int
    switch configuration.length {
    case .epochs(let epochs): (epochLimit, stepLimit) = (epochs, .max)
    case .steps(let steps): (epochLimit, stepLimit) = (.max, steps)
    }
    if configuration.recordInterval != nil {
      snapshots.append(TrainedModel.Snapshot(epoch: 0, parameters: parameters()))
    }
    var epoch = 0
    while epoch < epochLimit && stepCount < stepLimit {
      epoch += 1
      try trainEpoch(epoch, upTo: stepLimit)
      history.append(try metrics(epoch: epoch))
      if let interval = configuration.recordInterval, epoch % max(interval, 1) == 0 {
        snapshots.append(TrainedModel.Snapshot(epoch: epoch, parameters: parameters()))
      }
    }
    let parameters = parameters()
    if configuration.recordInterval != nil, snapshots.last?.epoch != epoch {
      snapshots.append(TrainedModel.Snapshot(epoch: epoch, parameters: parameters))
    }
    return TrainedModel(
      model: configuration.model, loss: plan.loss, output: plan.output,
      inputCount: plan.modelInputCount, outputCount: plan.layout.outputCount,
      layers: plan.layout.summaries, history: history, epochCount: epoch, stepCount: stepCount,
      parameters: parameters, snapshots: snapshots, penalty: plan.penalty(of: weights()),
      conditionNumber: nil)
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
      unsafe settings.pointee = schedule.settings
    }
  }

  /// Takes so many steps, beginning new epochs as needed, without evaluating.
  mutating func take(_ count: Int) throws(TrainingFailure) {
    let end = stepCount + count
    while stepCount < end { try trainEpoch(1, upTo: end) }
  }

  private mutating func check(_ loss: Double, _ epoch: Int) throws(TrainingFailure) {
    guard loss.isFinite else {
      throw .diverged(
        step: stepCount, epoch: epoch, lastFiniteLoss: lastFiniteLoss,
        learningRate: plan.configuration.optimizer.learningRate)
    }
    lastFiniteLoss = loss
  }

  /// Computes losses and accuracies over both sets, sums in double precision.
  private mutating func metrics(epoch: Int) throws(TrainingFailure) -> TrainedModel.Metrics {
    for index in 0..<4 { unsafe totals[index] = 0 }
    evaluation.run()
    let trainingCount = Double(plan.trainingRowCount)
    let testCount = Double(plan.rowCount - plan.trainingRowCount)
    let perRow = Double(plan.lossesPerRow)
    let trainLoss = unsafe totals[0] / (trainingCount * perRow)
    try check(trainLoss, epoch)
    let hasAccuracy = plan.accuracy != nil
    let hasTest = testCount > 0
    return TrainedModel.Metrics(
      trainLoss: trainLoss, testLoss: hasTest ? unsafe totals[2] / (testCount * perRow) : nil,
      trainAccuracy: hasAccuracy ? unsafe totals[1] / trainingCount : nil,
      testAccuracy: hasAccuracy && hasTest ? unsafe totals[3] / testCount : nil)
  }

  private func weights() -> [[Double]] {
    plan.layout.parameters.indices.map { index in
      programs.memory.read(programs.parameters.values(of: index)).map(Double.init)
    }
  }

  private func parameters() -> [TrainedModel.Parameter] { plan.parameters(weights()) }
}

/// A run as a shared object, for callers that take steps as they like.
final class TrainingLoop {
  private var run: TrainingRun

  /// Prepares a run.
  init(_ plan: TrainingPlan, _ kernels: Processor.InstructionSetKernels) {
    run = TrainingRun(plan, kernels)
  }

  /// Takes steps, beginning new epochs as needed.
  func take(_ count: Int) throws(TrainingFailure) { try run.take(count) }
}
