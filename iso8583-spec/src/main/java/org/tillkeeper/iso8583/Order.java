package org.tillkeeper.iso8583;

import java.util.List;

/**
 * What an acquirer can order the terminal to do when the payment is over, in {@link Element#ORDER}
 * of its answers. Which value orders what is said by the dialect file, in its section {@code
 * orders}.
 */
public enum Order {
  /** There is nothing to do. */
  NOTHING("nothing"),
  /** Fetch the terminal's parameters. */
  PARAMETERS("parameters"),
  /** Say how the terminal stands. */
  STATUS("status"),
  /** Sign in again. */
  SIGN_IN("signIn"),
  /** Fetch the public keys that check chips. */
  PUBLIC_KEYS("publicKeys"),
  /** Fetch the parameters of chip applications. */
  CHIP_PARAMETERS("chipParameters");

  private final String label;

  Order(String label) {
    this.label = label;
  }

  /** The name used in dialect files. */
  String label() {
    return label;
  }

  /** The messages that carry it out. */
  List<Kind> messages() {
    return switch (this) {
      case NOTHING -> List.of();
      case PARAMETERS -> List.of(Kind.PARAMETERS);
      case STATUS -> List.of(Kind.STATUS_UPLOAD);
      case SIGN_IN -> List.of(Kind.SIGN_IN);
      case PUBLIC_KEYS -> List.of(Kind.CAPK_QUERY, Kind.CAPK_DOWNLOAD, Kind.CAPK_END);
      case CHIP_PARAMETERS ->
          List.of(
              Kind.CHIP_PARAMETERS_QUERY, Kind.CHIP_PARAMETERS_DOWNLOAD, Kind.CHIP_PARAMETERS_END);
    };
  }
}
