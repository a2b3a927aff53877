import Execution

extension PageRenderer {
  /// Returns the numbers behind a figure: rows to read, and all of them as a file to keep.
  func data(_ data: DataOutput, named label: String) -> HTMLNode {
    let header = data.columns.map { title in
      HTMLNode.element("th", [HTMLAttribute("scope", "col"), .cssClass("number")], text: title)
    }
    let rows = data.rows.map { row in
      HTMLNode.element(
        "tr", [], row.map { .element("td", [.cssClass("number")], text: $0) })
    }
    let link = HTMLNode.link(
      to: .file(data.csv, type: "text/csv;charset=utf-8"),
      [HTMLAttribute("download", label + ".csv")], [.text(words.csv)])
    return fold(
      "data", [.span("fold-kind", text: words.data)],
      [
        .division(
          "scroll",
          [
            .element(
              "table", [],
              [
                .element("thead", [], [.element("tr", [], header)]),
                .element("tbody", [], rows),
              ])
          ]),
        .element(
          "p", [],
          [link, .text(" (\(PrintedNumber.typeset("\(data.rowCount)", groupsThousands: true)))")]),
      ])
  }
}
