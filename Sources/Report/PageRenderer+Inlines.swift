import Diagnostics
import Execution
import NotebookSyntax
import TeXMath

extension PageRenderer {
  /// Returns the nodes of a run of text.
  mutating func inlines(
    _ inlines: [Inline], depth: Int, withoutLinks: Bool = false
  ) -> [HTMLNode] {
    guard depth < Self.maximumDepth else { return [.text(plainText.text(of: inlines))] }
    var nodes: [HTMLNode] = []
    for inline in inlines {
      nodes += node(of: inline, depth: depth + 1, withoutLinks: withoutLinks)
    }
    return nodes.tyingMath()
  }

  private mutating func node(of inline: Inline, depth: Int, withoutLinks: Bool) -> [HTMLNode] {
    switch inline.kind {
    case .text(let text): return HTMLNode.tyingDerivatives(in: text)
    case .code(let code): return [.element("code", [], text: code)]
    case .emphasis(let content):
      return [.element("em", [], inlines(content, depth: depth, withoutLinks: withoutLinks))]
    case .strong(let content):
      return [.element("strong", [], inlines(content, depth: depth, withoutLinks: withoutLinks))]
    case .strikethrough(let content):
      return [.element("del", [], inlines(content, depth: depth, withoutLinks: withoutLinks))]
    case .link(let destination, let title, let content):
      let children = inlines(content, depth: depth, withoutLinks: true)
      let address = options.pageAddress(of: destination)
      guard !withoutLinks, let address = LinkAddress(address) else { return children }
      return [.link(to: address, title.isEmpty ? [] : [.title(title)], children)]
    case .image(let source, let title, let alternative):
      return [image(source, title: title, alternative: alternative, withoutLinks: withoutLinks)]
    case .math(let tex, let isDisplayed, let label):
      let filled = run.mathTexts[inline.range] ?? tex
      return [math(filled, isDisplayed: isDisplayed, label: label, isLabelled: !withoutLinks)]
    case .value(let path, let format):
      if let text = run.inlineValues[inline.range] { return [.text(text)] }
      let source = PlainText.source(of: path.value, format: format?.value)
      return [.element("code", [.cssClass("unresolved")], text: source)]
    case .reference(let label, let isBare):
      guard let target = run.labels[label] else {
        return [.element("code", [.cssClass("unresolved")], text: "@" + label)]
      }
      let text = isBare && !target.number.isEmpty ? target.number : words.name(of: target)
      if withoutLinks { return [.text(text)] }
      return [.link(to: .fragment(label), [.cssClass("reference")], [.text(text)])]
    case .footnoteReference(let name): return withoutLinks ? [] : [footnoteMark(name)]
    case .html(let html):
      if options.allowsHTML { return [.authorHTML(html)] }
      return HTMLComment.isOnlyComments(html) ? [] : [.text(html)]
    case .softBreak: return [.text("\n")]
    case .hardBreak: return [.element("br")]
    }
  }

  private func image(
    _ source: String, title: String, alternative: [Inline], withoutLinks: Bool
  ) -> HTMLNode {
    let text = plainText.text(of: alternative)
    let data: String?
    switch ImageSource(source) {
    case .data(let address): data = address
    case .local(let path): data = options.localImages[path]
    case .refused: data = nil
    case .remote(let address):
      let shown = text.isEmpty ? address.text : text
      if withoutLinks { return .text(shown) }
      return .link(
        to: address, [.cssClass("remote-image"), .title(words.remoteImage)], [.text(shown)])
    }
    guard let data else {
      return .span("missing-image", text: text.isEmpty ? source : text)
    }
    var attributes = [HTMLAttribute("src", data), HTMLAttribute("alt", text)]
    if !title.isEmpty { attributes.append(.title(title)) }
    return .element("img", attributes)
  }

  /// Returns a formula; a displayed one scrolls by itself and carries the number of its label.
  func math(
    _ tex: String, isDisplayed: Bool, label: Label? = nil, isLabelled: Bool = true
  ) -> HTMLNode {
    let location = TeXLocation(verbatimAt: 0)
    let math = HTMLNode(TeXMath.convert(tex, isDisplayed: isDisplayed, at: location).node)
    guard isDisplayed else { return math }
    var attributes: [HTMLAttribute] = [.cssClass("equation")]
    var parts: [HTMLNode] = [.span("equation-body", [math])]
    if isLabelled, let label, let target = run.labels[label.value] {
      attributes.append(.id(label.value))
      parts.append(.span("equation-number", text: "(\(target.number))"))
    }
    return .element("span", attributes, parts)
  }

  private mutating func footnoteMark(_ name: String) -> HTMLNode {
    guard footnoteDefinitions[name] != nil else { return .text("[^\(name)]") }
    let index: Int
    if let known = footnotes.firstIndex(where: { $0.name == name }) {
      index = known
      footnotes[known].mentions += 1
    } else {
      index = footnotes.count
      footnotes.append((name, 1))
    }
    let number = String(index + 1)
    let mention = HTMLAttribute.id("fnref:\(number):\(footnotes[index].mentions)")
    return .element(
      "sup", [.cssClass("footnote-mark"), mention],
      [
        .link(
          to: .fragment("fn:\(number)"), [HTMLAttribute("role", "doc-noteref")], [.text(number)])
      ])
  }

  /// The notes mentioned in the text, with links back; a note may mention further notes.
  mutating func footnoteSection() -> [HTMLNode] {
    var bodies: [[HTMLNode]] = []
    while bodies.count < footnotes.count {
      let name = footnotes[bodies.count].name
      bodies.append(blocks(footnoteDefinitions[name] ?? [], depth: 1))
    }
    if bodies.isEmpty { return [] }
    let items = bodies.enumerated().map { index, body in
      let number = index + 1
      let links = (1...footnotes[index].mentions).flatMap { mention -> [HTMLNode] in
        let address = LinkAddress.fragment("fnref:\(number):\(mention)")
        let attributes: [HTMLAttribute] = [
          .cssClass("back"), HTMLAttribute("role", "doc-backlink"), .label(words.backToText),
        ]
        return [.text(" "), .link(to: address, attributes, [.text("↩\u{FE0E}")])]
      }
      return HTMLNode.element("li", [.id("fn:\(number)")], Self.appending(links, to: body))
    }
    return [
      .element(
        "section", [.cssClass("footnotes"), HTMLAttribute("role", "doc-endnotes")],
        [.element("h2", [.id("footnotes:")], text: words.footnotes), .element("ol", [], items)])
    ]
  }

  /// Puts the links back into a note's last paragraph where it ends with one.
  private static func appending(_ links: [HTMLNode], to body: [HTMLNode]) -> [HTMLNode] {
    guard case .element("p", let attributes, let children)? = body.last else { return body + links }
    return body.dropLast() + [.element("p", attributes, children + links)]
  }
}
