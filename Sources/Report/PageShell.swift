import NotebookSyntax

/// What every page of nbrun has: its head with the policy that forbids requests, its bar, its style
/// and its script.
struct PageShell {
  var language: String
  var title: String
  var description: String?
  var authors: [String] = []
  var generator: String
  var words: ReportWords
  /// Whether the author's own HTML may carry styles.
  var allowsInlineStyles = false
  /// Links of the bar above the page.
  var barLinks: [HTMLNode] = []

  /// Returns a whole document.
  func document(_ content: [HTMLNode]) -> String {
    var head: [HTMLNode] = [
      .element("meta", [HTMLAttribute("charset", "utf-8")]),
      .element(
        "meta",
        [
          HTMLAttribute("http-equiv", "Content-Security-Policy"),
          HTMLAttribute("content", policy),
        ]),
      .element(
        "meta",
        [
          HTMLAttribute("name", "viewport"),
          HTMLAttribute("content", "width=device-width, initial-scale=1"),
        ]),
      .element("title", [], text: title),
    ]
    if let description { head.append(Self.meta("description", description)) }
    for author in authors { head.append(Self.meta("author", author)) }
    head.append(Self.meta("generator", generator))
    head.append(Self.meta("color-scheme", "light dark"))
    head.append(Self.meta("referrer", "no-referrer"))
    head.append(.element("style", [], [.code(Self.style)]))
    head.append(.element("script", [], [.code(Self.script)]))
    let bar = HTMLNode.division(
      "bar",
      barLinks + [
        .element(
          "button",
          [
            .cssClass("theme"), HTMLAttribute("type", "button"), .label(words.theme),
            .title(words.theme), HTMLAttribute("hidden", "hidden"),
          ], [.element("span", [.decorative])])
      ])
    let skip = HTMLNode.link(to: .fragment("text:"), [.cssClass("skip")], [.text(words.skip)])
    return HTMLFormatter.document(
      .element(
        "html", [HTMLAttribute("lang", language)],
        [.element("head", [], head), .element("body", [], [skip, bar] + content)]))
  }

  /// Nothing comes from outside; only this page's own style and script count.
  private var policy: String {
    let style = allowsInlineStyles ? "'unsafe-inline'" : Self.styleHash
    return "default-src 'none'; img-src data:; style-src \(style); script-src \(Self.scriptHash); "
      + "base-uri 'none'; form-action 'none'"
  }

  private static func meta(_ name: String, _ content: String) -> HTMLNode {
    .element("meta", [HTMLAttribute("name", name), HTMLAttribute("content", content)])
  }

  private static let style = String(decoding: PackageResources.report_css, as: UTF8.self)
  private static let script = String(decoding: PackageResources.report_js, as: UTF8.self)
  private static let styleHash = hash(PackageResources.report_css)
  private static let scriptHash = hash(PackageResources.report_js)

  private static func hash(_ bytes: [UInt8]) -> String {
    "'sha256-" + Base64.encode(SHA256.digest(bytes)) + "'"
  }
}
