import Diagnostics
import Testing

@Suite struct SuggestionsTests {
  private let optimizers = [
    "adagrad", "adam", "adamw", "exact", "gd", "lasso", "momentum", "nesterov", "perceptron",
    "rmsprop", "sgd",
  ]

  @Test(arguments: [
    ("adamm", "adam"), ("Adam", "adam"), ("adma", "adam"), ("momentun", "momentum"),
    ("rms_prop", "rmsprop"), ("sdg", "sgd"), ("perceptorn", "perceptron"), ("nest", "nesterov"),
  ])
  func theNearestNameComesFirst(written: String, meant: String) {
    #expect(Suggestions.nearest(to: written, in: optimizers).first == meant)
  }

  @Test(arguments: ["qqqqq", "", "newton", "x"])
  func namesThatAreNotNearGetNoSuggestion(written: String) {
    #expect(Suggestions.nearest(to: written, in: optimizers).isEmpty)
    #expect(Suggestions.question(for: written, in: optimizers) == nil)
  }

  @Test func atMostFourAreOffered() {
    let names = (0..<9).map { "layer\($0)" }
    #expect(
      Suggestions.nearest(to: "layer", in: names) == ["layer0", "layer1", "layer2", "layer3"])
  }

  @Test func questionsReadAsEnglish() {
    #expect(Suggestions.question(for: "sdg", in: ["sgd"]) == "did you mean `sgd`?")
    #expect(Suggestions.question(for: "ac", in: ["aa", "ab"]) == "did you mean `aa` or `ab`?")
  }

  @Test(arguments: [
    ("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("ca", "abc", 3),
    ("abcdef", "abdcef", 1),
  ])
  func distancesAreThoseOfOptimalStringAlignment(a: String, b: String, expected: Int) {
    #expect(Suggestions.distance(from: Array(a), to: Array(b)) == expected)
    #expect(Suggestions.distance(from: Array(b), to: Array(a)) == expected)
  }
}
