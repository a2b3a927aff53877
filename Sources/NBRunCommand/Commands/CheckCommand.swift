import ArgumentParser
import Diagnostics
import Execution
import NotebookSyntax
import Report

/// `nbrun check`: everything that `render` does except writing pages.
struct CheckCommand: NotebookCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Run notebooks and report their problems; write no page.")

  @OptionGroup var notebooks: NotebookOptions
  @OptionGroup var running: RunOptions

  @Flag(
    name: .customLong("no-run"),
    help: "Check syntax, names, options and shapes only; train nothing.")
  var doesNotRun = false

  @Flag(name: .customLong("allow-html"), help: "Raw HTML is no problem.")
  var allowsHTML = false

  func run(in environment: CommandEnvironment) async -> ExitStatus {
    var printer = DiagnosticPrinter(
      environment, format: notebooks.diagnostics, isStrict: notebooks.strict)
    let sources = NotebookSources(paths: notebooks.paths, files: environment.files)
    printer.printProblems(of: sources)
    var parsed: [ParsedNotebook] = []
    for file in sources.files {
      do throws(FileFailure) {
        parsed.append(
          try NotebookSources.load(
            file.path, overrides: notebooks.parameters, files: environment.files))
      } catch {
        printer.print(error)
      }
    }
    if doesNotRun {
      for notebook in parsed {
        printer.print(
          problems(of: notebook, files: environment.files), in: notebook.notebook.source)
      }
      return printer.status
    }
    let progress = ProgressLine(environment, isQuiet: notebooks.quiet)
    let runner = NotebookRunner(
      jobs: running.jobs ?? environment.coreCount, allowsHTML: allowsHTML,
      environment: environment, progress: progress)
    let finished = await runner.run(parsed)
    progress.clear()
    for (notebook, result) in zip(parsed, finished) {
      printer.print(
        result?.run.diagnostics ?? notebook.diagnostics, in: notebook.notebook.source)
    }
    return printer.status
  }

  /// The problems that can be found without training.
  private func problems(of notebook: ParsedNotebook, files: LocalFiles) -> [Diagnostic] {
    guard notebook.isReadable else { return notebook.diagnostics }
    let plan = notebook.plan(files: files)
    let checks = ReportChecks.diagnostics(of: notebook.notebook, allowsHTML: allowsHTML)
    return (plan.diagnostics + checks).inSourceOrder()
  }
}
