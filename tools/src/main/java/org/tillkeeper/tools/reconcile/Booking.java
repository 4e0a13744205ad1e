package org.tillkeeper.tools.reconcile;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.payment.Approval;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.payment.Payment;

/**
 * One request of a payment as the ledger has it: what the acquirer has booked, or what it may have
 * booked and the ledger takes for uncharged.
 *
 * @param payment id
 * @param type label of the payment's type
 * @param display what the cashier sees of it
 * @param booked whether the acquirer has booked it as far as the ledger knows
 * @param amount in the minor unit; negative for what goes back to the customer
 * @param at when the payment was recorded
 * @param stan, batch of the request
 * @param rrns reference numbers of its approvals
 * @param reference the till's own name for the payment
 * @param last4 the last four digits of card or code
 * @param takenBackBy id of the payment that took it back
 */
public record Booking(
    String payment,
    String type,
    String display,
    boolean booked,
    long amount,
    Instant at,
    String stan,
    String batch,
    List<String> rrns,
    Optional<String> reference,
    Optional<String> last4,
    Optional<String> takenBackBy) {
  private static final Set<String> BACK = Set.of("void", "completion-void", "refund");
  private static final Set<String> MOVES_NOTHING = Set.of("preauth", "preauth-void", "balance");

  /**
   * The requests of a payment.
   *
   * @param payment as the API has it
   */
  public static List<Booking> of(Map<?, ?> payment) {
    List<Booking> bookings = new ArrayList<>();
    String type = String.valueOf(payment.get("type"));
    if (MOVES_NOTHING.contains(type)) {
      return bookings;
    }
    List<?> attempts = payment.get("attempts") instanceof List<?> list ? list : List.of();
    boolean confirmed = "confirmed".equals(payment.get("display"));
    boolean anyBooked = attempts.stream().anyMatch(Booking::isBooked);
    for (int i = 0; i < attempts.size(); i++) {
      if (attempts.get(i) instanceof Map<?, ?> attempt && !isUnsent(attempt)) {
        boolean last = i == attempts.size() - 1;
        // What a person has confirmed is booked, whatever its request is known as.
        boolean booked = isBooked(attempt) || (confirmed && !anyBooked && last);
        bookings.add(of(payment, type, attempt, booked, last));
      }
    }
    return bookings;
  }

  /**
   * The requests of a payment.
   *
   * @param payment as the ledger has it
   */
  public static List<Booking> of(Payment payment) {
    List<Booking> bookings = new ArrayList<>();
    String type = payment.type().label();
    if (MOVES_NOTHING.contains(type)) {
      return bookings;
    }
    List<Attempt> attempts = payment.attempts();
    boolean confirmed = Display.of(payment) == Display.CONFIRMED;
    boolean anyBooked = false;
    for (Attempt attempt : attempts) {
      anyBooked |= isBooked(attempt);
    }
    for (int i = 0; i < attempts.size(); i++) {
      Attempt attempt = attempts.get(i);
      if (attempt.sends() != 0) {
        boolean last = i == attempts.size() - 1;
        boolean booked = isBooked(attempt) || (confirmed && !anyBooked && last);
        bookings.add(of(payment, type, attempt, booked, last));
      }
    }
    return bookings;
  }

  private static boolean isBooked(Attempt attempt) {
    return attempt.outcome() == Attempt.Outcome.CONFIRMED && attempt.givenBackBy().isEmpty();
  }

  private static Booking of(
      Payment payment, String type, Attempt attempt, boolean booked, boolean last) {
    List<String> rrns = new ArrayList<>(1);
    for (Approval approval : attempt.approvals().all()) {
      approval.rrn().ifPresent(rrns::add);
    }
    Optional<String> rrn = payment.decision().rrn();
    if (last && rrn.isPresent() && !rrns.contains(rrn.get())) {
      rrns.add(rrn.get());
    }
    long amount = payment.decision().approvedAmount().orElse(payment.amount());
    return new Booking(
        payment.id(),
        type,
        Display.of(payment).label(),
        booked,
        BACK.contains(type) ? -amount : amount,
        payment.createdAt(),
        attempt.request().stan(),
        attempt.request().batch(),
        List.copyOf(rrns),
        payment.reference(),
        last4(payment.instrument().masked()),
        payment.links().voidedBy());
  }

  private static boolean isBooked(Object attempt) {
    return attempt instanceof Map<?, ?> it
        && "confirmed".equals(it.get("outcome"))
        && it.get("refundedBy") == null;
  }

  private static boolean isUnsent(Map<?, ?> attempt) {
    return attempt.get("sends") instanceof Number sends && sends.intValue() == 0;
  }

  private static Booking of(
      Map<?, ?> payment, String type, Map<?, ?> attempt, boolean booked, boolean last) {
    List<String> rrns = new ArrayList<>();
    Object part = payment.get("approvedAmount");
    Object sum = part == null ? payment.get("amount") : part;
    for (Object one : attempt.get("approvals") instanceof List<?> list ? list : List.of()) {
      if (one instanceof Map<?, ?> approval && approval.get("rrn") != null) {
        rrns.add(String.valueOf(approval.get("rrn")));
      }
    }
    if (last && payment.get("rrn") != null && !rrns.contains(payment.get("rrn"))) {
      rrns.add(String.valueOf(payment.get("rrn")));
    }
    long amount = sum instanceof Number number ? number.longValue() : 0;
    return new Booking(
        String.valueOf(payment.get("id")),
        type,
        String.valueOf(payment.get("display")),
        booked,
        BACK.contains(type) ? -amount : amount,
        Instant.parse(String.valueOf(payment.get("createdAt"))),
        String.valueOf(attempt.get("stan")),
        String.valueOf(attempt.get("batch")),
        List.copyOf(rrns),
        text(payment, "reference"),
        last4(payment),
        text(payment, "voidedBy"));
  }

  private static Optional<String> text(Map<?, ?> values, String key) {
    return Optional.ofNullable(values.get(key)).map(String::valueOf);
  }

  private static Optional<String> last4(Map<?, ?> payment) {
    String masked = "";
    if (payment.get("card") instanceof Map<?, ?> card) {
      masked = text(card, "pan").orElse("");
    } else if (payment.get("qr") instanceof Map<?, ?> code) {
      masked = text(code, "code").orElse("");
    }
    return last4(masked);
  }

  private static Optional<String> last4(String masked) {
    int from = masked.length() - 4;
    for (int i = Math.max(from, 0); i < masked.length(); i++) {
      if (masked.charAt(i) < '0' || masked.charAt(i) > '9') {
        return Optional.empty();
      }
    }
    return from < 0 ? Optional.empty() : Optional.of(masked.substring(from));
  }
}
