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
}
