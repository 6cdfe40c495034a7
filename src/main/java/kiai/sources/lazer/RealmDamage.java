package kiai.sources.lazer;

/** Something in a Realm file is not as its format says; {@link RealmFile} makes it a message. */
final class RealmDamage extends RuntimeException {
  private static final long serialVersionUID = 1;

  RealmDamage(String message) {
    super(message);
  }
}
