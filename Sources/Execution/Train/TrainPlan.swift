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
    if hasTest { offers.append(ValueOffer("test.loss")) }
    if run.classCount != nil {
      offers.append(ValueOffer("train.accuracy"))
      if hasTest { offers.append(ValueOffer("test.accuracy")) }
    }
    offers += ["epochs", "steps", "parameters", "best.epoch", "penalty"].map { ValueOffer($0) }
    if run.configuration.optimizer == .exact { offers.append(ValueOffer("condition")) }
    offers += run.parameters.map { name, shape in
      ValueOffer(name, shape.rank == 0 ? .number : .array(extents: shape.extents))
    }
    let testCount = run.data.rowCount - run.data.trainingRowCount
    for (set, count) in [("train", run.data.trainingRowCount), ("test", testCount)] {
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
        data.inputs = inputs
        data.columns = features.functions.indices.map { "feature\($0 + 1)" }
      case .failure(let problem): return .failure(problem.diagnostic)
      }
    }
    do {
      let model = try Trainer.train(run.configuration, on: data)
      let completed = CompletedRun(plan: run, model: model, data: source)
      let report = TrainReport(completed)
      return BlockOutcome(
        outputs: report.tables.map { .table($0) }, values: report.values, run: completed)
    } catch {
      return .failure(diagnostic(of: error, data))
    }
  }

  private func diagnostic(of failure: TrainingFailure, _ data: Dataset) -> Diagnostic {
    switch failure {
    case .mismatch(let text):
      return .error(.shapeMismatch, text, at: range)
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
