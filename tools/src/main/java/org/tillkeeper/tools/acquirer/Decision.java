package org.tillkeeper.tools.acquirer;

import java.util.Map;
import java.util.Optional;

/**
 * What is decided about a request.
 *
 * @param code response code, as UnionPay has them; empty for an answer without one
 * @param note why, for people
 * @param booking what the answer is about, where it is about a booking
 * @param fields fields of the answer that only this kind of answer has: texts or bytes, by number
 */
record Decision(String code, String note, Optional<Booking> booking, Map<Integer, Object> fields) {
  static Decision of(String code, String note) {
    return new Decision(code, note, Optional.empty(), Map.of());
  }

  static Decision about(Booking booking, String note) {
    return new Decision(booking.code(), note, Optional.of(booking), Map.of());
  }

  static Decision with(String code, String note, Map<Integer, Object> fields) {
    return new Decision(code, note, Optional.empty(), fields);
  }

  boolean isApproved() {
    return code.equals(Codes.APPROVED);
  }
}
