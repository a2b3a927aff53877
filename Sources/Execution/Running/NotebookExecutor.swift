import Diagnostics
import NotebookSyntax
import Plotting

/// Runs a planned notebook.
package enum NotebookExecutor {
  /// What has happened to a block while a notebook runs.
  package enum Progress: Sendable {
    case started(block: String)
    case finished(block: String, finishedCount: Int, totalCount: Int)
  }

  /// Runs every block whose inputs exist, independent ones at the same time.
  ///
  /// A notebook whose plan has errors runs nothing: its blocks carry their problems and no outputs.
  /// The result does not depend on `jobs`.
  ///
  /// - Parameters:
  ///   - jobs: How many blocks may run at once, at least 1.
  ///   - onProgress: Called in the order of events, on any thread.
  package static func run(
    _ plan: NotebookPlan, jobs: Int, onProgress: (@Sendable (Progress) -> Void)? = nil
  ) async -> NotebookRun {
    if plan.hasErrors { return unrun(plan) }
    let finished = await Schedule(plan, jobs: jobs, onProgress: onProgress).run()
    return Assembly(plan, finished).run()
  }

  /// The result of a notebook that cannot run.
  private static func unrun(_ plan: NotebookPlan) -> NotebookRun {
    let assembly = Assembly(plan, [:])
    let texts = assembly.parameterTexts()
    return NotebookRun(
      notebook: plan.notebook,
      results: plan.blocks.map {
        BlockResult(echo: $0.options.echo, diagnostics: $0.diagnostics)
      },
      inlineValues: texts, mathTexts: assembly.mathTexts(texts), labels: plan.labels,
      diagnostics: plan.diagnostics)
  }
}

/// What a unit of work left behind.
struct FinishedUnit: Sendable {
  var outcome: BlockOutcome
  /// The pixels of the outcome's figures, in order.
  var figures: [DrawnFigure] = []
  /// The unit that failed and kept this one from running.
  var blocker: UnitID?

  var hasFailed: Bool { outcome.hasFailed || blocker != nil }
}

/// A figure as PNG files for both themes.
struct DrawnFigure: Sendable {
  var width: Double
  var height: Double
  var lightPNG: [UInt8]
  var darkPNG: [UInt8]
  var alternativeText: String
  var frames: FrameOutput?
  var data: DataOutput?

  /// Draws a figure.
  init(_ figure: any Drawable) {
    let light = figure.picture(in: .light)
    width = light.width
    height = light.height
    lightPNG = light.png()
    darkPNG = figure.picture(in: .dark).png()
    alternativeText = figure.alternativeText
    data = figure.data.map { DataOutput($0) }
    frames = figure.sequence.map { sequence in
      FrameOutput(
        sequence: sequence, strip: sequence.strip(),
        words: sequence.frames.map {
          FrameOutput.Words(label: $0.label, alternativeText: $0.figure.alternativeText)
        })
    }
  }
}

/// Runs units as their inputs become ready.
private struct Schedule {
  private struct Unit {
    var id: UnitID
    var title: String
    var dependencies: [UnitID]
    var work: @Sendable (ExecutionContext) -> BlockOutcome
  }

  private let seed: UInt64
  private let jobs: Int
  private let onProgress: (@Sendable (NotebookExecutor.Progress) -> Void)?
  private let units: [Unit]

  init(
    _ plan: NotebookPlan, jobs: Int,
    onProgress: (@Sendable (NotebookExecutor.Progress) -> Void)?
  ) {
    seed = plan.notebook.frontMatter.seed
    self.jobs = max(1, jobs)
    self.onProgress = onProgress
    // Unnamed data sets come first: blocks wait for them.
    var units = plan.unnamedData.map { data in
      Unit(id: data.id, title: data.name, dependencies: []) { _ in data.evaluate() }
    }
    for (index, block) in plan.blocks.enumerated() {
      guard let work = block.work else { continue }
      units.append(
        Unit(id: UnitID(index), title: block.title, dependencies: block.dependencies) {
          work.run(in: $0)
        })
    }
    self.units = units
  }

  func run() async -> [UnitID: FinishedUnit] {
    await withTaskGroup(of: (Int, FinishedUnit).self) { group in
      var finished: [UnitID: FinishedUnit] = [:]
      var waiting = Array(units.indices)
      var runningCount = 0
      while !waiting.isEmpty || runningCount > 0 {
        settleBlocked(&waiting, &finished)
        while runningCount < jobs,
          let place = waiting.firstIndex(where: { isReady(units[$0], finished) })
        {
          let index = waiting.remove(at: place)
          let unit = units[index]
          onProgress?(.started(block: unit.title))
          let context = ExecutionContext(
            outcomes: outcomes(of: unit.dependencies, finished), seed: seed)
          group.addTask { (index, Self.finish(unit.work(context))) }
          runningCount += 1
        }
        guard let (index, result) = await group.next() else { break }
        runningCount -= 1
        finished[units[index].id] = result
        onProgress?(
          .finished(
            block: units[index].title, finishedCount: finished.count, totalCount: units.count))
      }
      return finished
    }
  }

  /// Marks the units that wait for a failed one, and those that wait for them.
  private func settleBlocked(_ waiting: inout [Int], _ finished: inout [UnitID: FinishedUnit]) {
    // Units stand in document order, so one pass reaches those that depend on blocked ones.
    waiting.removeAll { index in
      let failed = units[index].dependencies.first { finished[$0]?.hasFailed == true }
      guard let failed else { return false }
      finished[units[index].id] = FinishedUnit(
        outcome: BlockOutcome(), blocker: finished[failed]?.blocker ?? failed)
      return true
    }
  }

  private func isReady(_ unit: Unit, _ finished: [UnitID: FinishedUnit]) -> Bool {
    unit.dependencies.allSatisfy { finished[$0] != nil }
  }

  private func outcomes(
    of dependencies: [UnitID], _ finished: [UnitID: FinishedUnit]
  ) -> [UnitID: BlockOutcome] {
    var outcomes: [UnitID: BlockOutcome] = [:]
    for id in dependencies { outcomes[id] = finished[id]?.outcome }
    return outcomes
  }

  private static func finish(_ outcome: BlockOutcome) -> FinishedUnit {
    var figures: [DrawnFigure] = []
    for case .figure(let figure) in outcome.outputs { figures.append(DrawnFigure(figure)) }
    return FinishedUnit(outcome: outcome, figures: figures)
  }
}
