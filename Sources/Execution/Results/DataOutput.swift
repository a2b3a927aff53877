package import Plotting

/// The numbers behind a figure: some rows to read, all of them to take away.
package struct DataOutput: Sendable, Equatable {
  package var columns: [String]
  /// All rows of a short table, evenly spread ones of a long table, the last among them.
  package var rows: [[String]]
  /// The number of all rows.
  package var rowCount: Int
  /// All rows with a header, comma-separated (RFC 4180).
  package var csv: String

  /// More rows than this are thinned.
  private static let mostRows = 21
  /// Significant digits of the file: as many as single precision holds.
  private static let digits = 7

  /// Creates what a page shows of a figure's numbers.
  package init(_ data: FigureData) {
    columns = data.columns.map(\.title)
    rowCount = data.rowCount
    func row(_ index: Int, _ text: (Double) -> String) -> [String] {
      data.columns.map { $0.values[index].map(text) ?? "" }
    }
    rows = FrameSequence.thinned(rowCount, atMost: Self.mostRows).map { index in
      row(index) { TableNumber.text($0) }
    }
    // Programs look for the hyphen of the keyboard.
    let header = columns.map { Self.quoted($0.replacing("−", with: "-")) }
    var lines = [header.joined(separator: ",")]
    for index in 0..<rowCount {
      let cells = row(index) { ValueText.number($0, digits: Self.digits) }
      lines.append(cells.joined(separator: ","))
    }
    csv = lines.joined(separator: "\n") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
