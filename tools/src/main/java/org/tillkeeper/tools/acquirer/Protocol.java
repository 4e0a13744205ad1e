package org.tillkeeper.tools.acquirer;

import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOPackager;
import org.tillkeeper.iso8583.MacAlgorithm;

/**
 * How terminals speak to this acquirer: where in a message stands what the books want to know, and
 * how an answer is said. Decides nothing. Immutable and safe for any thread.
 */
interface Protocol {
  /** A connection in this protocol's framing. */
  Line line(Socket socket) throws IOException;

  /** For one message or channel. */
  ISOPackager packager();

  /**
   * Looks at a message that could be unpacked.
   *
   * @throws ISOException if it is no request, or digits are none
   */
  void check(ISOMsg message) throws ISOException;

  RequestKind kind(ISOMsg message);

  /** The batch; empty where the protocol has none. */
  String batch(ISOMsg message);

  /** How the card was read: swipe, chip, contactless, manual, qr or other. */
  String entry(ISOMsg message);

  /** The customer's QR code; empty if there is none. */
  String qrCode(ISOMsg message);

  /** Chip data in BER-TLV; none if there is none. */
  byte[] chipData(ISOMsg message);

  /** What the request says about the transaction it is about. */
  Request.Original original(ISOMsg message);

  /** Whether requests of this type must carry a MAC. */
  boolean wantsMac(String mti);

  /** The field that a message's MAC stands in. */
  int macField(ISOMsg message);

  /** How many bytes of a packed message's end the MAC takes. */
  int macBytes();

  /**
   * The algorithm of MACs under working keys of that layout.
   *
   * @param keyLayout field 60.3 of the sign-in; empty where there is none
   */
  MacAlgorithm macAlgorithm(String keyLayout);

  /** The fields that say whether totals agree, where there is no field 48 to say it in. */
  Map<Integer, Object> reconciled(boolean balanced);

  /**
   * The answer that says a decision, without its MAC.
   *
   * @param order what the terminal is told to do next, a digit; empty for nothing
   */
  ISOMsg answer(Request request, Decision decision, HostTime time, String rrn, String order)
      throws ISOException;

  /** A field's text; empty if absent. */
  static String text(ISOMsg message, int number) {
    return message.hasField(number) ? message.getString(number) : "";
  }

  /** Copies the fields that are there. */
  static void copy(ISOMsg from, ISOMsg to, int... numbers) throws ISOException {
    for (int number : numbers) {
      if (from.hasField(number)) {
        to.set(number, from.getString(number));
      }
    }
  }

  /** Sets what only this decision's answers have. */
  static void addFields(Decision decision, ISOMsg answer) {
    decision
        .fields()
        .forEach(
            (number, value) -> {
              if (value instanceof byte[] bytes) {
                answer.set(number, bytes);
              } else {
                answer.set(number, String.valueOf(value));
              }
            });
  }

  /** The MTI that answers a request's or its repeat's. */
  static String answerTo(String mti) {
    char origin = (char) ((mti.charAt(3) - '0') / 2 * 2 + '0');
    return mti.substring(0, 2) + (char) (mti.charAt(2) + 1) + origin;
  }
}
