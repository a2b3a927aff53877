import Execution
import Plotting

extension PageRenderer {
  /// Returns a still picture with the controls and the data that let the script show all frames in
  /// its place. Without the script the picture stays.
  func player(of frames: FrameOutput, still: HTMLNode) -> [HTMLNode] {
    let last = String(frames.words.count - 1)
    let label = frames.words.last?.label ?? ""
    let controls = HTMLNode.element(
      "div", [.cssClass("player"), HTMLAttribute("hidden", "hidden")],
      [
        .element(
          "button",
          [
            .cssClass("play"), HTMLAttribute("type", "button"), .label(words.play),
            .title(words.play), HTMLAttribute("data-pause", words.pause),
          ], [.element("span", [.decorative])]),
        .element(
          "input",
          [
            HTMLAttribute("type", "range"), HTMLAttribute("min", "0"), HTMLAttribute("max", last),
            HTMLAttribute("step", "1"), HTMLAttribute("value", last), .label(words.frame),
            HTMLAttribute("aria-valuetext", label), HTMLAttribute("autocomplete", "off"),
          ]),
        // The slider says the same.
        .element("span", [.cssClass("frame-label"), .decorative], text: label),
      ])
    let texts = frames.words.map { words in
      HTMLNode.element(
        "p", [HTMLAttribute("data-alt", words.alternativeText)], text: words.label)
    }
    let data = HTMLNode.element("template", [], texts + frames.strip.layers.map(Self.layer))
    return [
      .element(
        "div",
        [
          .cssClass("frames"), HTMLAttribute("data-width", String(frames.strip.width)),
          HTMLAttribute("data-height", String(frames.strip.height)),
          HTMLAttribute("data-printing", frames.sequence.printing.rawValue),
        ], [.division("stage", [still]), controls, data])
    ]
  }

  /// Returns a layer as an element that holds its data in attributes.
  static func layer(_ layer: FrameStrip.Layer) -> HTMLNode {
    let area = layer.area
    let place = HTMLAttribute(
      "data-area", "\(area.x) \(area.y) \(area.width) \(area.height)")
    switch layer.content {
    case .images(let light, let dark, let x, let y, let cell):
      var attributes = [
        HTMLAttribute("data-kind", "images"), place,
        HTMLAttribute("data-x", String(x)), HTMLAttribute("data-y", String(y)),
        HTMLAttribute("data-cell", String(cell)),
        HTMLAttribute("data-light-head", Base64.encode(light.head)),
        HTMLAttribute("data-dark-head", Base64.encode(dark.head)),
        HTMLAttribute("data-light", list(light.bodies)),
      ]
      if !dark.bodies.isEmpty { attributes.append(HTMLAttribute("data-dark", list(dark.bodies))) }
      return .element("i", attributes)
    case .lines(let light, let dark, let stroke, let paths):
      return .element(
        "i",
        [
          HTMLAttribute("data-kind", "lines"), place,
          HTMLAttribute("data-light", light.style), HTMLAttribute("data-dark", dark.style),
          HTMLAttribute("data-width", stroke.width.style),
          HTMLAttribute("data-dash", stroke.dash.map(\.style).joined(separator: " ")),
          HTMLAttribute("data-cap", stroke.cap.rawValue),
          HTMLAttribute("data-join", stroke.join.rawValue),
          HTMLAttribute("data-paths", paths.joined(separator: ",")),
        ])
    }
  }

  private static func list(_ files: [[UInt8]]) -> String {
    files.map(Base64.encode).joined(separator: " ")
  }
}

extension Color {
  /// The colour as style sheets and scripts write it.
  fileprivate var style: String {
    let channels = [red, green, blue, alpha].map { channel in
      let digits = String(channel, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }
    return "#" + channels.joined()
  }
}

extension Double {
  /// A length in hundredths.
  fileprivate var style: String {
    let hundredths = Int((self * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100)" + Self.fraction(rest)
  }

  private static func fraction(_ hundredths: Int) -> String {
    if hundredths == 0 { return "" }
    if hundredths % 10 == 0 { return ".\(hundredths / 10)" }
    return hundredths < 10 ? ".0\(hundredths)" : ".\(hundredths)"
  }
}
