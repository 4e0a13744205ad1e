package org.tillkeeper.agent.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.payment.Approval;
import org.tillkeeper.agent.payment.HostTime;

/**
 * The approvals of an attempt as one column: a line each, and in it what the approval says, between
 * bars. For example {@code 1234|123456789012|654321||1129123004|VIS}; the last part stands only
 * where the approval named the card's organisation. What would be taken for a bar or a line's end
 * is written as a percent sign and four hexadecimal digits, for example {@code %007c}.
 */
final class ApprovalList {
  private static final int PARTS = 5;
  private static final int WITH_ORGANISATION = 6;

  private ApprovalList() {}

  /** Empty where there are none. */
  static Optional<String> written(List<Approval> approvals) {
    if (approvals.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder lines = new StringBuilder();
    for (Approval approval : approvals) {
      lines.append(lines.length() == 0 ? "" : "\n").append(approval.amount());
      for (Optional<String> part :
          Arrays.asList(approval.rrn(), approval.authCode(), approval.voucher())) {
        lines.append('|').append(part.map(ApprovalList::escaped).orElse(""));
      }
      lines.append('|').append(approval.at().digits());
      approval.organisation().ifPresent(name -> lines.append('|').append(escaped(name)));
    }
    return Optional.of(lines.toString());
  }

  /**
   * @throws IllegalArgumentException if that is no such list
   */
  static List<Approval> read(Optional<String> column) {
    if (!column.isPresent()) {
      return Collections.emptyList();
    }
    List<Approval> approvals = new ArrayList<>();
    for (String line : column.get().split("\n", -1)) {
      String[] parts = line.split("\\|", -1);
      boolean named = parts.length == WITH_ORGANISATION && !parts[PARTS].isEmpty();
      if (parts.length != PARTS && !named) {
        throw new IllegalArgumentException("an approval of " + parts.length + " parts");
      }
      approvals.add(
          new Approval(
              Long.parseLong(parts[0]),
              part(parts[1]),
              part(parts[2]),
              part(parts[3]),
              named ? part(parts[PARTS]) : Optional.empty(),
              new HostTime(parts[4])));
    }
    return Collections.unmodifiableList(approvals);
  }

  private static Optional<String> part(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(plain(text));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = c > ' ' && c < 0x7F && c != '|' && c != '%';
      escaped.append(plain ? String.valueOf(c) : String.format("%%%04x", (int) c));
    }
    return escaped.toString();
  }

  private static String plain(String escaped) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '%') {
        if (i + 5 > escaped.length()) {
          throw new IllegalArgumentException("an approval that ends in the middle");
        }
        text.append((char) Integer.parseInt(escaped.substring(i + 1, i + 5), 16));
        i += 4;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
