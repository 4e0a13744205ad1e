package org.tillkeeper.tools.acquirer;

import java.util.List;
import java.util.Set;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;

/** What a terminal asks for, by the message's type and codes (UnionPay POS). */
enum RequestKind {
  SIGN_IN("signin"),
  SIGN_OFF("signoff"),
  ECHO("echo"),
  SALE("sale"),
  REVERSAL("reversal"),
  /** Readable, and nothing this acquirer does. */
  OTHER("other");

  /** Field 60.3 of a sign-in for working keys of double length; the only layout issued here. */
  private static final String SIGN_IN_CODE = "003";

  private static final Set<String> SALE_CODES = Set.of("000000", "190000");

  private final String label;

  RequestKind(String label) {
    this.label = label;
  }

  /** The word used in configuration and the control API. */
  String label() {
    return label;
  }

  /** The kinds that faults can be limited to. */
  static List<String> labels() {
    return List.of("signin", "signoff", "echo", "sale", "reversal", "other");
  }

  static RequestKind named(String label) {
    for (RequestKind kind : values()) {
      if (kind.label.equals(label)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(label);
  }

  static RequestKind of(ISOMsg message) throws ISOException {
    String management = management(message);
    return switch (message.getMTI()) {
      case "0800" -> management.equals(SIGN_IN_CODE) ? SIGN_IN : OTHER;
      case "0820" -> management.equals("301") ? ECHO : management.equals("002") ? SIGN_OFF : OTHER;
      case "0200" -> isSale(message) ? SALE : OTHER;
      case "0400" -> REVERSAL;
      default -> OTHER;
    };
  }

  private static boolean isSale(ISOMsg message) {
    return message.hasField(3)
        && SALE_CODES.contains(message.getString(3))
        && "00".equals(message.getString(25))
        && message.hasField(60)
        && message.getString(60).startsWith("22");
  }

  /** Field 60.3, or empty. */
  static String management(ISOMsg message) {
    String code = message.hasField(60) ? message.getString(60) : "";
    return code.length() >= 11 ? code.substring(8, 11) : "";
  }
}
