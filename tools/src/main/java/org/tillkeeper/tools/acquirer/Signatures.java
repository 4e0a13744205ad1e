package org.tillkeeper.tools.acquirer;

import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import org.tillkeeper.iso8583.jbig.Bitmap;
import org.tillkeeper.iso8583.jbig.Jbig;

/**
 * Cardholders' signatures: 0820 with field 60.3 800. Whose payment it is, and whether its picture
 * can be read, is checked. The picture is not kept, and shows nowhere.
 */
final class Signatures {
  /** Far more than a signature pad has. */
  private static final int PIXELS_MOST = 1_000_000;

  private final Books books;

  Signatures(Books books) {
    this.books = books;
  }

  Decision decide(Request request) throws SQLException {
    Optional<Booking> booking = books.find(request.terminal(), request.batch(), request.stan());
    if (booking.isEmpty() || !booking.get().isBooked()) {
      return Decision.of(Codes.NO_ORIGINAL, "signature of no payment here");
    }
    if (!booking.get().rrn().equals(request.field(37))) {
      return Decision.of(Codes.NO_ORIGINAL, "signature with another payment's reference");
    }
    if (!HexFormat.of().withUpperCase().formatHex(request.bytes(55)).startsWith("FF00")) {
      return Decision.of(Codes.FORMAT_ERROR, "field 55 does not begin with the merchant's name");
    }
    try {
      Bitmap picture = Jbig.decode(request.bytes(62), PIXELS_MOST);
      return Decision.of(Codes.APPROVED, "signature of " + picture + " taken");
    } catch (IllegalArgumentException e) {
      return Decision.of(Codes.FORMAT_ERROR, "field 62: " + e.getMessage());
    }
  }
}
