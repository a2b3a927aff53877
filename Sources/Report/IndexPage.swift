/// The page that lists the notebooks of a rendered folder.
package struct IndexPage: Sendable {
  /// One notebook of the folder.
  package struct Entry: Sendable, Hashable {
    package var title: String
    package var description: String?
    /// The address relative to the index, such as `01-linear-models.html`.
    package var address: String
    /// How many errors the notebook has; shown where it has any.
    package var errorCount: Int

    /// Creates an entry.
    package init(title: String, description: String?, address: String, errorCount: Int = 0) {
      self.title = title
      self.description = description
      self.address = address
      self.errorCount = errorCount
    }

    /// The number that the file's name begins with, by which texts cite the notebook.
    var chapter: Int? {
      let name = address.split(separator: "/").last ?? ""
      return Int(name.prefix { $0.isASCII && $0.isNumber })
    }
  }

  package var title: String
  package var description: String?
  /// A BCP 47 code.
  package var language: String
  /// In reading order.
  package var entries: [Entry]
  /// What `<meta name="generator">` says.
  package var generator: String

  /// Creates an index.
  package init(
    title: String, description: String? = nil, language: String = "en", entries: [Entry],
    generator: String = "nbrun"
  ) {
    self.title = title
    self.description = description
    self.language = language
    self.entries = entries
    self.generator = generator
  }

  /// Renders the index as one HTML document.
  package func render() -> String {
    let words = ReportWords.of(language: language)
    var header: [HTMLNode] = [.element("h1", [], text: title)]
    if let description {
      header.append(.element("p", [.cssClass("description")], text: description))
    }
    let items = entries.map { entry -> HTMLNode in
      let name = HTMLNode.span("name", text: entry.title)
      let title =
        entry.chapter.map { [.span("chapter", text: "\($0)"), .text(" "), name] } ?? [name]
      var parts = LinkAddress(entry.address).map { [.link(to: $0, [], title)] } ?? title
      if entry.errorCount > 0 {
        parts.append(.span("error-count", text: "\(words.error): \(entry.errorCount)"))
      }
      if let description = entry.description {
        parts.append(.element("p", [], text: description))
      }
      return .element("li", [], parts)
    }
    let shell = PageShell(
      language: language, title: title, description: description, generator: generator,
      words: words)
    let list = HTMLNode.element(
      "ol", [.cssClass("index-list"), HTMLAttribute("role", "list")], items)
    return shell.document([
      .division(
        "page bare",
        [
          .element(
            "main", [.id("text:")],
            [.element("header", [.cssClass("title-block")], header), list])
        ])
    ])
  }
}
