import Testing

@testable import NeuralEngine

/// Metrics against scikit-learn's definitions and the examples of its documentation.
struct MetricsTests {
  @Test("scores of three classes are those of scikit-learn's guide")
  func classes() {
    // classification_report of scikit-learn's user guide: y_true = [0, 1, 2, 2, 0],
    // y_pred = [0, 0, 2, 1, 0] gives precision 2/3, 0, 1, recall 1, 0, 1/2, F1 0.8, 0, 2/3,
    // accuracy 0.6 and macro averages 0.5556, 0.5, 0.4889.
    let metrics = ClassificationMetrics(
      predicted: [0, 0, 2, 1, 0], actual: [0, 1, 2, 2, 0], classCount: 3)
    #expect(metrics.confusion == [2, 0, 0, 1, 0, 0, 0, 1, 1])
    #expect(metrics.accuracy == 0.6)
    let scores = (0..<3).map(metrics.scores)
    #expect(scores.map(\.precision) == [2.0 / 3, 0, 1])
    #expect(scores.map(\.recall) == [1, 0, 0.5])
    #expect(scores.map(\.f1) == [0.8, 0, 2.0 / 3])
    #expect((0..<3).map(metrics.support) == [2, 1, 2])
    #expect(abs(metrics.macro.precision - 5.0 / 9) < 1e-15)
    #expect(abs(metrics.macro.recall - 0.5) < 1e-15)
    #expect(abs(metrics.macro.f1 - 22.0 / 45) < 1e-15)
    #expect(metrics.summary == metrics.macro)
  }

  @Test("of two classes the second is positive")
  func binary() {
    // precision_score, recall_score, f1_score with average="binary" of TP 3, FP 1, FN 2, TN 4.
    let metrics = ClassificationMetrics(
      predicted: [1, 1, 1, 1, 0, 0, 0, 0, 0, 0], actual: [1, 1, 1, 0, 1, 1, 0, 0, 0, 0],
      classCount: 2)
    #expect(metrics.confusion == [4, 1, 2, 3])
    #expect(metrics.summary.precision == 0.75 && metrics.summary.recall == 0.6)
    #expect(abs(metrics.summary.f1 - 2.0 / 3) < 1e-15)
    #expect(metrics.accuracy == 0.7)
  }

  @Test("a class that nothing belongs to and nothing is predicted to be scores 0")
  func emptyClasses() {
    let metrics = ClassificationMetrics(predicted: [0, 0], actual: [0, 0], classCount: 2)
    #expect(
      metrics.summary == ClassificationMetrics.Scores(precision: 0, recall: 0, f1: 0))
    #expect(metrics.accuracy == 1)
    #expect(ClassificationMetrics(predicted: [], actual: [], classCount: 2).accuracy == 0)
  }

  @Test("the confusion matrix adds up, whatever the predictions")
  func sums() {
    var numbers = SeededNumbers(seed: 3)
    for _ in 0..<50 {
      let classes = numbers.integer(2...6)
      let rows = numbers.integer(1...40)
      let actual = (0..<rows).map { _ in numbers.integer(0...classes - 1) }
      let predicted = (0..<rows).map { _ in numbers.integer(0...classes - 1) }
      let metrics = ClassificationMetrics(
        predicted: predicted, actual: actual, classCount: classes)
      #expect(metrics.rowCount == rows)
      // Micro-averaged recall, weighted by support, is the accuracy.
      let weighted = (0..<classes).reduce(0.0) {
        $0 + metrics.scores(of: $1).recall * Double(metrics.support($1))
      }
      #expect(abs(weighted / Double(rows) - metrics.accuracy) < 1e-12)
      for index in 0..<classes {
        let score = metrics.scores(of: index)
        let sum = score.precision + score.recall
        #expect(
          abs(score.f1 - (sum == 0 ? 0 : 2 * score.precision * score.recall / sum)) < 1e-12)
      }
    }
  }

  @Test("metrics of numbers are those of scikit-learn's documentation")
  func numbers() {
    // The examples of mean_squared_error, mean_absolute_error, root_mean_squared_error and
    // r2_score: y_true = [3, -0.5, 2, 7], y_pred = [2.5, 0, 2, 8].
    let metrics = RegressionMetrics(predicted: [2.5, 0, 2, 8], actual: [3, -0.5, 2, 7])
    #expect(metrics.mse == 0.375)
    #expect(metrics.mae == 0.5)
    #expect(abs(metrics.rmse - 0.6123724356957945) < 1e-15)
    #expect(abs(metrics.r2 - 0.9486081370449679) < 1e-15)
    // y_true = [[0.5, 1], [-1, 1], [7, -6]], y_pred = [[0, 2], [-1, 2], [8, -5]].
    let two = RegressionMetrics(
      predicted: [0, 2, -1, 2, 8, -5], actual: [0.5, 1, -1, 1, 7, -6], columns: 2)
    #expect(abs(two.mse - 0.7083333333333334) < 1e-15)
    #expect(two.mae == 0.75)
    #expect(abs(two.rmse - 0.8227486121839513) < 1e-15)
    // r2_score's average over the columns 0.96543778801843316 and 0.90816326530612246.
    #expect(abs(two.r2 - 0.93680052666227787) < 1e-15)
  }

  @Test("the coefficient of determination of equal targets is finite")
  func equalTargets() {
    #expect(RegressionMetrics(predicted: [2, 2], actual: [2, 2]).r2 == 1)
    #expect(RegressionMetrics(predicted: [2, 3], actual: [2, 2]).r2 == 0)
    // The mean predicts as well as the mean.
    #expect(RegressionMetrics(predicted: [2, 2, 2], actual: [1, 2, 3]).r2 == 0)
    #expect(RegressionMetrics(predicted: [-3, 2, 1], actual: [1, 2, 3]).r2 < 0)
  }
}
