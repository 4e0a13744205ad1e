package org.tillkeeper.agent.diagnosis;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.tillkeeper.agent.host.Traffic;

/** What the acquirer's last answers say of its host, of the account, of the keys and of clocks. */
final class AnswerChecks {
  /** As many of a kind in a row are no accident. */
  private static final int RUN = 3;

  /** What is older says nothing of now. */
  private static final Duration RECENT = Duration.ofHours(2);

  /** An hour after the service was stopped its renewal has usually gone through. */
  private static final Duration LONG_STOPPED = Duration.ofHours(1);

  private static final int TRIED_OFTEN = 3;

  /** Messages that are older than this are refused by many acquirers. */
  private static final Duration CLOCK_MOST = Duration.ofMinutes(5);

  private static final Duration ZONE_MOST = Duration.ofHours(14);
  private static final long HALF_HOUR = 30 * 60;
  private static final long NEAR = 90;

  private final Traffic.View traffic;
  private final Instant now;
  private final ZoneId zone;

  AnswerChecks(Traffic.View traffic, Instant now, ZoneId zone) {
    this.traffic = traffic;
    this.now = now;
    this.zone = zone;
  }

  // ---- The host

  /** Whether its last answers show a pattern; empty where there is nothing to go by. */
  Optional<Observation> host() {
    List<Traffic.Code> recent = newestFirst(it -> !isOlder(it, RECENT));
    if (recent.isEmpty()) {
      return Optional.empty();
    }
    // A refused sign-in gave no key, so what it has for a MAC says nothing of keys: its code does.
    List<Traffic.Code> wrongMacs =
        run(recent, it -> it.wrongMac() && !(isSignIn(it) && !Codes.isSuccess(it.code())));
    if (wrongMacs.size() >= RUN - 1) {
      return Optional.of(shown(Condition.HOST_MAC_FAULT, wrongMacs));
    }
    List<Traffic.Code> keys =
        run(without(recent, "sign-in", "echo"), it -> Codes.isOfKeys(it.code()));
    if (keys.size() >= RUN - 1) {
      return Optional.of(shown(Condition.HOST_KEY_FAULT, keys));
    }
    List<Traffic.Code> busy = run(recent, it -> Codes.isBusy(it.code()));
    if (busy.size() >= RUN) {
      boolean cutOver = busy.stream().allMatch(it -> Codes.isCutOver(it.code()));
      boolean platform = busy.stream().anyMatch(it -> Codes.isPlatform(it.code()));
      boolean own = busy.stream().anyMatch(it -> it.message().equals("sign-in"));
      return Optional.of(
          shown(
              cutOver
                  ? Condition.HOST_CUT_OVER
                  : platform || own ? Condition.HOST_MAINTENANCE : Condition.HOST_ISSUERS,
              busy));
    }
    return Optional.of(
        Observation.of(Condition.HOST_FINE)
            .with("answers", recent.size())
            .with("declines", declines(recent)));
  }

  private static boolean isSignIn(Traffic.Code code) {
    return code.message().equals("sign-in");
  }

  /**
   * What payments were declined with, as {@code 51 x2, 55}: of cards and customers, not of here.
   */
  private static String declines(List<Traffic.Code> recent) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Traffic.Code one : recent) {
      if (one.message().equals("payment") && !Codes.isSuccess(one.code())) {
        counts.merge(one.code(), 1, Integer::sum);
      }
    }
    List<String> parts = new ArrayList<>();
    counts.forEach((code, count) -> parts.add(count == 1 ? code : code + " x" + count));
    return parts.isEmpty() ? "-" : String.join(", ", parts);
  }

  private static Observation shown(Condition condition, List<Traffic.Code> newestFirst) {
    List<String> codes = new ArrayList<>();
    for (Traffic.Code one : newestFirst) {
      if (!codes.contains(one.code())) {
        codes.add(one.code());
      }
    }
    return Observation.of(condition)
        .with("codes", String.join(", ", codes))
        .with("count", newestFirst.size())
        .with("since", newestFirst.get(newestFirst.size() - 1).at().toString());
  }

  // ---- The account

  /**
   * Whether this terminal's account is the trouble; empty where the acquirer has answered nothing.
   */
  Optional<Observation> account() {
    List<Traffic.Code> all = newestFirst(it -> !it.message().equals("echo"));
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Traffic.Code last = all.get(0);
    List<Traffic.Code> told =
        last.message().equals("sign-in") && !Codes.isSuccess(last.code())
            ? all
            : without(all, "sign-in", "reversal", "own", "inquiry");
    if (told.isEmpty() || !Codes.isOfAccount(told.get(0).code())) {
      return Optional.of(Observation.of(Condition.ACCOUNT_FINE).with("code", last.code()));
    }
    String code = told.get(0).code();
    // A kind of payment that is not enabled and a service that is stopped began at times of their
    // own.
    List<Traffic.Code> refused =
        run(
            told,
            it ->
                Codes.isOfAccount(it.code())
                    && Codes.isNotAllowed(it.code()) == Codes.isNotAllowed(code));
    Instant since = refused.get(refused.size() - 1).at();
    Optional<Traffic.Code> good =
        all.stream()
            .filter(it -> it.at().isBefore(since) && Codes.isSuccess(it.code()))
            .filter(it -> it.message().equals("payment"))
            .findFirst();
    boolean stillStopped =
        good.isPresent()
            && (refused.size() >= TRIED_OFTEN && since.plus(LONG_STOPPED).isBefore(now));
    Condition condition =
        stillStopped
            ? Condition.ACCOUNT_STILL_STOPPED
            : good.isPresent() && !Codes.isNotAllowed(code)
                ? Condition.ACCOUNT_STOPPED
                : Codes.isTerminal(code)
                    ? Condition.ACCOUNT_TERMINAL
                    : Codes.isMerchant(code)
                        ? Condition.ACCOUNT_MERCHANT
                        : Condition.ACCOUNT_NOT_ALLOWED;
    return Optional.of(
        Observation.of(condition)
            .with("code", code)
            .with("since", since.toString())
            .with("tries", refused.size())
            .with("lastGood", good.map(it -> it.at().toString()).orElse("-")));
  }

  /** The last code of a kind of message; empty where there is none. */
  Optional<Traffic.Code> last(String message) {
    return newestFirst(it -> it.message().equals(message)).stream().findFirst();
  }

  // ---- Clocks

  /** This device's clock beside the acquirer's; empty where the acquirer never told its own. */
  Optional<Observation> clock() {
    if (!traffic.hostClock().isPresent()) {
      return Optional.empty();
    }
    Traffic.HostClock host = traffic.hostClock().get();
    LocalDateTime here = LocalDateTime.ofInstant(host.at(), zone);
    Optional<Long> ahead = secondsAhead(here, host);
    if (!ahead.isPresent()) {
      return Optional.empty();
    }
    long seconds = ahead.get();
    long overHalfHours = Math.floorMod(seconds + HALF_HOUR / 2, HALF_HOUR) - HALF_HOUR / 2;
    boolean otherZone =
        Math.abs(seconds) > HALF_HOUR - NEAR
            && Math.abs(overHalfHours) <= NEAR
            && Math.abs(seconds) <= ZONE_MOST.toMillis() / 1000;
    Condition condition =
        otherZone
            ? Condition.CLOCK_OTHER_ZONE
            : Math.abs(seconds) > CLOCK_MOST.toMillis() / 1000
                ? Condition.CLOCK_WRONG
                : Condition.CLOCK_FINE;
    return Optional.of(
        Observation.of(condition)
            .with("minutes", Math.round(Math.abs(seconds) / 60.0))
            .with("seconds", -seconds)
            .with("host", host.date() + " " + host.time())
            .with("here", DateTimeFormatter.ofPattern("MMdd HHmmss", Locale.ROOT).format(here))
            .with("zone", zone.getId())
            .with("at", host.at().toString()));
  }

  /** The host names no year: the one that makes it nearest is meant. */
  private static Optional<Long> secondsAhead(LocalDateTime here, Traffic.HostClock host) {
    Optional<Long> best = Optional.empty();
    for (int year = here.getYear() - 1; year <= here.getYear() + 1; year++) {
      try {
        LocalDateTime there =
            LocalDateTime.of(
                year,
                Integer.parseInt(host.date().substring(0, 2)),
                Integer.parseInt(host.date().substring(2)),
                Integer.parseInt(host.time().substring(0, 2)),
                Integer.parseInt(host.time().substring(2, 4)),
                Integer.parseInt(host.time().substring(4)));
        long seconds = Duration.between(here, there).toMillis() / 1000;
        boolean nearer = !best.isPresent() || Math.abs(seconds) < Math.abs(best.get());
        best = nearer ? Optional.of(seconds) : best;
      } catch (DateTimeException e) {
        // Not in this year: the 29th of February, or what is no date at all.
      }
    }
    return best;
  }

  // ---- Lists of codes

  private boolean isOlder(Traffic.Code code, Duration than) {
    return code.at().isBefore(now.minus(than));
  }

  private List<Traffic.Code> newestFirst(Predicate<Traffic.Code> which) {
    List<Traffic.Code> found = new ArrayList<>();
    for (Traffic.Code one : traffic.codes()) {
      if (which.test(one)) {
        found.add(0, one);
      }
    }
    return found;
  }

  private static List<Traffic.Code> without(List<Traffic.Code> codes, String... messages) {
    List<Traffic.Code> left = new ArrayList<>(codes);
    for (String message : messages) {
      left.removeIf(it -> it.message().equals(message));
    }
    return left;
  }

  /** The first of a list, as long as each is such. */
  private static List<Traffic.Code> run(List<Traffic.Code> codes, Predicate<Traffic.Code> such) {
    List<Traffic.Code> run = new ArrayList<>();
    for (Traffic.Code one : codes) {
      if (!such.test(one)) {
        return run;
      }
      run.add(one);
    }
    return run;
  }
}
