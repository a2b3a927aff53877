/// What an instruction does. R rows, C columns, K inner extent; a, b, c, d are operands.
@usableFromInline
package enum Opcode: UInt8, Sendable, CaseIterable, BitwiseCopyable {
  /// c[R, C] = b₀ + a·b with a `[R, K]`, b `[K, C]` and the row d as b₀, zeros where d is nil.
  case matrixProduct
  /// c[R, C] = (a·b)·f′ with a `[R, K]`, b `[K, C]` and the outputs d `[R, C]` of f, which
  /// `joinsProducts`.
  case backwardProduct
  /// c[R, C] = aᵀ·b with a `[K, R]`, b `[K, C]`; d, where not nil, takes the column sums of b.
  case transposedProduct
  /// c[C, R] = aᵀ.
  case transpose
  /// c = f(a), R·C elements.
  case map
  /// c = f′(a).
  case derivative
  /// c = a · f′(b) for the input b of f.
  case backwardFromInput
  /// c = a · f′ for the output b of f.
  case backwardFromOutput
  /// c = f(a, b).
  case combine
  /// c = ∂f(a, b)/∂a or, where K is 1, ∂f/∂b.
  case combineDerivative
  /// c = f(a, s₀).
  case combineScalarRight
  /// c = f(s₀, a).
  case combineScalarLeft
  /// c = s₀.
  case fill
  /// c[i] = a[j] for all index tuples of `table`: rank, extents, strides of a, strides of c.
  case copy
  /// c[C] = Σ over rows of a `[R, C]`, ascending, divided by s₀.
  case sumRows
  /// c[R] = Σ over columns of a `[R, C]` in 16 lanes, divided by s₀.
  case sumColumns
  /// c[R] = largest (or, where K is 1, smallest) element of each row.
  case extremumOfColumns
  /// c[R, C] = 1 at each row's first largest (or, where K is 1, smallest) element, otherwise 0.
  case extremumMask
  /// c = softmax of each row of a.
  case softmax
  /// c = logarithm of the softmax of each row.
  case logSoftmax
  /// c[R, C] = 1 in the column that a[R] names, otherwise 0.
  case oneHot
  /// Shuffles C row numbers, 32-bit integers at c, by the `WordSequence` at a.
  case shuffle
  /// c[R, C] = the rows of a that `table` names from the cursor on, or those that begin at a.
  case gather
  /// Losses d of the elements (a − b)², their gradients c = s₀·(a − b).
  case squaredError
  /// Losses d of an `ElementLoss` with parameter s₁ at predictions a and targets b, gradients
  /// c = s₀·∂d/∂a.
  case elementLoss
  /// Losses d of logits a and targets b ∈ [0, 1], gradients c = s₀·(σ(a) − b).
  case logisticLoss
  /// Losses d[R] of logits a `[R, C]` and classes b[R], gradients c = s₀·(softmax − one-hot); d has
  /// room for 2R floats.
  case crossEntropy
  /// Adds the sum of a's elements times s₀, in double precision, to the double at c.
  case accumulate
  /// Adds how often (a > s₀) = (b > s₁) holds to the double at c.
  case countThresholdMatches
  /// Adds how many rows of a `[R, C]` have their first largest element in column b[R] to the
  /// double at c.
  case countArgmaxMatches
  /// Updates the parameters c by the gradients b, with the optimizer's memory.
  case update
  /// Updates the weights c[R, C] by the gradient aᵀ·b with a `[K, R]`, b `[K, C]`; d, where not nil,
  /// takes the column sums of b.
  case productUpdate
  /// c = the rows a `[R, C]` batch last (ImageBlock.swift).
  case batchLast
  /// c[R, C] = the rows that lie batch last in a.
  case batchFirst
  /// c = the convolution of images a with filters b and the bias d or zeros; images lie batch last in
  /// all of these, `table` holds a `WindowGeometry`.
  case convolution
  /// c = the gradient of a convolution's images from the gradient a of its results and filters b.
  case convolutionInputGradient
  /// c = the gradient of a convolution's filters from images a and the gradient b of its results.
  case convolutionWeightGradient
  /// c = the largest element of every window of a.
  case maximumPool
  /// c = the gradient of images a from their pooled values b and the gradient d of these.
  case maximumPoolGradient
  /// c = the mean of every window of a.
  case averagePool
  /// c = the gradient of images from the gradient a of their means.
  case averagePoolGradient
  /// c = (a − μ)/√(σ² + s₀) for C groups of K elements in each of R rows that lie batch last; d takes
  /// 1/√(σ² + s₀), μ and the unbiased variances.
  case normalizeGroups
  /// c = the gradient of the elements from their normalised values a, the gradient b of these and the
  /// statistics d.
  case normalizeGroupsGradient
  /// The same for the columns of a `[R, C]`.
  case normalizeColumns
  case normalizeColumnsGradient
  /// c = a·b + d with a factor and a summand (zero where d is nil) for each of C groups as above.
  case scaleGroups
  /// The same for the columns of a `[R, C]`.
  case scaleColumns
  /// c[C] = the sum of each of C groups as above, in 16 lanes.
  case sumGroups
  /// c = s₁·c + s₀·a, C elements.
  case blend
  /// c[C] = 0 with probability s₀, otherwise s₁; `table` holds key and stream, the cursor counts.
  case dropoutMask
  /// c[R, C] = the rows of the table b `[K, C]` that a[R] names.
  case embedding
  /// c[K, C] = the sums of the rows b `[R, C]` by the number a[R].
  case embeddingGradient
}

extension Opcode {
  /// Whether element i of the result depends on elements i of the operands alone, so that the result
  /// may take an operand's place.
  package var isElementwise: Bool {
    switch self {
    case .map, .derivative, .backwardFromInput, .backwardFromOutput, .combine,
      .combineDerivative, .combineScalarLeft, .combineScalarRight:
      true
    default: false
    }
  }
}

/// A loss of single predictions and targets.
@usableFromInline
package enum ElementLoss: UInt8, Sendable, CaseIterable {
  /// |a − b|, with derivative 0 at 0.
  case absoluteError
  /// ½(a − b)² where |a − b| ≤ δ, otherwise δ(|a − b| − ½δ), for the parameter δ.
  case huber
  /// max(0, margin − b·a) for the parameter margin.
  case hinge
}

/// An optimizer's formula.
@usableFromInline
package enum UpdateRule: UInt8, Sendable, CaseIterable {
  /// w = s·w − lr·g
  case descent
  /// v = β·v + gain·g; w = s·w − lr·v
  case momentum
  /// v = β·v + gain·g; w = s·w − lr·(gain·g + β·v)
  case nesterov
  /// s += g²; w −= lr·g/(√(s + ε′) + ε)
  case adagrad
  /// v = α·v + (1 − α)·g²; w −= lr·g/(√(v + ε′) + ε)
  case rmsprop
  /// m = β₁m + (1 − β₁)g; v = β₂v + (1 − β₂)g²; w = s·w − step·m/(√(v + ε′)·correction + ε)
  case adam
}

/// Numbers of an update that may change from step to step.
@usableFromInline
package struct UpdateSettings: Sendable, BitwiseCopyable {
  /// lr, for adam lr/(1 − β₁ᵗ).
  @usableFromInline package var step: Float = 0
  /// 1/√(1 − β₂ᵗ).
  @usableFromInline package var correction: Float = 1
  /// β, α or β₁.
  @usableFromInline package var decay: Float = 0
  /// 1 − decay.
  @usableFromInline package var complement: Float = 1
  /// β₂ and 1 − β₂.
  @usableFromInline package var squareDecay: Float = 0
  @usableFromInline package var squareComplement: Float = 1
  /// ε beside the root, and under it: one of them is 0.
  @usableFromInline package var epsilon: Float = 0
  @usableFromInline package var rootEpsilon: Float = 0
  /// What gradients are multiplied by before they join a velocity.
  @usableFromInline package var gain: Float = 1
  /// What the parameters are multiplied by first: 1 − lr·decay for adamw.
  @usableFromInline package var shrinkage: Float = 1

  /// Creates settings that change nothing.
  package init() {}
}

/// One step of a program: an operation on tensors in memory. Row-major tensors, no aliasing except
/// where an element-wise result takes the place of its operand.
@usableFromInline
package struct Instruction: BitwiseCopyable {
  @usableFromInline package var opcode: Opcode
  /// An `ElementaryFunction`, `PairFunction`, `ElementLoss` or `UpdateRule`.
  @usableFromInline package var function: UInt8 = 0
  @usableFromInline package var rows: Int32 = 1
  @usableFromInline package var columns: Int32 = 1
  @usableFromInline package var inner: Int32 = 0
  /// The distance between the rows of b and c, in sums over rows between those of a.
  @usableFromInline package var stride: Int32 = 1
  /// The distance between the rows of a transposed left operand, or of a transposed matrix c.
  @usableFromInline package var leftStride: Int32 = 1
  /// The groups of a normalisation, or the elements of each filter, that the instruction computes.
  @usableFromInline package var partStart: Int32 = 0
  @usableFromInline package var partEnd: Int32 = .max
  @usableFromInline package var s0: Float = 0
  @usableFromInline package var s1: Float = 0
  @usableFromInline package var a: UnsafeMutablePointer<Float>?
  @usableFromInline package var b: UnsafeMutablePointer<Float>?
  @usableFromInline package var c: UnsafeMutablePointer<Float>?
  @usableFromInline package var d: UnsafeMutablePointer<Float>?
  /// The optimizer's memory of the parameters c; the parameters themselves where a rule has none.
  @usableFromInline package var firstMoments: UnsafeMutablePointer<Float>?
  @usableFromInline package var secondMoments: UnsafeMutablePointer<Float>?
  /// Room to pack blocks of a product, `ProductBlocks.roomCount` floats; nil where it is small.
  @usableFromInline package var scratch: UnsafeMutablePointer<Float>?
  @usableFromInline package var table: UnsafeMutablePointer<Int32>?
  /// Where in `table` to start.
  @usableFromInline package var cursor: UnsafeMutablePointer<Int32>?
  @usableFromInline package var settings: UnsafeMutablePointer<UpdateSettings>?

  /// Creates an instruction without operands.
  package init(_ opcode: Opcode, rows: Int = 1, columns: Int = 1, inner: Int = 0) {
    self.opcode = opcode
    self.rows = Int32(rows)
    self.columns = Int32(columns)
    self.inner = Int32(inner)
    stride = Int32(columns)
    leftStride = Int32(rows)
  }

  @inlinable var elementCount: Int { Int(rows) &* Int(columns) }

  /// Those of so many groups or elements that the instruction computes.
  @inlinable
  package func part(of count: Int) -> Range<Int> { Int(partStart)..<min(Int(partEnd), count) }
}

/// Runs instructions in order with one instruction set.
package typealias Executor =
  @Sendable (_ instructions: UnsafePointer<Instruction>, _ count: Int) -> Void

/// Runs instructions with the instruction set that every machine of an architecture has.
package let runBaseline: Executor = { instructions, count in
  execute(Baseline.self, instructions, count)
}
