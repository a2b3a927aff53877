import Diagnostics
import NeuralEngine
import NotebookSyntax

/// One row's way through a trained run.
enum SampleTrace {
  /// Returns the graph of a run that has not trained yet, or why there is none.
  static func graph(of run: PlannedRun) -> Result<SampleGraph, TrainingFailure> {
    // Two rows of numbers that give the layers the shapes that the real data will give them.
    let count = run.features?.functions.count ?? run.data.columns.count
    let largest = Double((run.data.vocabularyCount ?? 2) - 1)
    let rows = Array(repeating: 0, count: count) + Array(repeating: largest, count: count)
    let target: Dataset.Target =
      switch run.data.target {
      case .numbers(let columns):
        .numbers(Array(repeating: 0, count: 2 * columns.count), columns: columns)
      case .classes(let names): .classes([0, max(names.count - 1, 0)], names: names)
      }
    let data = Dataset(
      columns: (0..<count).map { "x\($0)" }, inputs: rows, target: target, trainingRowCount: 2,
      imageShape: run.data.imageShape)
    do throws(TrainingFailure) {
      return .success(try SampleGraph(run.configuration, on: data))
    } catch {
      return .failure(error)
    }
  }

  /// Returns which inputs' gradients a trace of a sample reports unless its author says so: what
  /// the row brings and what trained, or only what trained.
  static func wanted(_ graph: SampleGraph, onlyParameters: Bool) -> [Bool] {
    graph.inputs.map { $0.role == .parameter || ($0.role == .data && !onlyParameters) }
  }

  /// Computes the pass of a row of a finished run's data.
  static func pass(
    _ trace: TraceGraph, of run: CompletedRun, row: Int, wanting isWanted: [Bool]
  ) -> Result<TracePass, EvaluationProblem> {
    var data = run.data.data
    if let features = run.plan.features {
      switch features.values(of: data) {
      case .success(let inputs): data.inputs = Numbers(inputs)
      case .failure(let problem): return .failure(problem)
      }
      data.columns = features.functions.indices.map { "feature\($0 + 1)" }
    }
    let graph: SampleGraph
    do throws(TrainingFailure) {
      graph = try SampleGraph(run.plan.configuration, on: data)
    } catch {
      preconditionFailure("a run that has trained fits its data")
    }
    return TracePass.make(trace, at: graph.values(ofRow: row, run.model), wanting: isWanted)
  }
}
