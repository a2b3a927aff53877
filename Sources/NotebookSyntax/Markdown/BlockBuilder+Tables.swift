import Diagnostics

extension BlockBuilder {
  /// Takes the events up to the end of a table that was just entered.
  mutating func takeTable(_ event: MarkdownEvent, _ alignments: [TableBlock.Alignment]) {
    let header = headerLine(of: event, at: index)
    var table = TableBlock(alignments: alignments, header: [], rows: [])
    var range = SourceRange(source.lineRange(header).lower, 0)
    var isFirst = true
    while index < events.count, events[index].phase == .enter {
      guard case .tableRow(let isHeader) = events[index].kind else {
        skipToExit()
        continue
      }
      let line = isHeader ? header : lines.lineIndex(events[index].startLine)
      index += 1
      let row = TableRowMap(line: source.lineRange(line), in: lines.bytes, quoteDepth: quoteDepth)
      if isFirst { range.lower = row.range.lower }
      isFirst = false
      range.upper = max(range.upper, row.range.upper)
      let cells = takeCells(of: row)
      if isHeader { table.header = cells } else { table.rows.append(cells) }
    }
    index += 1
    if table.rows.isEmpty {
      let delimiters = min(header + 1, source.lineStarts.count - 1)
      range.upper = max(range.upper, trimmedEnd(ofLine: delimiters))
    }
    add(.table(table), at: range)
  }

  /// Takes the events up to the end of a row.
  private mutating func takeCells(of row: TableRowMap) -> [[Inline]] {
    var cells: [[Inline]] = []
    while index < events.count, events[index].phase == .enter {
      guard case .tableCell(let content) = events[index].kind else {
        index += 1
        continue
      }
      index += 1
      let end = SourceRange(row.range.upper, row.range.upper)
      var map = cells.count < row.cells.count ? row.cells[cells.count] : MappedText()
      if map.bytes != content {
        map = MappedText()
        map.append(content, for: content.isEmpty ? end : row.range)
      }
      cells.append(takeInlines(map, place(of: map, else: end), isHeading: false).inlines)
    }
    index += 1
    return cells
  }

  /// Returns the index of the source line of a table's header, which cmark mistakes where the
  /// paragraph that became the table had lines above it.
  private func headerLine(of table: MarkdownEvent, at position: Int) -> Int {
    var next = position
    var depth = 0
    while next < events.count, depth >= 0 {
      let event = events[next]
      next += 1
      if event.phase == .exit {
        depth -= 1
      } else if !event.isLeaf {
        if depth == 0, case .tableRow(false) = event.kind {
          return max(0, lines.lineIndex(event.startLine) - 2)
        }
        depth += 1
      }
    }
    let last = lines.lineIndex(table.endLine)
    let first = lines.lineIndex(table.startLine)
    let delimiters = (first...max(first, last)).last { index in
      let text = source.text(in: source.lineRange(index))
      return text.contains("-") && text.allSatisfy { "|:->  \t".contains($0) }
    }
    return max(first, (delimiters ?? last) - 1)
  }

  /// Returns the source lines that stand above the next table in the same paragraph.
  func linesAboveNextTable() -> ClosedRange<Int> {
    var next = index
    while next < events.count {
      if events[next].phase == .enter, case .table = events[next].kind {
        let first = lines.lineIndex(events[next].startLine)
        return first...max(first, headerLine(of: events[next], at: next + 1) - 1)
      }
      next += 1
    }
    return 0...0
  }
}
