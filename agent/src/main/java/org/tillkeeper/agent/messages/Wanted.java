package org.tillkeeper.agent.messages;

import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.Order;

/**
 * What an acquirer may order the terminal to fetch or to tell, in the order in which it is done.
 */
public enum Wanted {
  PARAMETERS("parameters", Order.PARAMETERS, Kind.PARAMETERS),
  STATUS("status", Order.STATUS, Kind.STATUS_UPLOAD),
  PUBLIC_KEYS("public-keys", Order.PUBLIC_KEYS, Kind.CAPK_QUERY),
  APPLICATIONS("applications", Order.CHIP_PARAMETERS, Kind.CHIP_PARAMETERS_QUERY);

  private final String label;
  private final Order order;
  private final Kind first;

  Wanted(String label, Order order, Kind first) {
    this.label = label;
    this.order = order;
    this.first = first;
  }

  /** Stable word. */
  public String label() {
    return label;
  }

  /** By which the acquirer orders it. */
  public Order order() {
    return order;
  }

  /** The first message that carries it out. */
  public Kind first() {
    return first;
  }

  /** Whether the acquirer names what there is, and each is then asked for. */
  public boolean isList() {
    return this == PUBLIC_KEYS || this == APPLICATIONS;
  }

  /** The message that asks for one of a list. */
  public Kind one() {
    return this == PUBLIC_KEYS ? Kind.CAPK_DOWNLOAD : Kind.CHIP_PARAMETERS_DOWNLOAD;
  }

  /** The message that says that all of a list was received. */
  public Kind end() {
    return this == PUBLIC_KEYS ? Kind.CAPK_END : Kind.CHIP_PARAMETERS_END;
  }
}
