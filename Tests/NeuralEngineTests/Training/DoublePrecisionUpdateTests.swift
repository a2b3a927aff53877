import NeuralEngine
import Testing

@Suite struct DoublePrecisionUpdateTests {
  private func descend(_ optimizer: Optimizer, steps: Int) -> [Double] {
    var update = DoublePrecisionUpdate(optimizer)
    var w = [-5.0, -2.0]
    for _ in 0..<steps {
      update.apply(to: &w, gradient: [0.2 * w[0] + 0.3 * w[1], 4 * w[1] + 0.3 * w[0]])
    }
    return w
  }

  /// 20 steps on 0.1w₁² + 2w₂² + 0.3w₁w₂ from (−5, −2), recorded from PyTorch in float64.
  @Test(
    arguments: [
      (.gd(learningRate: 0.1), [-3.371442519550372, 0.2644470910166599]),
      (.sgd(learningRate: 0.1), [-3.371442519550372, 0.2644470910166599]),
      (.momentum(learningRate: 0.1, beta: 0.9), [0.9817521806851136, -0.6064909500771137]),
      (.nesterov(learningRate: 0.1, beta: 0.9), [0.8213284888028406, -0.06330156264700158]),
      (.adagrad(learningRate: 0.5, epsilon: 1e-10), [-2.1857503695499316, 0.0761659454096284]),
      (
        .rmsprop(learningRate: 0.1, alpha: 0.9, epsilon: 1e-8),
        [-2.6293326668235886, -0.03551491166855949]
      ),
      (
        .adam(learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
        [-3.1070760239199147, -0.18983420133394793]
      ),
      (
        .adamw(learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01),
        [-3.030376987595577, -0.1732303449502839]
      ),
    ] as [(Optimizer, [Double])])
  func twentyStepsEndWherePyTorchDoes(_ optimizer: Optimizer, _ expected: [Double]) {
    for (value, reference) in zip(descend(optimizer, steps: 20), expected) {
      #expect(abs(value - reference) <= 1e-12 * max(1, abs(reference)))
    }
  }

  @Test func theFirstVelocityIsTheGradient() {
    var update = DoublePrecisionUpdate(.momentum(learningRate: 1, beta: 0.5))
    var w = [0.0]
    update.apply(to: &w, gradient: [2])
    #expect(w == [-2])
    update.apply(to: &w, gradient: [2])
    #expect(w == [-5])
  }
}
