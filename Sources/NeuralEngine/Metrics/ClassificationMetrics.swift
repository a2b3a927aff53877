/// How well predicted classes agree with the true ones; definitions and names are scikit-learn's.
package struct ClassificationMetrics: Sendable, Equatable {
  /// Precision, recall and their harmonic mean, of a class or averaged over classes. A quotient of 0
  /// by 0 counts as 0.
  package struct Scores: Sendable, Equatable {
    /// The share of rows predicted to be of the class that are: TP/(TP + FP).
    package var precision: Double
    /// The share of rows of the class that are predicted to be: TP/(TP + FN).
    package var recall: Double
    /// 2·precision·recall/(precision + recall) = 2TP/(2TP + FP + FN).
    package var f1: Double
  }

  package let classCount: Int
  /// How many rows of a class (row) are predicted to be of a class (column), row-major
  /// `[classes, classes]`.
  package let confusion: [Int]

  /// Counts predictions.
  ///
  /// - Precondition: Every class is one of 0 ..< classCount, and each row has both.
  package init(predicted: [Int], actual: [Int], classCount: Int) {
    precondition(predicted.count == actual.count, "a prediction for each row")
    self.classCount = classCount
    var counts = [Int](repeating: 0, count: classCount * classCount)
    for (guess, truth) in zip(predicted, actual) { counts[truth * classCount + guess] += 1 }
    confusion = counts
  }

  /// The number of rows.
  package var rowCount: Int { confusion.reduce(0, +) }

  /// The share of rows whose class is predicted right.
  package var accuracy: Double {
    Self.share((0..<classCount).reduce(0) { $0 + count(of: $1, as: $1) }, of: rowCount)
  }

  /// The number of rows of a class.
  package func support(_ index: Int) -> Int {
    (0..<classCount).reduce(0) { $0 + count(of: index, as: $1) }
  }

  /// Returns the scores of one class.
  package func scores(of index: Int) -> Scores {
    let right = count(of: index, as: index)
    let predicted = (0..<classCount).reduce(0) { $0 + count(of: $1, as: index) }
    let actual = support(index)
    return Scores(
      precision: Self.share(right, of: predicted), recall: Self.share(right, of: actual),
      f1: Self.share(2 * right, of: predicted + actual))
  }

  /// The means of the scores of all classes, each class counting the same.
  package var macro: Scores {
    let all = (0..<classCount).map(scores)
    func mean(_ value: (Scores) -> Double) -> Double {
      all.reduce(0) { $0 + value($1) } / Double(max(classCount, 1))
    }
    return Scores(precision: mean(\.precision), recall: mean(\.recall), f1: mean(\.f1))
  }

  /// The scores of the second of two classes, which is called positive; the macro averages of more.
  package var summary: Scores { classCount == 2 ? scores(of: 1) : macro }

  private func count(of truth: Int, as guess: Int) -> Int {
    confusion[truth * classCount + guess]
  }

  private static func share(_ part: Int, of whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }
}
