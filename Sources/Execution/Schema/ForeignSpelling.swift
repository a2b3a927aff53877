/// What authors who know other tools write, and what to write here.
enum ForeignSpelling {
  /// Returns "write …" for a key that other tools use, nil where the owner has no such option.
  static func advice(
    for key: String, in table: [String: String], known names: [String]
  ) -> String? {
    guard let text = table[key] ?? table[key.lowercased()] else { return nil }
    // Advice that starts with an option's name holds only where that option exists.
    if text.hasPrefix("`") {
      let name = text.dropFirst().prefix { $0 != "`" && $0 != ":" && $0 != " " }
      guard names.contains(String(name)) else { return nil }
    }
    return "write \(text)"
  }

  /// Keys that any directive may meet.
  static let directiveOptions: [String: String] = [
    "fig-cap": "`caption`", "fig_cap": "`caption`", "tbl-cap": "`caption`", "tbl_cap": "`caption`",
    "fig-alt": "`alt`", "fig_alt": "`alt`", "alt-text": "`alt`",
    "fig-width": "`width`, in CSS pixels", "fig-height": "`height`, in CSS pixels",
    "figsize": "`width` and `height`, in CSS pixels",
    "name": "the label as `label: fig-…`, the block's name after the directive",
    "code-fold": "`echo: fold`", "code_fold": "`echo: fold`", "hide-input": "`echo: hide`",
    "hide_input": "`echo: hide`", "include": "`echo: hide`",
    "eval": "it in the fence, as `run=false`",
    "assert": "`expect`", "expects": "`expect`", "check": "`expect`",
  ]

  /// Keys of `train`.
  static let train: [String: String] = [
    "lr": "`optimizer: adam lr=…`", "learning_rate": "`optimizer: adam lr=…`",
    "learning-rate": "`optimizer: adam lr=…`", "learningrate": "`optimizer: adam lr=…`",
    "eta": "`optimizer: sgd lr=…`", "momentum": "`optimizer: momentum lr=… beta=0.9`",
    "batch_size": "`batch`", "batch-size": "`batch`", "batchsize": "`batch`",
    "minibatch": "`batch`", "n_epochs": "`epochs`", "num_epochs": "`epochs`", "epoch": "`epochs`",
    "nb_epoch": "`epochs`", "max_epochs": "`epochs`", "iterations": "`steps`",
    "max_iter": "`steps`",
    "max_steps": "`steps`", "n_steps": "`steps`", "criterion": "`loss`", "objective": "`loss`",
    "loss_fn": "`loss`", "layers": "`model`", "network": "`model`", "net": "`model`",
    "architecture": "`model`", "dataset": "`data`", "train_data": "`data`", "x": "`data`",
    "weight_decay": "`l2`, or `optimizer: adamw decay=…`", "l2_lambda": "`l2`", "lambda": "`l2`",
    "alpha": "`l2`", "regularization": "`l2` or `l1`", "initializer": "`init`",
    "initialization": "`init`", "kernel_initializer": "`init`", "random_state": "`seed`",
    "random_seed": "`seed`", "validation_split": "`validation: holdout 0.2`",
    "early_stopping": "`stop: early patience=10`", "scheduler": "`schedule`",
    "lr_scheduler": "`schedule`", "opt": "`optimizer`",
  ]

  /// Keys of `data`.
  static let data: [String: String] = [
    "generator": "`from`", "source": "`from`", "kind": "`from`", "type": "`from`",
    "n": "`from: circles n=…`", "n_samples": "`from: circles n=…`", "test_size": "`split`",
    "train_size": "`split`", "train_share": "`split`", "normalize": "`standardize`",
    "scale": "`standardize`", "labels": "`target`", "label-column": "`target`",
    "sigma": "`noise`", "data": "`rows`", "values": "`rows`", "random_state": "`from: … seed=…`",
  ]

  /// Keys of `plot`.
  static let plot: [String: String] = [
    "run": "`of`", "runs": "`of`", "model": "`of`", "xlabel": "`x-label`", "ylabel": "`y-label`",
    "x_label": "`x-label`", "y_label": "`y-label`", "xlim": "`x`", "ylim": "`y`",
    "x-range": "`x`", "y-range": "`y`", "yscale": "`scale: log`", "log": "`scale: log`",
    "degree": "`degrees`", "cols": "`columns`", "ncols": "`columns`",
  ]

  /// Options inside calls.
  static let callOptions: [String: String] = [
    "learning_rate": "`lr`", "learning-rate": "`lr`", "learningrate": "`lr`", "eta": "`lr`",
    "momentum": "`beta`", "betas": "`beta1` and `beta2`", "beta_1": "`beta1`",
    "step_size": "`every`", "gamma": "`factor` for `step`, `rate` for `exponential`",
    "eta_min": "`min`", "monitor": "`on`", "min_delta": "`min-delta`",
    "restore_best_weights": "`restore`", "warmup_steps": "`steps`", "n_splits": "`folds`",
    "beta_2": "`beta2`", "epsilon": "`eps`", "rho": "`alpha`", "weight_decay": "`decay`",
    "weight-decay": "`decay`", "n_samples": "`n`", "samples": "`n`", "size": "`n`",
    "random_state": "`seed`", "sigma": "`noise`", "std": "`noise`", "centers": "`k`",
    "units": "the number alone, as in `dense 8`",
    "out_features": "the number alone, as in `dense 8`",
    "negative_slope": "`slope`", "deg": "`degree`", "usecols": "`inputs`", "features": "`inputs`",
    "label": "`target`", "labels": "`target`", "dropna": "`missing=drop`",
    "na_values": "`missing=drop`",
  ]
}
