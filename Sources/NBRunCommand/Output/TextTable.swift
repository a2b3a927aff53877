import Execution

/// Tables as text for a terminal.
enum TextTable {
  /// Returns a table with aligned columns under a rule, numbers to the right.
  static func text(_ table: TableOutput) -> String {
    let header = table.columns.map(\.title)
    let rows = ([header] + table.rows).map { row in
      row.map { cell in String(cell.map { $0 == "\u{A0}" ? " " : $0 }) }
    }
    let widths = header.indices.map { column in
      rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    func line(_ row: [String]) -> String {
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: max(widths[column] - cell.count, 0))
        return table.columns[column].isNumeric ? padding + cell : cell + padding
      }
      var text = cells.joined(separator: "  ")
      while text.hasSuffix(" ") { text.removeLast() }
      return text + "\n"
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ") + "\n"
    return line(rows[0]) + rule + rows.dropFirst().map(line).joined()
  }
}
