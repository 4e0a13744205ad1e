package org.tillkeeper.agent.fleet;

import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;

/**
 * Keeps the broker's retained report of the terminal true: a report follows each change, at most
 * one in some seconds, and a while without changes. One at a time is on its way, and where several
 * changes come together one report tells of all. Everything runs on the fleet's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a timer's end is what it runs
final class Reporting {
  private static final Log LOG = Log.of(Reporting.class);

  private final EventLoop loop;
  private final Session session;
  private final Topics topics;
  private final Reports reports;
  private final Pauses pauses;
  private Optional<String> told = Optional.empty();
  private long toldNanos;
  private boolean underWay;
  private boolean wanted;
  private boolean soon;
  private int connection;

  Reporting(EventLoop loop, Session session, Topics topics, Reports reports, Pauses pauses) {
    this.loop = loop;
    this.session = session;
    this.topics = topics;
    this.reports = reports;
    this.pauses = pauses;
  }

  /** Something has changed. */
  void changed() {
    long since = System.nanoTime() - toldNanos;
    long wait = pauses.between().toNanos() - since;
    if (!told.isPresent() || wait <= 0) {
      look();
    } else if (!soon) {
      soon = true;
      loop.schedule(
          () -> {
            soon = false;
            look();
          },
          wait,
          TimeUnit.NANOSECONDS);
    }
  }

  /** The broker is there: whatever it keeps is replaced. */
  void connected() {
    told = Optional.empty();
    int now = ++connection;
    look();
    again(now);
  }

  void disconnected() {
    connection++;
  }

  private void again(int of) {
    loop.schedule(
        () -> {
          if (of == connection && session.standing().connected()) {
            look();
            again(of);
          }
        },
        pauses.freshness().toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void look() {
    if (!session.standing().connected()) {
      return;
    }
    if (underWay) {
      wanted = true;
      return;
    }
    underWay = true;
    reports
        .take()
        .whenComplete(
            (report, failure) -> {
              try {
                loop.execute(() -> taken(report, failure));
              } catch (RejectedExecutionException e) {
                // The agent is stopping.
              }
            });
  }

  private void taken(Reports.Report report, Throwable failure) {
    if (failure != null) {
      LOG.warn("no report for the fleet could be taken", Fact.text("why", failure.toString()));
      ended();
      return;
    }
    boolean old = System.nanoTime() - toldNanos >= pauses.report().toNanos();
    if (told.equals(Optional.of(report.gist())) && !report.open() && !old) {
      ended();
      return;
    }
    told = Optional.of(report.gist());
    toldNanos = System.nanoTime();
    session.publish(
        new Session.Outgoing(
            Message.json(topics.status(), report.json(), Message.Kept.RETAINED),
            Session.Loss.GIVEN_UP,
            refused -> {
              refused.ifPresent(why -> told = Optional.empty());
              refused
                  .filter(why -> session.standing().connected())
                  .ifPresent(why -> session.noteRefused("status", why));
              ended();
            }));
  }

  private void ended() {
    underWay = false;
    if (wanted) {
      wanted = false;
      changed();
    }
  }
}
