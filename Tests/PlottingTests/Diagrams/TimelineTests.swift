import Testing

@testable import Plotting

@Suite struct TimelineTests {
  private func timeline(_ count: Int, seed: UInt64, width: Double = 720) -> Timeline {
    var random = SplitMix(state: seed)
    let words = [
      "Perceptron", "describes", "a", "neuron", "backpropagation", "learns", "to", "see",
    ]
    return Timeline(
      events: (0..<count).map { _ in
        let text = (0..<Int(random.uniform(1...9))).map { _ in
          words[Int(random.uniform(0...7.99))]
        }
        return Timeline.Event(
          year: random.uniform(0...1) < 0.5
            ? random.uniform(2010...2020).rounded() : random.uniform(1940...2024).rounded(),
          text: text.joined(separator: " "))
      }, width: width)
  }

  @Test("No flag touches another flag or another event's pole, however dense the years")
  func calm() {
    for seed in UInt64(0)..<120 {
      let timeline = timeline(1 + Int(seed % 24), seed: seed, width: 420 + Double(seed % 5) * 150)
      let painter = TimelinePainter(timeline: timeline, theme: .light)
      let line = 1_000.0
      for (index, flag) in painter.flags.enumerated() {
        let box = painter.box(of: flag, line: line)
        #expect(box.maxX <= timeline.width && box.x >= 0, "seed \(seed)")
        #expect(flag.isAbove ? box.maxY < line : box.y > line)
        for (otherIndex, other) in painter.flags.enumerated() where otherIndex != index {
          let otherBox = painter.box(of: other, line: line)
          #expect(!box.intersects(otherBox), "seed \(seed): \(index) and \(otherIndex)")
          let far = other.isAbove ? otherBox.y : otherBox.maxY
          let pole = Rect(
            x: other.x - 0.75, y: min(far, line), width: 1.5, height: abs(far - line))
          #expect(!box.intersects(pole), "seed \(seed): pole of \(otherIndex) crosses \(index)")
        }
      }
    }
  }

  @Test("All words stand inside of the picture and apart")
  func insideThePicture() {
    for seed in UInt64(0)..<40 {
      let picture = timeline(1 + Int(seed % 16), seed: seed).picture(in: .dark)
      let boxes = textBoxes(of: picture)
      for (index, (text, box)) in boxes.enumerated() {
        #expect(
          box.x >= 0 && box.maxX <= picture.width && box.y >= 0 && box.maxY <= picture.height,
          "seed \(seed): \(text)")
        for (other, otherBox) in boxes[(index + 1)...] {
          #expect(!box.inset(by: 0.25).intersects(otherBox), "seed \(seed): \(text) and \(other)")
        }
      }
    }
  }

  @Test("Every round year has its number, also where events crowd around it")
  func roundYears() {
    let years = [1943.0, 1957, 1969, 1986, 1998, 2012, 2014, 2017, 2018, 2019]
    let timeline = Timeline(
      events: years.map { Timeline.Event(year: $0, text: "an event of some words") })
    let boxes = textBoxes(of: timeline.picture(in: .light))
    for year in stride(from: 1950, through: 2020, by: 10) {
      #expect(boxes.contains { $0.text == "\(year)" }, "\(year)")
    }
  }

  @Test("One event, one year, and years before our era have a place")
  func edges() {
    for years in [[1986.0], [1986, 1986, 1986], [-300, 1943], [0, 1e7]] {
      let timeline = Timeline(events: years.map { Timeline.Event(year: $0, text: "event") })
      let picture = timeline.picture(in: .light)
      #expect(picture.height > 40 && picture.height < 400)
      #expect(textBoxes(of: picture).filter { $0.text == "event" }.count == years.count)
    }
    let text = Timeline(
      events: [.init(year: 1943, text: "b"), .init(year: -300, text: "a")]
    ).alternativeText
    #expect(text == "Timeline. 2 events: 300 BC a; 1943 b.")
  }
}
