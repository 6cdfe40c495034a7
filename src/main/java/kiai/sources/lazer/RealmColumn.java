package kiai.sources.lazer;

/**
 * A column of a table, as its key says.
 *
 * @param type number of the type, see {@link RealmValues}
 * @param nullable whether a value may be missing
 * @param isList whether a value is a list
 * @param index place of its values in a cluster
 */
record RealmColumn(String name, int type, boolean nullable, boolean isList, int index) {
  private static final int NULLABLE = 1 << 4;
  private static final int LIST = 1 << 5;
  private static final int OLD_LINK_LIST = 13; // of formats up to 23

  /** From a column's key: place in 16 bits, type in 6, attributes in 8. */
  static RealmColumn of(String name, long key) {
    int type = (int) ((key >> 16) & 0x3f);
    int attributes = (int) ((key >> 22) & 0xff);
    boolean oldList = type == OLD_LINK_LIST;
    return new RealmColumn(
        name,
        oldList ? RealmValues.LINK : type,
        (attributes & NULLABLE) != 0,
        oldList || (attributes & LIST) != 0,
        (int) (key & 0xffff));
  }
}
