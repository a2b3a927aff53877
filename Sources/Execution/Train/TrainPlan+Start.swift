import Diagnostics
import NeuralEngine

extension TrainPlan {
  /// Returns why the model or the loss has no value before the first step, at the characters of the
  /// author's expression that have none; nil where they are no expressions or have values.
  func problemAtStart(_ data: Dataset) -> Diagnostic? {
    if var diagnostic = modelProblem(data) ?? lossProblem(data) {
      diagnostic.notes.append("before the first step, at a row of the data")
      return diagnostic
    }
    return nil
  }

  private func modelProblem(_ data: Dataset) -> Diagnostic? {
    guard let formula = run.modelFormula,
      let parameters = try? Trainer.initialParameters(run.configuration, on: data)
    else { return nil }
    return formula.problem(
      rows: Array(data.inputs), parameters: parameters.map { Tensor($0.shape, Array($0.values)) })
  }

  private func lossProblem(_ data: Dataset) -> Diagnostic? {
    guard let formula = run.lossFormula else { return nil }
    // What the model predicts with its initial weights does not depend on the loss.
    var configuration = run.configuration
    configuration.loss = .mse
    configuration.length = .epochs(0)
    configuration.validation = nil
    guard let model = try? Trainer.train(configuration, on: data) else { return nil }
    let isSigned = model.output == .score
    let predictions = model.predict(Array(data.inputs)).map { isSigned ? 2 * $0 - 1 : $0 }
    let targets: [Double] =
      switch data.target {
      case .numbers(let values, _): values
      case .classes(let classes, _) where model.outputCount == 1:
        classes.map { Double(isSigned ? 2 * $0 - 1 : $0) }
      case .classes(let classes, _):
        classes.flatMap { row in (0..<model.outputCount).map { $0 == row ? 1 : 0 } }
      }
    switch formula.values(columns: [predictions, targets]) {
    case .success: return nil
    case .failure(let problem): return problem.diagnostic
    }
  }
}
