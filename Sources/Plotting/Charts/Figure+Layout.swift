extension Figure {
  /// Lays the figure out.
  package func picture(in theme: Theme) -> Picture {
    Picture(width: width, height: height, background: theme.background)
  }

  /// One to four sentences that say what the figure shows.
  package var alternativeText: String { "\(kind)." }
}
