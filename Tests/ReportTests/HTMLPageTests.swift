import Diagnostics
import Execution
import Foundation
import NotebookSyntax
import Testing

@testable import Report

/// Parses a notebook that runs nothing.
private func page(
  _ markdown: String, labels: [String: LabelTarget] = [:], options: ReportOptions = ReportOptions()
) -> String {
  let (notebook, diagnostics) = Notebook.parse(SourceText(name: "n.md", text: markdown))
  let results = notebook.directives.map { _ in BlockResult() }
  let run = NotebookRun(
    notebook: notebook, results: results, inlineValues: [:], labels: labels,
    diagnostics: diagnostics)
  return HTMLPage.render(run, options: options)
}

/// The part of a page below its head.
private func body(_ page: String) -> String {
  String(page[(page.firstRange(of: "<body>")?.lowerBound ?? page.startIndex)...])
}

struct HTMLPageTests {
  /// `NBRUN_SAMPLE_PAGES` names a folder into which the samples are written to be looked at.
  @Test func `pages with one of everything are well-formed`() throws {
    let samples = [
      ("sample", SampleNotebook.run()), ("beispiel", SampleNotebook.run(language: "ru")),
      ("math", MathSheet.run()),
    ]
    for (name, run) in samples {
      let page = HTMLPage.render(run)
      #expect(WellFormedness.violation(in: page) == nil)
      if let folder = ProcessInfo.processInfo.environment["NBRUN_SAMPLE_PAGES"] {
        try page.write(toFile: "\(folder)/\(name).html", atomically: true, encoding: .utf8)
      }
    }
  }

  @Test func `a page asks nothing of any other host or file`() throws {
    let page = HTMLPage.render(SampleNotebook.run())
    #expect(page.contains("default-src 'none'; img-src data:; style-src 'sha256-"))
    for part in page.split(separator: "<").dropFirst() where !part.hasPrefix("a ") {
      let tag = part.prefix { $0 != ">" }
      #expect(!tag.contains("http://") && !tag.contains("https://"), "\(tag)")
      for attribute in ["src=\"", "srcset=\""] {
        guard let range = tag.firstRange(of: attribute) else { continue }
        #expect(tag[range.upperBound...].hasPrefix("data:image/"))
      }
      let names = tag.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 0 }.map(\.element).joined()
      #expect(!names.contains(" style=") && !names.contains(" on"), "\(tag.prefix(200))")
    }
    #expect(!page.contains("url(") && !page.contains("@import"))
  }

  @Test func `the policy names the very style and script of the page`() throws {
    let page = HTMLPage.render(SampleNotebook.run())
    for element in ["style", "script"] {
      let start = try #require(page.firstRange(of: "<\(element)>")).upperBound
      let end = try #require(page.firstRange(of: "</\(element)>")).lowerBound
      let hash = Base64.encode(SHA256.digest(Array(page[start..<end].utf8)))
      #expect(page.contains("\(element)-src 'sha256-\(hash)'"))
    }
  }

  @Test func `the same run gives the same bytes`() {
    #expect(HTMLPage.render(SampleNotebook.run()) == HTMLPage.render(SampleNotebook.run()))
  }

  @Test func `an answer between details tags is folded`() {
    let text = "<details><summary>A & B</summary>\n\nx\n\n</details>\n"
    #expect(body(page(text)).contains("&lt;details&gt;"))
    let fold = body(page(text.split(separator: " & ").joined(separator: " or ")))
    #expect(fold.contains("<summary>A or B</summary>") && fold.contains("<p>x</p>"))
    #expect(WellFormedness.violation(in: page(text)) == nil)
  }

  // MARK: Title and contents

  @Test func `the first heading is the title and not repeated`() {
    let html = body(page("# Gradient *descent*\n\nText.\n\n## One\n\n## Two\n"))
    #expect(html.contains("<h1>Gradient <em>descent</em></h1>"))
    #expect(html.contains("<h2 id=\"one\">One "))
    #expect(html.split(separator: "<h1").count == 2)
    #expect(
      HTMLPage.title(of: Notebook.parse(SourceText(name: "n.md", text: "# A *b*")).notebook)
        == "A b")
    #expect(
      HTMLPage.title(of: Notebook.parse(SourceText(name: "x/n.md", text: "Text")).notebook) == "n")
  }

  @Test func `the front matter heads the page`() {
    let html = page(
      """
      ---
      title: "A <b> & c"
      subtitle: Below
      author: [Ada, Alan]
      date: spring
      description: What "it" is
      lang: ru
      ---

      # Section
      """)
    #expect(html.contains("<html lang=\"ru\">"))
    #expect(html.contains("<title>A &lt;b&gt; &amp; c</title>"))
    #expect(html.contains("<meta name=\"description\" content=\"What &quot;it&quot; is\"/>"))
    #expect(
      html.contains("<span class=\"authors\">Ada, Alan</span><span class=\"date\">spring</span>"))
    #expect(html.contains("<h2 id=\"section\">Section "))
  }

  @Test func `sections are numbered as their labels are`() {
    let html = body(
      page(
        "---\nnumber-sections: true\n---\n\n# T\n\n## A\n\n### B {#sec-b}\n\n## A\n\nSee @sec-b.\n",
        labels: ["sec-b": LabelTarget(kind: .section, number: "1.1", title: "B")]))
    #expect(html.contains("<h2 id=\"a\"><span class=\"section-number\">1</span> A "))
    #expect(html.contains("<h3 id=\"sec-b\"><span class=\"section-number\">1.1</span> B "))
    #expect(html.contains("<h2 id=\"a-2\"><span class=\"section-number\">2</span> A "))
    #expect(html.contains("<a href=\"#sec-b\" class=\"reference\">Section\u{A0}1.1</a>"))
  }

  @Test func `contents appear unless switched off`() {
    let text = "# T\n\n## A [l](u)[^1]\n\n## B\n\n[^1]: n\n"
    let html = body(page(text))
    #expect(html.contains("<li class=\"level-1\"><a href=\"#a-l\">A l</a>"))
    #expect(!body(page("---\ntoc: false\n---\n\n" + text)).contains("contents-side"))
    #expect(!body(page("# T\n\n## A\n")).contains("contents-side"))
  }

  // MARK: Text

  @Test(arguments: [
    (
      "a *b* **c** ~~d~~ `e<`",
      "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;</code></p>"
    ),
    ("[x](https://a.b \"t\")", "<a href=\"https://a.b\" title=\"t\">x</a>"),
    ("[x](javascript:alert(1))", "<p>x</p>"),
    (
      "![a *b*](https://a.b/c.png)",
      "<a href=\"https://a.b/c.png\" class=\"remote-image\" title=\"Image on another site\">a b</a>"
    ),
    ("![alt](pic%20.png)", "<img src=\"data:image/png;base64,AA==\" alt=\"alt\"/>"),
    ("![alt](missing.png)", "<span class=\"missing-image\">alt</span>"),
    ("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>"),
    ("<div>x</div>", "<pre class=\"raw-html\"><code>&lt;div&gt;x&lt;/div&gt;"),
    ("a <!-- note --> b", "<p>a  b</p>"),
    ("3. a\n4. b", "<ol start=\"3\"><li>a</li>"),
    (
      "- [x] a",
      "<li class=\"task\"><input type=\"checkbox\" disabled=\"disabled\" checked=\"checked\"/> a</li>"
    ),
    ("> [!TIP]\n> Text", "<aside class=\"callout tip\"><p class=\"callout-title\">Tip</p>"),
    ("| a | b |\n|:-:|--:|\n| 1 | 2 |", "<td class=\"align-center\">1</td>"),
    ("```python\nx < 1\n```", "<pre data-language=\"python\"><code>x &lt; 1\n</code></pre>"),
    ("[x](other.md#part)", "<a href=\"other.html#part\">x</a>"),
    ("see @fig-none", "<code class=\"unresolved\">@fig-none</code>"),
    ("{{ a.b:.3f }}", "<code class=\"unresolved\">{{ a.b:.3f }}</code>"),
    ("$x$", "alttext=\"x\"><semantics><mi>x</mi>"),
  ])
  func `markdown becomes this html`(markdown: String, expected: String) {
    let options = ReportOptions(
      localImages: ["pic .png": "data:image/png;base64,AA=="],
      notebookAddresses: ["other.md": "other.html"])
    let html = body(page(markdown, options: options)).split(separator: "\n").joined(separator: "\n")
    let flat = html.replacingOccurrences(of: ">\n<", with: "><")
    #expect(flat.contains(expected), "\(flat)")
  }

  @Test func `raw HTML is part of the page where it is allowed`() {
    let html = page("a <b>c</b>\n\n<div>x</div>\n", options: ReportOptions(allowsHTML: true))
    #expect(html.contains("<p>a <b>c</b></p>"))
    #expect(html.contains("<div>x</div>"))
    #expect(html.contains("style-src 'unsafe-inline'; script-src 'sha256-"))
  }

  @Test func `notes are numbered by first mention and link back from each`() {
    let html = body(page("One[^b], two[^a], one again[^b].\n\n[^a]: Text a.\n\n[^b]: Text b.\n"))
    #expect(html.contains("<sup class=\"footnote-mark\" id=\"fnref:1:1\"><a href=\"#fn:1\""))
    #expect(html.contains("id=\"fnref:1:2\""))
    #expect(html.contains("href=\"#fnref:1:2\""))
    let first = html.firstRange(of: "Text b.")?.lowerBound
    let second = html.firstRange(of: "Text a.")?.lowerBound
    if let first, let second { #expect(first < second) } else { Issue.record("no notes") }
  }

  @Test func `a labelled equation carries its number and its anchor`() {
    let html = body(
      page(
        "$$x = y$$ {#eq-a}\n\nBy @eq-a and [-@eq-a].\n",
        labels: ["eq-a": LabelTarget(kind: .equation, number: "4")]))
    #expect(html.contains("id=\"eq-a\""))
    #expect(html.contains("<span class=\"equation-number\">(4)</span>"))
    #expect(html.contains(">Equation\u{A0}4</a>"))
    #expect(html.contains(">4</a>"))
  }

  @Test func `neighbours and the index are linked`() {
    let options = ReportOptions(
      previous: .init(title: "Before", address: "a.html"),
      next: .init(title: "After", address: "c.html"),
      index: .init(title: "Course", address: "index.html"))
    let html = page("# T", options: options)
    #expect(html.contains("<a href=\"a.html\" class=\"previous\">"))
    #expect(html.contains("<a href=\"c.html\" class=\"next\">"))
    #expect(html.contains("<a href=\"index.html\" class=\"index-link\">"))
  }

  @Test func `deeply nested quotes and emphasis stay readable`() {
    let quotes = page(String(repeating: "> ", count: 900) + "deep")
    #expect(WellFormedness.violation(in: quotes) == nil)
    #expect(quotes.contains("deep"))
    let stars = page(
      String(repeating: "*a **b ", count: 300) + String(repeating: "** *", count: 300))
    #expect(WellFormedness.violation(in: stars) == nil)
  }

  @Test(arguments: 0..<12)
  func `no notebook breaks out of its page`(seed: Int) {
    var generator = FixedGenerator(state: UInt64(seed))
    let marks = [
      "# ", "> ", "- ", "1. ", "*", "**", "`", "```\n", "\n\n", "\n", "[", "](", ")", "![", "$",
      "$$",
      "| a |\n|---|\n| ", " |\n", "[^1]", "[^1]: ", "> [!NOTE]\n> ", "{{ x }}", "@fig-a",
      " {#sec-a}",
    ]
    for _ in 0..<15 {
      var text = ""
      for _ in 0..<30 {
        text +=
          Bool.random(using: &generator)
          ? marks.randomElement(using: &generator) ?? "" : HostileText.random(using: &generator)
      }
      let html = page(text)
      #expect(WellFormedness.violation(in: html) == nil, "\(text)")
      #expect(html.split(separator: "<script").count == 2, "\(text)")
    }
  }
}
