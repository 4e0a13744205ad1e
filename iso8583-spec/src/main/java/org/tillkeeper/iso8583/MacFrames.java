package org.tillkeeper.iso8583;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Puts a MAC at the end of a frame, and checks the one that a frame has.
 *
 * @param wire how frames are written and read
 * @param mac which messages carry one, and what it covers
 */
record MacFrames(Wire wire, MacRule mac) {
  private static final int MAC_BYTES = 8;
  private static final String NO_MAC_YET = "0000000000000000";

  /** A whole frame, with a MAC where the message carries one. */
  byte[] pack(Message message, MacCalculator calculator) {
    if (!mac.covers(message)) {
      return wire.pack(message);
    }
    SortedMap<Integer, String> fields = new TreeMap<>(message.fields());
    fields.keySet().removeIf(mac::isMac);
    Field field = wire.field(mac.fieldIn(fields));
    fields.put(field.number(), NO_MAC_YET);
    byte[] frame =
        wire.pack(Message.owning(message.tpdu(), message.header(), message.mti(), fields));
    int end = frame.length - wire.trailerBytes();
    byte[] value = field.pack(Hex.encode(mac(frame, end, field, calculator)));
    System.arraycopy(value, 0, frame, end - value.length, value.length);
    return frame;
  }

  /** Compares a frame's MAC with the one its key makes, in constant time. */
  MacVerdict check(byte[] frame, MacCalculator calculator) throws MalformedMessage {
    Received received = wire.receive(frame, Set.of(mac.field(), MacRule.LAST));
    SortedMap<Integer, String> fields = received.message().fields();
    if (mac.messages().isEmpty() || fields.isEmpty() || !mac.isMac(fields.lastKey())) {
      // With a second bitmap field 64 is in the middle and covers nothing.
      return fields.containsKey(mac.field()) ? MacVerdict.WRONG : MacVerdict.ABSENT;
    }
    Field field = wire.field(fields.lastKey());
    byte[] value = Hex.decode(fields.get(field.number()));
    return MessageDigest.isEqual(value, mac(frame, received.end(), field, calculator))
        ? MacVerdict.RIGHT
        : MacVerdict.WRONG;
  }

  /**
   * @param end behind the field that the MAC stands in
   */
  private byte[] mac(byte[] frame, int end, Field field, MacCalculator calculator) {
    byte[] input = Arrays.copyOfRange(frame, mac.firstByte(wire), end - field.fixedBytes());
    byte[] value = calculator.mac(mac.algorithm(), input);
    if (value.length != MAC_BYTES) {
      throw new IllegalStateException("a MAC has 8 bytes, the calculator made " + value.length);
    }
    return value;
  }
}
