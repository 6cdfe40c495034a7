package kiai.api.http;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A network of addresses.
 *
 * @param address bytes of one of its addresses, 4 or 16
 * @param bits how many bits at the beginning all of them share
 */
@SuppressWarnings("ArrayRecordComponent") // compared by holds alone
public record Network(byte[] address, int bits) {
  /**
   * A network as it is written: an address alone, or with the number of bits behind a slash.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static Network of(String text) {
    int slash = text.indexOf('/');
    byte[] address = address(slash < 0 ? text : text.substring(0, slash)).getAddress();
    int all = 8 * address.length;
    try {
      int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
      if (bits >= 0 && bits <= all) {
        return new Network(address, bits);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(text + " is no network such as 10.0.0.0/8");
  }

  /**
   * The address that a text says.
   *
   * @throws IllegalArgumentException when it says none
   */
  static InetAddress address(String text) {
    try {
      return InetAddress.ofLiteral(text.replaceAll("[\\[\\]]", ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"" + text + "\" is no address of a machine", e);
    }
  }

  /** Whether an address belongs to it. */
  boolean holds(InetAddress other) {
    byte[] bytes = other.getAddress();
    if (bytes.length != address.length) {
      return false;
    }
    int whole = bits / 8;
    int rest = bits % 8;
    int mask = 0xFF << (8 - rest);
    return Arrays.equals(bytes, 0, whole, address, 0, whole)
        && (rest == 0 || (bytes[whole] & mask) == (address[whole] & mask));
  }
}
