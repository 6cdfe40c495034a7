package kiai.query;

import kiai.map.MapField;

/**
 * A number that should lie within bounds, without being demanded.
 *
 * @param name for explanations
 * @param softness how far outside of the bounds half of the preference is lost, in the field's unit
 */
public record Preference(String name, MapField field, double low, double high, double softness) {
  /** 1 within the bounds, falling outside of them as a Gaussian. */
  public double fit(double value) {
    double off = Math.max(0, Math.max(low - value, value - high)) / softness;
    return Math.exp(-off * off * Math.log(2));
  }

  /**
   * What who does not want it asks for: no hard maps are easier ones, not also harder ones; with a
   * preference that has no lower bound it is the other way round.
   */
  public Condition beyond() {
    return low > 0
        ? new Condition.Range(field, Double.NEGATIVE_INFINITY, Math.nextDown(low))
        : new Condition.Range(field, Math.nextUp(high), Double.POSITIVE_INFINITY);
  }
}
