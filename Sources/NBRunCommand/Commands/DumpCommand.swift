import ArgumentParser
import Diagnostics
import Execution
import NotebookSyntax

/// `nbrun dump`: what a stage made of a notebook.
struct DumpCommand: NotebookCommand {
  static let configuration = CommandConfiguration(
    commandName: "dump", abstract: "Print what a stage made of notebooks.")

  /// The stages that can be printed.
  enum Stage: String, ExpressibleByArgument, CaseIterable {
    /// The tree with the place of every node.
    case syntax
    /// What each directive will do.
    case plan
  }

  @OptionGroup var notebooks: NotebookOptions

  @ArgumentParser.Option(help: "syntax or plan.")
  var stage: Stage

  func run(in environment: CommandEnvironment) async -> ExitStatus {
    var printer = DiagnosticPrinter(
      environment, format: notebooks.diagnostics, isStrict: notebooks.strict, isOutputTaken: true)
    let sources = NotebookSources(paths: notebooks.paths, files: environment.files)
    printer.printProblems(of: sources)
    for file in sources.files {
      do throws(FileFailure) {
        let parsed = try NotebookSources.load(
          file.path, overrides: notebooks.parameters, files: environment.files)
        let diagnostics: [Diagnostic]
        let text: String
        switch stage {
        case .syntax:
          text = parsed.notebook.dump()
          diagnostics = parsed.diagnostics
        case .plan:
          let plan = parsed.plan(files: environment.files)
          text = plan.dump()
          diagnostics = plan.diagnostics
        }
        if !environment.print(text.hasSuffix("\n") ? text : text + "\n") {
          printer.fail(.inputOutput)
        }
        printer.print(diagnostics, in: parsed.notebook.source)
      } catch {
        printer.print(error)
      }
    }
    return printer.status
  }
}
