import Diagnostics
import NeuralEngine
import NotebookSyntax

/// A checked training run.
struct TrainPlan: PlannedBlock {
  let run: PlannedRun
  /// Where a problem of the run as a whole is reported.
  let range: SourceRange
  /// Where a divergence is reported: the learning rate.
  let learningRateRange: SourceRange

  var definition: BlockDefinition { .run(run) }

  var offers: [ValueOffer] {
    var offers = ["loss", "train.loss"].map { ValueOffer($0) }
    let hasTest = run.data.rowCount > run.data.trainingRowCount
    let isClassifier = run.classCount != nil
    if hasTest { offers.append(ValueOffer("test.loss")) }
    if isClassifier {
      offers.append(ValueOffer("train.accuracy"))
      if hasTest { offers.append(ValueOffer("test.accuracy")) }
    }
    for name in isClassifier ? ["validation.loss", "validation.accuracy"] : ["validation.loss"] {
      switch run.configuration.validation {
      case .holdout: offers.append(ValueOffer(name))
      case .folds(let count):
        offers += [name, name + ".std"].map { ValueOffer($0) }
        offers.append(ValueOffer(name + ".folds", .array(extents: [count])))
      case nil: break
      }
    }
    offers += ["epochs", "steps", "parameters", "best.epoch", "penalty"].map { ValueOffer($0) }
    offers += SeedSummaries.offers(for: run)
    if let rates = run.learningRates {
      offers.append(ValueOffer("learning-rate"))
      if TrainReport.listsLearningRates(rates) {
        offers.append(ValueOffer("learning-rates", .array(extents: [rates.stepCount])))
      }
      offers.append(ValueOffer("stopped", .text))
    }
    if case .perceptron = run.configuration.optimizer {
      offers += [ValueOffer("stopped", .text), ValueOffer("mistakes.last")]
      if let count = TrainReport.listedEpochCount(run.configuration) {
        offers.append(ValueOffer("mistakes", .array(extents: [count])))
      }
    }
    switch run.configuration.optimizer {
    case .exact: offers.append(ValueOffer("condition"))
    case .lasso: offers += [ValueOffer("sweeps"), ValueOffer("gap")]
    default: break
    }
    offers += (run.parameters + run.statistics).map { name, shape in
      ValueOffer(name, shape.rank == 0 ? .number : .array(extents: shape.extents))
    }
    let testCount = run.data.rowCount - run.data.trainingRowCount
    let fittedCount = run.configuration.fittedRowCount(of: run.data.trainingRowCount)
    let heldCount = run.data.trainingRowCount - fittedCount
    for (set, count) in [("train", fittedCount), ("validation", heldCount), ("test", testCount)] {
      offers += RunMetrics.offers(for: run, set: set, rowCount: count)
    }
    return offers
  }

  func run(in context: ExecutionContext) -> BlockOutcome {
    let source = context.data(run.data).adopting(run.data)
    var data = source.data
    if let features = run.features {
      switch features.values(of: data) {
      case .success(let inputs):
        data.inputs = Numbers(inputs)
        data.columns = features.functions.indices.map { "feature\($0 + 1)" }
      case .failure(let problem): return .failure(problem.diagnostic)
      }
    }
    do {
      let model = try Trainer.train(run.configuration, on: data)
      var completed = CompletedRun(plan: run, model: model, data: source)
      completed.seeds = try seedMetrics(model, data)
      let report = TrainReport(completed)
      return BlockOutcome(
        outputs: report.tables.map { .table($0) } + report.remarks.map { .remark($0) },
        values: report.values, run: completed, diagnostics: warnings(model))
    } catch {
      return .failure(diagnostic(of: error, data))
    }
  }

  /// Trains with the other seeds and returns the final metrics of all; empty for one seed.
  private func seedMetrics(
    _ model: TrainedModel, _ data: Dataset
  ) throws(TrainingFailure) -> [TrainedModel.Metrics] {
    guard run.seedCount > 1, let first = model.finalMetrics else { return [] }
    var metrics = [first]
    var configuration = run.configuration
    configuration.recordInterval = nil
    configuration.validation = nil
    for _ in 1..<run.seedCount {
      configuration.seed &+= 1
      let repeated = try Trainer.train(configuration, on: data)
      if let last = repeated.finalMetrics { metrics.append(last) }
    }
    return metrics
  }

  /// Warns of a result that is not what was asked for.
  private func warnings(_ model: TrainedModel) -> [Diagnostic] {
    guard let descent = model.course.descent, !descent.hasConverged else { return [] }
    let gap = ValueText.number(descent.dualityGap, digits: 2)
    return [
      .warning(
        .notConverged,
        "`\(run.name)` has not converged after \(ValueText.counted(descent.sweepCount, "sweep")):"
          + " its loss may lie \(gap) above the minimum",
        at: learningRateRange, label: "raise `sweeps` or `tolerance`")
    ]
  }

  private func diagnostic(of failure: TrainingFailure, _ data: Dataset) -> Diagnostic {
    switch failure {
    case .mismatch(let text):
      return .error(.shapeMismatch, text, at: range)
    case .fold(let number, let count, let failure):
      var diagnostic = diagnostic(of: failure, data)
      diagnostic.notes.insert("this is the model of fold \(number) of \(count)", at: 0)
      return diagnostic
    case .diverged(let step, let epoch, let lastLoss, let rate):
      if lastLoss == nil, let problem = problemAtStart(data) { return problem }
      let shownRate = ValueText.number(rate)
      var notes = [
        lastLoss.map { "the last finite loss was \(ValueText.number($0, digits: 3))" }
          ?? "the loss was not finite from the start"
      ]
      notes.append("likely cause: \(likelyCause(data))")
      return .error(
        .diverged,
        "`\(run.name)` diverged: its loss is not finite at step \(step) (epoch \(epoch)) with"
          + " lr=\(shownRate)",
        at: learningRateRange, label: "try lr=\(ValueText.number(rate / 10, digits: 2))",
        notes: notes)
    }
  }

  private func likelyCause(_ data: Dataset) -> String {
    let largest = data.inputs.reduce(0) { max($0, abs($1)) }
    if case .polynomial(let degree) = run.model, degree > 1 {
      return "powers of x up to \(degree) make steps of very different size;"
        + " `optimizer: exact` has no step size"
    }
    if !largest.isFinite { return "the inputs are not finite" }
    if largest > 50 {
      return "inputs reach \(ValueText.number(largest, digits: 3));"
        + " `standardize: true` on the data brings them to the size of 1"
    }
    return "the learning rate is too large, so that each step overshoots further than the last"
  }
}
