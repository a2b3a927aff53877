/// Where the pages of a command line go.
enum PageDestination: Sendable {
  case folder(String)
  case file(String)
  case standardOutput

  /// Why a destination does not fit the notebooks.
  struct Problem: Error {
    var message: String
  }

  /// Returns what `--output` means for some notebooks.
  static func make(
    _ output: String, for sources: NotebookSources
  ) -> Result<PageDestination, Problem> {
    let isSingle = output == "-" || output.hasSuffix(".html")
    if isSingle {
      guard sources.folders.isEmpty, sources.files.count == 1 else {
        return .failure(
          Problem(message: "--output \(output) takes one notebook; name a folder for several"))
      }
      return .success(output == "-" ? .standardOutput : .file(output))
    }
    var owners: [String: String] = [:]
    for file in sources.files {
      let name = pageName(of: file.path)
      if let other = owners.updateValue(file.path, forKey: name) {
        return .failure(
          Problem(message: "\(other) and \(file.path) would both become \(name)"))
      }
    }
    return .success(.folder(output))
  }

  /// Returns the name of a notebook's page, such as `lecture.html`.
  static func pageName(of path: String) -> String { FilePath.stem(of: path) + ".html" }
}
