/// One layer of a network.
package enum Layer: Sendable, Equatable {
  /// Z = XW + b with W of shape [inputs, units].
  case dense(units: Int)
  /// The cross-correlation of images with filters `[channels, C, kh, kw]`, plus a bias for each
  /// channel; filters and biases start from U(±1/√(C·kh·kw)).
  case convolution(channels: Int, window: ImageWindow)
  /// The largest or the mean element of every window.
  case pool(Pooling, ImageWindow)
  /// All numbers of a row one after the other.
  case flatten
  /// While training, 0 with a probability, and divided by 1 − probability otherwise.
  case dropout(probability: Double)
  /// γ·(x − μ)/√(σ² + 1e-5) + β for each feature, or each channel of images, over the rows of a batch;
  /// outside of training with running means and variances (momentum 0.1).
  case batchNormalization
  /// γ·(x − μ)/√(σ² + 1e-5) + β over the features of each row.
  case layerNormalization
  /// A trained vector of some length for each whole number, from N(0, 1).
  case embedding(units: Int)
  case activation(Activation)
}

extension Layer {
  /// What is added to variances before their root is taken.
  static let epsilon = 1e-5
  /// The share of a batch in the running statistics.
  static let momentum = 0.1

  /// Whether the layer has parameters.
  package var isTrainable: Bool {
    switch self {
    case .dense, .convolution, .batchNormalization, .layerNormalization, .embedding,
      .activation(.prelu):
      true
    case .pool, .flatten, .dropout, .activation: false
    }
  }

  /// Whether the layer takes images `[C, H, W]`.
  package var takesImages: Bool {
    switch self {
    case .convolution, .pool: true
    default: false
    }
  }

  /// The layer's call in the notebook language, without options that have their defaults.
  package var call: String {
    switch self {
    case .dense(let units): "dense \(units)"
    case .convolution(let channels, let window):
      "conv \(channels) kernel=\(Self.text(window.kernel))"
        + (window.stride == ImageWindow.Extents(1) ? "" : " stride=\(Self.text(window.stride))")
        + (window.padding == ImageWindow.Extents(0) ? "" : " padding=\(Self.text(window.padding))")
    case .pool(let pooling, let window):
      (pooling == .maximum ? "maxpool " : "avgpool ") + Self.text(window.kernel)
        + (window.stride == window.kernel ? "" : " stride=\(Self.text(window.stride))")
    case .flatten: "flatten"
    case .dropout(let probability): "dropout \(probability)"
    case .batchNormalization: "batchnorm"
    case .layerNormalization: "layernorm"
    case .embedding(let units): "embedding \(units)"
    case .activation(let activation): activation.call
    }
  }

  private static func text(_ extents: ImageWindow.Extents) -> String {
    extents.height == extents.width
      ? "\(extents.height)" : "\(extents.height)x\(extents.width)"
  }
}

extension Activation {
  /// The activation's call in the notebook language, without options that have their defaults.
  package var call: String {
    switch self {
    case .linear: "linear"
    case .step: "step"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .relu: "relu"
    case .leakyRelu(let slope): slope == 0.01 ? "leaky-relu" : "leaky-relu slope=\(slope)"
    case .prelu(let slope): slope == 0.25 ? "prelu" : "prelu slope=\(slope)"
    case .elu(let alpha): alpha == 1 ? "elu" : "elu alpha=\(alpha)"
    case .gelu(let isApproximate): isApproximate ? "gelu approximate=tanh" : "gelu"
    case .softplus: "softplus"
    case .silu: "silu"
    case .softmax: "softmax"
    }
  }
}
