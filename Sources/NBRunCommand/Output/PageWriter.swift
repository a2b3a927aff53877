import Diagnostics
import Execution
import NotebookSyntax
import Plotting
import Report

/// Writes pages, the index of a folder and figures.
struct PageWriter {
  var destination: PageDestination
  var figureFolder: String?
  var allowsHTML: Bool
  var isQuiet: Bool
  var environment: CommandEnvironment

  private static let generator = "nbrun \(Version.current)"
  private static let indexName = "index.html"

  /// Writes everything that can be written and reports what cannot.
  func write(
    _ notebooks: [NotebookRunner.Finished], sources: NotebookSources,
    printer: inout DiagnosticPrinter
  ) {
    let hasIndex = needsIndex(sources)
    if case .folder(let folder) = destination, !notebooks.isEmpty {
      guard make(folder, &printer) else { return }
    }
    for (place, notebook) in notebooks.enumerated() {
      let options = options(of: notebook, at: place, among: notebooks, hasIndex: hasIndex)
      let page = Array(HTMLPage.render(notebook.run, options: options).utf8)
      switch destination {
      case .standardOutput:
        if !environment.writeOutput(page) {
          printer.print(FileFailure(.write, "standard output", 5))
        }
      case .file(let path):
        guard make(FilePath.folder(of: path), &printer) else { continue }
        write(page, to: path, &printer)
      case .folder(let folder):
        let name = PageDestination.pageName(of: notebook.parsed.path)
        write(page, to: FilePath.joining(folder, name), &printer)
      }
      writeFigures(of: notebook, isAlone: notebooks.count == 1, &printer)
    }
    if hasIndex, case .folder(let folder) = destination, !notebooks.isEmpty {
      let index = index(of: notebooks, folder: sources.folders[0])
      write(Array(index.utf8), to: FilePath.joining(folder, Self.indexName), &printer)
    }
  }

  // MARK: Pages

  /// A folder of notebooks gets an index, unless one of them is that page itself.
  private func needsIndex(_ sources: NotebookSources) -> Bool {
    guard case .folder = destination, !sources.folders.isEmpty else { return false }
    return !sources.files.contains { PageDestination.pageName(of: $0.path) == Self.indexName }
  }

  private func options(
    of notebook: NotebookRunner.Finished, at place: Int,
    among notebooks: [NotebookRunner.Finished], hasIndex: Bool
  ) -> ReportOptions {
    func link(_ place: Int) -> ReportOptions.PageLink? {
      guard hasIndex, notebooks.indices.contains(place) else { return nil }
      return ReportOptions.PageLink(
        title: HTMLPage.title(of: notebooks[place].run.notebook),
        address: PageDestination.pageName(of: notebooks[place].parsed.path))
    }
    return ReportOptions(
      allowsHTML: allowsHTML, generator: Self.generator, localImages: notebook.images,
      notebookAddresses: addresses(of: notebooks), previous: link(place - 1), next: link(place + 1),
      index: hasIndex
        ? ReportOptions.PageLink(title: "All notebooks", address: Self.indexName) : nil)
  }

  /// Returns the pages of notebooks rendered into one folder, by the notebooks' names.
  private func addresses(of notebooks: [NotebookRunner.Finished]) -> [String: String] {
    guard case .folder = destination else { return [:] }
    let pairs = notebooks.map { notebook in
      (FilePath.name(of: notebook.parsed.path), PageDestination.pageName(of: notebook.parsed.path))
    }
    return Dictionary(pairs) { first, _ in first }
  }

  private func index(of notebooks: [NotebookRunner.Finished], folder: String) -> String {
    let entries = notebooks.map { notebook in
      IndexPage.Entry(
        title: HTMLPage.title(of: notebook.run.notebook),
        description: notebook.run.notebook.frontMatter.description,
        address: PageDestination.pageName(of: notebook.parsed.path),
        errorCount: notebook.run.diagnostics.filter { $0.severity == .error }.count)
    }
    let name = FilePath.name(of: environment.files.resolved(folder) ?? folder)
    return IndexPage(
      title: name, language: notebooks[0].run.notebook.frontMatter.language, entries: entries,
      generator: Self.generator
    ).render()
  }

  // MARK: Figures

  private func writeFigures(
    of notebook: NotebookRunner.Finished, isAlone: Bool, _ printer: inout DiagnosticPrinter
  ) {
    guard let figureFolder else { return }
    let folder =
      isAlone
      ? figureFolder
      : FilePath.joining(figureFolder, FilePath.stem(of: notebook.parsed.path))
    let figures = notebook.run.results.flatMap(\.outputs).compactMap { output in
      if case .figure(let figure) = output { figure } else { nil }
    }
    guard !figures.isEmpty, make(folder, &printer) else { return }
    for figure in figures {
      write(figure.lightPNG, to: FilePath.joining(folder, "\(figure.label).png"), &printer)
      write(figure.darkPNG, to: FilePath.joining(folder, "\(figure.label)-dark.png"), &printer)
      guard let frames = figure.frames?.sequence.frames else { continue }
      let digits = String(frames.count).count
      for (index, frame) in frames.enumerated() {
        let number = String(index + 1)
        let zeros = String(repeating: "0", count: digits - number.count)
        for (theme, ending) in [(Theme.light, ""), (Theme.dark, "-dark")] {
          let name = "\(figure.label)-\(zeros)\(number)\(ending).png"
          write(
            frame.figure.picture(in: theme).png(), to: FilePath.joining(folder, name), &printer)
        }
      }
    }
  }

  // MARK: Files

  private func make(_ folder: String, _ printer: inout DiagnosticPrinter) -> Bool {
    do throws(FileFailure) {
      try environment.files.makeFolder(folder)
      return true
    } catch {
      printer.print(error)
      return false
    }
  }

  private func write(_ bytes: [UInt8], to path: String, _ printer: inout DiagnosticPrinter) {
    do throws(FileFailure) {
      try environment.files.replace(path, with: bytes)
      if !isQuiet, path.hasSuffix(".html") { environment.note("\(path)\n") }
    } catch {
      printer.print(error)
    }
  }
}
