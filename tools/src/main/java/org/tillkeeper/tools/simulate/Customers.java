package org.tillkeeper.tools.simulate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;

/** Everyone who pays in a run, and what the acquirer's books have of each. */
final class Customers {
  private final Host host;
  private final Map<Long, Customer> customers = new LinkedHashMap<>();

  Customers(Host host) {
    this.host = host;
  }

  void add(Customer customer) {
    customers.put(customer.number, customer);
  }

  Collection<Customer> all() {
    return customers.values();
  }

  /** By the till's own number; null for nobody. */
  Customer numbered(long number) {
    return customers.get(number);
  }

  /** Whose payment it is, by the till's own name for it; null for nobody's. */
  Customer of(Payment payment) {
    return payment.reference().isPresent()
        ? numbered(Long.parseLong(payment.reference().get()))
        : byId(payment.id()); // erased, its time is over
  }

  private Customer byId(String id) {
    for (Customer customer : customers.values()) {
      if (customer.id.equals(Optional.of(id))) {
        return customer;
      }
    }
    return null;
  }

  /** Whose booking it is, by what the acquirer alone knows; null for nobody's. */
  Customer owner(Booking booking) {
    if (!booking.verb.refers()) {
      return byAmount(booking.amount);
    }
    Customer original = null;
    for (Booking other : host.books()) {
      if (other.stan.equals(booking.original) && other != booking && other.approved) {
        original = owner(other);
      }
    }
    return original == null ? null : referring(booking.verb, original);
  }

  /** Payments that stand alone differ in their amounts. */
  private Customer byAmount(long amount) {
    for (Customer customer : customers.values()) {
      if (!customer.verb.refers() && customer.amount == amount) {
        return customer;
      }
    }
    return null;
  }

  private Customer referring(Verb verb, Customer original) {
    for (Customer customer : customers.values()) {
      if (customer.verb == verb && customer.of == original.number) {
        return customer;
      }
    }
    return null;
  }

  /**
   * What stands in the acquirer's books for a customer and the terminal may know of. Of what the
   * acquirer called undone, or unknown, it cannot know before it hears better and has it undone.
   * What is not undone any more, because the batch is over on either side, it can only show.
   */
  List<Booking> knowable(Customer customer, Shown shown, State state) {
    List<Booking> knowable = standing(customer);
    knowable.removeIf(
        booking ->
            booking.excused
                && (!booking.kept
                    || shown.isReversedAgain(booking.stan)
                    || (state == State.ATTENTION
                        && (host.isOver(booking) || shown.isOfClosedBatch(booking.stan)))));
    return knowable;
  }

  /**
   * Has the acquirer give back by hand what stands beside the first booking of a customer, as far
   * as the terminal shows its approval: that is what the person tells the acquirer.
   */
  void giveBackWhatStandsTwice(Customer customer, Payment shown) {
    List<Booking> standing = standing(customer);
    for (Booking booking : standing.subList(Math.min(1, standing.size()), standing.size())) {
      for (Attempt attempt : shown.attempts()) {
        boolean its =
            attempt.request().stan().equals(booking.stan)
                && (booking.batch.isEmpty() || attempt.request().batch().equals(booking.batch));
        booking.reversed |= its && attempt.approved();
      }
    }
  }

  /** Has the acquirer close by hand what its customer could pay yet. */
  void closeCodes(Customer customer) {
    if (customer.isShown()) {
      host.codes().over(customer.amount).forEach(host.codes()::closedByHand);
    }
  }

  /** Codes of a customer, seen, that could be paid yet. */
  List<ScannedCodes.Code> payable(Customer customer) {
    List<ScannedCodes.Code> payable = new ArrayList<>();
    if (customer.isShown()) {
      for (ScannedCodes.Code code : host.codes().over(customer.amount)) {
        if (code.seen && host.codes().isPayable(code)) {
          payable.add(code);
        }
      }
    }
    return payable;
  }

  /** What stands in the acquirer's books for a customer. */
  List<Booking> standing(Customer customer) {
    List<Booking> standing = new ArrayList<>();
    for (Booking booking : host.books()) {
      if (booking.stands() && owner(booking) == customer) {
        standing.add(booking);
      }
    }
    return standing;
  }

  /**
   * Whether an approval of a STAN, of all or of a part, has reached the terminal, whole and with a
   * right MAC.
   */
  boolean hasHeardApproval(String stan) {
    for (Booking booking : host.books()) {
      if (booking.stan.equals(stan) && (booking.heard || booking.partHeard)) {
        return true;
      }
    }
    return false;
  }
}
