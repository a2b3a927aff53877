import ArgumentParser
import Diagnostics
import Execution
import NotebookSyntax
import Report

/// `nbrun render`: notebooks become pages.
struct RenderCommand: NotebookCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Run notebooks and write their pages (the default).")

  @OptionGroup var notebooks: NotebookOptions
  @OptionGroup var running: RunOptions

  @ArgumentParser.Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where pages go: a folder, a file that ends in .html, or - for standard output.",
      valueName: "path"))
  var output = "output"

  @ArgumentParser.Option(
    help: ArgumentHelp("Write every figure as a PNG file into this folder too.", valueName: "dir"))
  var figures: String?

  @Flag(name: .customLong("allow-html"), help: "Keep raw HTML instead of showing it as text.")
  var allowsHTML = false

  func validate() throws {
    if output.isEmpty { throw ValidationError("--output takes a path.") }
    if figures?.isEmpty == true { throw ValidationError("--figures takes a folder.") }
  }

  func run(in environment: CommandEnvironment) async -> ExitStatus {
    let isOutputTaken = output == "-"
    var printer = DiagnosticPrinter(
      environment, format: notebooks.diagnostics, isStrict: notebooks.strict,
      isOutputTaken: isOutputTaken)
    let sources = NotebookSources(paths: notebooks.paths, files: environment.files)
    printer.printProblems(of: sources)
    let destination: PageDestination
    switch PageDestination.make(output, for: sources) {
    case .success(let made): destination = made
    case .failure(let problem):
      environment.note("Error: \(problem.message)\n")
      return .usage
    }
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
    let progress = ProgressLine(environment, isQuiet: notebooks.quiet)
    let runner = NotebookRunner(
      jobs: running.jobs ?? environment.coreCount, allowsHTML: allowsHTML,
      environment: environment, progress: progress)
    let finished = await runner.run(parsed)
    progress.clear()
    let writer = PageWriter(
      destination: destination, figureFolder: figures, allowsHTML: allowsHTML,
      isQuiet: notebooks.quiet, environment: environment)
    for (notebook, result) in zip(parsed, finished) {
      guard let result else {
        printer.print(notebook.diagnostics, in: notebook.notebook.source)
        continue
      }
      printer.print(result.run.diagnostics, in: result.run.notebook.source)
    }
    writer.write(finished.compactMap { $0 }, sources: sources, printer: &printer)
    return printer.status
  }
}
