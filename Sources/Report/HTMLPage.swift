package import Execution
package import NotebookSyntax

/// The page of one notebook.
package enum HTMLPage {
  /// Renders a run as one HTML document that needs no other file and no other host.
  ///
  /// The text is also well-formed XML unless the options allow raw HTML. `ReportChecks` finds the
  /// problems of the parts that only the report looks at; add them to the run's diagnostics first.
  package static func render(
    _ run: NotebookRun, options: ReportOptions = ReportOptions()
  ) -> String {
    var renderer = PageRenderer(run, options: options)
    let front = run.notebook.frontMatter
    let words = renderer.words
    let shell = PageShell(
      language: front.language, title: renderer.outline.titleText,
      description: front.description, authors: front.authors, generator: options.generator,
      words: words, allowsInlineStyles: options.allowsHTML,
      barLinks: link(options.index, cssClass: "index-link", marker: nil))
    var body = renderer.body()
    var page: [HTMLNode] = []
    if let contents = renderer.contents() {
      let side = HTMLNode.element(
        "nav", [.cssClass("contents-side"), .label(words.contents)],
        [.element("p", [.cssClass("contents-title")], text: words.contents), contents])
      let fold = HTMLNode.element(
        "details", [.cssClass("contents-fold")],
        [
          .element("summary", [], text: words.contents),
          .element("nav", [.label(words.contents)], [contents]),
        ])
      page.append(side)
      body.insert(fold, at: 1)
    }
    let neighbours =
      link(options.previous, cssClass: "previous", marker: words.previous)
      + link(options.next, cssClass: "next", marker: words.next)
    if !neighbours.isEmpty {
      body.append(
        .element("nav", [.cssClass("neighbours"), .label(words.next)], neighbours))
    }
    page.append(.element("main", [.id("text:")], body))
    return shell.document([
      .division(renderer.outline.ordered.isEmpty ? "page bare" : "page", page)
    ])
  }

  /// Returns the title shown for a notebook: the front matter's, else the first heading's words,
  /// else the source's name.
  package static func title(of notebook: Notebook) -> String {
    PageOutline(notebook, plainText: PlainText()).titleText
  }

  private static func link(
    _ page: ReportOptions.PageLink?, cssClass: String, marker: String?
  ) -> [HTMLNode] {
    guard let page, let address = LinkAddress(page.address) else { return [] }
    let name = marker.map { [HTMLNode.span("marker", text: $0)] } ?? []
    return [.link(to: address, [.cssClass(cssClass)], name + [.span("name", text: page.title)])]
  }
}
