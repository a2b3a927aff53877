import Diagnostics
import Execution
import NotebookSyntax

extension ParsedNotebook {
  /// The most bytes of a data file, compressed or not.
  static let dataByteLimit = 64 << 20

  /// Plans the notebook with the data files that it names.
  func plan(files: LocalFiles) -> NotebookPlan {
    let plan = NotebookPlanner.plan(notebook, diagnostics: diagnostics)
    guard !plan.dataPaths.isEmpty else { return plan }
    let folder = NotebookFolder(path: FilePath.folder(of: path), files: files)
    var contents: [String: DataFile] = [:]
    for path in plan.dataPaths { contents[path] = Self.dataFile(path, in: folder) }
    return NotebookPlanner.plan(notebook, diagnostics: diagnostics, files: contents)
  }

  /// Reads a file from inside of the notebook's folder only.
  private static func dataFile(_ path: String, in folder: NotebookFolder) -> DataFile {
    func unreadable(_ message: String, _ label: String? = nil) -> DataFile {
      .problem(.fileUnreadable, message: message, label: label)
    }
    let resolved: String
    do throws(NotebookFolder.Refusal) {
      resolved = try folder.resolve(path)
    } catch {
      switch error {
      case .missing:
        return .problem(
          .fileNotFound, message: "there is no file `\(path)` beside the notebook", label: nil)
      case .outside: return unreadable("file `\(path)` is outside of the notebook's folder")
      case .absolute:
        return unreadable(
          "file `\(path)` is outside of the notebook's folder", "write a path relative to it")
      }
    }
    let tooLarge = unreadable("file `\(path)` has more than \(dataByteLimit >> 20) MiB")
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try folder.files.read(resolved, limit: dataByteLimit)
    } catch {
      return unreadable("file `\(path)` cannot be read: \(error.reason)")
    }
    guard bytes.count <= dataByteLimit else { return tooLarge }
    guard GzipFile.isCompressed(bytes) else { return .content(bytes) }
    do throws(GzipFile.Failure) {
      return .content(try GzipFile.decompress(bytes, limit: dataByteLimit))
    } catch {
      switch error {
      case .damaged: return unreadable("compressed file `\(path)` is damaged")
      case .truncated: return unreadable("compressed file `\(path)` ends early")
      case .tooLarge:
        return unreadable("file `\(path)` has more than \(dataByteLimit >> 20) MiB decompressed")
      case .outOfMemory: return unreadable("no memory is left for file `\(path)`")
      }
    }
  }
}
