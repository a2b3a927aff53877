import Testing

@testable import Report

/// A generator that gives the same sequence everywhere (SplitMix64).
struct FixedGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

/// Texts made to break out of wherever they are put.
enum HostileText {
  static let pieces = [
    "<script>alert(1)</script>", "\"", "'", "&", "&amp;", "<!--", "-->", "]]>", "</style>",
    "</title>", "\u{0}", "\u{8}", "\u{1F}", "\u{85}", "\r", "\n", "\t", "\u{FFFE}", "\u{FFFF}", "<",
    ">", "onerror=", " x=\"y", "é", "👩‍👩‍👧", "я", "a", " ", "`", "$x$", "\u{202E}", "\\", "javascript:",
  ]

  static func random(using generator: inout FixedGenerator) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0..<6, using: &generator) {
      text += pieces.randomElement(using: &generator) ?? ""
    }
    return text
  }
}

struct HTMLFormatterTests {
  @Test func `markup in text and attributes is escaped`() {
    let node = HTMLNode.element(
      "p", [HTMLAttribute("title", "a\"b<c>&\n")], text: "x < y & \"z\"")
    #expect(
      HTMLFormatter.fragment([node])
        == "<p title=\"a&quot;b&lt;c&gt;&amp;&#10;\">x &lt; y &amp; \"z\"</p>\n")
  }

  @Test func `void elements close themselves and others always close`() {
    #expect(HTMLFormatter.fragment([.element("br")]) == "<br/>")
    #expect(HTMLFormatter.fragment([.element("span")]) == "<span></span>")
  }

  @Test func `characters that neither HTML nor XML has are replaced`() {
    #expect(
      HTMLFormatter.fragment([.text("a\u{0}b\u{1F}c\u{FFFE}\u{85}")])
        == "a\u{FFFD}b\u{FFFD}c\u{FFFD}\u{FFFD}")
    #expect(HTMLFormatter.fragment([.text("a\r\nb\rc")]) == "a\nb\nc")
  }

  @Test(arguments: 0..<20)
  func `no text breaks out of its place`(seed: Int) {
    var generator = FixedGenerator(state: UInt64(seed))
    for _ in 0..<50 {
      let text = HostileText.random(using: &generator)
      let node = HTMLNode.element("div", [HTMLAttribute("title", text)], text: text)
      let html = HTMLFormatter.fragment([node])
      #expect(WellFormedness.violation(in: html) == nil, "\(html)")
      #expect(!html.contains("<script"))
      // Undoing the escapes gives the text back.
      let body = html.dropFirst(html.firstRange(of: "\">")?.upperBound.utf16Offset(in: html) ?? 0)
      var restored = String(body.dropLast("</div>\n".count))
      for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
        restored = restored.split(separator: entity, omittingEmptySubsequences: false)
          .joined(separator: character)
      }
      let controls = text.unicodeScalars.contains { $0.value < 0x20 || $0.value > 0x7E }
      if !controls { #expect(restored == text) }
    }
  }

  @Test func `deep trees are written without recursion`() {
    var node = HTMLNode.text("x")
    for _ in 0..<500 { node = .element("div", [], [node]) }
    #expect(WellFormedness.violation(in: HTMLFormatter.fragment([node])) == nil)
  }
}

struct DigestTests {
  /// The examples of FIPS 180-4 and NIST's byte-oriented vectors.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1000),
      "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
    ),
  ])
  func `SHA-256 agrees with the standard`(message: String, expected: String) {
    let digest = SHA256.digest(Array(message.utf8))
    let text = digest.map { byte in
      let hex = String(byte, radix: 16)
      return hex.count == 1 ? "0" + hex : hex
    }.joined()
    #expect(text == expected)
  }

  /// The test vectors of RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func `base64 agrees with the standard`(text: String, expected: String) {
    #expect(Base64.encode(Array(text.utf8)) == expected)
  }
}

struct LinkAddressTests {
  @Test(arguments: [
    "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
    "java\tscript:alert(1)", "\u{1}javascript:alert(1)", "java\u{0}script:alert(1)",
    "javascript\u{200B}:alert(1)", "vbscript:x", "VBSCRIPT:x", "data:text/html,<script>",
    "data:text/html;base64,AAAA", "data:,x", "data:image/svg+xml,<svg/>", "d\nata:text/html,x",
    "\u{FEFF}javascript:x", "javascript :x",
  ])
  func `an address that can run code is refused`(address: String) {
    #expect(LinkAddress(address) == nil)
  }

  @Test(arguments: [
    "https://example.org/?q=javascript:x", "#part", "other.md", "../a/b.html", "mailto:a@b.c",
    "a:b", "./javascript:x", "?javascript:x", "data:image/png;base64,AAAA", "//example.org", "",
  ])
  func `other addresses stay as they are`(address: String) {
    #expect(LinkAddress(address)?.text == address)
  }

  @Test func `images are told apart by where they come from`() {
    #expect(ImageSource("a%20b.png") == .local("a b.png"))
    #expect(ImageSource("img/x.png") == .local("img/x.png"))
    #expect(ImageSource("data:image/svg+xml,x") == .data("data:image/svg+xml,x"))
    #expect(ImageSource("data:text/html,x") == .refused)
    #expect(ImageSource("javascript:x") == .refused)
    #expect(ImageSource("file:///etc/passwd") == .refused)
    #expect(
      ImageSource("https://a.b/c.png") == LinkAddress("https://a.b/c.png").map { .remote($0) })
    #expect(ImageSource("//a.b/c.png") == LinkAddress("//a.b/c.png").map { .remote($0) })
  }
}
