package org.tillkeeper.tools.acquirer;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;

/** One request and its answer, disturbed by at most one fault: how each fault is done is here. */
final class Exchange {
  /** Turns everybody away for a while. */
  interface Door {
    void refuse(Duration time);
  }

  private final Host host;
  private final FaultPlan faults;
  private final Door door;
  private final ScheduledExecutorService later;

  Exchange(Host host, FaultPlan faults, Door door, ScheduledExecutorService later) {
    this.host = host;
    this.faults = faults;
    this.door = door;
    this.later = later;
  }

  /** Takes one request to its end. Cuts the line where the fault says so. */
  void serve(Line line, Request request) throws IOException, ISOException, SQLException {
    Optional<FaultPlan.Strike> strike = faults.next(request.kind());
    if (strike.isEmpty()) {
      line.send(host.answer(request, "", Optional.empty()).message());
      return;
    }
    String name = strike.get().fault().label();
    switch (strike.get().fault()) {
      case DROP_BEFORE_READ -> {
        host.notProcessed(request, name);
        line.cut();
      }
      case DROP_AFTER_BOOKING -> {
        booked(request, name);
        line.cut();
      }
      case NO_ANSWER_BEFORE -> host.notProcessed(request, name);
      case NO_ANSWER_AFTER -> booked(request, name);
      case HALF_ANSWER -> {
        line.sendHalf(booked(request, name).message());
        line.cut();
      }
      case LATE_ANSWER -> {
        ISOMsg answer = booked(request, name).message();
        Future<?> unused =
            later.schedule(
                () -> sendIfThere(line, answer),
                strike.get().delay().toMillis(),
                TimeUnit.MILLISECONDS);
      }
      case ANSWER_TWICE -> {
        ISOMsg answer = booked(request, name).message();
        line.send((ISOMsg) answer.clone());
        line.send(answer);
      }
      case WRONG_MAC -> line.send(spoiled(booked(request, name)));
      case OTHER_STAN_FIRST -> {
        Answer answer = booked(request, name);
        line.send(withOtherStan(answer));
        line.send(answer.message());
      }
      case ESCAPE_CODES -> line.send(withEscapeCodes(booked(request, name)));
      case DECLINE -> {
        String code = strike.get().code();
        if (code.isEmpty()) {
          code = request.kind() == RequestKind.SALE ? "51" : "96";
        }
        line.send(host.answer(request, name, Optional.of(code)).message());
      }
      case REFUSE_CONNECTIONS -> {
        host.notProcessed(request, name);
        door.refuse(strike.get().delay());
      }
    }
  }

  private Answer booked(Request request, String fault) throws SQLException, ISOException {
    return host.answer(request, fault, Optional.empty());
  }

  private static void sendIfThere(Line line, ISOMsg answer) {
    try {
      line.send(answer);
    } catch (IOException | ISOException e) {
      // The terminal did not wait, which is what a late answer is about.
    }
  }

  private ISOMsg spoiled(Answer answer) {
    if (!answer.hasMac()) {
      return answer.message();
    }
    ISOMsg spoiled = (ISOMsg) answer.message().clone();
    int field = host.macField(spoiled);
    byte[] mac = spoiled.getBytes(field).clone();
    mac[0] = (byte) (mac[0] == '0' ? '1' : '0');
    spoiled.set(field, mac);
    return spoiled;
  }

  /** Clears the screen, colours it, names the window, turns the text, adds a line. */
  private ISOMsg withEscapeCodes(Answer answer) throws ISOException {
    ISOMsg other = (ISOMsg) answer.message().clone();
    other.set(37, "\u001b[31mRR\u009b2J\n");
    other.set(38, "\u001b]0;x\u0007".substring(0, 6));
    other.set(44, "\u001b[2J\u0085\u007f\b\r\nPAID 0.01");
    if (other.hasField(63)) {
      other.set(63, "CUP\u001b[8mhidden\u001b[0m\n");
    }
    if (answer.hasMac()) {
      host.sign(answer, other);
    }
    return other;
  }

  private ISOMsg withOtherStan(Answer answer) throws ISOException {
    ISOMsg other = (ISOMsg) answer.message().clone();
    int stan = other.hasField(11) ? Integer.parseInt(other.getString(11)) : 0;
    other.set(11, String.format("%06d", stan % 999_999 + 1));
    if (answer.hasMac()) {
      host.sign(answer, other);
    }
    return other;
  }
}
