import Diagnostics
import NotebookSyntax

/// The notebooks that a command line names.
struct NotebookSources {
  /// One notebook file.
  struct File: Sendable {
    /// As the user wrote it, with the folder where one was named.
    var path: String
    /// Whether the file was found in a folder that the user named.
    var isFromFolder: Bool
  }

  /// In reading order: as named, folders by name.
  private(set) var files: [File] = []
  private(set) var failures: [FileFailure] = []
  /// Folders without any notebook.
  private(set) var emptyFolders: [String] = []
  /// The folders named, in order.
  private(set) var folders: [String] = []

  /// Finds the notebooks: named files, and the `.md` files directly inside of named folders except
  /// those whose name starts with `.` or `_`.
  init(paths: [String], files access: LocalFiles) {
    for path in paths {
      guard access.kind(of: path) == .folder else {
        files.append(File(path: path, isFromFolder: false))
        continue
      }
      folders.append(path)
      let count = files.count
      do throws(FileFailure) {
        for name in try access.names(in: path) {
          let isNotebook =
            name.hasSuffix(".md") && !name.hasPrefix(".") && !name.hasPrefix("_")
            && access.kind(of: FilePath.joining(path, name)) == .file
          if isNotebook {
            files.append(File(path: FilePath.joining(path, name), isFromFolder: true))
          }
        }
        if files.count == count { emptyFolders.append(path) }
      } catch {
        failures.append(error)
      }
    }
  }

  /// Reads and parses one notebook.
  static func load(
    _ path: String, overrides: [ParameterOverride], files: LocalFiles
  ) throws(FileFailure) -> ParsedNotebook {
    let bytes = try files.read(path, limit: SourceText.defaultByteLimit)
    let (source, problems) = SourceText.decode(name: path, bytes: bytes)
    guard problems.isEmpty else {
      return ParsedNotebook(
        path: path,
        notebook: Notebook(source: source, frontMatter: FrontMatter(), blocks: []),
        diagnostics: problems, isReadable: false)
    }
    let (notebook, diagnostics) = Notebook.parse(
      source, overrides: overrides.map { ($0.name, $0.value) })
    return ParsedNotebook(
      path: path, notebook: notebook, diagnostics: diagnostics, isReadable: true)
  }
}

/// A notebook after parsing.
struct ParsedNotebook: Sendable {
  var path: String
  var notebook: Notebook
  var diagnostics: [Diagnostic]
  /// False for a file that is no text: there is nothing to show.
  var isReadable: Bool
}
