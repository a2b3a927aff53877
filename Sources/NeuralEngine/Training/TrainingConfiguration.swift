/// Everything that determines a training run besides its data.
package struct TrainingConfiguration: Sendable {
  /// How long a run lasts.
  package enum Length: Sendable, Equatable {
    case epochs(Int)
    case steps(Int)
  }

  /// The rows of one step.
  package enum Batch: Sendable, Equatable {
    case rows(Int)
    case full
  }

  /// Which training rows are held back to judge the model by.
  package enum Validation: Sendable, Equatable {
    /// A share of them.
    case holdout(Double)
    /// Each of so many parts in turn, by models of their own; the final model trains on all rows.
    case folds(Int)
  }

  /// How often weights are kept.
  package enum RecordInterval: Sendable, Equatable {
    case epochs(Int)
    case steps(Int)
  }

  package var model: Model
  /// Nil chooses by the target: `mse` for numbers, `bce` for two classes with one output,
  /// `crossEntropy` for classes.
  package var loss: Loss?
  package var optimizer: Optimizer
  package var schedule: LearningRateSchedule
  package var length: Length
  package var batch: Batch
  /// λ of the penalty λ‖w‖₁ over weights, biases free.
  package var l1: Double
  /// λ of the penalty λ‖w‖² over weights, biases free.
  package var l2: Double
  package var initialization: Initialization
  /// The seed of the notebook or of the run.
  package var seed: UInt64
  /// The block's name, from which its random streams derive.
  package var stream: String
  /// Ends the run when nothing improves any more.
  package var earlyStopping: EarlyStopping?
  /// Ends the run at the first step with ‖wᵗ − wᵗ⁻¹‖ below this.
  package var tolerance: Double?
  package var validation: Validation?
  /// How often weights are kept; nil keeps the final ones only.
  package var recordInterval: RecordInterval?

  /// Creates a configuration with the notebook language's defaults.
  package init(
    model: Model, loss: Loss? = nil, optimizer: Optimizer = .sgd(learningRate: 0.1),
    schedule: LearningRateSchedule = .constant, length: Length = .epochs(100),
    batch: Batch = .rows(32), l1: Double = 0, l2: Double = 0,
    initialization: Initialization = .standard, seed: UInt64 = 0, stream: String,
    earlyStopping: EarlyStopping? = nil, tolerance: Double? = nil,
    validation: Validation? = nil, recordInterval: RecordInterval? = nil
  ) {
    self.model = model
    self.loss = loss
    self.optimizer = optimizer
    self.schedule = schedule
    self.length = length
    self.batch = batch
    self.l1 = l1
    self.l2 = l2
    self.initialization = initialization
    self.seed = seed
    self.stream = stream
    self.earlyStopping = earlyStopping
    self.tolerance = tolerance
    self.validation = validation
    self.recordInterval = recordInterval
  }
}

/// What maps inputs to predictions.
package enum Model: Sendable, Equatable {
  /// Layers in order. `softmax` as the last layer is folded into a loss from logits.
  case network([Layer])
  /// One dense layer without activation.
  case linear
  /// A polynomial of one input; `w0` is the constant.
  case polynomial(degree: Int)
  /// One dense unit trained with `bce`.
  case logistic
  /// One dense layer with a unit for each class, trained with `crossEntropy`.
  case softmax
  /// One unit that says 1, the second class, where w·x + b ≥ 0, else 0.
  case perceptron
  /// A function of the columns of a row, its inputs in order, whose parameters train. It gives one
  /// output, or a vector of them.
  case expression(RowFunction)

  /// Whether a layer reads inputs as whole numbers.
  package var takesWholeNumbers: Bool {
    guard case .network(let layers) = self else { return false }
    return layers.contains { if case .embedding = $0 { true } else { false } }
  }
}

/// An element-wise nonlinearity; parameters have PyTorch's meanings.
package enum Activation: Sendable, Equatable, Hashable {
  case linear
  case step
  case sigmoid
  case tanh
  case relu
  case leakyRelu(slope: Double)
  /// The slope, initially 0.25, trains.
  case prelu(initialSlope: Double)
  case elu(alpha: Double)
  case gelu(isApproximate: Bool)
  case softplus
  case silu
  /// Over the features of each row.
  case softmax
}

/// How weights start.
package enum Initialization: Sendable, Equatable {
  /// Each layer's PyTorch default: U(±1/√fan_in) for weights and biases.
  case standard
  case xavier
  case he
  case normal(standardDeviation: Double)
  case uniform(bound: Double)
  case zeros
  /// Row-major values by parameter name (`layer1.w`); the rest start by `standard`.
  case values([String: [Double]])
}
