package import Diagnostics

/// What was found at a path that a notebook names as data.
///
/// Planning reads no files itself: it lists what it needs in `NotebookPlan.dataPaths`, and a second
/// planning is handed the files.
package enum DataFile: Sendable {
  /// The file's bytes, decompressed.
  case content([UInt8])
  /// Why there are none, as a diagnostic says it at the path.
  case problem(DiagnosticCode, message: String, label: String?)
}
