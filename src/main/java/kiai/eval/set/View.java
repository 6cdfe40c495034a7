package kiai.eval.set;

/** How much of a window a model is shown. */
public enum View {
  /** All of it. */
  FULL("full"),
  /**
   * Without beat, measure, timing point, kiai, speed change, hit sound and volume tokens: they name
   * the song rather than the play.
   */
  STRIP("strip"),
  /** Stripped, and each window sped by its own factor from 0.8 to 1.25 and mirrored by chance. */
  STRIP_TEMPO("strip+tempo");

  private final String label;

  View(String label) {
    this.label = label;
  }

  /** As tables call it. */
  public String label() {
    return label;
  }
}
