import Diagnostics
import Execution
import NeuralEngine
import NotebookSyntax
import Plotting
import Report

/// Runs notebooks at the same time and hands the results back in order.
struct NotebookRunner {
  var jobs: Int
  var allowsHTML: Bool
  var environment: CommandEnvironment
  var progress: ProgressLine

  /// A notebook that has run, with the images that its page shows.
  struct Finished: Sendable {
    var parsed: ParsedNotebook
    var run: NotebookRun
    /// By the path that the author wrote.
    var images: [String: String]
  }

  /// Runs notebooks; those that are no text are left out.
  func run(_ notebooks: [ParsedNotebook]) async -> [Finished?] {
    let together = max(1, min(jobs, notebooks.count))
    ThreadBudget.shared.setLimit(jobs)
    return await withTaskGroup(of: (Int, Finished).self) { group in
      var finished = [Finished?](repeating: nil, count: notebooks.count)
      var next = 0
      var runningCount = 0
      while true {
        while runningCount < together, next < notebooks.count {
          let index = next
          next += 1
          guard notebooks[index].isReadable else { continue }
          group.addTask { (index, await run(notebooks[index], jobs: max(1, jobs / together))) }
          runningCount += 1
        }
        guard let (index, result) = await group.next() else { break }
        runningCount -= 1
        finished[index] = result
      }
      return finished
    }
  }

  private func run(_ parsed: ParsedNotebook, jobs: Int) async -> Finished {
    let plan = parsed.plan(files: environment.files)
    let name = FilePath.name(of: parsed.path)
    var run = await NotebookExecutor.run(plan, jobs: jobs) { [progress] event in
      if case .started(let block) = event { progress.show("\(name): \(block)") }
    }
    // Problems of the page alone keep nothing from running.
    let (images, problems) = loadImages(of: run)
    let checks = ReportChecks.diagnostics(
      of: run.notebook, results: run.results, allowsHTML: allowsHTML)
    run.diagnostics = (run.diagnostics + checks + problems + fontProblems(of: plan))
      .inSourceOrder()
    return Finished(parsed: parsed, run: run, images: images)
  }

  /// Returns what keeps a notebook's figures from having words.
  private func fontProblems(of plan: NotebookPlan) -> [Diagnostic] {
    guard plan.drawsFigures else { return [] }
    do throws(FontError) {
      try FontLibrary.shared.verify()
      return []
    } catch {
      return [.error(.fontUnavailable, error.description, at: nil)]
    }
  }

  private func loadImages(of run: NotebookRun) -> ([String: String], [Diagnostic]) {
    var addresses: [String: String] = [:]
    var problems: [Diagnostic] = []
    let folder = FilePath.folder(of: run.notebook.source.name)
    for image in ReportChecks.localImages(in: run.notebook, results: run.results) {
      switch LocalImage.address(of: image, in: folder, files: environment.files) {
      case .success(let address): addresses[image.value] = address
      case .failure(let problem): problems.append(problem.diagnostic)
      }
    }
    return (addresses, problems)
  }
}
