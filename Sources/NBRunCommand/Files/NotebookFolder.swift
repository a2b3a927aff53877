/// The folder of a notebook, outside of which a notebook can read nothing.
struct NotebookFolder {
  var path: String
  var files: LocalFiles

  /// Why a path of a notebook leads to no file.
  enum Refusal: Error, Equatable {
    case outside
    /// An absolute path, even one into the folder.
    case absolute
    case missing
  }

  /// Returns the resolved path of a file that a notebook names, symbolic links followed.
  func resolve(_ name: String) throws(Refusal) -> String {
    guard !name.hasPrefix("/"), !name.utf8.contains(0) else { throw .absolute }
    guard let root = files.resolved(path),
      let resolved = files.resolved(FilePath.joining(path, name))
    else {
      // Whether something exists outside of the folder is nobody's business.
      throw Self.leavesFolder(name) ? .outside : .missing
    }
    guard FilePath.isInside(resolved, root) else { throw .outside }
    return resolved
  }

  /// Whether a relative path climbs above its start.
  private static func leavesFolder(_ path: String) -> Bool {
    var depth = 0
    for component in path.split(separator: "/") {
      if component == ".." { depth -= 1 } else if component != "." { depth += 1 }
      if depth < 0 { return true }
    }
    return false
  }
}
