package org.tillkeeper.tools.simulate;

import java.util.Optional;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.MalformedMessage;

/** Hears every frame, and tells those who watch over the invariants what it said. */
final class WireTap implements Net.Watcher {
  private final World world;
  private final Dialect dialect;
  private final Host host;
  private final Watch watch;
  private final Timeline time;
  private final Tally tally;

  WireTap(World world, Dialect dialect, Host host, Watch watch, Timeline time, Tally tally) {
    this.world = world;
    this.dialect = dialect;
    this.host = host;
    this.watch = watch;
    this.time = time;
    this.tally = tally;
  }

  private Optional<Request> read(byte[] frame) {
    try {
      return Optional.of(Request.of(dialect, dialect.unpack(frame)));
    } catch (MalformedMessage e) {
      return Optional.empty();
    }
  }

  @Override
  public void connected() {
    watch.connected();
  }

  @Override
  public void sent(byte[] frame) {
    Optional<Request> request = read(frame);
    if (world.isTraced()) {
      world.trace("sent: " + request);
    }
    if (!request.isPresent()) {
      world.violated(Invariant.NO_DEFECT, "it sends what cannot be read");
      return;
    }
    watch.sent(request.get(), world.ledger(), world.life());
    if (request.get().verb() == Verb.SIGN_IN && !watch.shownAs(State.RECORDED).isEmpty()) {
      tally.reached(Path.SIGN_IN_ORDERED_MID_PAYMENT);
    }
  }

  @Override
  public void underWay(byte[] frame) {
    read(frame).ifPresent(watch::underWay);
  }

  @Override
  public void gone(byte[] frame) {
    read(frame).ifPresent(watch::gone);
    if (world.isTraced()) {
      world.trace("at the host: " + read(frame).map(Request::toString).orElse("garbage"));
    }
  }

  @Override
  public void arrivesWhole(byte[] frame) {
    host.frames().duplicate(frame).ifPresent(watch::heardDuplicate);
    host.frames().heard(frame);
    host.frames().word(frame).ifPresent(watch.settlements()::arrives);
    host.frames().unclearWord(frame).ifPresent(watch.settlements()::arrivesChanged);
    read(frame).ifPresent(watch::answered);
    int of = world.life();
    host.frames()
        .approvedBy(frame)
        .ifPresent(booking -> time.after(0, () -> verifyApprovalKept(booking, of)));
    if (world.isTraced()) {
      world.trace("answer: " + read(frame).map(Request::toString).orElse("garbage"));
    }
  }

  /** Once the agent has had it, if it lives. */
  private void verifyApprovalKept(Booking booking, int of) {
    boolean known =
        !world.isUnionPay() || booking.batch.equals(world.ledger().batches().open().number());
    if (!world.isAlive() || world.life() != of || world.hasLost() || !known) {
      return;
    }
    Optional<AttemptKey> key = world.attemptOf(booking.stan, booking.batch);
    boolean kept =
        key.flatMap(it -> world.ledger().payment(it.payment()).map(now -> now.attempt(it.number())))
            .filter(attempt -> attempt.approved())
            .isPresent();
    if (!kept) {
      world.violated(
          Invariant.LATE_APPROVAL_KEPT, "nobody knows any more of the approval of " + booking);
    }
  }

  @Override
  public void arrivesChanged(byte[] frame, byte[] changed) {
    Optional<Request> answer = read(frame);
    answer.ifPresent(watch::answered);
    if (answer.filter(it -> it.message().mti().equals("0810")).isPresent()) {
      watch.settlements().signInChanged();
    }
    world.trace("a corrupted answer");
    host.frames().heardChanged(frame, changed);
    host.frames().word(frame).ifPresent(watch.settlements()::arrivesChanged);
  }

  @Override
  public void requestChanged(byte[] frame) {
    read(frame).ifPresent(watch.settlements()::requestChanged);
  }
}
