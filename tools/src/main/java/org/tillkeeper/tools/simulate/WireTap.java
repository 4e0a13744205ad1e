package org.tillkeeper.tools.simulate;

import java.util.Optional;
import org.tillkeeper.agent.bench.NetworkWatcher;
import org.tillkeeper.agent.bench.RequestFault;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.MalformedMessage;

/** Hears every frame, and tells those who watch over the invariants what it said. */
final class WireTap implements NetworkWatcher {
  private final Run run;
  private final Host host;
  private final Shown shown;
  private final UnderWay underWay;
  private final WireWatch watch;
  private final SettlementWatch settlements;

  WireTap(
      Run run,
      Host host,
      Shown shown,
      UnderWay underWay,
      WireWatch watch,
      SettlementWatch settlements) {
    this.run = run;
    this.host = host;
    this.shown = shown;
    this.underWay = underWay;
    this.watch = watch;
    this.settlements = settlements;
  }

  private Optional<Request> read(byte[] frame) {
    Dialect dialect = run.stage().dialect();
    try {
      return Optional.of(Request.of(dialect, dialect.unpack(frame)));
    } catch (MalformedMessage e) {
      return Optional.empty();
    }
  }

  @Override
  public void connected(Route route) {
    if (route.name().equals(Stage.SECOND)) {
      run.tally().reached(Path.SECOND_HOST_USED);
    }
    watch.connected();
  }

  @Override
  public void neverLeft(byte[] frame) {
    run.tally().reached(Path.REQUEST_NEVER_LEFT);
  }

  @Override
  public void sent(byte[] frame, int unanswered) {
    if (unanswered > 1) {
      run.tally().reached(Path.SEVERAL_OUTSTANDING);
    }
    Optional<Request> request = read(frame);
    if (run.isTraced()) {
      run.trace("sent: " + request);
    }
    if (!request.isPresent()) {
      run.violated(Invariant.NO_DEFECT, "it sends what cannot be read");
      return;
    }
    watch.sent(request.get(), run.ledger(), run.life());
    if (request.get().verb() == Verb.SIGN_IN && !shown.as(State.RECORDED).isEmpty()) {
      run.tally().reached(Path.SIGN_IN_ORDERED_MID_PAYMENT);
    }
  }

  @Override
  public void underWay(byte[] frame) {
    read(frame).ifPresent(underWay::left);
  }

  @Override
  public void gone(byte[] frame) {
    read(frame).ifPresent(underWay::gone);
    if (run.isTraced()) {
      run.trace("at the host: " + read(frame).map(Request::toString).orElse("garbage"));
    }
  }

  @Override
  public void arrivesWhole(byte[] frame) {
    host.frames().duplicate(frame).ifPresent(watch::heardDuplicate);
    host.frames().heard(frame);
    host.frames().word(frame).ifPresent(settlements::arrives);
    host.frames().unclearWord(frame).ifPresent(settlements::arrivesChanged);
    read(frame).ifPresent(watch::answered);
    int of = run.life();
    host.frames()
        .approvedBy(frame)
        .ifPresent(
            booking -> {
              boolean disproves = booking.denied && shown.isFoundUnknown(booking.stan);
              run.time().execute(() -> verifyApprovalKept(booking, of, disproves));
            });
    host.frames()
        .undecidedBy(frame)
        .ifPresent(
            booking ->
                run.time()
                    .execute(() -> booking.undecidedHeard |= run.isAlive() && run.life() == of));
    if (run.isTraced()) {
      run.trace("answer: " + read(frame).map(Request::toString).orElse("garbage"));
    }
  }

  /** Once the agent has had it, if it lives. */
  private void verifyApprovalKept(Booking booking, int of, boolean disproves) {
    boolean known =
        !run.stage().isUnionPay() || booking.batch.equals(run.ledger().batches().open().number());
    if (!run.isAlive() || run.life() != of || run.hasLost() || !known) {
      return;
    }
    Optional<AttemptKey> key = run.attemptOf(booking.stan, booking.batch);
    boolean kept =
        key.flatMap(it -> run.ledger().payment(it.payment()).map(now -> now.attempt(it.number())))
            .filter(attempt -> attempt.approved())
            .isPresent();
    booking.kept |= kept;
    if (kept && disproves) {
      host.disproved();
    }
    if (!kept) {
      run.violated(
          Invariant.LATE_APPROVAL_KEPT, "nobody knows any more of the approval of " + booking);
    }
  }

  @Override
  public void arrivesChanged(byte[] frame, byte[] changed) {
    Optional<Request> answer = read(frame);
    answer.ifPresent(watch::answered);
    if (answer.filter(it -> it.message().mti().equals("0810")).isPresent()) {
      settlements.signInChanged();
    }
    run.trace("a corrupted answer");
    host.frames().heardChanged(frame, changed);
    host.frames().word(frame).ifPresent(settlements::arrivesChanged);
  }

  @Override
  public void befalls(byte[] frame, RequestFault fault) {
    switch (fault.kind()) {
      case LOSE -> run.tally().reached(Path.REQUEST_LOST);
      case CUT_BEFORE -> run.tally().reached(Path.CUT_BEFORE_REQUEST_ARRIVED);
      case CUT_AFTER -> run.tally().reached(Path.CUT_AFTER_REQUEST_ARRIVED);
      case LATE -> run.tally().reached(Path.REQUEST_ARRIVES_AFTER_ITS_CONNECTION);
      case TWICE -> run.tally().reached(Path.REQUEST_TWICE);
      case CORRUPT -> read(frame).ifPresent(settlements::requestChanged);
      case NONE, NEVER_LEFT, DELAY -> {
        // Nothing that is worth counting.
      }
    }
  }
}
