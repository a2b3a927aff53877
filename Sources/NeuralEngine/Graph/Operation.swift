/// What a node of a graph computes from its inputs. A node's shape is part of the node, so that
/// operations which differ in nothing but the shape of their result need no payload.
package enum Operation: Sendable, Equatable {
  /// A value fed at every evaluation.
  case input
  /// A value fed at every evaluation that training changes.
  case parameter
  /// Values known when the graph is built, row-major.
  case constant([Double])
  case unary(UnaryFunction)
  /// f′(x) of the input x.
  case unaryDerivative(UnaryFunction)
  /// Both inputs have the shape of the result.
  case binary(BinaryFunction)
  /// ∂f/∂a or ∂f/∂b at the inputs (a, b).
  case binaryDerivative(BinaryFunction, BinaryFunction.Operand)
  /// The product over the last axis of the left and the second to last of the right input, after
  /// exchanging the last two axes of the flagged ones. A vector on the left is a row, one on the
  /// right a column; the result lacks its axis. Leading axes, where there are any, agree.
  case matmul(transposeLeft: Bool, transposeRight: Bool)
  /// Axis i of the result is axis `permutation[i]` of the input.
  case transpose(permutation: [Int])
  /// The same elements in row-major order under another shape.
  case reshape
  /// Repeats the input along new leading axes and axes of extent 1 (NumPy's rule).
  case broadcast
  /// Combines the elements along ascending axes, which the result lacks.
  case reduce(Reduction, axes: [Int])
  /// 1 at the first extreme element along the axes, 0 elsewhere; passes no gradient.
  case extremumMask(Extremum, axes: [Int])
  /// e^(x − max)/Σ over the last axis.
  case softmax
  /// x − log Σeˣ over the last axis.
  case logSoftmax
  /// The block of the input with these first indices and extents; the result may drop axes of
  /// extent 1.
  case slice(starts: [Int], extents: [Int])
  /// The adjoint of `slice`: zeros with the input's elements in the block.
  case placeSlice(starts: [Int], extents: [Int])
  /// Equally shaped inputs along a new first axis.
  case stack
  /// Inputs one after the other along an axis that they have.
  case concatenate(axis: Int)
  /// Class numbers to rows of zeros with a one, along a new last axis; passes no gradient.
  case oneHot
  /// Images, filters and perhaps a bias: see `Graph.convolution`.
  case convolution(ImageWindow)
  /// From the upstream gradient and the filters, the gradient of a convolution's images.
  case convolutionInputGradient(ImageWindow)
  /// From the images and the upstream gradient, the gradient of a convolution's filters.
  case convolutionWeightGradient(ImageWindow)
  /// Every window's largest or mean element.
  case pool(Pooling, ImageWindow)
  /// From the images, their pooled values and the upstream gradient: the gradient at the first
  /// largest element of each window.
  case maximumPoolGradient(ImageWindow)
  /// The upstream gradient spread evenly over each window.
  case averagePoolGradient(ImageWindow)
  /// (x − μ)/√(σ² + ε) over axes.
  case normalize(axes: [Int], epsilon: Double)
  /// From x, its normalised values and the upstream gradient, the gradient of x.
  case normalizeGradient(axes: [Int], epsilon: Double)
  /// The rows of a table (the second input) that whole numbers (the first) name.
  case embedding
  /// From the whole numbers and the upstream gradient, the gradient of the table.
  case embeddingGradient
}

/// What becomes of the elements under a window.
package enum Pooling: String, Sendable, Hashable {
  /// The gradient goes to the first of equal elements.
  case maximum
  case average
}

/// How elements along axes become one.
package enum Reduction: String, Sendable, Hashable {
  case sum
  case mean
  /// The gradient goes to the first of equal elements.
  case maximum
  /// The gradient goes to the first of equal elements.
  case minimum
}

/// Which elements an extremum picks.
package enum Extremum: String, Sendable, Hashable {
  case maximum
  case minimum
}

extension Operation {
  /// What the operation is called in messages.
  package var words: String {
    switch self {
    case .input: "input"
    case .parameter: "parameter"
    case .constant: "constant"
    case .unary(let function): "`\(function.name)`"
    case .unaryDerivative(let function): "derivative of `\(function.name)`"
    case .binary(let function): "`\(function.name)`"
    case .binaryDerivative(let function, _): "derivative of `\(function.name)`"
    case .matmul: "matrix product"
    case .transpose: "transpose"
    case .reshape: "reshape"
    case .broadcast: "broadcast"
    case .reduce(.sum, _): "`sum`"
    case .reduce(.mean, _): "`mean`"
    case .reduce(.maximum, _): "`max`"
    case .reduce(.minimum, _): "`min`"
    case .extremumMask: "mask of the extremum"
    case .softmax: "`softmax`"
    case .logSoftmax: "`log_softmax`"
    case .slice: "index"
    case .placeSlice: "adjoint of an index"
    case .stack: "list"
    case .concatenate: "concatenation"
    case .oneHot: "`onehot`"
    case .convolution: "convolution"
    case .convolutionInputGradient: "gradient of a convolution's images"
    case .convolutionWeightGradient: "gradient of a convolution's filters"
    case .pool(.maximum, _): "`maxpool`"
    case .pool(.average, _): "`avgpool`"
    case .maximumPoolGradient: "adjoint of `maxpool`"
    case .averagePoolGradient: "adjoint of `avgpool`"
    case .normalize: "normalisation"
    case .normalizeGradient: "gradient of a normalisation"
    case .embedding: "embedding"
    case .embeddingGradient: "gradient of an embedding"
    }
  }
}
